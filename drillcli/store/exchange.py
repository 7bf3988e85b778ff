"""What leaves the database for other machines: its streams and their rows; and how far those of others were read."""

import os
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from drillcli.store import cards
from drillcli.store.history import ActKind
from drillcli.store.store import THIS_DEVICE, Store


class ReviewFact(NamedTuple):
    """A row of `revlog` in words that every machine understands: the card by its id."""

    card: str
    at_ms: int
    rating: int
    took_ms: int
    offset: int
    day: int
    mode: int
    interval: int


class ActFact(NamedTuple):
    """A row of `act`. `other`: the at_ms taken back (undo), the id of the card taken over, the last day of a bury.

    `other_device` is the uuid of the device whose row is taken back.
    """

    at_ms: int
    kind: int
    card: str
    other: int | str | None
    other_device: str | None
    offset: int
    day: int


Fact: TypeAlias = ReviewFact | ActFact


class Stream(NamedTuple):
    """The rows of one device, as far as this machine has them to send.

    `is_own`: those that this machine writes now. The others are its own from before it took another uuid, and those
    of reviews that were imported here. Rows newer than `since_ms` are this machine's to send; `last_ms` is the time
    of the newest. `imports` counts what imports wrote into a stream: they write in any order of time, so that a stream
    with `imports` is sent whole whenever the number has grown, the others from the last row that was sent.
    """

    uuid: str
    is_own: bool
    since_ms: int
    last_ms: int
    imports: int


class Position(NamedTuple):
    """How far the files of one stream in the folder of one machine were read: the next byte to read of a segment."""

    segment: int
    offset: int


class Source(NamedTuple):
    """Where rows come from: the folder of a machine (its uuid), and the stream in it (a device uuid)."""

    folder: str
    stream: str


def own_uuid(connection: sqlite3.Connection) -> str:
    """Return the uuid of this machine."""
    return str(connection.execute("SELECT uuid FROM device WHERE id = ?", (THIS_DEVICE,)).fetchone()[0])


def streams(connection: sqlite3.Connection) -> list[Stream]:
    """Return the streams that are this machine's to send, its own first."""
    query = "SELECT uuid, id, since_ms, last_ms, imports FROM device WHERE since_ms IS NOT NULL ORDER BY id"
    return [Stream(uuid, row == THIS_DEVICE, *rest) for uuid, row, *rest in connection.execute(query)]


# Sorting before the names are looked up sorts numbers only.
_NAME = "(SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE card.id = {})"
_OUT = f"""SELECT kind IS NULL, {_NAME.format("row")}, at_ms, rating, took_ms, offset, day, mode, interval, kind, other,
        (SELECT uuid FROM device WHERE id = other_device),
        iif(kind = {ActKind.TAKE_OVER}, {_NAME.format("other")}, NULL)
    FROM (
        SELECT card AS row, at_ms, rating, took_ms, offset, day, mode, interval,
            NULL AS kind, NULL AS other, NULL AS other_device
        FROM revlog WHERE device = :device AND at_ms > :after AND at_ms <= :until
        UNION ALL
        SELECT card, at_ms, NULL, NULL, offset, day, NULL, NULL, kind, other, other_device
        FROM act WHERE device = :device AND at_ms > :after AND at_ms <= :until
        ORDER BY at_ms, row)"""  # noqa: S608 constants


def rows_out(store: Store, stream: Stream, after_ms: int) -> Iterator[Fact]:
    """Yield the rows of a stream that are newer than `after_ms`, in order of time, up to its newest.

    Later ones a double of this machine has written under the same uuid: it sends them itself, and after them in a file
    no row of ours with a time before theirs would be found new.

    For a stream with `imports`, pass `stream.since_ms` and send all. The connection is in a read until the end.
    """
    if stream.last_ms <= after_ms:
        return
    values = {"device": _row_of(store.connection, stream.uuid), "after": after_ms, "until": stream.last_ms}
    for row in store.connection.execute(_OUT, values):
        is_review, card, at_ms, rating, took_ms, offset, day, mode, interval, kind, other, device, old = row
        if is_review:
            yield ReviewFact(card, at_ms, rating, took_ms, offset, day, mode, interval)
        else:
            yield ActFact(at_ms, kind, card, old or other, device, offset, day)


def has(connection: sqlite3.Connection, stream_uuid: str, fact: Fact) -> bool:
    """Tell whether the database has a row: without the last one that was sent it is a copy from before."""
    device, card = _row_of(connection, stream_uuid), cards.find(connection, fact.card)
    table = "revlog" if isinstance(fact, ReviewFact) else "act"
    query = f"SELECT 1 FROM {table} WHERE card = ? AND at_ms = ? AND device = ?"  # noqa: S608 constants
    return connection.execute(query, (card, fact.at_ms, device)).fetchone() is not None


def positions(connection: sqlite3.Connection) -> dict[Source, Position]:
    """Return how far each stream of each other machine was read."""
    query = "SELECT folder, stream, segment, offset FROM received"
    return {Source(*row[:2]): Position(*row[2:]) for row in connection.execute(query)}


def become_another(store: Store, sent_ms: int) -> str:
    """Give this machine a new uuid, in one transaction, and return it; see `split_off`."""
    with store.writing():
        return split_off(store.connection, sent_ms)


def split_off(connection: sqlite3.Connection, sent_ms: int) -> str:
    """Give this machine a new uuid and return it; its rows so far stay with the old one.

    Those newer than `sent_ms` were never sent under the old uuid: they are this machine's to send, as a stream of
    the old uuid in the folder of the new one. For two machines with one uuid (a copied home, a restored backup), and
    for a database that has lost rows: the files of the old uuid are then another's, and read.
    """
    execute = connection.execute
    old, uuid = own_uuid(connection), os.urandom(16).hex()
    execute("UPDATE device SET uuid = ? WHERE id = ?", (uuid, THIS_DEVICE))
    query = "INSERT INTO device (uuid, last_ms, since_ms) SELECT ?, last_ms, ? FROM device WHERE id = ? RETURNING id"
    (row,) = execute(query, (old, sent_ms, THIS_DEVICE)).fetchone()
    for table, column in (("revlog", "device"), ("act", "device"), ("act", "other_device")):
        execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (row, THIS_DEVICE))  # noqa: S608 constants
    return uuid


def _row_of(connection: sqlite3.Connection, uuid: str) -> int | None:
    found = connection.execute("SELECT id FROM device WHERE uuid = ?", (uuid,)).fetchone()
    return found[0] if found else None
