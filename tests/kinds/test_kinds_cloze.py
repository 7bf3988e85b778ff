"""Clozes: what a front hides, what a back marks, and which texts give themselves away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds_cases import asked, faults, make, only, warnings
from markdown_it import MarkdownIt

from drillcli.kinds import cards, kind
from drillcli.kinds.base import Back, How

F1 = {
    "en": "F1 is the {{harmonic mean::mean}} of {{precision::p}} and {{recall::r}}",
    "zh": "F1 是{{精确率::p}}与{{召回率::r}}的{{调和平均::mean}}",
}


def test_front_hides_the_gap_and_fills_the_others() -> None:
    """Each card asks one gap, in either language."""
    mean, precision, recall = cards(make(cloze=F1))
    assert asked(mean, "en").ask == r"F1 is the \[…] of precision and recall"
    assert asked(mean, "zh").ask == r"F1 是精确率与召回率的\[…]"
    assert asked(precision, "zh").ask == r"F1 是\[…]与召回率的调和平均"
    assert asked(recall).how is How.RATE
    assert kind(recall.note).grade(recall, asked(recall), "4", "en") is None


def test_back_marks_the_gap_in_the_full_text() -> None:
    """The back is the whole text with what was asked in bold, and why."""
    card = cards(make(cloze=F1, why={"en": "both count", "zh": "两者都要"}))[0]
    assert kind(card.note).back(card, "en") == Back("F1 is the **harmonic mean** of precision and recall", "both count")
    assert kind(card.note).back(card, "zh").answer == "F1 是精确率与召回率的**调和平均**"
    assert kind(card.note).typed(card, "zh") == ("调和平均",)


def test_gaps_of_one_name_are_hidden_together() -> None:
    """Both are blank on the front, bold on the back, and either text may be typed."""
    card = only(make(cloze="{{LoRA::x}} trains few weights; {{adapters::x}} too"))
    assert asked(card).ask == r"\[…] trains few weights; \[…] too"
    assert kind(card.note).back(card, "en").answer == "**LoRA** trains few weights; **adapters** too"
    assert kind(card.note).typed(card, "en") == ("LoRA", "adapters")


@pytest.mark.parametrize(
    ("source", "back"),
    [
        ("用{{`softmax`}}归一化", "用 **`softmax`** 归一化"),
        ("用 {{`softmax`}} 归一化", "用 **`softmax`** 归一化"),
        (r"算力约为{{$6ND$}}。", r"算力约为 **$6ND$**。"),
        ("这叫{{“过拟合”}}现象", "这叫“**过拟合**”现象"),
        ("用{{推理（inference）}}的算力", "用**推理（inference**）的算力"),
        ("用{{《`x`》}}的算力", "用《**`x`**》的算力"),
        ("这叫{{过拟合}}现象", "这叫**过拟合**现象"),
        ("`x = {{torch.ones}}(3)` works", "`x = torch.ones(3)` works"),
        ("$p = {{a}}/b$", "$p = a/b$"),
        ("{{**bold** already}}", "**bold** already"),
        ("costs $5 or {{ten}} euros", "costs $5 or **ten** euros"),
    ],
)
def test_bold_is_written_so_that_markdown_sees_it(source: str, back: str) -> None:
    """Bold round code or maths within a word needs a space, Chinese punctuation is left out; in code there is none."""
    card = only(make(cloze=source))
    assert kind(card.note).back(card, "zh").answer == back


AROUND = st.lists(st.sampled_from(["字", "a", " ", "“", "”", "（", ")", "，", "。"]), max_size=3).map("".join)


@given(AROUND, st.sampled_from(["字", "`x`", "$x$", "“字”", "-1", "a)", "(a", "C++", "50%", "*x*"]), AROUND)
def test_bold_is_bold_wherever_it_stands(before: str, gap: str, after: str) -> None:
    """A Markdown reader finds the bold of a back among any neighbours."""
    card = only(make(cloze=f"{before}{{{{{gap}}}}}{after}"))
    assert "<strong>" in MarkdownIt().render(kind(card.note).back(card, "zh").answer)


def test_blank_is_no_link() -> None:
    """A blank before a parenthesis or colon is not read as a Markdown link; within code it is as it is."""
    for ask in (asked(only(make(cloze="{{Recall}}: TP/P"))).ask, asked(only(make(cloze="{{f}}(x)"))).ask):
        assert "[…]" in MarkdownIt().render(ask)
    assert asked(only(make(cloze="{{softmax}}(x): a"))).ask == r"\[…](x): a"
    assert asked(only(make(cloze="`{{softmax}}(x)`"))).ask == "`[…](x)`"


@pytest.mark.parametrize(
    ("source", "gap"),
    [
        ("{{Precision}} is the precision of a model", "Precision"),
        ("{{`relu`}} and relu are one", "`relu`"),
        ("使用{{召回}}时，召回率更高", "召回"),
        ("训练GPU用{{GPU}}", "GPU"),
        ("{{精确率::p}}与{{平均精确率::m}}", "精确率"),
    ],
)
def test_front_that_shows_its_answer_is_an_error(source: str, gap: str) -> None:
    """The text of a gap must not stand elsewhere as a word, or in Chinese at all."""
    message = f"“{gap}” also stands outside its gap, so that the question shows its answer: reword it"
    assert faults(make(cloze={"zh": source})) == [(("cloze", "zh"), message)]


@pytest.mark.parametrize(
    "source",
    [
        "{{recall}} recalls what is recalled",
        "{{的}}确是目的",
        "{{2}} is less than 20, 2.5 and 0.2",
        "a {{token}}ised text of tokens",
        "{{召回率}}不是召回",
        "层{{norm}}与normal",
    ],
)
def test_parts_of_words_are_no_answer(source: str) -> None:
    """Part of a longer word or number, and a single Chinese character, show nothing."""
    note = make(cloze=source)
    assert faults(note) == []
    assert warnings(note) == []


def test_short_answers_may_stand_twice_by_chance() -> None:
    """A digit or two letters elsewhere is a warning only."""
    note = make(cloze="Layer 2 of {{2}}")
    assert faults(note) == []
    assert warnings(note)[0][1].startswith("“2” also stands outside its gap")


def test_languages_must_agree() -> None:
    """Several gaps need names in each language, and the same ones."""
    named = "name each gap, as in {{text::name}}: the languages may put them in another order"
    assert faults(make(cloze={"en": "{{one}} {{two}}", "zh": "{{二}}{{一}}"})) == [(("cloze",), named)]
    assert faults(make(cloze={"en": "{{one::a}} {{two::b}}", "zh": "{{一::a}}二"})) == [
        (("cloze",), "the gaps must have the same names in each language (en: a, b; zh: a)")
    ]
    assert faults(make(cloze={"en": "the {{one}}", "zh": "这个{{一}}"})) == []
    assert faults(make(cloze={"en": "{{one}} {{two}}"})) == []
    assert faults(make(cloze=F1)) == []


def test_faults_of_single_gaps() -> None:
    """No gap, an open gap, a name that clashes with a number, and a name with wrong characters are told."""
    assert faults(make(cloze={"en": "none", "zh": "{{一}}"}))[0] == (
        ("cloze", "en"),
        "there is no gap: put two braces on either side of what is asked",
    )
    assert faults(make(cloze="{{open"))[0][0] == ("cloze",)
    assert "is not closed" in faults(make(cloze="{{open"))[0][1]
    assert "“1” may clash" in faults(make(cloze="{{one::1}} {{two}}"))[0][1]
    assert faults(make(cloze="{{one::1}} {{two::2}}")) == []
    assert "“one::a_b” is shown as it is" in warnings(make(cloze="{{one::a_b}}"))[0][1]


def test_marks_in_full_width_are_told() -> None:
    """What an input method makes of braces and colons is shown as text: the learner hears of it at once."""
    for text, mark in (("{{甲：：名}}", "：："), ("{{甲}}和｛｛乙｝｝", "｛｛")):
        said = f"“{mark}” is shown as it is and makes no gap: write {{{{…::…}}}} in half width"
        assert warnings(make(cloze=text)) == [(("cloze",), said)]
    assert warnings(make(cloze="{{甲::名}}：（乙）")) == []


LETTERS = st.text("abcdefgh字词句段", min_size=2, max_size=6)


@given(st.lists(LETTERS, min_size=3, max_size=9, unique_by=str.casefold), st.data())
def test_front_never_shows_its_answer(words: list[str], data: st.DataObject) -> None:
    """Where `problems` finds nothing, no front has the text of a hidden gap as a word; each back has all words."""
    hidden = data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1))
    source = " ".join(f"{{{{{word}}}}}" if i in hidden else word for i, word in enumerate(words))
    note = make(cloze=source)
    if faults(note) or warnings(note):
        return
    for card in cards(note):
        (answer,) = kind(note).typed(card, "en")
        shown = asked(card).ask
        start, end = "(?<![a-z])" * answer[0].isascii(), "(?![a-z])" * answer[-1].isascii()
        assert not re.search(start + answer + end, shown)
        assert kind(note).back(card, "en").answer.replace("**", "").split() == words
