"""What statistics need to know: answers by day and by bin, and cards as they stand now."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from drillcli.model import FORGET, CardState, Mode, Rating
from drillcli.store import log, queue, roster
from drillcli.store.cards import STATE, state_of
from drillcli.store.history import TALLY, Tally, add
from drillcli.store.spread import ALL_TIME, Counts, Key, gather
from drillcli.store.store import Store
from drillcli.store.verify import replay_all

Bins: TypeAlias = Mapping[int, Mapping[int, Counts]]
"""Counts of answers by what the bins stand for (`drillcli.store.spread.Kind`) and by bin."""

LoadRow: TypeAlias = tuple[int, int, int]
"""(bucket, study day on which they are due, how many cards)."""

MemoryRow: TypeAlias = tuple[float, float, float | None, int, int, int]
"""The numbers of a memory (m0, m1, m2), epoch ms and study day of its last review, its interval in whole days."""


class Among(NamedTuple):
    """The cards that statistics are about: those of some decks (None: of all); only some rows of them, when given."""

    slugs: Sequence[str] | None
    cards: Collection[int] | None = None

    def values(self, **more: int) -> dict[str, str | int]:
        """Return the values for the queries below."""
        return {"slugs": json.dumps(list(self.slugs or ())), "cards": json.dumps(list(self.cards or ())), **more}

    @property
    def condition(self) -> str:
        """What a query asks of a row."""
        conditions = [_DECKS] * (self.slugs is not None) + [_CARDS] * (self.cards is not None)
        return " AND ".join(conditions) or "true"


class Lapsed(NamedTuple):
    """A card that was forgotten in review, how many answers it was given, and how many of them were Again."""

    id: str
    state: CardState
    is_suspended: bool
    answers: int
    again: int


# The plus keeps SQLite from an index by deck, through which all cards take longer to read than in one go.
_DECKS = "+deck IN (SELECT id FROM deck WHERE slug IN (SELECT value FROM json_each(:slugs)))"
_CARDS = "id IN (SELECT value FROM json_each(:cards))"
_BINS = """SELECT kind, bin, sum(n), sum(tested), sum(recalled), sum(amount) FROM spread
    WHERE {} AND {} GROUP BY kind, bin"""
_LOAD = "SELECT bucket, due_day, sum(n) FROM load WHERE {} GROUP BY bucket, due_day"
_LOAD_OF_CARDS = "SELECT bucket, due_day, count(*) FROM card WHERE {} GROUP BY bucket, due_day"
# It says `bucket BETWEEN 1 AND 3` in what is stored, which takes less time than what is computed for each row.
# Intervals are minutes, and those of cards in their steps are shorter than a day.
_MEMORIES = """SELECT m0, m1, m2, last_ms, last_day, interval / 1440 FROM card
    WHERE phase > 0 AND position IS NOT NULL AND NOT suspended AND {}"""
_LAPSED = """SELECT id FROM card WHERE lapses >= :least AND position IS NOT NULL AND {}
    ORDER BY lapses DESC, reps, id LIMIT :most"""
_CARD = f"SELECT {STATE}, suspended, slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE card.id = ?"  # noqa: S608 constant


def of_decks(store: Store, slugs: Sequence[str]) -> Among:
    """Return the cards of some decks; to name all the decks there ever were is to name none, and takes less time."""
    return Among(None if roster.enrolled(store).keys() <= set(slugs) else slugs)


def with_notes(store: Store, slug: str, notes: Collection[str]) -> list[int]:
    """Return the rows of a deck's cards whose notes have these names; those that the deck file no longer has too."""
    query = "SELECT card.id, name FROM card JOIN deck ON deck.id = card.deck WHERE slug = ?"
    return [row for row, name in store.connection.execute(query, (slug,)) if name.partition("#")[0] in notes]


def ids(store: Store, rows: Collection[int]) -> frozenset[str]:
    """Return the ids of the cards in some rows."""
    query = """SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck
        WHERE card.id IN (SELECT value FROM json_each(?))"""
    return frozenset(card for (card,) in store.connection.execute(query, (json.dumps(list(rows)),)))


def answers(store: Store, slugs: Sequence[str] | None, since: int) -> tuple[dict[int, dict[str, int]], Bins]:
    """Return what was answered in some decks (None: in all there ever were), by day, and its counts by bin.

    Days are all there are; the bins count from the study day `since` on (0: all).
    """
    among, days = Among(slugs), "day >= :since" if since else f"day = {ALL_TIME}"
    rows = store.connection.execute(_BINS.format(days, among.condition), among.values(since=since))
    return queue.days(store, slugs), _by_bin(((kind, 0, bin_), counts) for kind, bin_, *counts in rows)


def replayed(store: Store, among: Among, since: int) -> tuple[dict[int, dict[str, int]], Bins]:
    """Return what `answers` does, of single cards.

    It reads the log, for the roll-ups know decks only; of all cards of a deck both say the same.
    """
    days: dict[int, Tally] = {}
    spread: dict[Key, Counts] = {}
    for _row, folded in replay_all(store, among.cards):
        for day, share in folded.days.items():
            days[day] = add(days.get(day), share)
        gather(spread, folded.spread)
    found = {day: dict(zip(TALLY, sums, strict=True)) for day, sums in sorted(days.items())}
    wanted = {key: n for key, n in spread.items() if (key[1] >= since if since else key[1] == ALL_TIME)}
    return found, _by_bin(wanted.items())


def _by_bin(rows: Iterable[tuple[Key, Sequence[int]]]) -> Bins:
    """Return the sums over all study days."""
    found: dict[int, dict[int, Counts]] = {}
    for (kind, _day, bin_), (n, tested, recalled, amount) in rows:
        of_kind = found.setdefault(kind, {})
        old = of_kind.get(bin_, (0, 0, 0, 0))
        of_kind[bin_] = (old[0] + n, old[1] + tested, old[2] + recalled, old[3] + amount)
    return found


def load(store: Store, among: Among) -> list[LoadRow]:
    """Return how many cards are in each bucket (see `drillcli.store.queue`) and due on each study day."""
    query = _LOAD if among.cards is None else _LOAD_OF_CARDS
    return store.connection.execute(query.format(among.condition), among.values()).fetchall()


def memories(store: Store, among: Among) -> Iterator[MemoryRow]:
    """Yield the memory of each card that is in review or in steps, suspended ones left out."""
    return store.connection.execute(_MEMORIES.format(among.condition), among.values())


def lapsed(store: Store, among: Among, least: int, most: int) -> list[int]:
    """Return the rows of cards that were forgotten in review at least so many times, `most` of them at most.

    Those forgotten most often come first, of equals those in fewer reviews; suspended ones are among them.
    """
    rows = store.connection.execute(_LAPSED.format(among.condition), among.values(least=least, most=most))
    return [row for (row,) in rows]


def told(store: Store, row: int) -> Lapsed | None:
    """Return what is known of the card in a row; None when it is new."""
    *columns, suspended, card_id = store.connection.execute(_CARD, (row,)).fetchone()
    state = state_of(columns)
    reviews, _acts = log.history(store.connection, row)
    ratings = [review.rating for review in reviews if review.rating != FORGET and review.mode != Mode.CRAM]
    return Lapsed(card_id, state, bool(suspended), len(ratings), ratings.count(Rating.AGAIN)) if state else None
