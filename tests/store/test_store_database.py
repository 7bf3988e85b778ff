"""Opening the file: creation, migration, refusal."""

import sqlite3
import stat

import pytest
from conftest import NOW
from store_cases import answer, enrol, make_store

from drillcli.errors import DamagedError, StoreError
from drillcli.store import database
from drillcli.store.database import open_database, statements
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.verify import verify

ADD_COLUMN = (
    "-- a migration; with a comment\nALTER TABLE deck ADD COLUMN colour TEXT;\nUPDATE deck SET colour = 'red';\n"
)
NEWEST = max(MIGRATIONS)
NEXT = NEWEST + 1
FAILING = f"{ADD_COLUMN}ALTER TABLE no_such_table ADD COLUMN n INTEGER;\n"


@pytest.fixture
def path(tmp_path):
    """A database with one answer."""
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b")
    answer(store, "deck/a", 3)
    store.close()
    return tmp_path / "drill.db"


def pragma(connection, name):
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_file_is_durable_strict_and_ours(tmp_path):
    """WAL, synchronous=FULL, foreign keys, our application id, and nobody else may read it."""
    path = tmp_path / "new" / "drill.db"
    connection = open_database(path)
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "fullfsync") == 1
    assert pragma(connection, "foreign_keys") == 1
    assert pragma(connection, "application_id") == 0x6472696C
    assert pragma(connection, "user_version") == NEWEST
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    connection.close()


def test_opened_again_it_is_as_durable(path):
    """What a connection must be told is told each time."""
    connection = open_database(path)
    names = ("synchronous", "fullfsync", "foreign_keys")
    assert [pragma(connection, name) for name in names] == [2, 1, 1]
    assert pragma(connection, "journal_mode") == "wal"
    connection.close()


def test_every_table_is_strict(path):
    """A text where a number belongs is refused in every table."""
    connection = open_database(path)
    query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"
    assert connection.execute(query).fetchall() == []
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE card SET interval = 'long'")
    connection.close()


def test_the_log_names_only_cards_that_exist(path):
    """Foreign keys keep the log and the cards together."""
    connection = open_database(path)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("DELETE FROM card")
    connection.close()


def test_a_migration_runs_after_a_backup(path):
    """The next version of the format: the old file is kept, whole, and the answers are still there."""
    connection = open_database(path, {**MIGRATIONS, NEXT: ADD_COLUMN})
    assert pragma(connection, "user_version") == NEXT
    assert connection.execute("SELECT colour FROM deck").fetchall() == [("red",)]
    assert connection.execute("SELECT count(*) FROM revlog").fetchone() == (1,)
    connection.close()
    (backup,) = path.parent.glob("backups/*-before-migration.db")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    store = make_store(backup)
    assert verify(store) == []
    assert pragma(store.connection, "user_version") == NEWEST
    store.close()


def test_migrations_run_in_order_and_only_those_missing(path):
    """Two versions on in one go; one version on without the step before it."""
    second = {**MIGRATIONS, NEXT: "CREATE TABLE two (n INTEGER) STRICT;"}
    third = {NEXT + 1: "INSERT INTO two VALUES (3);", **second}
    open_database(path, second).close()
    connection = open_database(path, third)
    assert connection.execute("SELECT n FROM two").fetchall() == [(3,)]
    connection.close()
    fresh = open_database(path.with_name("fresh.db"), third)
    assert fresh.execute("SELECT n FROM two").fetchall() == [(3,)]
    assert len(list(path.parent.glob("backups/*"))) == 2
    fresh.close()


def test_a_file_of_version_1_learns_to_keep_runs(tmp_path):
    """What the first drill wrote is migrated as it is opened, after a backup."""
    path = tmp_path / "drill.db"
    open_database(path, {}).close()
    connection = open_database(path)
    assert connection.execute("SELECT count(*) FROM exercise_run").fetchone() == (0,)
    assert pragma(connection, "user_version") == NEWEST
    connection.close()
    assert len(list(tmp_path.glob("backups/*-before-migration.db"))) == 1


def test_a_failing_migration_changes_nothing(path):
    """One transaction: when the last statement fails, the first is taken back, and the old drill reads the file."""
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no such table"):
        open_database(path, {**MIGRATIONS, NEXT: FAILING})
    assert path.read_bytes() == before
    store = make_store(path)
    assert "colour" not in [row[1] for row in store.connection.execute("PRAGMA table_info(deck)")]
    assert pragma(store.connection, "user_version") == NEWEST
    assert verify(store) == []
    store.close()


