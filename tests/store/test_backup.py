"""Backups of the database: made while it is written to, checked, and put back in one step."""

import os
import sqlite3
import stat
from contextlib import closing

import pytest
from conftest import NOW
from store_cases import answer, enrol, later, make_store, snapshot

from drillcli.errors import DamagedError, StoreError
from drillcli.store import backup, copying, settings
from drillcli.store.database import open_database
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.reviews import raw
from drillcli.store.verify import integrity, verify

DAY_MS = 86_400_000


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b")
    answer(store, "deck/a", 3)
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / backup.FOLDER


def make(store, reason="by-hand", now_ms=NOW.ms):
    return backup.make(store.connection, store.path.parent / backup.FOLDER, reason, now_ms)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def damage(path):
    """Write over the middle of a database file, with whatever its log held folded into it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(size // 4096 // 3 * 4096)
        file.write(b"\xaa" * (size // 3))


# -- making ----------------------------------------------------------------------------------------


def test_a_backup_is_the_database(store, folder):
    """Whole, with every row, in one private file."""
    path = make(store)
    assert path == folder / "20261122T090000Z-by-hand.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert backup.contents(path) == backup.Contents(1, 2, path.stat().st_size, None)
    assert names(folder) == [path.name]
    copy = make_store(path)
    assert snapshot(copy) == snapshot(store)
    assert list(raw(copy)) == list(raw(store))
    assert integrity(copy) == verify(copy) == []
    copy.close()


def test_two_in_one_second(store, folder):
    """Neither takes the place of the other."""
    first, second = make(store), make(store)
    assert [b.path for b in backup.listed(folder)] == [second, first]
    assert second.name == "20261122T090000Z-by-hand-2.db"


def test_in_the_midst_of_a_transaction(store):
    """The backup is what was last committed, and the transaction goes on."""
    with store.writing():
        store.connection.execute("DELETE FROM revlog")
        path = make(store)
        assert store.connection.execute("SELECT count(*) FROM revlog").fetchone() == (0,)
        store.connection.execute("INSERT INTO setting VALUES ('lang', 'zh', 1)")
    assert backup.contents(path).reviews == 1
    with closing(copying.reader(path)) as copy:
        assert copy.execute("SELECT count(*) FROM revlog").fetchone() == (1,)
    assert settings.settings(store.connection) == {"lang": "zh"}


def test_a_damaged_database_gets_no_backup(store, folder):
    """It would be as damaged: nothing is left of the attempt, and the error says what is damaged."""
    make(store)
    store.close()
    damage(store.path)
    with closing(sqlite3.connect(store.path)) as connection, pytest.raises(DamagedError, match=r"drill\.db is damaged"):
        backup.make(connection, folder, "daily", NOW.ms)
    assert names(folder) == ["20261122T090000Z-by-hand.db"]


def test_rows_that_are_missing_in_the_copy(store, folder, monkeypatch):
    """A copy that is sound in itself but has other rows than what was copied is refused."""
    counted = iter([{"revlog": 2}, {"revlog": 1}])
    monkeypatch.setattr(copying, "count", lambda _connection: next(counted))
    with pytest.raises(DamagedError, match="its copy has other rows"):
        make(store)
    assert names(folder) == []


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk is full")])
def test_no_room(store, folder, monkeypatch, fault):
    """One line, and nothing half."""

    def full(*_args):
        raise fault

    monkeypatch.setattr(copying, "damage", full)
    with pytest.raises(StoreError, match=f"cannot write in {folder}: .*; the collection is safe") as refused:
        make(store)
    assert "\n" not in str(refused.value)
    assert names(folder) == []


def test_what_a_crash_left_goes(store, folder):
    """The next backup removes unfinished ones, but not one that another process is making."""
    folder.mkdir()
    stale = folder / "20261121T090000Z-daily.db.77.part"
    stale.write_bytes(make(store).read_bytes()[:5000])
    torn = folder / "20261121T090001Z-daily.db.78.part"
    torn.write_bytes(b"torn")
    with copying.partial(folder / "busy.db") as (_connection, busy):
        made = make(store)
        assert not stale.exists()
        assert not torn.exists()
        assert busy.exists()
    assert names(folder) == [made.name, "20261122T090000Z-by-hand.db"]


def test_once_a_day_when_something_changed(store, folder):
    """Not twice on a day, not without a change since the newest backup of any kind; a day begins at 04:00."""

    def daily(days):
        return backup.daily(store.connection, folder, NOW.ms + round(days * DAY_MS))

    assert daily(0)
    answer(store, "deck/b", 3)
    assert daily(0.7) is None  # 01:48 in the night after
    assert daily(1)
    assert daily(2) is None
    settings.set_setting(store, "lang", "zh", later(2))
    make(store, "before-import", NOW.ms + 2 * DAY_MS)
    assert daily(2) is None
    settings.set_setting(store, "lang", None, later(2))
    assert daily(2)
    store.undo(later(3))
    assert daily(3)


def test_a_backup_of_another_format_does_not_count(store, folder):
    """What cannot be compared has changed."""
    folder.mkdir()
    open_database(folder / "20261122T080000Z-before-migration.db", {}).close()
    assert backup.daily(store.connection, folder, NOW.ms)


# -- what is in one --------------------------------------------------------------------------------


def test_contents_of_what_is_none(tmp_path, store):
    """Damage, other files and files of a newer drill are told apart; nothing raises."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    (tmp_path / "text").write_text("no database at all, but longer than a header " * 20)
    newer = max(MIGRATIONS) + 1
    open_database(tmp_path / "newer", {**MIGRATIONS, newer: "CREATE TABLE more (n INTEGER) STRICT;"}).close()
    broken = make(store)
    damage(broken)
    assert backup.contents(other).fault == "not a drill database"
    assert backup.contents(tmp_path / "text").fault == "file is not a database"
    assert backup.contents(tmp_path / "newer").fault == "written by a newer drill"
    assert backup.contents(tmp_path / "gone").fault == "unable to open database file"
    assert backup.contents(broken).fault


