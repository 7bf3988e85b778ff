"""Backups: whole, checked copies of the database, made while it is in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DamagedError, StoreError
from drillcli.locale import _
from drillcli.store.copying import copy, damage, duplicate, partial, reader, sweep, sync_folder, written
from drillcli.store.database import (
    BUSY_MS,
    is_foreign,
    make_durable,
    translated,
    upgrade,
    usable_version,
    use_write_ahead_log,
    user_version,
)
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.thinning import BEFORE_RESTORE, DAILY, Backup, day_of, name, read_name, stamp, surplus

FOLDER = "backups"
"""Where the backups are, beside the database."""


class Contents(NamedTuple):
    """What a copy holds: answers that count, cards of decks, bytes; and what is wrong with it, None when it is whole.

    The figures are None where they cannot be read.
    """

    reviews: int | None
    cards: int | None
    size: int
    fault: str | None


def make(connection: sqlite3.Connection, folder: Path, reason: str, now_ms: int) -> Path:
    """Make a backup of the database of `connection`, as it was last committed; return where it is.

    It is checked before it gets its name; then the backups that are no longer needed go. `reason` is one of
    `thinning.REASONS`. The connection may be in the midst of a transaction: another one reads.

    Raises DamagedError when the database is damaged, StoreError when the backup cannot be made.
    """
    path = database_of(connection)
    turn = 1
    while (target := folder / name(now_ms, reason, turn)).exists():
        turn += 1
    copy(path, target)
    thin(folder, now_ms)
    return target


def daily(connection: sqlite3.Connection, folder: Path, now_ms: int) -> Path | None:
    """Make the backup of the day; None when there is one, or nothing has changed since the newest backup."""
    backups = listed(folder)
    if any(b.reason == DAILY and day_of(b.at_ms) == day_of(now_ms) for b in backups):
        return None
    if backups and _marks_of(backups[0].path) == _marks(connection):
        return None
    return make(connection, folder, DAILY, now_ms)


def listed(folder: Path) -> list[Backup]:
    """Return the backups in a folder by their names, the newest first; [] when there is no folder."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted((found for path in folder.iterdir() if (found := read_name(path))), reverse=True)
    return []


def thin(folder: Path, now_ms: int) -> list[Path]:
    """Remove the backups that are no longer needed, and what a crash left of others; return the backups removed."""
    removed = [backup.path for backup in surplus(listed(folder), now_ms)]
    for path in removed:
        with suppress(OSError):  # another process was faster, or the folder is read only: the next one does it
            path.unlink()
    sweep(folder)
    return removed


def contents(path: Path) -> Contents:
    """Return what a backup holds, and whether it is whole, which takes reading all of it."""
    size = path.stat().st_size if path.is_file() else 0
    reviews = cards = None
    try:
        with closing(reader(path)) as connection:
            if is_foreign(connection) or not user_version(connection):
                return Contents(None, None, size, _("not a drill database"))
            (reviews,) = connection.execute("SELECT ifnull(sum(reviews), 0) FROM day").fetchone()
            (cards,) = connection.execute("SELECT count(*) FROM card WHERE position IS NOT NULL").fetchone()
            fault = damage(connection)
            if user_version(connection) > max(MIGRATIONS):
                fault = _("written by a newer drill")
    except sqlite3.DatabaseError as error:
        fault = str(error)
    return Contents(reviews, cards, size, fault)


