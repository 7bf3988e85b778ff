"""Line breaking, against UAX #14 as uniseg implements it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from uniseg.linebreak import line_break_boundaries

from drillcli.ui.wrap import SPACES, breaks, widest, wrap

NEVER_FIRST = "，。、！？：；）》」』】”’…—％～,.!?:;)]}%"
NEVER_LAST = "（《「『【“‘([{"
HAN = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
MARKS = [*"，。、！？：；）》」』】”’％（《「『【“‘～·", "……", "——"]
WORDS = "abc AI GPT-4 3.11 $5 50% (x) don’t state-of-the-art a/b e.g. 2–3 x=1 [0] {k} ok! 1,000 ±2 naïve Ω"
OTHERS = [*WORDS.split(), "👍", "👨‍👩‍👧", "🇨🇳🇺🇸", "e\u0301"]


def sentence(rng: Random) -> str:
    """Return a sentence of Chinese, punctuation and words in no sensible order."""
    text = ""
    for _ in range(rng.randint(1, 16)):
        sort = rng.random()
        if sort < 0.45:
            text += "".join(rng.choice(HAN) for _ in range(rng.randint(1, 9)))
        elif sort < 0.72:
            text += rng.choice(MARKS)
        else:
            text += rng.choice(["", " "]) + rng.choice(OTHERS) + rng.choice(["", " "])
    return text


@pytest.mark.parametrize("seed", range(4))
def test_no_line_breaks_the_rules_at_any_width(seed: int):
    """At every width from 30 to 200: none too wide, none begins with closing or ends with opening punctuation."""
    rng = Random(seed)
    for width in range(30, 201):
        text = sentence(rng) + sentence(rng) + sentence(rng)
        lines = wrap(text, width)
        assert all(cell_len(line) <= width for line in lines), (width, lines)
        if widest(text) > width:
            continue
        for line, before in zip(lines[1:], lines, strict=False):
            assert line[0] not in NEVER_FIRST, (width, lines)
            assert before[-1] not in NEVER_LAST, (width, lines)
            assert before[-1] + line[0] not in ("……", "——"), (width, lines)


def test_every_break_is_one_that_uax14_allows():
    """What we allow is a subset of UAX #14; what we add are prohibitions."""
    rng = Random(14)
    for _ in range(150):
        text = sentence(rng)
        unforced = range(widest(text), widest(text) + 10)
        ours = {at for width in unforced for at in breaks(text, width)}
        beyond = ours - set(line_break_boundaries(text))
        assert not beyond, [text[:at] + "÷" + text[at:] for at in beyond]


@given(
    st.text(st.sampled_from(HAN[:6] + "ab （）“”，。… -\u3000\u00a0👍\u200d\ufe0f\u0301🇨🇳"), max_size=60),
    st.integers(2, 40),
)
def test_wrapping_loses_nothing_but_spaces(text: str, width: int):
    """The lines joined are the text without some spaces; no line is wider than the width."""
    lines = wrap(text, width)
    strip = str.maketrans("", "", SPACES)
    assert "".join(lines).translate(strip) == text.translate(strip)
    assert all(cell_len(line) <= max(width, 2) for line in lines)


@given(st.text(max_size=80), st.integers(1, 60))
def test_offsets_rise_within_the_text(text: str, width: int):
    """breaks() never returns an empty line, an offset twice or one outside, for any text at all."""
    line = text.replace("\n", "")
    offsets = breaks(line, width)
    assert offsets == sorted(set(offsets))
    assert all(0 < at < len(line) for at in offsets)


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧", "e\u0301", "👍🏽", "🇨🇳", "❤️", "각"])
def test_what_a_reader_sees_as_one_character_is_never_split(cluster: str):
    """Marks, joined emoji, skin tones, flags and Hangul syllables stay whole at every width."""
    text = cluster * 7
    for width in range(1, 12):
        assert all(at % len(cluster) == 0 for at in breaks(text, width)), width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("The word 学习 means 每天都要练习。", 20, ["The word 学习 means", "每天都要练习。"]),
        ("The 每天都要练习哪怕只有十分钟", 12, ["The 每天都要", "练习哪怕只有", "十分钟"]),
        ("他说：“每天练习。”", 8, ["他说：", "“每天练", "习。”"]),
        ("一二三，四", 6, ["一二", "三，四"]),
        ("一二三四……", 8, ["一二三", "四……"]),
        ("incomprehensibilities", 8, ["incompre", "hensibil", "ities"]),
        ("state-of-the-art", 8, ["state-", "of-the-", "art"]),
        ("    indented word", 9, ["    inden", "ted word"]),
        ("word     ", 4, ["word"]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("", 10, [""]),
        ("（（（（（（（", 4, ["（（", "（（", "（（", "（"]),
        ("C\u00a0=\u00a0n 次", 5, ["C\u00a0=\u00a0n", "次"]),
    ],
)
def test_examples(text: str, width: int, lines: list[str]):
    """Chinese breaks anywhere but at its punctuation, words at spaces and hyphens, and what is too wide anyway."""
    assert wrap(text, width) == lines


def test_a_column_of_one_cell():
    """Even one column holds every narrow character; a wide one stands alone."""
    assert wrap("ab 中", 1) == ["a", "b", "中"]
