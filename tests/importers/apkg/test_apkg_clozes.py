"""Anki's gaps: one in another, for several cards, with hints, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.importers.apkg import clozes


def marked(html: str, number: int | None = None) -> str:
    return clozes.marked(clozes.read(html), "<", "|%d>", number)


@pytest.mark.parametrize(
    ("html", "all_marked", "second_alone", "second_asked", "filled"),
    [
        ("a {{c1::b}} {{C2::c::hint}}", "a <b|1> <c|2> (hint)", "a b <c|2> (hint)", "a b [hint]", "a b c"),
        ("{{c1::a {{c2::b}} c}}", "<a b c|1>", "a <b|2> c", "a […] c", "a b c"),
        ("{{c2,1::a}} {{c02::b}}", "<a|1> <b|2>", "<a|2> <b|2>", "[…] […]", "a b"),
        ("{{c2::a}} }} {{c2::b", "<a|2> }} {{c2::b", "<a|2> }} {{c2::b", "[…] }} {{c2::b", "a }} {{c2::b"),
        (
            "{{cx::a}} {{c2:b}} {{}}",
            "{{cx::a}} {{c2:b}} {{}}",
            "{{cx::a}} {{c2:b}} {{}}",
            *["{{cx::a}} {{c2:b}} {{}}"] * 2,
        ),
    ],
)
def test_gaps(html: str, all_marked: str, second_alone: str, second_asked: str, filled: str):
    """What is marked, with all gaps or those of card 2; what card 2 asks; what the answer is."""
    read = clozes.read(html)
    assert (marked(html), marked(html, 2)) == (all_marked, second_alone)
    assert (clozes.asked(read, 2), clozes.told(read)) == (second_asked, filled)


def test_numbers_and_plainness():
    """Each number makes a card, but 0 makes none."""
    assert clozes.numbers_in(clozes.read("{{c1::a {{c3::b}}}} {{c2,5::c}} {{c0::d}}")) == {1, 2, 3, 5}
    assert clozes.is_plain(clozes.read("{{c1::a}} {{c1::b}} {{c12::c::d}}"))
    assert not clozes.is_plain(clozes.read("{{c1::a {{c2::b}}}}"))
    assert not clozes.is_plain(clozes.read("{{c1,2::a}}"))
    assert not clozes.is_plain(clozes.read("{{c0::a}}"))


def test_gaps_in_gaps_in_gaps():
    """However deep they lie, no stack is exhausted."""
    deep = "{{c1::" * 50_000
    assert clozes.told(clozes.read(deep + "}}" * 50_000)).count("{{c1::") == 50_000 - clozes.DEEPEST
    assert clozes.told(clozes.read(deep)) == deep


@given(st.lists(st.sampled_from(["{{c1::", "{{c2::", "}}", "a", "b"]), max_size=20).map("".join))
def test_no_text_is_lost(html: str):
    """All but the marks of gaps is there when they are filled in."""
    told = clozes.told(clozes.read(html))
    assert [char for char in told if char in "ab"] == [char for char in html if char in "ab"]
