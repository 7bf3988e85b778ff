"""What the tests of the exporters share: decks on their way out, and a wish."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conftest import NOW
from hypothesis import strategies as st

from drillcli.deckfile.build import load
from drillcli.exporters.outgoing import BOTH, Outgoing, Past, Wish
from drillcli.kinds import kind_of
from drillcli.model import Note

EVERY_KIND = """\
title: {en: Every kind, zh: 每一种}
about: {en: One of each., zh: 各有一个。}
order: 3
notes:
  - id: basic
    q: {en: What is paid once?, zh: 什么只付一次？}
    a: {en: "**Training**", zh: 训练}
    why: {en: Inference recurs., zh: 推理会反复付费。}
    reverse: true
    tags: [cost, big picture]
    from: [000-Q02]
    as_of: 2026-11
  - id: gaps
    cloze: {en: "F1 is the {{harmonic mean::kind}} of {{precision::p}} and recall.", zh: "F1 是{{精确率::p}}和召回率的{{调和平均::kind}}。"}
  - id: pick
    q: {en: Which share was found?, zh: 找到的比例叫什么？}
    choices: {en: [precision, recall, AUC], zh: [精确率, 召回率, 曲线下面积]}
    answer: 2
  - id: name
    q: {en: What turns a vector?, zh: 什么旋转向量？}
    accept: {en: [rotary embedding, RoPE], zh: [旋转编码, RoPE]}
  - id: seq
    q: What comes first?
    order: [collect, clean, train]
  - id: num
    q: "$TP = 30$, $FN = 20$: recall?"
    number: {value: 0.60, tolerance: 0.005, unit: ""}
"""  # noqa: E501


def deck(source: str = EVERY_KIND, slug: str = "every", path: Path = Path("nowhere/every.yaml")) -> Outgoing:
    """Return a deck as an exporter gets it; it must be without error."""
    loaded = load(path, slug, source.encode())
    assert loaded.deck is not None, loaded.faults
    made = loaded.deck
    return Outgoing(slug, made.title, made.about, made.order, path, lambda: iter(made.notes))


def of_notes(*fields: Mapping[str, Any]) -> Outgoing:
    """Return a deck of notes with these fields, named n0, n1, …."""
    notes = [Note("made", f"n{at}", kind_of(said), said) for at, said in enumerate(fields)]
    return Outgoing("made", {"": "Made"}, {}, None, Path("nowhere/made.yaml"), lambda: iter(notes))


def wish(lang: str = BOTH, first: str = "en", past: Past | None = None) -> Wish:
    """Return a wish of a learner of English, made at NOW; a formula is shown in angle brackets."""
    return Wish(lang, first, NOW.ms, "⟨{}⟩".format, past)


_TEXTS = st.one_of(
    st.sampled_from([
        "plain", "中文。", "a `b < c` d", "$x_1$", "{{c1::no}}", "::", "<b>no</b>", "tab\tin", "two\nlines", "- a\n- b",
        "```py\nx = {}\n```", "[sound:a.mp3]", "Q: x\nA: y", "---", "=1+1", '"quoted", and', "&amp; \\(x\\)", "  x",
    ]),
    st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=20).filter(str.strip),
)  # fmt: skip
"""Texts that some format or other might take for something else."""


def _said(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[str, Any]]:
    return st.one_of(
        st.builds(lambda value: {"": value}, values), st.builds(lambda en, zh: {"en": en, "zh": zh}, values, values)
    )


_GAPS = st.builds(
    lambda before, gap, after: f"{before} {{{{{gap}::p}}}} {after}",
    *[_TEXTS.filter(lambda text: not {"{", "}", "\\"} & set(text) and "::" not in text)] * 3,
)
_KINDS = [
    {"q": _said(_TEXTS), "a": _said(_TEXTS), "reverse": st.booleans()},
    {"q": _said(_TEXTS), "choices": st.just({"en": ["a", "b"], "zh": ["甲", "乙"]}), "answer": st.integers(1, 2)},
    {"q": _said(_TEXTS), "accept": _said(st.lists(_TEXTS, min_size=1, max_size=3, unique=True))},
    {"q": _said(_TEXTS), "order": st.just({"": ["one", "two", "three"]})},
    {"q": _said(_TEXTS), "number": st.just({"value": "1.0e-3", "tolerance": "0", "unit": "s"})},
]
_COMMON = {"why": _said(_TEXTS), "tags": st.lists(_TEXTS, max_size=2), "as_of": st.just("2026-11")}
GAPPED = st.fixed_dictionaries({"cloze": _said(_GAPS)})
NOTES = st.one_of(GAPPED, *[st.fixed_dictionaries(fields, optional=_COMMON) for fields in _KINDS])
"""The fields of a note of any kind, with texts of any kind."""
