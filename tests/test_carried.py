"""A note that travels inside another program's note comes home as it left, and nothing in it is trusted."""

import json
import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.carried import LIMIT, Carried, Shown, digest, merged, pack, unpack

FIELDS = {"q": {"en": "What?", "zh": "什么？"}, "a": {"": "That"}, "reverse": True, "tags": ["x"]}
CARRIED = Carried(
    "rivers", "nile", "basic", FIELDS, ["", "reverse"],
    {"Front": Shown(digest("What?"), "q", "en"), "Options": Shown(digest("<ol></ol>"))}, {"a b.png": "a.png"},
)  # fmt: skip


def test_what_was_packed_comes_out() -> None:
    assert unpack(pack(CARRIED)) == CARRIED


def test_its_identity_is_deck_and_id() -> None:
    assert CARRIED.guid == "drill:rivers/nile"


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))))
def test_any_text_comes_out_as_it_went_in(fields: dict[str, object]) -> None:
    found = unpack(pack(CARRIED._replace(fields=fields, shown={})))
    assert found is not None
    assert found.fields == fields


def test_nothing_in_it_means_anything_to_an_editor_of_html_or_to_a_cloze() -> None:
    packed = pack(CARRIED._replace(fields={"q": {"": "{{c1::<b>&nbsp;[sound:x]"}}))
    assert not set(packed) & set("<>&{}[]: \n\\")


@pytest.mark.parametrize("wrapped", ["{}\n", "<div>{}</div>", " {} ", "{}&nbsp;", "<p>{}<br></p>"])
def test_what_an_editor_wraps_around_it_does_not_matter(wrapped: str) -> None:
    assert unpack(wrapped.format(pack(CARRIED))) == CARRIED


def _packed(value: object) -> str:
    return b64encode(zlib.compress(json.dumps(value).encode())).decode()


GOOD = [1, "d", "n", "basic", {"q": {"": "x"}}, [""], {}, {}]


@pytest.mark.parametrize(
    "text",
    [
        "", "no", "ab==", "%%%", _packed(7), _packed([]), _packed([2, *GOOD[1:]]), _packed(GOOD[:-1]),
        _packed([1, 5, *GOOD[2:]]), _packed([*GOOD[:4], {"q": {"": {"deep": "x"}}}, *GOOD[5:]]),
        _packed([*GOOD[:5], [1], {}, {}]), _packed([*GOOD[:6], {"Front": ["d", "why", "en"]}, {}]),
        _packed([*GOOD[:6], {"Front": "d"}, {}]), _packed([*GOOD[:7], {"a": 1}]),
        b64encode(zlib.compress(b"[" * 100_000)).decode(), b64encode(zlib.compress(b"x" * (LIMIT + 9))).decode(),
        b64encode(zlib.compress(b"\xff\xfe")).decode(), pack(CARRIED)[:-8],
    ],
)  # fmt: skip
def test_anything_else_is_no_note(text: str) -> None:
    assert unpack(_packed(GOOD)) is not None
    assert unpack(text) is None


def test_visible_fields_as_they_were_leave_the_note_as_it_was() -> None:
    """Neither outer space nor Unicode form counts: Anki strips and normalises."""
    visible = {"Front": " What?\n", "Options": "<ol></ol>", "Other": "whatever"}
    assert merged(CARRIED, visible, str.upper) == FIELDS


def test_an_edited_text_is_taken_over_and_the_other_language_stays() -> None:
    found = merged(CARRIED, {"Front": "why?", "Options": "<ol></ol>"}, str.upper)
    assert found == {**FIELDS, "q": {"en": "WHY?", "zh": "什么？"}}
    assert CARRIED.fields["q"] == {"en": "What?", "zh": "什么？"}


@pytest.mark.parametrize("visible", [{"Front": "What?", "Options": "<ol>new</ol>"}, {"Options": "<ol></ol>"}])
def test_what_stands_for_several_texts_or_is_gone_cannot_be_taken_over(visible: dict[str, str]) -> None:
    assert merged(CARRIED, visible, str) is None


GAPS = Carried("d", "n", "cloze", {"cloze": {"en": "{{a::x}} {{b::y}}", "zh": "{{乙::y}}{{甲::x}}"}}, ["x", "y"],
               {"Text": Shown(digest("{{c1::a}} {{c2::b}}"), "cloze", "en")}, {})  # fmt: skip


@pytest.mark.parametrize(
    ("edited", "english"),
    [
        ("{{c2::B::a hint}}, then {{c1::A}}", "{{B::y}}, then {{A::x}}"),
        ("{{c1::$\\frac{a}{b}$}} {{c2::{b}}}", "{{$\\frac{a}{b}$::x}} {{{b}::y}}"),
    ],
)
def test_gaps_keep_their_names(edited: str, english: str) -> None:
    found = merged(GAPS, {"Text": edited}, str)
    assert found == {"cloze": {"en": english, "zh": "{{乙::y}}{{甲::x}}"}}


@pytest.mark.parametrize("edited", ["{{c1::a}} b", "{{c1::a}} {{c2::b}} {{c3::c}}", "a b"])
def test_gaps_that_came_or_went_are_another_note(edited: str) -> None:
    """Its other language would not have them."""
    assert merged(GAPS, {"Text": edited}, str) is None


def test_gaps_without_a_name_stay_without() -> None:
    plain = GAPS._replace(fields={"cloze": {"": "{{a}}"}}, parts=["1"], shown={"Text": Shown("", "cloze", "")})
    assert merged(plain, {"Text": "{{c1::b}}"}, str) == {"cloze": {"": "{{b}}"}}
