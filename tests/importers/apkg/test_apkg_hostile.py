"""Packages made to harm: one line of refusal, little memory, nothing outside the temporary folder."""

import sqlite3
import struct
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
import zstandard
from package_cases import NOW_MS, Content, OfCard, OfNote, Type, basic, database, package

from drillcli.errors import DrillError
from drillcli.importers.apkg import archive, collection
from drillcli.importers.apkg.package import read

CONTENT = Content(
    [
        basic(f"question {place}", "answer " * 50, cards=[OfCard(log=[(NOW_MS + place, 3, 1, 0, 1, 1)])])
        for place in range(40)
    ]
)


@pytest.fixture(autouse=True)
def _nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Temporary files go to a folder of the test, and are gone at its end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def refusal(path: Path) -> str:
    with pytest.raises(DrillError) as refused:
        list(read(path).notes)
    text = str(refused.value)
    assert "\n" not in text
    assert str(path) in text
    return text


def zipped(path: Path, members: dict[str, bytes], method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What would unpack to hundreds of times its size is refused, before or while it does, in little memory."""
    monkeypatch.setattr(archive, "SPREAD_FREE", 4 << 20)
    deflated = zipped(tmp_path / "zip", {"collection.anki21": bytes(64 << 20)})
    packed = zipped(
        tmp_path / "zstd", {"collection.anki21b": zstandard.compress(bytes(512 << 20)), "meta": b"\x08\x03"}
    )
    tracemalloc.start()
    assert "far more than its size" in refusal(deflated)
    assert "far more than its size" in refusal(packed)
    assert tracemalloc.get_traced_memory()[1] < 80 << 20
    tracemalloc.stop()


def test_a_size_that_lies(tmp_path: Path):
    """A member that says that it is small is not read beyond what it says."""
    path = zipped(tmp_path / "p", {"collection.anki21": bytes(8 << 20)})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature)
        data[at + offset : at + offset + 4] = struct.pack("<L", 100)
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_a_directory_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The list of members is loaded whole, so it may not be large."""
    monkeypatch.setattr(archive, "DIRECTORY_MOST", 10_000)
    assert "too many files" in refusal(zipped(tmp_path / "p", dict.fromkeys(map(str, range(500)), b"")))


def test_odd_zips(tmp_path: Path):
    """Other ways of packing, encryption, links in the place of the collection."""
    assert "does not use" in refusal(zipped(tmp_path / "lzma", {"collection.anki21": b"x"}, ZIP_LZMA))
    path = zipped(tmp_path / "locked", {"collection.anki21": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path)
    assert "No such file" in refusal(tmp_path / "absent")
    data[data.index(b"PK\x01\x02") + 6] = 142
    path.write_bytes(data)
    assert "no Anki package" in refusal(path)


@pytest.mark.parametrize("generation", ["anki2", "anki21", "anki21b"])
def test_broken_off_anywhere(tmp_path: Path, generation: str):
    """A package without its end is refused."""
    path = package(tmp_path / "p.apkg", CONTENT, generation)
    whole = path.read_bytes()
    for share in (0, 0.1, 0.5, 0.9, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        refusal(path)


def test_zstd_that_is_none(tmp_path: Path):
    """A frame that is broken off, wrong, or followed by something else."""
    made = database(tmp_path / "db", CONTENT, modern=True).read_bytes()
    frame = zstandard.compress(made)
    rest = {"meta": b"\x08\x03"}
    for at, data in enumerate((frame[:-5], frame[:20] + b"\0\xff" * 40 + frame[100:], frame + b"x", frame[:4])):
        assert "damaged" in refusal(zipped(tmp_path / f"{at}.apkg", {"collection.anki21b": data, **rest}))


def test_bytes_changed_at_random(tmp_path: Path):
    """Whatever is wrong in the database, it is read or refused: nothing else is raised."""
    good = database(tmp_path / "db", CONTENT, modern=False).read_bytes()
    rng = Random(1)
    refused = 0
    for _ in range(150):
        data = bytearray(good)
        for _ in range(rng.choice((1, 20, 400))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = zipped(tmp_path / "p.apkg", {"collection.anki21": bytes(data)})
        try:
            list(read(path).notes)
        except DrillError:
            refused += 1
    assert 0 < refused < 150


def edited(tmp_path: Path, edit: Callable[[sqlite3.Connection], object]) -> Path:
    """Write a package whose database was edited."""
    made = database(tmp_path / "edited", CONTENT, modern=False)
    with closing(sqlite3.connect(made)) as connection:
        edit(connection)
        connection.commit()
    return package(tmp_path / "p.apkg", made, "anki2")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n", "notes lacks"),
        ("ALTER TABLE notes ADD COLUMN x AS (hex(zeroblob(60000000)))", "notes lacks"),
        ("ALTER TABLE revlog RENAME TO r; CREATE VIRTUAL TABLE revlog USING fts5(id, cid, ease)", "revlog lacks"),
        ("ALTER TABLE cards DROP COLUMN odid", "cards lacks odid"),
        ("DELETE FROM col", "col is empty"),
        ("UPDATE col SET models = '{'", "p.apkg"),
        ("UPDATE col SET models = '{\"1000\": 7}'", "make no sense"),
        ("UPDATE col SET models = '[]', decks = '3'", "make no sense"),
        ("UPDATE col SET ver = 'x'", "newer"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, script: str, said: str):
    """Views, virtual and computed tables are not read, nor JSON of another shape."""
    assert said in refusal(edited(tmp_path, lambda connection: connection.executescript(script)))


def test_deep_json(tmp_path: Path):
    """Brackets within brackets exhaust no stack."""
    text = "[" * 200_000
    refusal(edited(tmp_path, lambda connection: connection.execute("UPDATE col SET models = ?", [text])))


def test_triggers_and_types_are_nothing(tmp_path: Path):
    """Triggers do not run, and a column that holds something else than it should is read as what it can be."""
    path = edited(
        tmp_path,
        lambda connection: connection.executescript("""
            CREATE TRIGGER t AFTER UPDATE ON notes BEGIN DELETE FROM notes; END;
            UPDATE cards SET nid = CAST(nid AS TEXT), ord = 'x', did = x'00', queue = 1.5, flags = 'abc' WHERE id = 100;
            UPDATE revlog SET ease = '3', ivl = 'many', time = -1e30, type = 'none';
        """),
    )
    assert len(list(read(path).notes)) == 40


def test_a_huge_text(tmp_path: Path):
    """A note of more than a megabyte is left out; a row of more than SQLite is let load refuses the file."""
    path = edited(
        tmp_path, lambda connection: connection.execute("UPDATE notes SET flds = ? WHERE id = 7", ["x" * (2 << 20)])
    )
    parcel = read(path)
    assert len(list(parcel.notes)) == 39
    assert ("note", "its text is longer than 1 MB") in [one[:2] for one in parcel.left_out]
    path = edited(
        tmp_path, lambda connection: connection.execute("UPDATE notes SET flds = zeroblob(200000000) WHERE id = 7")
    )
    assert "longer than 64 MB" in refusal(path)


def test_rows_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """More rows than anyone has are refused before they are read."""
    monkeypatch.setitem(collection.MOST, "notes", 39)
    assert "more than 39 rows" in refusal(edited(tmp_path, lambda connection: None))


def test_templates_that_blow_up(tmp_path: Path):
    """A template that shows a long field very often is cut short."""
    wild = Type(sides=[("{{Front}}" * 20_000, "x")])
    parcel = read(package(tmp_path / "p.apkg", Content([OfNote(wild, ("x" * 100_000, "a")), basic()])))
    assert [note.fields["q"] for note in parcel.notes] == ["Q"]
    assert [one.why for one in parcel.left_out] == ["its template makes too long a text of it"]


def test_a_checksum(tmp_path: Path):
    """A byte that changed within a member is noticed."""
    path = package(tmp_path / "p.apkg", CONTENT, "anki2")
    data = bytearray(path.read_bytes())
    data[200] ^= 255
    path.write_bytes(data)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("column", ["nid", "ord", "did", "odid", "queue", "flags"])
def test_cards_with_nothing_in_a_column(tmp_path: Path, column: str):
    """What lacks a number has zero there."""
    script = f"UPDATE cards SET {column} = NULL"  # noqa: S608 our own words
    path = edited(tmp_path, lambda connection: connection.executescript(nullable("cards") + script))
    assert len(list(read(path).notes)) in (0, 40)


def nullable(table: str) -> str:
    """Return the script that lets go of a table's rule that something stands in each column."""
    return f"CREATE TABLE free AS SELECT * FROM {table}; DROP TABLE {table}; ALTER TABLE free RENAME TO {table};"  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        *("UPDATE templates SET config = 1.5", "UPDATE templates SET config = 1 << 40", "UPDATE decks SET name = NULL"),
        *("UPDATE notetypes SET config = NULL", "UPDATE fields SET ord = NULL", "UPDATE config SET val = 9e9"),
        "UPDATE fields SET ord = 'x', name = 7",
    ],
)
def test_modern_tables_with_values_of_another_type(tmp_path: Path, change: str):
    """They are read as text or number where that can be, else refused; no number makes as many bytes."""
    made = database(tmp_path / "modern", CONTENT, modern=True)
    table = change.split()[1]
    with closing(sqlite3.connect(made)) as connection:
        connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        connection.executescript(nullable(table) + change)
    path = package(tmp_path / "p.apkg", made)
    try:
        list(read(path).notes)
    except DrillError as error:
        assert "\n" not in str(error)  # noqa: PT017 both ends are right
