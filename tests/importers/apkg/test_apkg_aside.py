"""Notes that another process makes."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from package_cases import CLOZE, NOW_MS, REVERSED, TYPED, Content, OfCard, OfNote, Type, basic, database, package

from drillcli.carried import FIELD, Carried, Shown, digest, pack
from drillcli.errors import DrillError
from drillcli.importers.apkg import aside
from drillcli.importers.apkg.package import read
from drillcli.importers.draft import drafted

LOG = [(NOW_MS, 3, 1, 2500, 900, 0), (NOW_MS + 7, 3, 4, 2500, 900, 1)]
OURS = Type(("Front", "Back", FIELD), [("{{Front}}", "{{Back}}")])
HOME = Carried(
    *("deck", "note", "basic", {"q": {"en": "Q"}, "a": {"en": "![](pic.png)"}, "tags": ["a b"]}, [""]),
    {"Front": Shown(digest("Q"), "q", "en"), "Back": Shown(digest("A"), "a", "en")},
    {"pic.png": "a.png"},
)
NOTES = [
    basic("one", "two<br>three <b>four</b>: &amp;", tags=" t u ", cards=[OfCard(log=LOG, flags=1)]),
    basic("", "no front", cards=[OfCard(log=[(NOW_MS + 9, 1, 1, 2500, 900, 0)])]),
    basic("a picture <img src='a.png'>", "and <script>1</script>", cards=[OfCard(queue=-1)]),
    OfNote(REVERSED, ("there", "back"), [OfCard(0), OfCard(1, queue=-2, log=[(NOW_MS + 8, 2, 1, 2500, 900, 1)])]),
    OfNote(TYPED, ("type", "it")),
    OfNote(CLOZE, ("{{c1::one}} and {{c2::two::hint}}", "why"), [OfCard(0), OfCard(1)]),
    OfNote(CLOZE, ("{{c1::one {{c2::in}}}} one", ""), [OfCard(0), OfCard(1)]),
    OfNote(OURS, ("Q", "A", pack(HOME))),
    basic("three: # no", "- 中文\n\\(x^2\\)"),
]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets another process make however few notes there are."""
    monkeypatch.setattr(aside, "WORTH", 0)
    monkeypatch.setattr(aside, "BATCH", 2)


def collection(folder: Path) -> Path:
    """Write a collection with all that may be left out, and reviews and a card of what is not there."""
    path = database(folder / "c.db", Content(NOTES), modern=False)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO revlog VALUES (5, 100, 0, 3, 1, 0, 0, 0, 1), (6, 999, 0, 3, 1, 0, 0, 0, 1)")
        for note in (0, 555):
            query = "INSERT INTO cards SELECT 777 + ?1, ?1, did, ord, 0,0,0,0,0,0,0,0,0,0,0,0,0,'' FROM cards LIMIT 1"
            connection.execute(query, (note,))
        connection.commit()
    return path


def test_they_are_the_same(tmp_path, monkeypatch):
    """Notes, reviews, media, what was left out and its order; drafts are what they become."""
    made = package(tmp_path / "p.apkg", collection(tmp_path), "anki21", {"a.png": b"png"})
    here = read(made)
    notes = list(here.notes)
    monkeypatch.setattr(aside, "WORTH", 0)
    monkeypatch.setattr(aside, "BATCH", 2)
    there = read(made)
    assert list(there.notes) == notes
    assert [note.draft for note in read(made).notes] == [note.draft for note in notes]
    assert there.left_out == here.left_out
    assert sorted({one.what for one in here.left_out}) == ["card", "markup", "review"]
    assert there.media.keys() == here.media.keys() == {"a.png", "pic.png"}
    for note in notes:
        refers = "](" in str(note.fields)
        assert note.draft == (None if refers else drafted(note.kind, note.fields, note.guid))


@pytest.mark.usefixtures("elsewhere")
def test_who_stops_reading_ends_it(tmp_path):
    """No process is left behind."""
    made = package(tmp_path / "p.apkg", Content([basic(f"q{n}", "a") for n in range(400)]), "anki21")
    notes = iter(read(made).notes)
    assert next(notes).fields["q"] == "q0"
    assert len(multiprocessing.active_children()) == 1
    notes.close()
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("elsewhere")
def test_its_end_is_told(tmp_path):
    """Whatever ended it."""
    made = package(tmp_path / "p.apkg", Content([basic(f"q{n}", "a" * 900) for n in range(400)]), "anki21")
    notes = iter(read(made).notes)
    next(notes)
    (process,) = multiprocessing.active_children()
    process.kill()
    with pytest.raises(DrillError, match=r"p\.apkg: the process that read it was ended"):
        list(notes)


@pytest.mark.usefixtures("elsewhere")
def test_its_faults_are_told(tmp_path):
    """As if it were this process."""
    path = database(tmp_path / "c.db", Content(NOTES), modern=False)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE notes SET flds = zeroblob(70000000) WHERE id = 4")
        connection.commit()
    with pytest.raises(DrillError, match="longer than 64 MB"):
        list(read(package(tmp_path / "p.apkg", path, "anki21")).notes)
