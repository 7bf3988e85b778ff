"""Rows of other machines on their way in: temporary tables, so that all are read before the database is locked."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from drillcli.store import cards
from drillcli.store.exchange import ActFact, Fact, ReviewFact
from drillcli.store.history import ActKind

BATCH = 20_000
"""So many rows are held at a time."""

_TABLES = {
    "came_device": "no INTEGER PRIMARY KEY, uuid TEXT NOT NULL, id INTEGER",
    "came_card": "no INTEGER PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, id INTEGER",
    "came_review": "card, at_ms, device, rating, took_ms, offset, day, mode, interval",
    "came_act": "at_ms, device, kind, card, other, other_card, other_device, offset, day",
}

_NUMBERED = (
    """INSERT INTO device (uuid, last_ms, since_ms) SELECT uuid, 0, NULL FROM came_device WHERE true
        ON CONFLICT DO NOTHING""",
    "UPDATE came_device SET id = (SELECT id FROM device WHERE device.uuid = came_device.uuid)",
    "INSERT INTO deck (slug, hash) SELECT DISTINCT slug, '' FROM came_card WHERE true ON CONFLICT DO NOTHING",
    """INSERT INTO card (deck, name) SELECT deck.id, came_card.name FROM came_card JOIN deck USING (slug) WHERE true
        ON CONFLICT DO NOTHING""",
    """UPDATE came_card SET id = (SELECT card.id FROM card JOIN deck ON deck.id = card.deck
        WHERE deck.slug = came_card.slug AND card.name = came_card.name)""",
)


class Stage:
    """Takes rows into temporary tables, devices and cards by numbers of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._devices: dict[str, int] = {}
        self._cards: dict[str, int] = {}

    def take(self, stream: str, facts: Iterable[Fact]) -> None:
        """Take rows of the device `stream` (its uuid)."""
        device, waiting = self._device(stream), iter(facts)
        while some := list(islice(waiting, BATCH)):
            self._insert("came_review", [self._review(device, fact) for fact in some if isinstance(fact, ReviewFact)])
            self._insert("came_act", [self._act(device, fact) for fact in some if isinstance(fact, ActFact)])

    def close(self) -> None:
        """Write down which numbers stand for what."""
        self._insert("came_device", [(number, uuid, None) for uuid, number in self._devices.items()])
        self._insert("came_card", [(number, *cards.split(name), None) for name, number in self._cards.items()])

    def _device(self, uuid: str) -> int:
        return self._devices.setdefault(uuid, len(self._devices))

    def _card(self, name: str) -> int:
        return self._cards.setdefault(name, len(self._cards))

    def _review(self, device: int, fact: ReviewFact) -> tuple[object, ...]:
        return self._card(fact.card), fact.at_ms, device, *fact[2:]

    def _act(self, device: int, fact: ActFact) -> tuple[object, ...]:
        old = self._card(str(fact.other)) if fact.kind == ActKind.TAKE_OVER else None
        other = None if fact.kind == ActKind.TAKE_OVER else fact.other
        whose = None if fact.other_device is None else self._device(fact.other_device)
        return fact.at_ms, device, fact.kind, self._card(fact.card), other, old, whose, fact.offset, fact.day

    def _insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        if rows:
            places = ",".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 constants


@contextmanager
def staged(connection: sqlite3.Connection, rows: Iterable[tuple[str, Iterable[Fact]]]) -> Iterator[None]:
    """Hold rows, by the uuids of the devices that wrote them, in temporary tables while something is done with them.

    Nothing else is locked meanwhile: a transaction that touches temporary tables alone holds no lock.
    """
    connection.execute("BEGIN")
    try:
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
        stage = Stage(connection)
        for stream, facts in rows:
            stage.take(stream, facts)
        stage.close()
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    try:
        yield
    finally:
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")


def number(connection: sqlite3.Connection) -> None:
    """Give every device and card that is named its row, made where there is none; a new card is an orphan."""
    for statement in _NUMBERED:
        connection.execute(statement)
