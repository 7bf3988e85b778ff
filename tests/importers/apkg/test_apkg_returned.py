"""Notes that drill exported and Anki held for a while."""

from pathlib import Path
from typing import Any

import pytest
from package_cases import CLOZE, Content, OfCard, OfNote, Type, package

from drillcli.carried import FIELD, Carried, Shown, digest, pack
from drillcli.importers.apkg.package import read
from drillcli.importers.parcel import ParcelCard

OURS = Type(("Front", "Back", "Reverse", FIELD), [
    ("{{Front}}", "{{Front}}<hr id=answer>{{Back}}"),
    ("{{#Reverse}}{{Back}}{{/Reverse}}", "{{Back}}<hr id=answer>{{Front}}"),
])  # fmt: skip
FIELDS = {
    "q": {"en": "What?", "zh": "什么？"},
    "a": {"en": "A `b`", "zh": "甲"},
    "reverse": True,
    "tags": ["big one", "x"],
}
HTML = {"Front": "What?", "Back": "A <code>b</code>"}


def carried(**about: Any) -> Carried:
    shown = {"Front": Shown(digest(HTML["Front"]), "q", "en"), "Back": Shown(digest(HTML["Back"]))}
    return Carried("deck", "note", "basic", FIELDS, ["", "reverse"], shown, {})._replace(**about)


@pytest.fixture
def home(tmp_path: Path):
    """Reads a note that carries another, with what it shows now."""

    def come(
        front: str = HTML["Front"], back: str = HTML["Back"], tags: str = "big_one x", hidden: str = pack(carried())
    ):
        note = OfNote(OURS, (front, back, "1", hidden), (OfCard(flags=1), OfCard(1, queue=-1)), tags)
        parcel = read(package(tmp_path / "p.apkg", Content([note]), media={"a-1.png": b"png"}))
        return list(parcel.notes), parcel

    return come


def test_untouched(home):
    """Every language, every field, and the cards by their own parts."""
    (note,), parcel = home()
    assert (note.guid, note.kind, note.fields) == ("drill:deck/note", "basic", FIELDS)
    assert note.cards == {"": ParcelCard(flagged=True), "reverse": ParcelCard(suspended=True)}
    assert parcel.left_out == []


def test_edited(home):
    """A text that was edited is taken over, and tags that were changed."""
    (note,), _parcel = home(front="What <b>now</b>?", tags="y leech")
    assert note.fields == FIELDS | {"q": {"en": "What **now**?", "zh": "什么？"}, "tags": ["y", "leech"]}
    (note,), _parcel = home(tags="")
    assert "tags" not in note.fields


@pytest.mark.parametrize("hidden", ["", "AAAA", pack(carried(kind="other")), "x" * 1000])
def test_damaged(home, hidden: str):
    """It is read as any other note, without the hidden field."""
    (note,), _parcel = home(hidden=hidden)
    assert (note.guid, note.fields["q"], note.fields["a"]) == ("anki:guid1", "What?", "A `b`")


def test_edited_where_no_single_text_stands(home):
    """It is read as any other note."""
    (note,), _parcel = home(back="B")
    assert (note.guid, note.fields["a"]) == ("anki:guid1", "B")


def test_media_that_were_renamed(home):
    """Texts call them as they did at home."""
    _notes, parcel = home(hidden=pack(carried(media={"img/a.png": "a-1.png", "b.png": "gone.png"})))
    assert {name: data() for name, data in parcel.media.items()} == {"a-1.png": b"png", "img/a.png": b"png"}


def test_gaps(tmp_path: Path):
    """Their names come home."""
    fields = {"cloze": {"": "{{a::one}} {{b::two}}"}}
    shown = {"Text": Shown(digest("{{c1::a}} {{c2::b}}"), "cloze", "")}
    hidden = pack(carried(kind="cloze", fields=fields, parts=["one", "two"], shown=shown))
    made = Type((*CLOZE.fields, FIELD), [("{{cloze:Text}}", "{{cloze:Text}}")], cloze=True)
    made_note = OfNote(made, ("{{c1::a}} {{c2::b}}", "", hidden), (OfCard(), OfCard(1, queue=-1)))
    (note,) = read(package(tmp_path / "p.apkg", Content([made_note]))).notes
    assert note.fields == fields
    assert note.cards == {"one": ParcelCard(), "two": ParcelCard(suspended=True)}
