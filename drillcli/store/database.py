"""Opening the SQLite file: creation, migration, refusal, and errors in the user's words."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep

from drillcli.errors import DamagedError, StoreError
from drillcli.locale import _

APPLICATION_ID = 0x6472696C
"""`dril` in ASCII: tells our files from other SQLite files (SQLite manual, PRAGMA application_id)."""

MIGRATIONS: Mapping[int, str] = {
    2: """
        CREATE TABLE exercise_run (  -- one row a run of a training program
            id       INTEGER PRIMARY KEY,
            at_ms    INTEGER NOT NULL,  -- when it began
            device   INTEGER NOT NULL REFERENCES device,
            offset   INTEGER NOT NULL,
            day      INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            request  TEXT NOT NULL,     -- JSON: what was asked for, as far as the choice of settings depends on it
            likeness TEXT,              -- JSON: equal for runs whose figures may be compared; null: not complete
            seconds  REAL,              -- of training; null: a target was missed, or there was none
            report   TEXT NOT NULL      -- JSON
        ) STRICT;
        CREATE INDEX run_by_exercise ON exercise_run (exercise);
    """,
    3: """
        CREATE TABLE spread (  -- how the answers of a study day spread over bins; see store/spread.py
            kind     INTEGER NOT NULL,  -- 1 hour of the day, 2 answer time, 3 predicted recall
            deck     INTEGER NOT NULL REFERENCES deck,
            day      INTEGER NOT NULL,  -- 0: the sum of all days
            bin      INTEGER NOT NULL,
            n        INTEGER NOT NULL,  -- answers
            tested   INTEGER NOT NULL,  -- first answers of the day to cards in review
            recalled INTEGER NOT NULL,  -- of these, not Again
            amount   INTEGER NOT NULL,  -- sum of ms (kind 2), of predicted recall in millionths (kind 3)
            PRIMARY KEY (day, kind, bin, deck)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE parameters ADD COLUMN decks TEXT NOT NULL DEFAULT '[]';   -- JSON; none: the collection
        ALTER TABLE parameters ADD COLUMN report TEXT NOT NULL DEFAULT '{}';  -- JSON: what it was fitted on, its scores
        CREATE TABLE in_force (  -- which parameter set schedules which deck
            deck       TEXT NOT NULL,  -- slug; '': every deck without a row, a row for each model
            model      TEXT NOT NULL,
            parameters INTEGER NOT NULL,  -- 0: the model's defaults
            at_ms      INTEGER NOT NULL,
            PRIMARY KEY (deck, model)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO in_force SELECT '', model, max(id), at_ms FROM parameters GROUP BY model;
        DROP TABLE computed;  -- whatever it said, the roll-ups must be made anew
        CREATE TABLE computed (  -- what the memory columns of `card` were computed with
            one        INTEGER PRIMARY KEY CHECK (one = 1),
            scheduling TEXT NOT NULL  -- JSON: deck ('' for the others) -> [model, parameter set]
        ) STRICT;

        CREATE TABLE exam (  -- dates that are planned toward
            id      INTEGER PRIMARY KEY,
            at_ms   INTEGER NOT NULL,  -- when it was made
            device  INTEGER NOT NULL REFERENCES device,
            offset  INTEGER NOT NULL,
            day     INTEGER NOT NULL,  -- of the exam
            decks   TEXT NOT NULL,     -- JSON list of slugs
            minutes REAL NOT NULL,     -- a day
            plan    TEXT               -- JSON: what the last look ahead found; a cache
        ) STRICT;
    """,
    4: """
        CREATE TABLE imported (  -- what notes of other programs became; see store/imported.py
            guid  TEXT PRIMARY KEY,  -- the identity in the source
            deck  INTEGER NOT NULL REFERENCES deck,
            note  TEXT NOT NULL,
            hash  BLOB,              -- of the text in the deck file as it was imported
            fresh BLOB               -- of a text that is about to be written there
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE imported_deck (  -- what decks of other programs became
            titles TEXT PRIMARY KEY,  -- JSON: the path of titles
            deck   INTEGER NOT NULL REFERENCES deck
        ) STRICT, WITHOUT ROWID;
    """,
}
"""Version -> the SQL that leads to it from the version before. Version 1 is `schema.sql`."""

BUSY_MS = 5000
"""How long to wait for another process's transaction before giving up."""

WAL_ATTEMPTS = 100
"""How often to try, every 20 ms, to change the journal of a file that another process is just creating."""


def open_database(path: Path, migrations: Mapping[int, str] = MIGRATIONS, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """Open, create or migrate the database at `path`.

    A migration runs in one transaction after a backup named `<file>.v<old version>`.
    Raises StoreError where the file is newer than this program, damaged, locked, or in a folder that cannot be written.
    """
    with translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None)
        try:
            prepare(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path, migrations: Mapping[int, str]) -> None:
    """Bring a fresh connection to the present schema, durable and strict."""
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
    connection.execute("PRAGMA foreign_keys = ON")
    if version != newest:
        use_write_ahead_log(connection)
        upgrade(connection, path, migrations)
    connection.execute("PRAGMA synchronous = FULL")


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
    old = user_version(connection)
    if 0 < old < max(migrations, default=1):
        backup(connection, path.with_name(f"{path.name}.v{old}"))
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
            connection.execute("INSERT INTO device VALUES (1, ?, 0)", (os.urandom(16).hex(),))
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


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the database to `target` by SQLite's online backup; the copy appears whole or not at all."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")  # another process may make the same copy
    try:
        partial.touch(mode=0o600)
        with closing(sqlite3.connect(partial)) as copy:
            connection.backup(copy)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


class Transaction:
    """Everything inside is written, durably, or nothing is; raises StoreError when it cannot be.

    The write lock is taken at once, so that what is read inside stays true.
    """

    __slots__ = ("connection", "path")

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

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
            return
        if self.connection.in_transaction:  # a commit that failed leaves it open
            self.connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.DatabaseError):
            raise refusal(error, self.path) from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into one line that a user can act on."""
    try:
        with readable(path):
            yield
    except OSError as error:
        raise StoreError(
            _("cannot write in {folder}: {reason}; make it writable, or choose another folder with --home").format(
                folder=path.parent, reason=error.strerror or error
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
        text = _("the disk of {path} is full; this answer was not written, the earlier ones are safe: make room")
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        text = _(
            "{path} cannot be written; make the file and its folder writable, or choose another folder with --home"
        )
    elif is_damage(error):
        text = _("{path} is damaged ({reason}); keep the file, and put a backup in its place")
    else:
        text = _("{path}: the database says: {reason}")
    return text.format(path=path, reason=error)
