"""Whether a database file is whole and built as it should be; the mending of what holds no facts."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from drillcli.locale.reasons import quoted
from drillcli.store.copying import reader
from drillcli.store.database import (
    Transaction,
    open_database,
    readable,
    statements,
    usable_version,
    user_version,
)
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.salvage import CACHES

MOST = 20
"""So many complaints of SQLite are enough; a damaged file gives thousands."""


class Difference(NamedTuple):
    """A table, index or trigger that is not as it should be.

    `wanted` is the SQL that makes it, None for one that does not belong there; `is_there` says that one of the name is.
    """

    kind: str
    name: str
    wanted: str | None
    is_there: bool

    @property
    def can_be_mended(self) -> bool:
        """Whether it can be made anew without loss: it holds nothing but what follows from the log."""
        return self.wanted is not None and (self.kind != "table" or (self.name in CACHES and not self.is_there))


class Contents(NamedTuple):
    """How much there is: format, bytes, and rows of a table by its name."""

    version: int
    size: int
    rows: dict[str, int]


@contextmanager
def sealed(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that reads the database at `path` and writes nothing.

    Raises StoreError for a file that cannot be used: damaged, not ours, newer than this drill, or locked.
    """
    with readable(path), closing(reader(path)) as connection:
        usable_version(connection, path)
        yield connection


def damage(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite's integrity check complains of, the first complaints of many; [] for a whole file."""
    said = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST})")]
    return [quoted(line) for text in said if text != "ok" for line in text.splitlines()]


def dangling(connection: sqlite3.Connection) -> list[str]:
    """Return for each table and the one it refers to how many of its rows name a row that is not there."""
    counts: dict[tuple[str, str], int] = {}
    for table, _rowid, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        counts[table, parent] = counts.get((table, parent), 0) + 1
    return [f"{table} -> {parent}: {count}" for (table, parent), count in counts.items()]


def differences(connection: sqlite3.Connection) -> list[Difference]:
    """Return what is not built as the format of the file has it; tables of SQLite itself do not count."""
    wanted, present = _built(user_version(connection)), _objects(connection)
    found = [
        Difference(kind, name, sql, (kind, name) in present)
        for (kind, name), sql in wanted.items()
        if _essence(present.get((kind, name), "")) != _essence(sql)
    ]
    return found + [Difference(kind, name, None, is_there=True) for kind, name in present.keys() - wanted.keys()]


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    return {(kind, name): sql for kind, name, sql in connection.execute(query)}


def _built(version: int) -> dict[tuple[str, str], str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        steps = {1: (Path(__file__).parent / "schema.sql").read_text("utf-8"), **MIGRATIONS}
        for step in sorted(steps):
            for statement in statements(steps[step]) if step <= version else ():
                model.execute(statement)
        return _objects(model)


def _essence(sql: str) -> str:
    """Return what an SQL statement says: comments, spaces and quotes left out."""
    return re.sub(r"--[^\n]*|[\s\"]", "", sql).lower()


def mend(path: Path, found: Iterable[Difference]) -> None:
    """Make anew what can be; a cache that was missing is empty afterwards. Raises StoreError when it cannot."""
    with closing(open_database(path)) as connection, Transaction(connection, path):
        for kind in ("table", "index", "trigger"):
            for difference in found:
                if difference.kind == kind and difference.can_be_mended and difference.wanted:
                    if difference.is_there:
                        connection.execute(f'DROP {kind} "{difference.name}"')
                    connection.execute(difference.wanted)


def newest(connection: sqlite3.Connection) -> int:
    """Return the newest key (epoch ms) that the device of this file has written; 0 when it has written nothing."""
    return int((connection.execute("SELECT last_ms FROM device WHERE id = 1").fetchone() or (0,))[0])


def younger(connection: sqlite3.Connection, ms: int) -> int:
    """Return how many rows of the log are younger than a moment (epoch ms)."""
    query = "SELECT (SELECT count(*) FROM revlog WHERE at_ms > ?1) + (SELECT count(*) FROM act WHERE at_ms > ?1)"
    return int(connection.execute(query, (ms,)).fetchone()[0])


def measured(connection: sqlite3.Connection, path: Path) -> Contents:
    """Return how much there is in a sound database."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    rows = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 constants
        for table in ("deck", "card", "revlog", "act", "device")
    }
    return Contents(version, path.stat().st_size, rows)


def sqlite_version() -> str:
    """Return the version of the SQLite library that this process uses."""
    return sqlite3.sqlite_version
