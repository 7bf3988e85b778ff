"""Copying a database that is in use: the copy is one state of it, checked, and appears whole or not at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from drillcli.durable import to_disk
from drillcli.errors import DamagedError, StoreError
from drillcli.locale import _
from drillcli.locale.reasons import quoted, reason_of
from drillcli.store.database import BUSY_MS, error_code, is_damage, refusal

PARTIAL = ".part"
"""How the name of a copy ends that is not complete."""


def copy(path: Path, target: Path) -> None:
    """Copy the database at `path`, as it was last committed, to `target`, which appears whole and checked or not.

    Raises DamagedError when the database is damaged, StoreError when `target` cannot be written.
    """
    with written(path, target.parent), partial(target) as (connection, unfinished):
        with closing(reader(path)) as source:
            duplicate(source, connection, path)
        connection.close()
        with unfinished.open("rb+") as file:
            to_disk(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)


def duplicate(source: sqlite3.Connection, into: sqlite3.Connection, path: Path) -> None:
    """Copy one state of the database of `source` and check the copy; `path` is what to call it.

    Raises DamagedError when the copy is damaged or has other rows than the database.
    """
    source.execute("BEGIN")  # what is counted is what is copied
    try:
        rows = count(source)
        source.backup(into)
    finally:
        if source.in_transaction:  # some faults have ended it
            source.execute("ROLLBACK")
    into.execute("PRAGMA journal_mode = MEMORY")  # a copy is one file; that of the database is three
    fault = damage(into) or ("" if count(into) == rows else _("its copy has other rows"))
    if fault:
        raise DamagedError(
            _("{path} is damaged ({reason}); `drill restore` lists the backups").format(path=path, reason=fault)
        )


def damage(connection: sqlite3.Connection) -> str | None:
    """Return the first complaint of SQLite's integrity check, None when there is none."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if said == "ok" else quoted(str(said))


def count(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
    return {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 our own tables
        for table in names
    }


@contextmanager
def partial(target: Path) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """Yield an empty database that is to become `target`, and where it is; what is left there at the end is removed.

    It stays locked until it is closed: so it is known from what a crash left behind.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = target.with_name(f"{target.name}.{os.getpid()}{PARTIAL}")
    try:
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = MEMORY", "synchronous = OFF"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection, path
    finally:
        path.unlink(missing_ok=True)


def reader(path: Path) -> sqlite3.Connection:
    """Open a database for reading; one beside which nothing can be written must not be in use."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if (
            error_code(error) not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
            or not path.is_file()
            or path.with_name(f"{path.name}-wal").exists()
        ):
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    except BaseException:
        connection.close()
        raise
    return connection


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a loss of power, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            to_disk(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def written(path: Path, folder: Path) -> Iterator[None]:
    """Turn what goes wrong while the database at `path` is copied into `folder` into one line."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_damage(error) or error_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise refusal(error, path) from error
        raise _unwritable(folder, reason_of(error)) from error
    except OSError as error:
        raise _unwritable(folder, reason_of(error)) from error


def _unwritable(folder: Path, reason: str) -> StoreError:
    text = _("cannot write in {folder}: {reason}; the collection is safe: make room there, or make it writable")
    return StoreError(text.format(folder=folder, reason=reason))


def sweep(folder: Path) -> None:
    """Remove the unfinished copies that a crash left in a folder; one that is being written stays."""
    for path in folder.glob(f"*{PARTIAL}"):
        with suppress(OSError):
            if not is_in_use(path):
                path.unlink()


def is_in_use(path: Path) -> bool:
    """Tell whether another process is writing an unfinished copy."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        return error_code(error) == sqlite3.SQLITE_BUSY
    return False
