"""Packages of every generation: which collection counts, and what is said of one that cannot be read."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from package_cases import (
    BASIC,
    CLOZE,
    DEFAULT,
    GENERATIONS,
    NOW_MS,
    REVERSED,
    TYPED,
    Content,
    OfCard,
    OfNote,
    basic,
    package,
)  # fmt: skip

from drillcli.errors import DrillError
from drillcli.importers.apkg.package import read
from drillcli.importers.parcel import ParcelCard, Sent

DECKS = {DEFAULT: "Default", 7: "Medicine::Heart", 8: "语言"}
CONTENT = Content(
    [
        OfNote(
            BASIC, ("What is <b>paid</b> once?", "Training &amp; data"), (OfCard(deck=7, flags=3),), " x y::z ", "g!1"
        ),
        OfNote(REVERSED, ("狗", "dog"), (OfCard(deck=8), OfCard(1, deck=8, queue=-1))),
        OfNote(CLOZE, ("{{c1::Rome}} fell in {{c2::476::year}}", ""), (OfCard(queue=-2), OfCard(1, queue=-3))),
        OfNote(TYPED, ("猫", "cat"), (OfCard(deck=99, home=7, log=[(NOW_MS, 3, 4, 2500, 6500, 1)]),)),
    ],
    DECKS,
)


def all_of(path: Path):
    parcel = read(path)
    return list(parcel.notes), parcel


@pytest.mark.parametrize("generation", GENERATIONS)
def test_all_generations_say_the_same(tmp_path: Path, generation: str):
    """Decks, kinds, tags, marks, home decks and reviews, whatever the format; the newest collection is the one read."""
    notes, parcel = all_of(package(tmp_path / "p.apkg", CONTENT, generation, {"a.png": b"png"}))
    assert parcel.left_out == []
    assert [(note.guid, note.deck, note.kind) for note in notes] == [
        ("anki:g!1", ("Medicine", "Heart"), "basic"),
        ("anki:guid2", ("语言",), "basic"),
        ("anki:guid3", ("Default",), "cloze"),
        ("anki:guid4", ("Medicine", "Heart"), "typed"),
    ]
    assert [dict(note.fields) for note in notes] == [
        {"q": "What is **paid** once?", "a": "Training & data", "tags": ["x", "y::z"]},
        {"q": "狗", "a": "dog", "reverse": True},
        {"cloze": "{{Rome::c1}} fell in {{476::c2}} (year)"},
        {"q": "猫", "accept": ["cat"]},
    ]
    assert [dict(note.cards) for note in notes] == [
        {"": ParcelCard(flagged=True)},
        {"": ParcelCard(), "reverse": ParcelCard(suspended=True)},
        {"c1": ParcelCard(buried=True), "c2": ParcelCard(buried=True)},
        {"": ParcelCard((Sent(NOW_MS, 3, 6500, None, 4 * 1440),))},
    ]
    assert {name: data() for name, data in parcel.media.items()} == {"a.png": b"png"}


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The copy of the database is gone when all notes were read, and when the reading was broken off."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = package(tmp_path / "p.apkg", CONTENT)
    list(read(path).notes)
    begun = iter(read(path).notes)
    next(begun)
    begun.close()
    assert list((tmp_path / "tmp").iterdir()) == []


def refusal(path: Path) -> str:
    with pytest.raises(DrillError) as refused:
        list(read(path).notes)
    text = str(refused.value)
    assert "\n" not in text
    return text


def without(path: Path, *names: str, add: dict[str, bytes] | None = None) -> Path:
    """Write the package anew without some members."""
    with ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in names}
    with ZipFile(path, "w") as new:
        for name, data in (kept | (add or {})).items():
            new.writestr(name, data)
    return path


def test_the_card_that_asks_for_a_newer_anki_is_never_taken(tmp_path: Path):
    """A new package that lost its collection is refused; so is one with a collection of a kind yet unknown."""
    assert "lacks its collection" in refusal(without(package(tmp_path / "a", CONTENT), "collection.anki21b"))
    assert "lacks its collection" in refusal(without(package(tmp_path / "b", CONTENT, "anki21"), "collection.anki21"))
    later = without(package(tmp_path / "c", CONTENT), "collection.anki21b", add={"collection.anki30": b"?"})
    assert "newer Anki" in refusal(later)
    assert "newer Anki" in refusal(without(package(tmp_path / "d", CONTENT), "meta", add={"meta": b"\x08\x09"}))


def test_why_there_is_nothing(tmp_path: Path):
    """An empty collection, a later schema, a ZIP that is no package, and tables that are not there are told apart."""
    assert "holds no notes" in refusal(package(tmp_path / "a", Content([])))
    assert "format 19" in refusal(package(tmp_path / "b", replace(CONTENT, version=19)))
    assert "no collection in it" in refusal(
        without(package(tmp_path / "c", CONTENT), "collection.anki21b", "collection.anki2")
    )
    assert "no collection in it" in refusal(without(package(tmp_path / "d", CONTENT, "anki2"), "collection.anki2"))


def test_what_has_no_place_is_told(tmp_path: Path):
    """Image occlusion, cards of no template, notes without cards, empty sides; with them go their reviews."""
    log = [(NOW_MS, 3, 1, 0, 5000, 0)]
    occlusion = replace(CLOZE, stock=6)
    content = Content([
        OfNote(occlusion, ("{{c1::image-occlusion:rect:left=.1}}", "x"), (OfCard(log=log),)),
        basic(cards=(OfCard(), OfCard(4))),
        basic(cards=()),
        basic("<br>", "A"),
        basic("Q", " <div></div>"),
        OfNote(CLOZE, ("{{c1::one}}", ""), (OfCard(), OfCard(1))),
        OfNote(CLOZE, ("no gap", ""), (OfCard(),)),
    ])  # fmt: skip
    notes, parcel = all_of(package(tmp_path / "p.apkg", content))
    assert [note.guid for note in notes] == ["anki:guid2", "anki:guid6"]
    assert [(one.what, one.why.split(",")[0], one.where) for one in parcel.left_out] == [
        ("note", "it covers parts of an image", "{{c1::image-occlusion:rect:left=.1}}"),
        ("review", "its card was left out", ""),
        ("card", "its note type has no such card", "Q"),
        ("note", "it has no cards", "Q"),
        ("card", "its front is empty", "guid4"),
        ("card", "its back is empty", "Q"),
        ("card", "its text has no such gap", "{{c1::one}}"),
        ("card", "its text has no such gap", "no gap"),
    ]