def test_a_newer_file_is_refused_and_not_touched(path):
    """A file of a newer drill is refused in one line, and left byte for byte and second for second."""
    open_database(path, {**MIGRATIONS, NEXT: ADD_COLUMN}).close()
    before, state = path.read_bytes(), path.stat()
    with pytest.raises(StoreError) as refused:
        open_database(path)
    assert str(refused.value) == (
        f"{path} was written by a newer drill (format {NEXT}, this one reads up to {NEWEST}); update drill"
    )
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == state.st_mtime_ns
    assert sorted(p.name for p in path.parent.iterdir()) == ["backups", "drill.db"]


@pytest.mark.parametrize("version", [0, 1, 7])
def test_a_database_of_another_program_is_refused(tmp_path, version):
    """Whatever version another program gave its file, it is not ours and stays as it is."""
    path = tmp_path / "drill.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE col (id INTEGER)")
        other.execute(f"PRAGMA user_version = {version}")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"drill\.db is not a drill database; choose another folder with --home"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    """Random bytes: one line says so, and the file stays."""
    path = tmp_path / "drill.db"
    path.write_bytes(b"these are not the bytes of a database " * 50)
    with pytest.raises(DamagedError, match=r"drill\.db is damaged \(file is not a database\): `drill restore`"):
        open_database(path)
    assert path.read_bytes().startswith(b"these are not")


def test_a_folder_that_cannot_be_made(tmp_path):
    """A path below a regular file: the system's reason, and a remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write in .*file: (File exists|Not a directory); make it writable"):
        open_database(tmp_path / "file" / "drill.db")
    with pytest.raises(StoreError, match="Not a directory"):
        open_database(tmp_path / "file" / "deeper" / "drill.db")


def test_a_folder_in_the_place_of_the_file(tmp_path):
    """A folder that is called drill.db cannot be opened as a database."""
    (tmp_path / "drill.db").mkdir()
    with pytest.raises(StoreError, match="cannot be written; make the file and its folder writable"):
        open_database(tmp_path / "drill.db")


def test_a_locked_file_says_so(path):
    """Another process holds the write lock: one line, and nothing of the act is written."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    connection = open_database(path, busy_ms=30)
    store = make_store(path)
    store.connection.execute("PRAGMA busy_timeout = 30")
    with pytest.raises(StoreError, match=r"is locked by another program; nothing was written: try again"):
        answer(store, "deck/b", 3)
    other.execute("ROLLBACK")
    answer(store, "deck/b", 3)
    assert verify(store) == []
    for opened in (other, connection, store):
        opened.close()


def test_a_full_disk_says_so_and_the_next_answer_is_taken(path):
    """When the disk is full the answer is not written, the earlier ones stay, and room makes all well again."""
    store = make_store(path)
    pages = pragma(store.connection, "page_count")
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    written = (answer(store, "deck/b", 1) for _ in range(10_000))
    with pytest.raises(StoreError, match=r"the disk of .* is full; this was not written, what came before is safe"):
        list(written)
    assert store.connection.execute("SELECT count(*) FROM revlog").fetchone()[0] > 50
    assert not store.connection.in_transaction
    assert verify(store) == []
    store.connection.execute("PRAGMA max_page_count = 100000")
    answer(store, "deck/b", 3)
    assert verify(store) == []
    store.close()


def test_a_commit_that_fails_is_rolled_back(path):
    """The lock is given back when COMMIT itself fails, so that the next act can begin."""
    store = make_store(path)
    connection = store.connection
    writing = store.writing()
    writing.__enter__()
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("DELETE FROM card")
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        writing.__exit__(None, None, None)
    assert not connection.in_transaction
    answer(store, "deck/a", 3)
    assert verify(store) == []
    store.close()


def test_two_connections_may_create_the_file_at_once(tmp_path, monkeypatch):
    """The slower of two processes finds the tables made and leaves them."""
    path = tmp_path / "drill.db"
    real = database.upgrade

    def slower(connection, at, migrations):
        monkeypatch.setattr(database, "upgrade", real)
        open_database(path).close()
        real(connection, at, migrations)

    monkeypatch.setattr(database, "upgrade", slower)
    connection = open_database(path)
    assert connection.execute("SELECT count(*) FROM device").fetchone() == (1,)
    connection.close()
    assert [p.name for p in tmp_path.iterdir()] == ["drill.db"]


def test_statements_are_told_apart():
    """A trigger is one statement although semicolons stand within it; comments do no harm."""
    script = (
        "CREATE TABLE t (a);  -- one; two\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n DELETE FROM t;\nEND;\n-- end\n"
    )
    found = list(statements(script))
    assert len(found) == 3
    connection = sqlite3.connect(":memory:")
    for statement in found:
        connection.execute(statement)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (2,)
    connection.close()


def test_keys_only_grow(path):
    """Two answers within a millisecond, and one with the clock set back, have growing keys."""
    store = make_store(path)
    keys = [answer(store, "deck/b", 3).key[0] for _ in range(3)]
    assert keys == sorted(set(keys))
    assert keys[0] > NOW.ms
    store.close()
