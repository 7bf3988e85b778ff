"""Cards that come with their histories, a hundred thousand at a time: no query for a single one of them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from drillcli.model import FORGET, Answer, CardState, Mode, Moment
from drillcli.store import cards
from drillcli.store.history import ActKind, Marks, Replayer
from drillcli.store.intake_rows import OPEN, Decide, between
from drillcli.store.rollup import Rollup
from drillcli.store.store import Store

BATCH = 20_000
"""So many rows are written at a time."""

CACHE_KIB = 64 << 10
"""The names of new cards go to all places of their index: with less, pages are written and read again and again."""
SUM_UP_AT = 2_000_000
"""So many answers are held until they are added to the roll-ups: some 100 MB."""

_COLUMNS = f"id, deck, name, position, {cards.STATE}, {cards.MARKS}, due_day, due_ms"
_CARD = f"INSERT INTO card ({_COLUMNS}) VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})"  # noqa: S608 constants

_REVIEW = f"""INSERT INTO revlog (card, at_ms, day, offset, rating, took_ms, interval, device, mode)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, {int(Mode.IMPORT)})"""  # noqa: S608 constants
"""In the order of a `model.Answer`."""
_RATING = 3
_rating, _interval = itemgetter(_RATING), itemgetter(-1)
"""Of a `model.Answer`."""


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
        self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._device = device
        self._now = now
        self._decide = decide
        self._next = int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM card").fetchone()[0])
        self._cards: list[tuple[Any, ...]] = []
        self._reviews: list[tuple[int, ...]] = []
        self._acts: list[tuple[int, ActKind]] = []
        self._rollup = Rollup()
        self.newest_ms = 0

    def add(self, home: Home, name: str, position: int, reviews: Sequence[Answer], marks: Marks) -> int:
        """Take one card: its name and place in its deck, its reviews in time order, its marks; return its row."""
        row, self._next = self._next, self._next + 1
        state = self._replay(row, home, name, reviews) if reviews else None
        self._cards.append((row, home.row, name, position, *cards.card_values(state, marks)))
        self._mark(row, marks)
        if reviews:
            self.newest_ms = max(self.newest_ms, reviews[-1][0])
        if len(self._cards) + len(self._reviews) >= BATCH:
            self._flush()
        return row

    def close(self) -> None:
        """Write what is left, the marks, and what the answers add to the roll-ups."""
        self._flush()
        self._write_acts()
        self._rollup.write(self._connection)

    def _replay(self, row: int, home: Home, name: str, reviews: Sequence[Answer]) -> CardState | None:
        """Take the reviews of a card; return the state that they lead to."""
        state: CardState | None = None
        for life in lives(reviews):
            state = None
            if life[0][_RATING] != FORGET:
                answers = self._closed(life, home, name) if OPEN in map(_interval, life) else life
                state, recalls = home.replayer.replay(answers)
                self._rollup.add(home.row, answers, recalls)
                self._write(row, answers)
            else:
                self._write(row, [(*one[:-1], max(one[-1], 0)) for one in life])
        return state

    def _closed(self, answers: Sequence[Answer], home: Home, name: str) -> list[Answer]:
        """Return answers with the intervals that were not said: up to the next one, or the scheduler's."""
        closed = list(answers)
        for place, (one, following) in enumerate(pairwise(answers)):
            if one[-1] == OPEN:
                closed[place] = (*one[:-1], between(Moment(*one[:3]), Moment(*following[:3])))
        *earlier, (ms, day, offset, rating, took_ms, interval) = closed
        if interval == OPEN:
            state = home.replayer.replay(earlier)[0] if earlier else None
            interval = self._decide(f"{home.slug}/{name}", state, rating, Moment(ms, day, offset))
            closed[-1] = (ms, day, offset, rating, took_ms, interval)
        return closed

    def _write(self, row: int, answers: Iterable[Answer]) -> None:
        self._reviews += [(row, *answer, self._device) for answer in answers]

    def _mark(self, row: int, marks: Marks) -> None:
        if marks.suspended:
            self._acts.append((row, ActKind.SUSPEND))
        if marks.flagged:
            self._acts.append((row, ActKind.FLAG))
        if marks.buried_day:
            self._acts.append((row, ActKind.BURY))

    def _flush(self) -> None:
        self._connection.executemany(_CARD, self._cards)
        self._connection.executemany(_REVIEW, self._reviews)
        self._cards.clear()
        self._reviews.clear()
        if len(self._rollup) >= SUM_UP_AT:
            self._rollup.write(self._connection)

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


def lives(reviews: Sequence[Answer]) -> Iterator[Sequence[Answer]]:
    """Yield what was answered from one "forget" to the next, and the rows in between."""
    if all(map(_rating, reviews)):
        yield reviews  # most cards
        return
    for _is_answer, group in groupby(reviews, key=lambda one: one[_RATING] != FORGET):
        yield list(group)


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
