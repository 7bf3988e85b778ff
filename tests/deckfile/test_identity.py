"""Content-derived ids: what they depend on, and what they do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.identity import content_id

NOTE = {
    "q": {"en": "Why does inference cost recur?", "zh": "为什么推理成本会反复发生？"},
    "a": {"en": "Every request computes anew.", "zh": "每个请求都要重新计算。"},
}
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)


@given(words)
def test_is_a_legal_id(text):
    """The id is "c" and ten hex digits whatever the text."""
    assert re.fullmatch(r"c[0-9a-f]{10}", content_id("basic", {"q": text, "a": "是"}))


@pytest.mark.parametrize(
    "same",
    [
        {"a": NOTE["a"], "q": NOTE["q"]},
        {"q": dict(reversed(NOTE["q"].items())), "a": NOTE["a"]},
        {"q": {"en": "Why  does inference\n   cost recur? ", "zh": "为什么推理成本会反复发生？\n"}, "a": NOTE["a"]},
        NOTE | {"why": "Serving is not training.", "tags": ["cost"], "from": ["000-Q02"], "as_of": "2026-11"},
    ],
    ids=["order of fields", "order of languages", "white space", "what is around the content"],
)
def test_does_not_depend_on_the_form(same):
    """Moving fields, re-flowing text and editing reasons, tags or sources keeps the id."""
    assert content_id("basic", same) == content_id("basic", NOTE)


def test_neutral_language_is_the_plain_text():
    """A text written plainly has the same id as the reader's form of it, {"": text}; the NFC form is the same too."""
    assert content_id("basic", {"q": "café"}) == content_id("basic", {"q": {"": "cafe\u0301"}})
    assert content_id("choice", {"choices": ["甲", "乙"]}) == content_id("choice", {"choices": {"": ("甲", "乙")}})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", {"en": "Why does training cost recur?", "zh": NOTE["q"]["zh"]}),
        ("a", {"en": NOTE["a"]["en"]}),
        ("cloze", "F1 is a {{mean}}"),
        ("choices", ["甲", "乙"]),
        ("answer", 2),
        ("accept", ["RoPE"]),
        ("order", ["collect", "train"]),
        ("number", {"value": 0.6, "tolerance": 0.005, "unit": ""}),
    ],
)
def test_depends_on_the_content(name, value):
    """Every field that carries content changes the id."""
    assert content_id("basic", NOTE | {name: value}) != content_id("basic", NOTE)


def test_depends_on_the_kind_and_on_the_order_of_a_list():
    """The same words as another kind, or in another order, are another note."""
    assert content_id("basic", NOTE) != content_id("typed", NOTE)
    assert content_id("order", {"order": ["采集", "训练"]}) != content_id("order", {"order": ["训练", "采集"]})


def test_stays_the_same_from_release_to_release():
    """Histories hang on these ids: changing the canonical form would orphan them."""
    assert content_id("basic", {"q": "一 two", "a": "3"}) == "c4af50cd637"