def database_of(connection: sqlite3.Connection) -> Path:
    """Return the file that a connection is to."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


# -- putting another database in the place of the present one ----------------------------------------


class Replaced(NamedTuple):
    """What became of the database before: its backup, or where it was moved because it is damaged; None: neither."""

    backup: Path | None
    aside: Path | None


def replace(path: Path, source: Path, now_ms: int) -> Replaced:
    """Put the content of `source` in the place of the database at `path`; return where the one before is.

    A copy of `source` is checked and brought to the present format first. It is then written in one transaction, into
    the same file: other processes see the one before or this one, and what they answered until then is in the backup.
    A database that is damaged, or no database of ours, is moved aside; that there is none is no fault.

    Raises DamagedError or StoreError where `source` cannot be used, StoreError where `path` cannot be written or is
    locked; then all is as it was.
    """
    folder = path.parent / FOLDER
    with written(source, folder), _staged(source, folder) as ready:
        try:
            return Replaced(_put(ready, path, now_ms), None)
        except DamagedError:
            aside = set_aside(path, now_ms)
            try:
                _put(ready, path, now_ms)
            except BaseException:
                move(aside, path)
                raise
            return Replaced(None, aside)


@contextmanager
def _staged(source: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield a copy of `source` in the present format, which is gone at the end."""
    if not source.is_file():
        raise StoreError(_("{path}: there is no such file").format(path=source))
    with partial(folder / "restore") as (connection, _unfinished):
        with closing(reader(source)) as original:
            if not usable_version(original, source):
                raise StoreError(_("{path} is not a drill database").format(path=source))
            duplicate(original, connection, source)
        if user_version(connection) < max(MIGRATIONS):
            upgrade(connection, source, MIGRATIONS)
        yield connection


def _put(ready: sqlite3.Connection, path: Path, now_ms: int) -> Path | None:
    """Write a database over the one at `path` in one transaction, after a backup of that; return where the backup is.

    Raises DamagedError where that one is damaged or not ours.
    """
    kept: list[Path | None] = []

    def under_lock(status: int, _remaining: int, _total: int) -> None:
        # After the first page the write lock is ours: what others have written until now is what is kept.
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            text = _("{path} is locked by another program; nothing was changed: try again when that one is done")
            raise StoreError(text.format(path=path))
        if not kept:
            with closing(reader(path)) as before:
                is_empty = before.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
                kept.append(None if is_empty else make(before, path.parent / FOLDER, BEFORE_RESTORE, now_ms))

    with written(path, path.parent):
        if not path.exists():
            path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)) as live:
            use_write_ahead_log(live)
            make_durable(live)
            if is_foreign(live):
                raise DamagedError(_("{path} is not a drill database").format(path=path))
            ready.backup(live, pages=1, progress=under_lock)
    return kept[0]


def set_aside(path: Path, now_ms: int) -> Path:
    """Rename a database with all its files; return its new name."""
    turn = 1
    while (aside := path.with_name(f"{path.name}.damaged-{stamp(now_ms)}{f'-{turn}' if turn > 1 else ''}")).exists():
        turn += 1
    move(path, aside)
    return aside


def move(path: Path, target: Path) -> None:
    """Rename a database with its log; what is at `target` is written over."""
    with translated(path):
        for part in ("-wal", "-shm", ""):  # the log first: beside a new database SQLite would remove it
            with suppress(FileNotFoundError):
                path.with_name(path.name + part).replace(f"{target}{part}")
        sync_folder(path.parent)


# -- whether anything has changed ------------------------------------------------------------------


def _marks(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Return values that differ after whatever a learner did: each act moves its device's clock on."""
    return connection.execute("""
        SELECT uuid, last_ms FROM device UNION ALL SELECT slug, hash FROM deck UNION ALL SELECT name, value FROM setting
        UNION ALL SELECT deck || ' ' || model, parameters FROM in_force UNION ALL SELECT 'exam ' || id, at_ms FROM exam
        UNION ALL SELECT 'fit', max(id) FROM parameters UNION ALL SELECT 'run', max(id) FROM exercise_run
    """).fetchall()


def _marks_of(path: Path) -> list[tuple[object, ...]] | None:
    """Return the marks of a backup, None when it cannot be read or has another format."""
    try:
        with closing(reader(path)) as connection:
            return _marks(connection)
    except sqlite3.DatabaseError:
        return None
