"""Decks that the tests of this folder are made of."""

from functools import partial
from pathlib import Path

from hypothesis import strategies as st

from drillcli.deckfile.build import Loaded, load
from drillcli.deckfile.identity import content_id
from drillcli.kinds.compare import normalise

EVERY_KIND = """\
# a deck of every kind
title: {en: All kinds, zh: 各种卡片}
about: One note of each kind.
order: 3
notes:
  - id: cost
    q: {en: What recurs?, zh: 什么会反复发生？}
    a:
      en: Inference.
      zh: 推理。
    why: no
    reverse: true
    tags: [cost, 1:30]
    from: [000-Q02]
    fixes: [E013]
    as_of: 2026-11
    exercise: cnn
  - id: f1
    cloze: {en: "F1 joins {{precision::p}} and {{recall::r}}", zh: "F1 由{{精确率::p}}与{{召回率::r}}得出"}
  - id: 指标
    q: Which metric?
    choices: {en: [a, b, no], zh: [甲, 乙, 丙]}   # same order
    answer: 2
  - id: recall-30
    q: Recall?
    number: {value: 0.60, tolerance: 0.005, unit: ""}
  - id: rope
    q: Name?
    accept: [RoPE, rotary position embedding]
  - id: steps
    q: Order?
    order:
      - collect
      - clean
      - split
  - q: Nameless?
    a: Yes.
"""


def loaded(source: str | bytes, slug: str = "d") -> Loaded:
    """Load a deck that stands nowhere, under the name d.yaml."""
    return load(Path("d.yaml"), slug, source if isinstance(source, bytes) else source.encode())


def faults(source: str | bytes) -> list[str]:
    """Return the faults of a deck as they are shown."""
    return [str(fault) for fault in loaded(source).faults]


def deck_of(*notes: str) -> str:
    """Return a deck of notes in flow style, one a line from line 3 on; each `{` stands in column 5."""
    return "title: T\nnotes:\n" + "".join(f"  - {note}\n" for note in notes)


_NASTY = ["no", "1:30", "1.0e-3", "~", "0x1F", "- x", "a: b", "# c", "'", '"', "*x", "&x", "!x", "|", ">", "@", "{{x}}"]
_ALPHABET = " !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\n\xa0é中，。「」…\u200b\u2028\ufeff\ufffe𠀀😀"
words = st.one_of(
    st.sampled_from(_NASTY),
    st.sampled_from(
        ["中文，标点。", "𠀀字", "two\n\nlines\n", "  led by spaces", "tab\tin", "Ａ full width", "e\u0301"]
    ),
    st.text(st.sampled_from(_ALPHABET), min_size=1, max_size=20),
).filter(lambda text: text.strip() and normalise(text))
texts = words | st.fixed_dictionaries({"en": words, "zh": words}) | st.fixed_dictionaries({"pt-BR": words})
_lists = st.lists(words, min_size=3, max_size=4, unique_by=normalise)
_lines = _lists | st.lists(words, min_size=6, max_size=6, unique_by=normalise).map(
    lambda entries: {"en": entries[:3], "zh": entries[3:]}
)
_dates = st.sampled_from(["2026", "2026-11", "2024-02-29"])
_common = {"why": texts, "tags": st.lists(words, max_size=2), "from": st.lists(words, max_size=2), "as_of": _dates}
_clozes = st.sampled_from(["{{α}} is it", {"en": "a {{b::x}}", "zh": "甲{{乙::x}}"}, "1 {{2}} 3 {{4}}"])
_numbers = st.fixed_dictionaries({"value": st.sampled_from(["0.60", "-3", "1e9"]), "tolerance": st.just("0.1")})
_answers = st.integers(1, 3).map(str)


def _note(fields: dict, **optional: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries(fields, optional={**_common, **optional})


nameless = st.one_of(
    _note({"q": texts, "a": texts}, reverse=st.sampled_from(["true", "false"])),
    _note({"cloze": _clozes}),
    _note({"q": texts, "choices": _lines, "answer": _answers}),
    _note({"q": texts, "number": _numbers}),
    _note({"q": texts, "accept": _lines}),
    _note({"q": texts, "order": _lines}),
)
"""A note as written, without an id."""


@st.composite
def decks(draw: st.DrawFn) -> dict:
    """Return a deck as written; about half of its notes have an id."""
    notes = draw(st.lists(nameless, min_size=1, max_size=4, unique_by=partial(content_id, "")))
    for number, note in enumerate(notes):
        if draw(st.booleans()):
            notes[number] = {"id": draw(st.sampled_from(["n", "注", "a-b-"])) + str(number), **note}
    return {"title": draw(texts), "notes": notes}
