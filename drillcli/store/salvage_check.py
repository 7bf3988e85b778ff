"""What a salvaged log lacks, as far as the caches of the damaged database tell."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from drillcli.model import FORGET, Mode
from drillcli.store import cards, log
from drillcli.store.pages import Record


@dataclass(slots=True)
class Stored:
    """What the caches said: reviews and the last one (epoch ms) of each card by its row, answers of each study day."""

    cards: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    days: Counter[int] = field(default_factory=Counter)
    _seen: set[tuple[Any, Any]] = field(default_factory=set)

    def note(self, table: str, columns: Sequence[str], rows: Sequence[Record]) -> None:
        """Take up rows of `card` or `day`; the first of a key counts, that of an index says nothing."""
        if "reps" not in columns and table == "card":
            return
        for row in rows:
            value: dict[str, Any] = dict(zip(columns, row, strict=True))
            if table == "card":
                self.cards.setdefault(value["id"], (value["reps"], value["last_ms"]))
            elif (value["day"], value["deck"]) not in self._seen:
                self._seen.add((value["day"], value["deck"]))
                self.days[value["day"]] += value["reviews"]


def holes(connection: sqlite3.Connection, stored: Stored) -> Iterator[str]:
    """Yield the ids of the cards whose log does not add up to what stood in their rows."""
    gone, taken = log.undone(connection), log.moves(connection)
    moved = {card for old, of_card in taken.items() for card in (old, *(move.new for move in of_card))}
    query = "SELECT card, at_ms, device, rating, mode FROM revlog ORDER BY card, at_ms, device"
    found = dict.fromkeys(stored.cards, (0, 0))
    for card, rows in groupby(connection.execute(query), lambda row: row[0]):
        kept = (
            (ms, rating, mode) for _card, ms, device, rating, mode in rows if (ms, device) not in gone.get(card, ())
        )
        found[card] = _summed(kept) if card not in moved else (0, 0)
    for card in moved & stored.cards.keys():
        found[card] = _summed((r.at.ms, r.rating, r.mode) for r in log.history(connection, card)[0])
    there = {row for (row,) in connection.execute("SELECT id FROM card")}
    for card, said in stored.cards.items():
        if card in there and said != found[card]:
            yield cards.id_of(connection, card)


def _summed(reviews: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """Return how many of (epoch ms, rating, mode), in time order, count for a state, and the moment of the last."""
    reps = last_ms = 0
    for ms, rating, mode in reviews:
        if rating == FORGET:
            reps = last_ms = 0
        elif mode != Mode.CRAM:
            reps, last_ms = reps + 1, ms
    return reps, last_ms


def missing_reviews(connection: sqlite3.Connection, stored: Stored) -> int:
    """Return how many more answers the study days had than are in the log now, where that is known of a day."""
    gone = log.undone(connection)
    query = "SELECT card, day, at_ms, device FROM revlog WHERE rating <> ? AND mode <> ?"
    counted = Counter(
        day
        for card, day, ms, device in connection.execute(query, (FORGET, Mode.CRAM))
        if (ms, device) not in gone.get(card, ())
    )
    return (stored.days - counted).total()
