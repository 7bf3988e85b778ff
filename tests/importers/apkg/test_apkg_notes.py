"""What becomes of a note: its kind follows from its own templates."""

from pathlib import Path
from typing import Any

import pytest
from package_cases import BASIC, CLOZE, DEFAULT, REVERSED, TYPED, Content, OfCard, OfNote, Type, basic, package

from drillcli.importers.apkg.package import read
from drillcli.kinds import KINDS
from drillcli.kinds.base import Level
from drillcli.model import Note


@pytest.fixture
def notes(tmp_path: Path):
    """Reads notes out of a package; each must be sound in a deck file."""

    def made(*written: OfNote, decks: dict[int, str] | None = None) -> list[tuple[str, str, dict[str, Any], list[str]]]:
        path = package(tmp_path / "p.apkg", Content(written, decks or {DEFAULT: "Default"}), "anki21")
        found = list(read(path).notes)
        for note in found:
            spoken = {
                name: {"": value} if name in ("q", "a", "cloze", "accept", "why") else value
                for name, value in note.fields.items()
            }
            faults = KINDS[note.kind].problems(Note("", "", note.kind, spoken))
            assert not [fault for fault in faults if fault.level is Level.ERROR]
        return [(note.guid, note.kind, dict(note.fields), list(note.cards)) for note in found]

    return made


TWO = (OfCard(0), OfCard(1))


def test_a_reversal_is_one_note_and_other_templates_are_several(notes):
    """Two cards that ask each other's answer are one note; the first of others bears the note's own name."""
    other = Type(("Word", "Meaning", "Sound"), [
        ("{{Word}}", "{{FrontSide}}<hr id=answer>{{Meaning}}{{#Sound}}<br>{{Sound}}{{/Sound}}"),
        ("{{Sound}}{{^Sound}}silent {{Word}}{{/Sound}}", "{{Word}} = {{Meaning}}"),
    ])  # fmt: skip
    assert notes(
        OfNote(REVERSED, ("a", "b"), TWO),
        OfNote(REVERSED, ("a", "b"), (OfCard(0),)),
        OfNote(REVERSED, ("a", "b"), (OfCard(1),)),
        OfNote(other, ("w", "m", "[sound:s.mp3]"), TWO),
        OfNote(other, ("w", "m", ""), TWO),
    ) == [
        ("anki:guid1", "basic", {"q": "a", "a": "b", "reverse": True}, ["", "reverse"]),
        ("anki:guid2", "basic", {"q": "a", "a": "b"}, [""]),
        ("anki:guid3#1", "basic", {"q": "b", "a": "a"}, [""]),
        ("anki:guid4", "basic", {"q": "w", "a": "m\\\n[s.mp3](s.mp3)"}, [""]),
        ("anki:guid4#1", "basic", {"q": "[s.mp3](s.mp3)", "a": "w = m"}, [""]),
        ("anki:guid5", "basic", {"q": "w", "a": "m"}, [""]),
        ("anki:guid5#1", "basic", {"q": "silent w", "a": "w = m"}, [""]),
    ]


def test_cards_in_two_decks_are_two_notes(notes):
    """A note is in one deck."""
    cards = (OfCard(0, deck=2), OfCard(1, deck=3))
    found = notes(OfNote(REVERSED, ("a", "b"), cards), decks={2: "One", 3: "Two"})
    assert [one[0] for one in found] == ["anki:guid1", "anki:guid1#1"]


def test_typed_answers(notes):
    """What else the back says is the reason; what takes several lines is not typed."""
    extra = Type(("F", "B", "X"), [("{{F}} {{type:B}}", "{{FrontSide}}<hr id=answer>{{type:B}}<br>{{X}}")])
    assert notes(
        OfNote(TYPED, ("猫", "<b>cat</b>")), OfNote(extra, ("猫", "cat", "pet")), OfNote(TYPED, ("list", "a<br>b"))
    ) == [
        ("anki:guid1", "typed", {"q": "猫", "accept": ["**cat**"]}, [""]),
        ("anki:guid2", "typed", {"q": "猫", "accept": ["cat"], "why": "pet"}, [""]),
        ("anki:guid3", "basic", {"q": "list", "a": "a\\\nb"}, [""]),
    ]


