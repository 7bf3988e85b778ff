"""Cards that come with their histories, a hundred thousand at a time: no query for a single one of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from drillcli.model import FORGET, CardState, Mode, Moment
from drillcli.store import cards
from drillcli.store.history import ActKind, Marks, Replayer
from drillcli.store.intake_rows import INSERT, OPEN, Decide, Foreign, between
from drillcli.store.rollup import Rollup
from drillcli.store.spread import tests_memory
from drillcli.store.store import Store

BATCH = 20_000
"""So many rows are written at a time."""

_COLUMNS = f"id, deck, name, position, {cards.STATE}, {cards.MARKS}, due_day, due_ms"
_CARD = f"INSERT INTO card ({_COLUMNS}) VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})"  # noqa: S608 constants


class Home(NamedTuple):
    """The deck of new cards: its row, its slug, what replays its reviews."""

    row: int
    slug: str
    replayer: Replayer


class NewCards:
    """Writes cards that were not there before, inside `store.writing()`; nothing counts before `close`.

    Reviews bear the device that stands for their source, marks are acts of that device until `now`. `newest_ms` is the
    time of the newest of all these.
    """

    def __init__(self, store: Store, device: int, now: Moment, decide: Decide) -> None:
        self._connection = store.connection
        self._device = device
        self._now = now
        self._decide = decide
        self._next = int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM card").fetchone()[0])
        self._cards: list[tuple[Any, ...]] = []
        self._reviews: list[tuple[int, ...]] = []
        self._acts: list[tuple[int, ActKind]] = []
        self._rollup = Rollup()
        self.newest_ms = 0

    def add(self, home: Home, name: str, position: int, reviews: Sequence[Foreign], marks: Marks) -> int:
        """Take one card: its name and place in its deck, its reviews in time order, its marks; return its row."""
        row, self._next = self._next, self._next + 1
        state = self._replay(row, home, name, reviews) if reviews else None
        self._cards.append((row, home.row, name, position, *cards.card_values(state, marks)))
        self._mark(row, marks)
        if reviews:
            self.newest_ms = max(self.newest_ms, reviews[-1].at.ms)
        if len(self._cards) + len(self._reviews) >= BATCH:
            self._flush()
        return row

    def close(self) -> None:
        """Write what is left, the marks, and what the answers add to the roll-ups."""
        self._flush()
        self._write_acts()
        self._rollup.write(self._connection)

    def _replay(self, row: int, home: Home, name: str, reviews: Sequence[Foreign]) -> CardState | None:
        """Take the reviews of a card; return the state that they lead to."""
        apply, recalled, add = home.replayer.apply, home.replayer.retrievability, self._rollup.add
        device, write = self._device, self._reviews.append
        state: CardState | None = None
        last = len(reviews) - 1
        for number, (_name, at, rating, took_ms, given) in enumerate(reviews):
            ms, day, offset = at
            interval = given
            if rating == FORGET:
                write((row, ms, device, rating, took_ms, offset, day, Mode.IMPORT, max(interval, 0)))
                state = None
                continue
            if interval == OPEN:
                if number == last or reviews[number + 1].rating == FORGET:
                    interval = self._decide(f"{home.slug}/{name}", state, rating, at)
                else:
                    interval = between(at, reviews[number + 1].at)
            tested = state is not None and tests_memory(state, day)
            add(home.row, state, rating, at, took_ms, recalled(state, at) if state is not None and tested else None)
            state = apply(state, rating, at, interval)
            write((row, ms, device, rating, took_ms, offset, day, Mode.IMPORT, interval))
        return state

    def _mark(self, row: int, marks: Marks) -> None:
        if marks.suspended:
            self._acts.append((row, ActKind.SUSPEND))
        if marks.flagged:
            self._acts.append((row, ActKind.FLAG))
        if marks.buried_day:
            self._acts.append((row, ActKind.BURY))

    def _flush(self) -> None:
        self._connection.executemany(_CARD, self._cards)
        self._connection.executemany(INSERT, self._reviews)
        self._cards.clear()
        self._reviews.clear()

    def _write_acts(self) -> None:
        """Write the marks as acts that end now: what the learner does next comes after them."""
        if not self._acts:
            return
        query = "SELECT coalesce(max(at_ms) + 1, 0) FROM act WHERE device = ?"
        (free,) = self._connection.execute(query, (self._device,)).fetchone()
        first = max(self._now.ms - len(self._acts) + 1, free)
        self.newest_ms = max(self.newest_ms, first + len(self._acts) - 1)
        self._connection.executemany(
            "INSERT INTO act VALUES (?,?,?,?,NULL,NULL,?,?)",
            [
                (first + place, self._device, kind, row, self._now.offset, self._now.day)
                for place, (row, kind) in enumerate(self._acts)
            ],
        )


def names(connection: sqlite3.Connection, deck: int) -> dict[str, int]:
    """Return the cards of a deck (row), orphans too, by name: their rows."""
    return dict(connection.execute("SELECT name, id FROM card WHERE deck = ?", (deck,)))


def times(connection: sqlite3.Connection, found: Iterable[int]) -> set[int]:
    """Return when (epoch ms) the reviews were that name one of some cards (rows)."""
    query = "SELECT at_ms FROM revlog WHERE card = ?"
    return {ms for card in found for (ms,) in connection.execute(query, (card,))}


def set_hash(connection: sqlite3.Connection, deck: int, content_hash: str) -> None:
    """Write down which content of its file the cards of a deck (row) reflect."""
    connection.execute("UPDATE deck SET hash = ? WHERE id = ?", (content_hash, deck))
