"""Typed answers: what is accepted, and what is shown when it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds_cases import answered, asked, faults, make, only, warnings

from drillcli.kinds import kind
from drillcli.kinds.base import Back, How, Verdict, untold

ROPE = make(
    q={"en": "How does LLaMA encode positions?", "zh": "LLaMA 如何编码位置？"},
    accept={"en": ["rotary position embedding", "RoPE"], "zh": ["旋转位置编码", "RoPE"]},
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("response", ["rope", "ＲｏＰＥ", "Rotary  position embedding.", "旋转 位置编码", "`RoPE`"])
def test_any_language_is_accepted(response: str, lang: str) -> None:
    """An accepted text is right whatever the language asked, its width, case or spacing."""
    assert answered(only(ROPE), response, lang).right


def test_nearest_accepted_text_is_expected() -> None:
    """A wrong response is held against what it comes nearest to; nothing against the first in the language."""
    assert answered(only(ROPE), " rotary embeding ") == Verdict(
        right=False, given="rotary embeding", expected="rotary position embedding", besides="also: RoPE"
    )
    assert answered(only(ROPE), "位置编码").expected == "旋转位置编码"
    assert answered(only(ROPE), "", "zh") == Verdict(
        right=False, given="", expected="旋转位置编码", besides="also: RoPE"
    )
    assert answered(only(ROPE), "rope", "zh") == Verdict(
        right=True, given="rope", expected="RoPE", besides="also: 旋转位置编码"
    )


def test_faces() -> None:
    """The back gives the first text of the language and the others below; the front only asks."""
    card = only(ROPE)
    assert asked(card, "zh").ask == "LLaMA 如何编码位置？"
    assert asked(card).how is How.TYPE
    assert kind(ROPE).back(card, "zh") == Back("旋转位置编码\n\nalso: RoPE")
    assert kind(ROPE).back(only(make(q="?", accept=["one"])), "en") == Back("one")
    assert kind(ROPE).typed(card, "zh") == ("旋转位置编码", "RoPE", "rotary position embedding")


@pytest.mark.parametrize(
    ("response", "below"),
    [
        ("rotary embedding", "also: RoPE"),
        ("rop", "also: rotary position embedding"),
        ("RoPE", "also: rotary position embedding"),
        ("rope", "rotary position embedding\n\nalso: RoPE"),
    ],
)
def test_nothing_is_told_twice(response: str, below: str) -> None:
    """The comparison names what is right, and below it stands what else is; a spelling of one's own gets the whole."""
    card = only(ROPE)
    assert untold(asked(card), kind(ROPE).back(card, "en"), answered(card, response)) == below
    assert untold(asked(card), kind(ROPE).back(card, "en"), None) == "rotary position embedding\n\nalso: RoPE"
    alone = only(make(q="?", accept=["one"]))
    for given_text in ("two", "one", "One"):
        assert not untold(asked(alone), kind(alone.note).back(alone, "en"), answered(alone, given_text))


@pytest.mark.parametrize("response", ["数据並行", "數據並行", "数據并行"])
def test_traditional_and_simplified_are_told_apart(response: str) -> None:
    """The author lists both where both are right."""
    assert not answered(only(make(q="?", accept=["数据并行"])), response).right
    assert answered(only(make(q="?", accept=["数据并行", "數據並行"])), response).right is (response == "數據並行")


def test_faults() -> None:
    """A list accepts something, nothing twice, nothing blank."""
    assert faults(ROPE) == []
    assert faults(make(q="?", accept={"en": []})) == [
        (("accept", "en"), "`accept` is empty: give at least one right answer")
    ]
    assert warnings(make(q="?", accept=["F1", "f1"])) == [
        (("accept", 1), "“f1” counts as the same as “F1”: change or remove one")
    ]
    assert faults(make(q="?", accept=["F1", "f1"])) == []
    assert faults(make(q="?", accept=["F1", "F1 "]))[0][0] == ("accept", 1)
    assert faults(make(q="?", accept=["F1", ""])) == [
        (("accept", 1), "an entry of `accept` is empty: write it or take it out")
    ]


@given(st.lists(st.text("aB1字词 ，。.`*$_()", min_size=1).filter(str.strip), min_size=1))
def test_what_is_accepted_is_right(accepted: list[str]) -> None:
    """Each accepted text is right as written, and as it is shown."""
    card = only(make(q="?", accept=accepted))
    for text in (*accepted, *kind(card.note).typed(card, "en")):
        assert answered(card, text).right, text
