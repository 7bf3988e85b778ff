"""Opening the SQLite file: creation, migration, refusal, and errors in the user's words."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from drillcli import clock
from drillcli.errors import DamagedError, StoreError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.model import Moment
from drillcli.store.migrations import MIGRATIONS

APPLICATION_ID = 0x6472696C
"""`dril` in ASCII: tells our files from other SQLite files (SQLite manual, PRAGMA application_id)."""

BUSY_MS = 5000
"""How long to wait for another process's transaction before giving up."""

WAL_ATTEMPTS = 100
"""How often to try, every 20 ms, to change the journal of a file that another process is just creating."""


def open_database(
    path: Path,
    migrations: Mapping[int, str] = MIGRATIONS,
    busy_ms: int = BUSY_MS,
    read_clock: Callable[[int], Moment] = clock.now,
) -> sqlite3.Connection:
    """Open, create or migrate the database at `path`.

    A migration runs in one transaction after a backup, whose name says when it was made.
    Raises StoreError where the file is newer than this program, damaged, locked, or in a folder that cannot be written.
    """
    with translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None)
        try:
            prepare(connection, path, migrations, read_clock)
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(
    connection: sqlite3.Connection, path: Path, migrations: Mapping[int, str], read_clock: Callable[[int], Moment]
) -> None:
    """Bring a fresh connection to the present schema, durable and strict."""
    version = usable_version(connection, path, migrations)
    connection.execute("PRAGMA foreign_keys = ON")
    make_durable(connection)
    if version != max(migrations, default=1):
        use_write_ahead_log(connection)
        if version:
            from drillcli.store import backup  # noqa: PLC0415 it is loaded for this once in a long while

            backup.make(connection, path.parent / backup.FOLDER, "before-migration", read_clock(0).ms)
        upgrade(connection, path, migrations)


def make_durable(connection: sqlite3.Connection) -> None:
    """Let what is committed be on the medium: with fullfsync on macOS too, as `drillcli.durable` does it."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")


def usable_version(connection: sqlite3.Connection, path: Path, migrations: Mapping[int, str] = MIGRATIONS) -> int:
    """Return the format of the file, 0 for an empty one; raises StoreError for one that this drill cannot use."""
    newest = max(migrations, default=1)
    if is_foreign(connection):
        raise StoreError(_("{path} is not a drill database; choose another folder with --home").format(path=path))
    version = user_version(connection)
    if version > newest:
        raise StoreError(
            _(
                "{path} was written by a newer drill (format {version}, this one reads up to {newest}); update drill"
            ).format(path=path, version=version, newest=newest)
        )
    return version


def user_version(connection: sqlite3.Connection) -> int:
    """Return the format of the file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Change the journal; when another process is just doing so, wait for it, which SQLite does not do here."""
    for _attempt in range(WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error_code(error) != sqlite3.SQLITE_BUSY:
                raise
            sleep(0.02)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Tell whether another program made the file; the id and the tables of ours are written in one transaction."""
    has_tables = connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is not None
    return has_tables and connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,)


def upgrade(connection: sqlite3.Connection, path: Path, migrations: Mapping[int, str]) -> None:
    """Run what is missing up to the newest format, in one transaction; whatever fails leaves the file as it was."""
    with Transaction(connection, path):
        # Another process may have been faster.
        version = user_version(connection)
        steps = {1: (Path(__file__).parent / "schema.sql").read_text("utf-8"), **migrations}
        for step in sorted(steps):
            if step > version:
                for statement in statements(steps[step]):
                    connection.execute(statement)
        if not version:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("INSERT INTO device (id, uuid, last_ms) VALUES (1, ?, 0)", (os.urandom(16).hex(),))
        connection.execute(f"PRAGMA user_version = {max(steps)}")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script one by one: `executescript` would commit by itself."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


class Transaction:
    """Everything inside is written, durably, or nothing is; raises StoreError when it cannot be.

    The write lock is taken at once, so that what is read inside stays true. With the number of the `file` (its inode)
    it raises too when that is no longer what lies at `path`, and what was written has gone where nobody reads it.
    """

    __slots__ = ("connection", "file", "path")

    def __init__(self, connection: sqlite3.Connection, path: Path, file: int | None = None) -> None:
        self.connection = connection
        self.path = path
        self.file = file

    def __enter__(self) -> None:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            raise refusal(error, self.path) from error

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            try:
                self.connection.execute("COMMIT")
            except sqlite3.DatabaseError as fault:
                error = fault
        if error is None:
            if self.file is not None and not is_at(self.path, self.file):
                text = _("{path} was moved or replaced while it was in use; the last answer is not in it: start again")
                raise StoreError(text.format(path=self.path))
            return
        if self.connection.in_transaction:  # a commit that failed leaves it open
            self.connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.DatabaseError):
            raise refusal(error, self.path) from error


def is_at(path: Path, file: int) -> bool:
    """Tell whether the file with this number (its inode) is what lies at `path`."""
    try:
        return path.stat().st_ino == file
    except OSError:
        return False


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into one line that a user can act on."""
    try:
        with readable(path):
            yield
    except OSError as error:
        raise StoreError(
            _("cannot write in {folder}: {reason}; make it writable, or choose another folder with --home").format(
                folder=path.parent, reason=reason_of(error)
            )
        ) from error


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what SQLite says while the database at `path` is read into one line that a user can act on."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise refusal(error, path) from error


def refusal(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    """Return the error to raise for what SQLite said of the database at `path`."""
    return (DamagedError if is_damage(error) else StoreError)(explain(error, path))


def error_code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's primary result code of an error."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell whether an error means that the file itself is damaged."""
    return error_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def explain(error: sqlite3.DatabaseError, path: Path) -> str:
    """Return the line for an SQLite error: what is wrong with the file at `path`, and what to do."""
    code = error_code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        text = _("{path} is locked by another program; nothing was written: try again when that one is done")
    elif code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and "full" in str(error)):
        text = _("the disk of {path} is full; this was not written, what came before is safe: make room")
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        text = _(
            "{path} cannot be written; make the file and its folder writable, or choose another folder with --home"
        )
    elif is_damage(error):
        text = _(
            "{path} is damaged ({reason}): `drill restore` goes back to a backup,"
            " `drill restore --salvage` saves what can still be read"
        )
    elif code == sqlite3.SQLITE_IOERR:
        text = _(
            "{path} cannot be read or written ({reason}): the disk fails, or its quota is used up;"
            " what was confirmed is safe: mend that, and look at what you did last"
        )
    else:
        text = _("{path}: the database says: {reason}")
    return text.format(path=path, reason=reason_of(error))
