"""Proof that the caches follow from the log, and their rebuilding."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from drillcli.store import cards, log
from drillcli.store.history import TALLY, Folded, Tally, add, fold
from drillcli.store.spread import Counts, Key, gather
from drillcli.store.store import Store, add_to_spread

_STRIDE = 500
"""So many cards are replayed between two words on how far it is."""


class Finding(NamedTuple):
    """Something that does not follow from the log: a card's row, or a row of a roll-up, in some table."""

    what: str
    stored: object
    replayed: object
    table: str


def integrity(store: Store) -> list[str]:
    """Return what SQLite's own integrity and foreign-key checks complain of; [] when all is well."""
    found = [str(row[0]) for row in store.connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found + [f"foreign key: {tuple(row)}" for row in store.connection.execute("PRAGMA foreign_key_check")]


def replay_all(store: Store, only: Collection[int] | None = None) -> Iterator[tuple[int, Folded]]:
    """Yield every card's row with what its log adds up to, one pass over the log for all cards without take-overs.

    `only` are the rows that are wanted, when not all are.
    """
    for row, deck, reviews, acts in log.histories(store.connection, only):
        yield row, fold(reviews, acts, store.replayer_of(deck))


def verify(store: Store, progress: Callable[[int, int], None] = lambda _done, _all: None) -> list[Finding]:
    """Return every row of `card`, `day`, `spread` and `load` that does not follow from the log; [] when all do.

    It reads one state of the database, whatever other processes write meanwhile. `progress` is called now and then
    with how many cards are done, and how many there are.
    """
    store.connection.execute("BEGIN")
    try:
        return _differences(store, progress)
    finally:
        store.connection.execute("ROLLBACK")


def _differences(store: Store, progress: Callable[[int, int], None]) -> list[Finding]:
    connection = store.connection
    (of_all,) = connection.execute("SELECT count(*) FROM card").fetchone()
    found = []
    days: dict[tuple[int, int], Tally] = {}
    spreads: dict[int, dict[Key, Counts]] = {}
    for done, (row, folded) in enumerate(replay_all(store)):
        if done % _STRIDE == 0:
            progress(done, of_all)
        replayed = cards.card_values(folded.state, folded.marks)
        stored = connection.execute(
            f"SELECT {cards.STATE}, {cards.MARKS}, due_day, due_ms, deck FROM card WHERE id = ?",  # noqa: S608 constants
            (row,),
        ).fetchone()
        if stored[:-1] != replayed:
            found.append(Finding(cards.id_of(connection, row), stored[:-1], replayed, "card"))
        for day, share in folded.days.items():
            days[day, stored[-1]] = add(days.get((day, stored[-1])), share)
        gather(spreads.setdefault(stored[-1], {}), folded.spread)
    stored_days = {(r[0], r[1]): tuple(r[2:]) for r in connection.execute("SELECT * FROM day")}
    found += [
        Finding(f"day {key[0]} of deck {key[1]}", stored_days.get(key), days.get(key), "day")
        for key in sorted(stored_days.keys() | days.keys())
        if stored_days.get(key) != days.get(key)
    ]
    found += _spread_differences(connection, spreads)
    return found + [Finding(f"load {row[:3]}", row[3], row[4], "load") for row in connection.execute(_LOAD_DIFFERENCES)]


def _spread_differences(connection: sqlite3.Connection, replayed: Mapping[int, Mapping[Key, Counts]]) -> list[Finding]:
    stored: dict[int, dict[Key, Counts]] = {}
    for deck, kind, day, bin_, *counts in connection.execute(
        "SELECT deck, kind, day, bin, n, tested, recalled, amount FROM spread"
    ):
        stored.setdefault(deck, {})[kind, day, bin_] = tuple(counts)
    return [
        Finding(
            f"spread {key} of deck {deck}", stored.get(deck, {}).get(key), replayed.get(deck, {}).get(key), "spread"
        )
        for deck in sorted(stored.keys() | replayed.keys())
        for key in sorted(stored.get(deck, {}).keys() | replayed.get(deck, {}).keys())
        if stored.get(deck, {}).get(key) != replayed.get(deck, {}).get(key)
    ]


_LOAD_DIFFERENCES = """
    SELECT deck, bucket, due_day, sum(stored), sum(counted) FROM (
        SELECT deck, bucket, due_day, n AS stored, 0 AS counted FROM load
        UNION ALL SELECT deck, bucket, due_day, 0, 1 FROM card)
    GROUP BY deck, bucket, due_day HAVING sum(stored) <> sum(counted)"""


def rebuild(store: Store) -> None:
    """Write `card`, `day`, `spread` and `load` anew from the log; call it inside `store.writing()`."""
    connection = store.connection
    days: dict[tuple[int, int], Tally] = {}
    spreads: dict[int, dict[Key, Counts]] = {}
    for row, folded in list(replay_all(store)):
        cards.write_card(connection, row, folded.state, folded.marks)
        (deck,) = connection.execute("SELECT deck FROM card WHERE id = ?", (row,)).fetchone()
        for day, share in folded.days.items():
            days[day, deck] = add(days.get((day, deck)), share)
        gather(spreads.setdefault(deck, {}), folded.spread)
    connection.execute("DELETE FROM spread")
    for deck, shares in spreads.items():
        add_to_spread(connection, deck, shares)
    connection.execute("DELETE FROM day")
    places = ", ".join("?" * len(TALLY))
    connection.executemany(
        f"INSERT INTO day VALUES (?, ?, {places})",  # noqa: S608 constant
        [(*key, *share) for key, share in days.items()],
    )
    connection.execute("DELETE FROM load")
    connection.execute("INSERT INTO load SELECT deck, bucket, due_day, count(*) FROM card GROUP BY 1, 2, 3")
