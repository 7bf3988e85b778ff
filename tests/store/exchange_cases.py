"""What the tests of exchange share: several machines with one collection, and what must be equal on all of them."""

import sqlite3
from pathlib import Path

from conftest import NOW
from store_cases import SCHEDULER

from drillcli.model import FORGET, Mode, Moment
from drillcli.store import cards, database, exchange, roster
from drillcli.store.exchange import Fact, Position, Source, Stream
from drillcli.store.exchange_in import Batch, Taken, take_in
from drillcli.store.history import TALLY, ActKind
from drillcli.store.store import Store
from drillcli.store.verify import integrity, verify

NAMES = ("a", "b#x", "b#y", "c")
CARDS = [f"deck/{name}" for name in NAMES]


def machine(uuid: str, *names: str) -> Store:
    """Return a store in memory with a uuid; it has the cards of a deck, or none at all."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    database.upgrade(connection, Path(":memory:"), database.MIGRATIONS)
    connection.execute("UPDATE device SET uuid = ?", (uuid,))
    store = Store(connection, Path(__file__), SCHEDULER)  # any file that is there
    if names:
        roster.enrol(store, "deck", "hash", names)
    return store


def answer(
    store: Store, card: str, rating: int, now: Moment = NOW, mode: Mode = Mode.STUDY, took_ms: int = 1500
) -> None:
    """Answer a card as a sitting does; 0 makes it new again."""
    store.answer(
        card,
        rating,
        now,
        took_ms,
        mode,
        lambda before, at: SCHEDULER.review(card, before, rating, at) if rating != FORGET else None,
    )


def own_rows(store: Store, after_ms: int = -1) -> list[Fact]:
    """Return what a machine wrote itself."""
    return list(exchange.rows_out(store, own(store), after_ms))


def own(store: Store) -> Stream:
    """Return the stream that a machine writes."""
    return exchange.streams(store.connection)[0]


def bring(store: Store, uuid: str, facts: list[Fact], now: Moment = NOW) -> Taken:
    """Let a machine take in rows of the machine `uuid`."""
    return take_in(store, [Batch(Source(uuid, uuid), facts, Position(1, len(facts)))], now)


_NAME = "(SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE card.id = {})"
_UUID = "(SELECT uuid FROM device WHERE id = {})"
_TABLES = {
    "revlog": f"""SELECT {_NAME.format("card")}, at_ms, {_UUID.format("device")},
        rating, took_ms, offset, day, mode, interval FROM revlog""",  # noqa: S608 constants
    "act": f"""SELECT {_NAME.format("card")}, at_ms, {_UUID.format("device")}, kind,
        iif(kind = {ActKind.TAKE_OVER}, {_NAME.format("other")}, other), {_UUID.format("other_device")}, offset, day
        FROM act""",  # noqa: S608 constants
    "card": f"""SELECT slug || '/' || name, {cards.STATE}, {cards.MARKS}, due_day, due_ms
        FROM card JOIN deck ON deck.id = card.deck WHERE phase OR suspended OR flagged OR buried_day""",  # noqa: S608 constants
    "day": f"SELECT slug, day, {', '.join(TALLY)} FROM day JOIN deck ON deck.id = day.deck",  # noqa: S608 constants
    "spread": """SELECT slug, kind, day, bin, n, tested, recalled, amount
        FROM spread JOIN deck ON deck.id = spread.deck""",
}


def seen(store: Store) -> dict[str, set[tuple[object, ...]]]:
    """Return all that must be equal on two machines that have the same rows: nothing of it names a row number."""
    return {table: set(store.connection.execute(query)) for table, query in _TABLES.items()}


def is_sound(store: Store) -> bool:
    """Tell whether the caches of a machine follow from its log."""
    return verify(store) == [] and integrity(store) == []
