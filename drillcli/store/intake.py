"""Taking in reviews that were given elsewhere: many rows in one transaction, with everything that follows from them."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import FORGET, MINUTES_PER_DAY, CardState, Mode, Moment
from drillcli.store import cards, log
from drillcli.store.database import backup
from drillcli.store.history import Folded, Replayer, Review, Tally, add, fold, heir
from drillcli.store.spread import Counts, Key, gather
from drillcli.store.store import Store, add_to_day, add_to_spread


class Foreign(NamedTuple):
    """One review of another program: of a card by its name there, at a moment, rated 1 to 4, which took so many ms."""

    card: str
    at: Moment
    rating: int
    took_ms: int


Decide: TypeAlias = Callable[[str, CardState | None, int, Moment], int]
"""The scheduler: card id, state before, rating, moment -> the interval (minutes) that it would give."""


@dataclass(slots=True)
class Intake:
    """What came of an import.

    `repeated` rows stand twice among the reviews, `known` ones are in the log already; days are study days, None where
    nothing is new. `existing` of the `cards` were there before.
    """

    imported: int = 0
    repeated: int = 0
    known: int = 0
    cards: int = 0
    existing: int = 0
    first_day: int | None = None
    last_day: int | None = None


class _Card(NamedTuple):
    """A card with new reviews in time order: its name when it is new, else its row."""

    name: str
    row: int | None
    reviews: Sequence[Foreign]


_Row: TypeAlias = tuple[Review, int]
"""A review, and the card that its row names: not the one for which it counts where a history was taken over."""

_OPEN = -1
"""The interval of a row that has none yet."""


def take_in(
    store: Store, reviews: Iterable[Foreign], deck: str, source: str, decide: Decide, backup_to: Path | None
) -> Intake:
    """Write the reviews that are not in the log yet, in one transaction; return what came of it.

    A name that a card has in `deck` (slug) is that card. So is one that an earlier import gave to an orphan elsewhere,
    known by a review they share, and one that is the whole id of a card. The rest become orphans of `deck`.
    The database as it was is copied to `backup_to`; without it nothing is written, and the answer is what would be.

    The rows bear a device of their own, named after their `source` (a digest of the file): `undo` takes back what this
    device did, and wherever the same file is imported its rows have the same keys. Their intervals are unknown: a row
    gets the time to the next review of its card as it happened, in whole days where the study day differs, so that the
    card was in review, or in its steps, as the learner met it; the last row gets what the scheduler would give.

    Raises StoreError when another process has replayed the log with another model, and when the same source was taken
    in before and its reviews look different now: there would be two of each.
    """
    with store.writing():
        result, found = _sorted_out(store.connection, deck, reviews)
        if found:
            _require_unseen(store.connection, source)
        if backup_to is not None and found:
            store.require_same_model(*store.connection.execute("SELECT (SELECT scheduling FROM computed)").fetchone())
            with closing(sqlite3.connect(store.path)) as reader:  # the store's own is in the midst of its transaction
                backup(reader, backup_to)
            _write(store, found, deck, source, decide)
    return result


def _sorted_out(connection: sqlite3.Connection, deck: str, reviews: Iterable[Foreign]) -> tuple[Intake, list[_Card]]:
    """Return the tally of all reviews, and the cards with those that are not in the log yet."""
    result, found = Intake(), []
    for (name, row), given in _by_card(connection, deck, reviews).items():
        once = {review.at.ms: review for review in reversed(given)}  # of two at one instant the first counts
        there = _times(connection, row) if row is not None else set()
        fresh = [once[ms] for ms in sorted(once.keys() - there)]
        result.repeated += len(given) - len(once)
        result.known += len(once) - len(fresh)
        if fresh:
            found.append(_Card(name, row, fresh))
    if found:
        days = [review.at.day for card in found for review in card.reviews]
        result.imported, result.first_day, result.last_day = len(days), min(days), max(days)
        result.cards, result.existing = len(found), sum(card.row is not None for card in found)
    return result, found


def _by_card(
    connection: sqlite3.Connection, deck: str, reviews: Iterable[Foreign]
) -> dict[tuple[str, int | None], list[Foreign]]:
    """Return the reviews by name and row of their cards; a card that exists has one name here, whatever others say."""
    by_name: dict[str, list[Foreign]] = {}
    for review in reviews:
        by_name.setdefault(review.card, []).append(review)
    found: dict[tuple[str, int | None], list[Foreign]] = {}
    for name, given in by_name.items():
        row = _row(connection, deck, name, (review.at.ms for review in given))
        found.setdefault((name if row is None else "", row), []).extend(given)
    return found


def _times(connection: sqlite3.Connection, row: int) -> set[int]:
    return {ms for (ms,) in connection.execute("SELECT at_ms FROM revlog WHERE card = ?", (row,))}


def _row(connection: sqlite3.Connection, deck: str, name: str, times: Iterable[int]) -> int | None:
    """Return the row of the card that a foreign name stands for, None when there is none yet."""
    row = cards.find(connection, f"{deck}/{name}")
    if row is not None:
        return row
    found = connection.execute(_IMPORTED, (name, json.dumps(list(times)))).fetchone()
    if found:
        return int(found[0])
    slug, _slash, rest = name.partition("/")
    return cards.find(connection, name) if slug and rest else None


# Naming the decks lets SQLite seek in the index of (deck, name).
_IMPORTED = f"""SELECT id FROM card WHERE deck IN (SELECT id FROM deck) AND name = ?
    AND position IS NULL AND EXISTS (
    SELECT 1 FROM revlog WHERE card = card.id AND mode = {Mode.IMPORT} AND at_ms IN (SELECT value FROM json_each(?)))"""  # noqa: S608 constant


def _require_unseen(connection: sqlite3.Connection, source: str) -> None:
    if connection.execute("SELECT 1 FROM device WHERE uuid = ?", (_uuid(source),)).fetchone():
        text = _(
            "this very file was imported before, but as other reviews: with another --tz, or other columns;"
            " to import it anew, put the copy from before that import back first"
        )
        raise StoreError(text)


def _write(store: Store, found: Sequence[_Card], deck: str, source: str, decide: Decide) -> None:
    connection = store.connection
    device = _device(connection, source, max(card.reviews[-1].at.ms for card in found))
    made, added = _filed(connection, found, deck, device)
    before, after = _Shares(), _Shares()
    for card, rows in added.items():
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


def _device(connection: sqlite3.Connection, source: str, newest_ms: int) -> int:
    query = "INSERT INTO device (uuid, last_ms) VALUES (?, ?) RETURNING id"
    return int(connection.execute(query, (_uuid(source), newest_ms)).fetchone()[0])


def _uuid(source: str) -> str:
    return f"import:{source}"


def _filed(
    connection: sqlite3.Connection, found: Sequence[_Card], deck: str, device: int
) -> tuple[set[int], dict[int, list[_Row]]]:
    """Make the cards that are new; return them, and the rows to write by the card for which they count."""
    moves = log.moves(connection)
    made: set[int] = set()
    added: dict[int, list[_Row]] = {}
    for card in found:
        row = card.row
        if row is None:
            row = _enrol(connection, deck, card.name)
            made.add(row)
        for _name, at, rating, took_ms in card.reviews:
            review = Review((at.ms, device), rating, took_ms, at, Mode.IMPORT, _OPEN)
            owner = heir(row, review.key, moves) if row in moves else row
            added.setdefault(owner, []).append((review, row))
    return made, added


def _enrol(connection: sqlite3.Connection, deck: str, name: str) -> int:
    """Make an orphan of a deck, whether or not there is a file of that deck; return its row."""
    connection.execute("INSERT INTO deck (slug, hash) VALUES (?, '') ON CONFLICT DO NOTHING", (deck,))
    query = "INSERT INTO card (deck, name) SELECT id, ? FROM deck WHERE slug = ? RETURNING id"
    return int(connection.execute(query, (name, deck)).fetchone()[0])


def _insert(connection: sqlite3.Connection, rows: Iterable[_Row]) -> None:
    connection.executemany(
        "INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)",
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
        if interval == _OPEN:
            if following is None or following[0].rating == FORGET:
                interval = decide(state, review.rating, review.at)
            else:
                interval = _between(review.at, following[0].at)
        yield review._replace(interval=interval), card
        state = replayer.apply(state, review.rating, review.at, interval) if review.rating != FORGET else None


def _between(at: Moment, following: Moment) -> int:
    """Return the interval that ends with the next review, in minutes; within a study day it stays below a day."""
    if following.day > at.day:
        return (following.day - at.day) * MINUTES_PER_DAY
    return min(max((following.ms - at.ms) // 60_000, 1), MINUTES_PER_DAY - 1)


@dataclass(slots=True)
class _Shares:
    """What cards add to the roll-ups of their decks, gathered so that each row of these is written once."""

    days: dict[tuple[int, int], Tally] = field(default_factory=dict)
    spreads: dict[int, dict[Key, Counts]] = field(default_factory=dict)

    def take(self, deck: int, folded: Folded) -> None:
        for day, share in folded.days.items():
            self.days[deck, day] = add(self.days.get((deck, day)), share)
        gather(self.spreads.setdefault(deck, {}), folded.spread)

    def write(self, connection: sqlite3.Connection, sign: int) -> None:
        for (deck, day), share in self.days.items():
            add_to_day(connection, deck, day, share, sign)
        for deck, shares in self.spreads.items():
            add_to_spread(connection, deck, shares, sign)
