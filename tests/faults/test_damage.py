"""Files that are damaged, foreign, newer, locked or out of reach: one line each, the right exit code, nothing lost."""

import shutil
import sqlite3
from functools import partial
from random import Random

import pytest
from collection_cases import hide_bundled, logged, write_deck
from fault_cases import one_line

from drillcli import collection
from drillcli.store.database import open_database
from drillcli.store.migrations import MIGRATIONS

COMMANDS = [("due",), ("study", "letters"), ("undo",), ("orphans",), ("suspend", "letters/a"), ("config",), ("stats",)]
REPORTS = [*COMMANDS, ("doctor",)]


@pytest.fixture
def database(drill, env, tmp_path, monkeypatch):
    """A collection with some answers."""
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    assert drill("study", "letters", stdin="4\n3\n1\n2\n").code == 0
    return env.home / "drill.db"


def scramble_all(path):
    path.write_bytes(Random(1).randbytes(8192))


def scramble_pages(path):
    """Keep the header page, so that it looks like a database."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + Random(1).randbytes(len(data) - 4096))


def truncate(path):
    path.write_bytes(path.read_bytes()[:9000])


def scramble_schema(path):
    """Break the first page behind the header of 100 bytes: the schema cannot be read."""
    data = path.read_bytes()
    path.write_bytes(data[:100] + Random(1).randbytes(3996) + data[4096:])


DAMAGES = [scramble_all, scramble_pages, truncate, scramble_schema]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_damaged_database(drill, database, damage, words):
    """Exit 1 with one line that names the file and a remedy; the file is left as it is."""
    damage(database)
    before = database.read_bytes()
    done = drill(*words, stdin="4\n")
    assert done.code == 1
    assert done.out == ""
    assert one_line(done.err).startswith(f"drill: {database} is damaged (")
    assert done.err.endswith("`drill restore --salvage` saves what can still be read\n")
    assert database.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_doctor_says_what_is_damaged(drill, database, damage):
    """Exit 3, as for every check that says no; the report stands on stdout."""
    damage(database)
    done = drill("doctor")
    assert done.code == 3
    assert "wrong    opening the database" in done.out or "wrong    the database as a file" in done.out
    assert "`drill restore --salvage` saves what can still be read" in done.out
    assert done.err == ""
    assert drill("doctor", "--json").code == 3


@pytest.mark.parametrize("place", range(100, 40_000, 3700))
def test_any_damage_is_a_line_and_never_a_crash(drill, database, place):
    """Wherever some bytes are broken: a command works, or is refused in one line; nothing else."""
    data = bytearray(database.read_bytes())
    place %= len(data)
    data[place : place + 64] = Random(place).randbytes(64)
    database.write_bytes(data)
    for words in REPORTS:
        done = drill(*words, stdin="4\n")
        assert done.code in (0, 1, 3)
        if done.code == 1:
            assert one_line(done.err)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_another_program(drill, database, words):
    """Exit 1 with one line; the file keeps every byte."""
    database.unlink()
    other = sqlite3.connect(database)
    other.execute("CREATE TABLE notes (id INTEGER)")
    other.close()
    before = database.read_bytes()
    done = drill(*words, stdin="4\n")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"drill: {database} is not a drill database; choose another folder with --home\n"
    assert database.read_bytes() == before


NEWEST = max(MIGRATIONS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_newer_database(drill, database, words):
    """Exit 1 with one line; the file keeps every byte."""
    newer = sqlite3.connect(database)
    newer.execute(f"PRAGMA user_version = {NEWEST + 1}")
    newer.close()
    before = database.read_bytes()
    done = drill(*words, stdin="4\n")
    assert (done.code, done.out) == (1, "")
    formats = f"format {NEWEST + 1}, this one reads up to {NEWEST}"
    assert done.err == f"drill: {database} was written by a newer drill ({formats}); update drill\n"
    assert database.read_bytes() == before


@pytest.mark.parametrize("change", ["user_version = 999", "application_id = 7"])
def test_the_doctor_of_a_database_that_is_not_ours_to_read(drill, database, change):
    """A newer one, or that of another program: a report with exit 3; the file keeps every byte, `--fix` or not."""
    other = sqlite3.connect(database)
    other.execute(f"PRAGMA {change}")
    other.close()
    before = database.read_bytes()
    for words in (("doctor",), ("doctor", "--fix"), ("doctor", "--json"), ("doctor", "--report")):
        assert drill(*words).code == 3
    assert "wrong    opening the database" in drill("doctor").out
    assert database.read_bytes() == before


@pytest.fixture
def impatient(monkeypatch):
    """Let commands wait for a lock a moment only."""
    monkeypatch.setattr(collection, "open_database", partial(open_database, busy_ms=30))


@pytest.mark.parametrize("words", [("study", "letters"), ("undo",), ("suspend", "letters/a"), ("config", "lang", "zh")])
def test_a_locked_database(drill, env, database, impatient, words):
    """Another program holds the write lock: one line, exit 1, nothing written; afterwards all is well."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = drill(*words, stdin="4\n")
    assert (done.code, done.out) == (1, "")
    text = f"drill: {database} is locked by another program; nothing was written: try again when that one is done"
    assert one_line(done.err) == text
    other.execute("ROLLBACK")
    other.close()
    assert len(logged(env.home)) == 4
    assert drill(*words, stdin="4\n").code == 0


def test_counting_while_locked(drill, database, impatient):
    """Reading needs no lock: `due` answers while another process writes."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert drill("due").code == 0
    other.execute("ROLLBACK")
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.close()


def test_a_database_that_may_not_even_be_read(drill, database, impatient):
    """A program that locks the whole file out: one line."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    done = drill("due")
    assert done.code == 1
    assert "is locked by another program" in one_line(done.err)
    other.close()


@pytest.mark.parametrize("words", [*COMMANDS, ()], ids=" ".join)
def test_a_data_folder_below_a_file(drill, tmp_path, words):
    """Where no folder can be made: one line with the system's reason and a remedy."""
    (tmp_path / "file").write_text("")
    done = drill(*words, variables={"DRILL_HOME": str(tmp_path / "file" / "home")})
    assert done.code == 1
    line = one_line(done.err)
    assert line.startswith(f"drill: cannot write in {tmp_path / 'file' / 'home'}: Not a directory; make it writable, ")


def test_the_doctor_of_no_collection(drill, tmp_path):
    """Nothing was ever written, so nothing is wrong; nothing is made either."""
    done = drill("doctor")
    assert done.code == 0
    assert "no collection in" in done.out
    assert not (tmp_path / "drill_home").exists()


def test_a_damaged_index_is_no_matter(drill, env, database):
    """What is compiled from the decks is compiled again."""
    (env.home / "index.db").write_bytes(b"nonsense" * 999)
    assert drill("study", "letters", stdin="4\n").code == 0
    (env.home / "index.db").unlink()
    assert drill("due", "letters").code == 0
    assert len(logged(env.home)) == 5


def test_a_backup_put_in_its_place(drill, env, database):
    """What the message advises works: a copy in place of the damaged file."""
    copy = env.home / "copy.db"
    shutil.copy(database, copy)
    scramble_pages(database)
    assert drill("due").code == 1
    copy.replace(database)
    assert drill("due").code == 0
    assert len(logged(env.home)) == 4