def test_gaps(notes):
    """Gaps bear the names of their numbers, hints stand behind them, the rest of the back is the reason."""
    assert notes(
        OfNote(CLOZE, ("<b>{{c1::Rome}}</b> and {{c2::Carthage::city}}, {{c1::again}}", "history"), TWO),
        OfNote(CLOZE, (r"\( \frac{ {{c1::a}} }{ {{c2::b}} } \) &lt; {{c3::std::vector}}", ""), (*TWO, OfCard(2))),
    ) == [
        (
            "anki:guid1",
            "cloze",
            {"cloze": "{{**Rome**::c1}} and {{Carthage::c2}} (city), {{again::c1}}", "why": "history"},
            ["c1", "c2"],
        ),
        (
            "anki:guid2",
            "cloze",
            {"cloze": r"$\frac{ {{a::c1}} }{ {{b::c2}} }$ < {{std::c3}} (vector)"},
            ["c1", "c2", "c3"],
        ),
    ]


def test_gaps_that_cannot_stand_together(notes):
    """Gaps in gaps are a note for each card; a text that gives its answer away is a plain question, as in Anki."""
    assert notes(
        OfNote(CLOZE, ("{{c1::the {{c2::left}} ventricle}} pumps", ""), TWO),
        OfNote(CLOZE, ("{{c1::Mitosis}} is not meiosis; mitosis divides {{c2::cells}}", "why"), TWO),
    ) == [
        ("anki:guid1#0", "cloze", {"cloze": "{{the left ventricle::c1}} pumps"}, ["c1"]),
        ("anki:guid1#1", "cloze", {"cloze": "the {{left::c2}} ventricle pumps"}, ["c2"]),
        (
            "anki:guid2#0",
            "basic",
            {
                "q": "[…] is not meiosis; mitosis divides cells",
                "a": "Mitosis is not meiosis; mitosis divides cells",
                "why": "why",
            },
            [""],
        ),
        (
            "anki:guid2#1",
            "cloze",
            {"cloze": "Mitosis is not meiosis; mitosis divides {{cells::c2}}", "why": "why"},
            ["c2"],
        ),
    ]


def test_braces_in_a_gap_note_are_no_gaps(notes):
    """TeX and code have braces in pairs, which our gaps would be taken for."""
    (found,) = notes(OfNote(CLOZE, (r"\({{a}}\) <code>{{x}}</code> {{c1::y}}", "")))
    assert found[2] == {"cloze": "${ {a} }$ `{ {x} }` {{y::c1}}"}


def test_hints_and_parts_of_templates(notes):
    """A hint is hidden on the front and shown on the back; filters of languages are applied; scripts are gone."""
    front = "<script>if (a) {{x}}</script>{{W}} {{hint:H}}<!-- {{T}} -->"
    made = Type(("W", "H", "T"), [(front, "{{FrontSide}}<hr id=answer>{{kana:T}} {{text:T}}")])
    assert notes(OfNote(made, ("w", "first letter", "<i>漢字[かんじ]</i>"))) == [
        ("anki:guid1", "basic", {"q": "w", "a": "*かんじ* 漢字[かんじ]\\\nfirst letter"}, [""])
    ]


def test_a_back_that_says_the_question_again(notes):
    """Only what is new is the answer."""
    made = Type(sides=[("{{Front}}", "{{Front}}<br><br>{{Back}}")])
    assert notes(OfNote(made, ("q", "a")))[0][2] == {"q": "q", "a": "a"}


def test_a_template_that_makes_no_sense(tmp_path: Path):
    """Its cards are left out, with the reason; those of the others are not."""
    made = Type(sides=[BASIC.sides[0], ("{{#Front}}{{Back}}", "x")])
    deep = Type(sides=[("{{#Front}}" * 500 + "x" + "{{/Front}}" * 500, "x")])
    parcel = read(package(tmp_path / "p.apkg", Content([OfNote(made, ("q", "a"), TWO), OfNote(deep, ("q", "a"))])))
    assert [note.guid for note in parcel.notes] == ["anki:guid1"]
    assert [one.why for one in parcel.left_out] == [
        "a condition in its template is not closed: Front",
        "the conditions in its template lie too deep",
    ]


def test_scripts_are_counted(tmp_path: Path):
    """Those of a template once, those in texts for each note."""
    made = Type(sides=[("{{Front}}<script>x</script>", "{{Back}}")])
    content = Content([OfNote(made, ("q", "a")), OfNote(made, ("q<script>alert(1)</script>", "a")), basic()])
    parcel = read(package(tmp_path / "p.apkg", content))
    assert [note.fields for note in parcel.notes] == [{"q": "q", "a": "a"}] * 2 + [{"q": "Q", "a": "A"}]
    assert [(one.what, one.why, one.where) for one in parcel.left_out] == [
        ("markup", "scripts are not run", "Type 1000"),
        ("markup", "scripts are not run", "q"),
    ]