def test_in_a_folder_where_nothing_can_be_written(store, tmp_path):
    """A backup from a stick that is read only can be read, in whatever way it was made."""
    path = make(store)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a.db").write_bytes(path.read_bytes())
    with closing(sqlite3.connect(stick / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    stick.chmod(0o500)
    if os.access(stick, os.W_OK):
        pytest.skip("root may write everywhere")
    assert backup.contents(stick / "a.db").fault is None
    backup.replace(store.path, stick / "a.db", NOW.ms)
    stick.chmod(0o700)


# -- putting one back ------------------------------------------------------------------------------


def test_replacing_and_taking_it_back(store):
    """Connections that are open see the one, then the other; each is kept."""
    with_one = make(store)
    one = snapshot(store)
    answer(store, "deck/b", 4)
    two = snapshot(store)
    done = backup.replace(store.path, with_one, NOW.ms)
    assert done.aside is None
    assert snapshot(store) == one
    assert backup.replace(store.path, done.backup, NOW.ms).backup
    assert snapshot(store) == two
    assert integrity(store) == verify(store) == []
    assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    answer(store, "deck/b", 3)
    assert integrity(store) == verify(store) == []


def test_an_older_format_is_brought_up_to_date(store, folder):
    """In the copy: the backup itself stays as it is."""
    folder.mkdir()
    old = folder / "20250101T000000Z-daily.db"
    open_database(old, {}).close()
    before = old.read_bytes()
    backup.replace(store.path, old, NOW.ms)
    assert store.connection.execute("PRAGMA user_version").fetchone() == (max(MIGRATIONS),)
    assert list(raw(store)) == []
    assert old.read_bytes() == before
    assert not list(folder.glob("*before-migration*"))


@pytest.mark.parametrize("kind", ["other", "newer", "damaged", "gone"])
def test_what_cannot_be_restored_changes_nothing(store, tmp_path, folder, kind):
    """It is found before anything is replaced or backed up."""
    source = make(store)
    if kind == "other":
        source = tmp_path / "other.db"
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("CREATE TABLE t (x)")
    elif kind == "newer":
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("PRAGMA user_version = 999")
    elif kind == "damaged":
        damage(source)
    else:
        source.unlink()
    before, listed = snapshot(store), names(folder)
    with pytest.raises(StoreError):
        backup.replace(store.path, source, NOW.ms)
    assert snapshot(store) == before
    assert names(folder) == listed


@pytest.mark.parametrize("header", [True, False])
def test_a_damaged_database_is_moved_aside(store, header):
    """Whether or not its first page can be read; every byte of it is kept."""
    good = make(store)
    before = snapshot(store)
    store.close()
    if header:
        damage(store.path)
    else:
        store.path.write_bytes(b"no database " * 999)
    broken = store.path.read_bytes()
    done = backup.replace(store.path, good, NOW.ms)
    assert done.backup is None
    assert done.aside.name == "drill.db.damaged-20261122T090000Z"
    assert done.aside.read_bytes() == broken
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    restored = make_store(store.path)
    assert snapshot(restored) == before
    restored.close()


def test_there_was_no_database(store, tmp_path):
    """A backup alone is enough."""
    good = make(store)
    elsewhere = tmp_path / "new" / "drill.db"
    assert backup.replace(elsewhere, good, NOW.ms) == (None, None)
    restored = make_store(elsewhere)
    assert snapshot(restored) == snapshot(store)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600
    restored.close()


def test_another_process_is_writing(store, folder, monkeypatch):
    """After a wait it is refused in one line, and nothing has changed."""
    monkeypatch.setattr(backup, "BUSY_MS", 50)
    good = make(store)
    before, listed = snapshot(store), names(folder)
    with store.writing(), pytest.raises(StoreError, match="is locked by another program; nothing was changed"):
        backup.replace(store.path, good, NOW.ms)
    assert snapshot(store) == before
    assert names(folder) == listed


def test_interrupted_in_the_midst(store, folder, monkeypatch):
    """Ctrl-C while the backup of the old one is made: the database is as it was."""
    good = make(store)
    answer(store, "deck/b", 4)
    before = snapshot(store)

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "make", interrupted)
    with pytest.raises(KeyboardInterrupt):
        backup.replace(store.path, good, NOW.ms)
    assert snapshot(store) == before
    assert integrity(store) == []
    assert not list(folder.glob("*.part"))
    answer(store, "deck/b", 3)


def test_what_is_written_until_the_last_moment_is_in_the_backup(store, monkeypatch):
    """The backup before the restore is made while nobody else can write: no answer falls between the two."""
    good = make(store)
    refused = []
    original = backup.make

    def answering(*args):
        other = make_store(store.path)
        other.connection.execute("PRAGMA busy_timeout = 10")
        try:
            answer(other, "deck/b", 4)
        except StoreError as error:
            refused.append(str(error))
        other.close()
        return original(*args)

    monkeypatch.setattr(backup, "make", answering)
    backup.replace(store.path, good, NOW.ms)
    assert "is locked by another program; nothing was written" in refused[0]


def test_an_answer_to_a_database_that_was_moved_aside(store):
    """Whoever has the damaged one open is told that the answer is not in the one that took its place."""
    good = make(store)
    backup.set_aside(store.path, NOW.ms)
    with pytest.raises(StoreError, match="was moved or replaced while it was in use; the last answer is not in it"):
        answer(store, "deck/b", 3)
    backup.replace(store.path, good, NOW.ms)
    with pytest.raises(StoreError, match="start again"):
        answer(store, "deck/b", 3)


def test_no_room_for_what_takes_the_place_of_a_damaged_one(store, monkeypatch):
    """Then the damaged one is where it was, as it was."""
    good = make(store)
    store.close()
    damage(store.path)
    broken = store.path.read_bytes()

    def full(_connection):
        if store.path.stat().st_size == 0:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "use_write_ahead_log", full)
    with pytest.raises(StoreError, match="disk is full"):
        backup.replace(store.path, good, NOW.ms)
    assert store.path.read_bytes() == broken
    assert not list(store.path.parent.glob("*damaged*"))
