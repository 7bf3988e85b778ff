"""Writing SQLite files for other programs."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

TableRow: TypeAlias = tuple[str, tuple[Any, ...]]
"""The name of a table, and the values of one row in the order of its columns."""


def write_database(path: Path, script: str, rows: Iterable[TableRow]) -> None:
    """Make a new file at `path` with what `script` declares and these rows, which may come one by one.

    Raises OSError when it cannot be written. What is left then is of no use to anybody.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + script)
            for table, values in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)  # noqa: S608
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise OSError(str(error)) from error
