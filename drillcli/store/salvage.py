"""Salvage: everything that can still be read of a damaged database, in a new one."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drillcli.durable import to_disk
from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.store.copying import partial, sync_folder, written
from drillcli.store.database import APPLICATION_ID, Transaction, upgrade
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.pages import Record
from drillcli.store.salvage_check import Stored, holes, missing_reviews
from drillcli.store.salvage_image import Header, read_image
from drillcli.store.salvage_rows import Found, Reader
from drillcli.store.salvage_shapes import shapes

CACHES = frozenset({"load", "day", "spread", "computed", "received"})
"""Tables that follow from the others; empty, they are made anew by the next opening, or the next sync."""

_KEPT: Mapping[str, frozenset[str]] = {
    "card": frozenset({"id", "deck", "name", "position"}),
    "deck": frozenset({"id", "slug"}),
}
"""What is a fact in a row of which the rest follows from the log, or from the deck file."""

_FILLED: Mapping[str, Mapping[str, object]] = {"deck": {"hash": ""}, "device": {"last_ms": 0}}
"""What a row gets in columns that are not read; a deck without a hash is enrolled anew."""

LOST = "recovered"
"""The deck of cards of which only reviews are left, and the beginning of the names of decks without one."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of a salvage. Counts are by table, of rows; caches, which are made anew, are in none of them.

    `rows` are in the new database, `guessed` of them from pages that hang in no tree; `refused` could not be read,
    make no sense or contradict others; `made_up` stand for rows that others name and that are lost. `lost_pages` of
    `pages` could not be read, nor `log_faults` of the pages in the write-ahead log. Where `may_hold_deleted` the file
    no longer says which pages are free: rows that were deleted may have come back. The log of the cards `unsound` (ids)
    does not add up to what stood in their rows; at least `missing` answers are lost.
    """

    rows: Mapping[str, int]
    guessed: Mapping[str, int]
    refused: Mapping[str, int]
    made_up: Mapping[str, int]
    pages: int
    lost_pages: int
    log_faults: int
    may_hold_deleted: bool
    unsound: tuple[str, ...]
    missing: int


def salvage(damaged: Path, into: Path, progress: Callable[[int], None] = lambda _rows: None) -> Salvaged:
    """Write what can be read of the database at `damaged`, and of the log beside it, to `into`; change neither.

    `into` appears whole or not at all. Its caches are empty: opening it as a collection makes them. `progress` is
    called with the number of rows so far. Raises StoreError where the file cannot be read or is newer than this
    program, where nothing was found, and where `into` cannot be written.
    """
    try:
        image = read_image(damaged)
    except OSError as error:
        raise StoreError(_("{path} cannot be read: {reason}").format(path=damaged, reason=reason_of(error))) from error
    version = _version(image.header, damaged)
    with written(into, into.parent), partial(into) as (connection, unfinished):
        upgrade(connection, into, {step: sql for step, sql in MIGRATIONS.items() if step <= version})
        with Transaction(connection, into):
            reader = Reader(image, shapes(connection))
            tally = _Tally(connection, progress)
            connection.execute("DELETE FROM device")
            for found in reader.read():
                tally.take(found)
            if not tally.rows:
                raise StoreError(_("{path}: nothing in it can be read as data of drill").format(path=damaged))
            made_up = _make_up(connection)
            connection.execute(_LAST_MS)
        upgrade(connection, into, MIGRATIONS)
        connection.execute(_IMPORTS)
        result = Salvaged(
            tally.rows,
            tally.guessed,
            tally.refused,
            made_up,
            image.count,
            len(reader.lost),
            image.log_faults,
            reader.free is None and bool(tally.guessed),
            tuple(holes(connection, tally.stored)),
            missing_reviews(connection, tally.stored),
        )
        connection.close()
        with unfinished.open("rb+") as file:
            to_disk(file.fileno())
        unfinished.replace(into)
        sync_folder(into.parent)
    return result


def _version(header: Header, path: Path) -> int:
    """Return the format of the damaged file, else the present one; raises StoreError for one that is newer."""
    newest = max(MIGRATIONS)
    if not header.is_sound or header.application != APPLICATION_ID:
        return newest
    if header.version > newest:
        raise StoreError(_("{path} was written by a newer drill; update drill").format(path=path))
    return header.version or newest


@dataclass(slots=True)
class _Tally:
    """Writes rows as they are found, and counts."""

    connection: sqlite3.Connection
    progress: Callable[[int], None]
    rows: Counter[str] = field(default_factory=Counter)
    guessed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    stored: Stored = field(default_factory=Stored)

    def take(self, found: Found) -> None:
        """Insert the rows of a page; one that is there already is not counted again."""
        shape = found.shape
        if shape.table in {"card", "day"}:
            self.stored.note(shape.table, shape.columns, found.rows)
        if shape.table in CACHES:
            return
        inserted, contradicting = self._insert(shape.table, shape.columns, found.rows)
        self.rows[shape.table] += inserted
        if shape.tree != shape.table:
            return
        if not found.is_certain:
            self.guessed[shape.table] += inserted
        if found.wrong or (contradicting and found.is_certain):
            self.refused[shape.table] += found.wrong + contradicting
        self.progress(self.rows.total())

    def _insert(self, table: str, columns: Iterable[str], rows: list[Record]) -> tuple[int, int]:
        """Insert rows; return how many were new, and how many contradict a row that is there."""
        kept = [(place, name) for place, name in enumerate(columns) if name in _KEPT.get(table, {name})]
        filled = {name: value for name, value in _FILLED.get(table, {}).items() if name not in {n for _p, n in kept}}
        names = ", ".join([*(f'"{name}"' for _place, name in kept), *filled])
        marks = ", ".join("?" * (len(kept) + len(filled)))
        values = [(*(row[place] for place, _name in kept), *filled.values()) for row in rows]
        insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 names of our own schema
        inserted = self.connection.executemany(insert, values).rowcount
        if inserted == len(rows):
            return inserted, 0
        query = f"SELECT 1 FROM {table} WHERE ({names}) IS ({marks})"  # noqa: S608 names of our own schema
        there = sum(self.connection.execute(query, each).fetchone() is not None for each in values)
        return inserted, len(rows) - there


def _make_up(connection: sqlite3.Connection) -> dict[str, int]:
    """Make a row for each card, deck and device that others name and that is lost; return how many, by table."""
    made = {}
    cards = _unknown(connection, "card")
    if cards:
        connection.execute("INSERT INTO deck (id, slug, hash) SELECT ifnull(max(id), 0) + 1, ?, '' FROM deck", (LOST,))
    connection.executemany(
        "INSERT INTO card (id, deck, name) SELECT ?1, id, 'card-' || ?1 FROM deck WHERE slug = ?2",
        [(card, LOST) for card in cards],
    )
    made["card"] = len(cards)
    decks = _unknown(connection, "deck")
    connection.executemany(
        "INSERT INTO deck (id, slug, hash) VALUES (?, ?, '')", [(deck, f"{LOST}-{deck}") for deck in decks]
    )
    devices = {1, *_unknown(connection, "device")} - {row for (row,) in connection.execute("SELECT id FROM device")}
    connection.executemany(
        "INSERT INTO device (id, uuid, last_ms) VALUES (?, ?, 0)", [(each, os.urandom(16).hex()) for each in devices]
    )
    made |= {"deck": len(decks), "device": len(devices)}
    return {table: count for table, count in made.items() if count}


def _unknown(connection: sqlite3.Connection, table: str) -> list[int]:
    """Return the rows of a table that others name and that are not there."""
    query = """SELECT m.name, f."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND f."table" = ?"""
    named = [
        f'SELECT DISTINCT "{column}" AS named FROM "{child}"'  # noqa: S608 names of our own schema
        for child, column in connection.execute(query, (table,)).fetchall()
    ]
    missing = f"SELECT named FROM ({' UNION '.join(named)}) WHERE named NOT IN (SELECT id FROM {table}) ORDER BY 1"  # noqa: S608
    return [row for (row,) in connection.execute(missing)]


_IMPORTS = "UPDATE device SET imports = 1 WHERE imports = 0 AND uuid LIKE 'import:%'"
"""As migration 5 has it; the index from which a device may come does not say."""

_LAST_MS = """UPDATE device SET last_ms = max(last_ms,
    ifnull((SELECT max(at_ms) FROM revlog WHERE revlog.device = device.id), 0),
    ifnull((SELECT max(at_ms) FROM act WHERE act.device = device.id), 0))"""
"""Keys only grow: a device must not write one again that is in the log."""
