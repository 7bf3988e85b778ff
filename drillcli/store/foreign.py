"""Reading SQLite files that other programs made, so that nothing in them is obeyed."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

Row: TypeAlias = tuple[Any, ...]

LONGEST = 64 << 20
"""No text of a row may be longer (bytes); SQLite refuses to load one that is."""

CACHE_KIB = 64 << 10
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """An open file: the columns of its plain tables by name. Views, virtual and computed tables are not among them."""

    tables: Mapping[str, tuple[str, ...]]
    _connection: sqlite3.Connection

    def rows(self, query: str) -> Iterator[Row]:
        """Return what a SELECT finds, row by row; text that is no UTF-8 has replacement characters."""
        return iter(self._connection.execute(query))

    def count(self, table: str, most: int) -> int:
        """Return how many rows a table has, at most one more than `most`: a damaged one may seem to have no end."""
        (counted,) = next(self.rows(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most + 1})"))  # noqa: S608
        return int(counted)


@contextmanager
def open_foreign(path: Path, shown: str) -> Iterator[ForeignFile]:
    """Open the file at `path` for reading alone; messages call it `shown`.

    Raises DrillError, here or while rows are read, where it is no SQLite file, damaged, or has a row that is too long.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            _restrain(connection)
            tables = dict(_plain_tables(connection))
            connection.set_authorizer(_authorize)
            yield ForeignFile(tables, connection)
        finally:
            connection.close()
    except sqlite3.DataError as error:
        text = _("{file}: a text in its database is longer than {most} MB; nothing was read")
        raise DrillError(text.format(file=shown, most=LONGEST >> 20)) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged schema may name what is no text
        text = _("{file}: its database cannot be read ({reason}); export it again")
        raise DrillError(text.format(file=shown, reason=reason_of(error))) from error


def _restrain(connection: sqlite3.Connection) -> None:
    """Let the file neither write, nor call functions, nor take more memory than it needs (SQLite: defense.html)."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = lambda raw: str(raw, "utf-8", "replace")
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _plain_tables(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    for (name,) in connection.execute(query).fetchall():
        columns = connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
        if not any(hidden for _name, hidden in columns):
            yield name, tuple(column.lower() for column, _hidden in columns)


def _authorize(action: int, *_what: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
