"""What the rows of each table look like on disk, so that a row is known even where the tree that held it is gone."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drillcli.store.pages import INDEX_KINDS, TABLE_KINDS, Cell, Value

_LAST_MS = 1 << 43
_FIRST_MS = 100_000_000_000
"""1973: what is younger than this program by half a century is no epoch time, where there is nothing else to go by."""

_RANGES: Mapping[str, tuple[int, int]] = {
    "at_ms": (0, _LAST_MS),
    "last_ms": (0, _LAST_MS),
    "took_ms": (0, 1 << 40),
    "day": (-1, 200_000),
    "offset": (-1440, 1440),
    "rating": (0, 4),
    "mode": (0, 3),
    "kind": (1, 99),
    "interval": (0, 1 << 31),
    "id": (1, 1 << 50),
    "card": (1, 1 << 50),
    "deck": (1, 1 << 31),
    "device": (1, 1 << 31),
}
"""By column, wherever it stands: what its numbers may be."""

_JSON = frozenset({"titles", "weights", "decks", "plan", "report"})
_LOOKS = {
    name: re.compile(look)
    for name, look in (("uuid", r"[0-9a-f]{32}|import:.*"), ("slug", r"[^\[].*"), ("exercise", r"[^\[].*"))
}
"""By column: what tells its texts from those of others, where there is nothing else to go by."""

_CLASSES: Mapping[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "REAL": (float, int),  # a real number that is whole stands there as an integer
    "TEXT": (str,),
    "BLOB": (bytes,),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The rows of one table, or of an index that repeats some of its columns.

    `columns` are in the order on disk; `types` holds what each may be, NoneType where it may be null; `defaults` are
    for the columns that rows may lack at their end, since they were added later. `rowid` is the place of the column
    that stands in the key of the cell (-1: none). `kinds` are the pages that hold such rows; they are in order by the
    rowid or by their first `key` columns. An index that does not name rows `gives` none.
    """

    table: str
    tree: str
    columns: tuple[str, ...]
    types: tuple[tuple[type, ...], ...]
    defaults: tuple[Value, ...]
    rowid: int
    kinds: tuple[int, int]
    key: int
    gives: bool

    def row(self, cell: Cell, *, is_guess: bool = False) -> tuple[Value, ...] | None:
        """Return the row in a cell; None when it is no row of this shape.

        A guess asks for more: a moment must lie in the present half century, a name must look like one.
        """
        missing = len(self.columns) - len(cell.record)
        if not 0 <= missing <= len(self.defaults):
            return None
        values = list(cell.record + self.defaults[len(self.defaults) - missing :])
        if self.rowid >= 0:
            if values[self.rowid] not in (None, cell.rowid):
                return None
            values[self.rowid] = cell.rowid
        is_like = all(
            type(value) in types and self._is_plausible(name, value, is_guess=is_guess)
            for name, types, value in zip(self.columns, self.types, values, strict=True)
        )
        return tuple(values) if is_like else None

    def _is_plausible(self, column: str, value: Value, *, is_guess: bool) -> bool:
        if isinstance(value, int) and column in _RANGES:
            low, high = _RANGES[column]
            return (_FIRST_MS if is_guess and column == "at_ms" else low) <= value <= high
        if isinstance(value, str) and column in _JSON:
            return _is_json(value)
        return not is_guess or column not in _LOOKS or _LOOKS[column].fullmatch(str(value)) is not None


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list | dict)
    except (ValueError, RecursionError):
        return False


SCHEMA = Shape(
    table="sqlite_schema",
    tree="sqlite_schema",
    columns=("type", "name", "tbl_name", "rootpage", "sql"),
    types=((str,), (str,), (str,), (int,), (str, type(None))),
    defaults=(),
    rowid=-1,
    kinds=TABLE_KINDS,
    key=0,
    gives=False,
)


def shapes(connection: sqlite3.Connection) -> dict[str, Shape]:
    """Return the shape of each table of a database of ours, and of each index, by the name of the tree."""
    found: dict[str, Shape] = {}
    tables = connection.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    for table, without_rowid in tables.fetchall():
        if not table.startswith("sqlite_"):
            found[table] = _of_table(connection, table, bool(without_rowid))
            found |= {shape.tree: shape for shape in _of_indexes(connection, found[table])}
    return found


def _of_table(connection: sqlite3.Connection, table: str, without_rowid: bool) -> Shape:  # noqa: FBT001
    query = """SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?) WHERE hidden = 0"""
    columns = connection.execute(query, (table,)).fetchall()
    rowid = -1
    if without_rowid:
        keys = sorted((column for column in columns if column[4]), key=lambda column: column[4])
        columns = keys + [column for column in columns if not column[4]]
    else:
        rowid = next((place for place, column in enumerate(columns) if column[4] and column[1] == "INTEGER"), -1)
    late = _last_with_default(columns)
    return Shape(
        table,
        table,
        tuple(column[0] for column in columns),
        tuple(
            (*_CLASSES[type_], *(() if not_null or pk else (type(None),)))
            for _name, type_, not_null, _default, pk in columns
        ),
        tuple(_default(connection, column[3]) for column in columns[len(columns) - late :]),
        rowid,
        INDEX_KINDS if without_rowid else TABLE_KINDS,
        sum(1 for column in columns if column[4]) if without_rowid else 0,
        gives=True,
    )


def _last_with_default(columns: Sequence[Sequence[Value]]) -> int:
    """Return how many columns at the end have a value where the row says none."""
    firm = [
        place
        for place, (_name, _type, not_null, default, pk) in enumerate(columns, 1)
        if pk or (not_null and default is None)
    ]
    return len(columns) - max(firm, default=0)


def _default(connection: sqlite3.Connection, default: str | None) -> Value:
    value: Value = connection.execute(f"SELECT {default or 'NULL'}").fetchone()[0]
    return value


def _of_indexes(connection: sqlite3.Connection, table: Shape) -> Iterator[Shape]:
    """Yield the shapes of the indexes of a table; a unique one of a table with rowids names its rows a second time."""
    query = "SELECT name, origin FROM pragma_index_list(?) WHERE origin <> 'pk'"
    for name, origin in connection.execute(query, (table.table,)).fetchall():
        rows = connection.execute("SELECT cid, name FROM pragma_index_xinfo(?)", (name,)).fetchall()
        columns = tuple(column if cid >= 0 else table.columns[table.rowid] for cid, column in rows)
        types = tuple((int,) if cid < 0 else table.types[table.columns.index(column)] for cid, column in rows)
        yield Shape(table.table, name, columns, types, (), -1, INDEX_KINDS, len(columns), gives=origin == "u")
