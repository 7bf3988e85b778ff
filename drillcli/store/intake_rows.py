"""The rows of reviews that were given elsewhere: written with everything that follows from them for their cards."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from drillcli.model import FORGET, MINUTES_PER_DAY, CardState, Mode, Moment
from drillcli.store import backup, cards, log
from drillcli.store.history import Folded, Replayer, Review, Tally, add, fold, heir
from drillcli.store.spread import Counts, Key, gather
from drillcli.store.store import Store, add_to_day, add_to_spread

OPEN = -1
"""The interval of a review whose source does not say which one was given."""


class Foreign(NamedTuple):
    """One review of another program: of a card by its name there, at a moment, rated 1 to 4, which took so many ms.

    `interval` is the one that was given, in minutes. The rating may be `FORGET` too.
    """

    card: str
    at: Moment
    rating: int
    took_ms: int
    interval: int = OPEN


Decide: TypeAlias = Callable[[str, CardState | None, int, Moment], int]
"""The scheduler: card id, state before, rating, moment -> the interval (minutes) that it would give."""

_Row: TypeAlias = tuple[Review, int]
"""A review, and the card that its row names: not the one for which it counts where a history was taken over."""

IMPORTED = "import:"
"""How the uuid of a device begins that stands for the source of an import."""

INSERT = "INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)"


def keep_copy(store: Store, now_ms: int) -> Path:
    """Make a backup of the database as it was before the transaction that is under way; return where it is.

    Raises StoreError when another process has replayed the log with another model.
    """
    store.require_same_model(*store.connection.execute("SELECT (SELECT scheduling FROM computed)").fetchone())
    return backup.make(store.connection, store.path.parent / backup.FOLDER, "before-import", now_ms)


def device_of(connection: sqlite3.Connection, source: str, newest_ms: int) -> int:
    """Return the device whose rows those of a source are; it has written nothing newer than `newest_ms` so far."""
    query = """INSERT INTO device (uuid, last_ms, since_ms, imports) VALUES (?, ?, -1, 1)
        ON CONFLICT DO UPDATE SET last_ms = max(last_ms, excluded.last_ms), since_ms = -1, imports = imports + 1
        RETURNING id"""
    return int(connection.execute(query, (uuid(source), newest_ms)).fetchone()[0])


def uuid(source: str) -> str:
    """Return the name of the device that stands for a source (a digest of its file)."""
    return f"{IMPORTED}{source}"


def add_reviews(
    store: Store, found: Mapping[int, Sequence[Foreign]], made: Collection[int], device: int, decide: Decide
) -> None:
    """Write reviews that are not in the log yet, by card (row), with their cards and roll-ups.

    `made` are the cards that are new. Reviews count for whoever took the history of their card over.
    """
    connection = store.connection
    before, after = Shares(), Shares()
    for card, rows in _by_heir(connection, found, device).items():
        (of_deck,) = connection.execute("SELECT deck FROM card WHERE id = ?", (card,)).fetchone()
        replayer = store.replayer_of(of_deck)
        reviews, acts = ([], []) if card in made else log.history(connection, card)
        old = [(review, card) for review in reviews if review.mode != Mode.CRAM]
        inorder = sorted([*old, *rows], key=lambda row: row[0].key)
        given = list(_given(inorder, replayer, partial(decide, cards.id_of(connection, card))))
        _insert(connection, [row for row in given if row[0].key[1] == device])
        folded = fold([review for review, _named in given], acts, replayer)
        cards.write_card(connection, card, folded.state, folded.marks)
        before.take(of_deck, fold(reviews, acts, replayer))
        after.take(of_deck, folded)
    before.write(connection, -1)
    after.write(connection, 1)


def between(at: Moment, following: Moment) -> int:
    """Return the interval that ends with the next review, in minutes; within a study day it stays below a day."""
    if following.day > at.day:
        return (following.day - at.day) * MINUTES_PER_DAY
    return min(max((following.ms - at.ms) // 60_000, 1), MINUTES_PER_DAY - 1)


def _by_heir(
    connection: sqlite3.Connection, found: Mapping[int, Sequence[Foreign]], device: int
) -> dict[int, list[_Row]]:
    """Return the rows to write by the card for which they count."""
    moves = log.moves(connection)
    added: dict[int, list[_Row]] = {}
    for row, given in found.items():
        for _name, at, rating, took_ms, interval in given:
            review = Review((at.ms, device), rating, took_ms, at, Mode.IMPORT, interval)
            owner = heir(row, review.key, moves) if row in moves else row
            added.setdefault(owner, []).append((review, row))
    return added


def _insert(connection: sqlite3.Connection, rows: Iterable[_Row]) -> None:
    connection.executemany(
        INSERT,
        [
            (card, *row.key, row.rating, row.took_ms, row.at.offset, row.at.day, row.mode, row.interval)
            for row, card in rows
        ],
    )


def _given(
    rows: Sequence[_Row], replayer: Replayer, decide: Callable[[CardState | None, int, Moment], int]
) -> Iterator[_Row]:
    """Yield the rows of one card with an interval where there was none."""
    state: CardState | None = None
    for (review, card), following in zip(rows, [*rows[1:], None], strict=True):
        interval = review.interval
        if interval == OPEN:
            if review.rating == FORGET:
                interval = 0
            elif following is None or following[0].rating == FORGET:
                interval = decide(state, review.rating, review.at)
            else:
                interval = between(review.at, following[0].at)
        yield review._replace(interval=interval), card
        state = replayer.apply(state, review.rating, review.at, interval) if review.rating != FORGET else None


@dataclass(slots=True)
class Shares:
    """What cards add to the roll-ups of their decks, gathered so that each row of these is written once."""

    days: dict[tuple[int, int], Tally] = field(default_factory=dict)
    spreads: dict[int, dict[Key, Counts]] = field(default_factory=dict)

    def take(self, deck: int, folded: Folded) -> None:
        """Take what a card of a deck (row) adds."""
        for day, share in folded.days.items():
            self.days[deck, day] = add(self.days.get((deck, day)), share)
        gather(self.spreads.setdefault(deck, {}), folded.spread)

    def write(self, connection: sqlite3.Connection, sign: int) -> None:
        """Add what was taken to the roll-ups, or take it away with sign -1."""
        for (deck, day), share in self.days.items():
            add_to_day(connection, deck, day, share, sign)
        for deck, shares in self.spreads.items():
            add_to_spread(connection, deck, shares, sign)
