"""Files of other programs are read, and nothing in them is obeyed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drillcli.errors import DrillError
from drillcli.store import foreign
from drillcli.store.foreign import open_foreign


@pytest.fixture
def file(tmp_path: Path):
    """Makes a database of a script."""

    def made(script: str) -> Path:
        path = tmp_path / "their's #1?.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
        return path

    return made


def test_plain_tables_alone(file):
    """Views, virtual tables and tables with computed columns are not there; names of columns are in lower case."""
    path = file("""
        CREATE TABLE a (Id INTEGER PRIMARY KEY, Name TEXT);
        CREATE VIEW b AS SELECT * FROM a;
        CREATE VIRTUAL TABLE c USING fts5(x);
        CREATE TABLE d (x, y AS (x + 1));
        INSERT INTO a VALUES (1, 'one'), (2, CAST(x'ff' AS TEXT));
    """)
    with open_foreign(path, "x.db") as found:
        assert found.tables["a"] == ("id", "name")
        assert not {"b", "c", "d"} & found.tables.keys()
        assert list(found.rows("SELECT * FROM a")) == [(1, "one"), (2, "\ufffd")]
        assert (found.count("a", 5), found.count("a", 1)) == (2, 2)


@pytest.mark.parametrize("act", ["DELETE FROM a", "ATTACH 'x' AS y", "PRAGMA query_only = OFF", "CREATE TABLE b (x)"])
def test_nothing_is_written(file, act: str):
    """The file and its folder stay as they were, also where the file asks for a write-ahead log."""
    path = file("PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES (1);")
    before = path.read_bytes()
    with pytest.raises(DrillError, match=r"^x\.db: its database cannot be read"), open_foreign(path, "x.db") as found:
        list(found.rows(act))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_long_texts(file, monkeypatch: pytest.MonkeyPatch):
    """A row that is too long is not loaded."""
    monkeypatch.setattr(foreign, "LONGEST", 1 << 20)
    path = file("CREATE TABLE a (x); INSERT INTO a VALUES (zeroblob(2000000));")
    with pytest.raises(DrillError, match="longer than 1 MB"), open_foreign(path, "x.db") as found:
        list(found.rows("SELECT x FROM a"))


def test_no_database(tmp_path: Path):
    """Anything else is told in one line, and so is nothing at all."""
    path = tmp_path / "text"
    path.write_text("not a database, but long enough to be looked at" * 100)
    for one in (path, tmp_path / "absent"):
        with pytest.raises(DrillError, match="cannot be read"), open_foreign(one, "text"):
            pass
