"""What may be asked: counts from the roll-up, queues by index."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from drillcli.model import MINUTES_PER_DAY, CardState, Moment
from drillcli.store.cards import STATE, state_of
from drillcli.store.history import TALLY
from drillcli.store.store import Store

NEW, LEARNING, REVIEW, RELEARNING, SUSPENDED = 0, 1, 2, 3, 8
"""Values of `card.bucket` besides 9, an orphan."""


Urgency: TypeAlias = Callable[[str, tuple[float, ...], Moment, int], float]
"""How urgent a review is: from its deck (slug), its memory, the moment of its last review and the day it is due."""


class Counts(NamedTuple):
    """How many cards of a deck may be asked: reviews due, never asked, within learning steps."""

    due: int = 0
    new: int = 0
    learning: int = 0


class Queued(NamedTuple):
    """A card that may be asked, with its state (None when new) and the study day from which it may be."""

    id: str
    state: CardState | None
    due_day: int


def counts(store: Store, day: int, now_ms: int | None = None) -> Mapping[str, Counts]:
    """Return the counts on a study day, by slug; a card in its steps whose time has come by `now_ms` counts as due."""
    query = """SELECT slug,
            sum(n) FILTER (WHERE bucket = 2), sum(n) FILTER (WHERE bucket = 0), sum(n) FILTER (WHERE bucket IN (1, 3))
        FROM load JOIN deck ON deck.id = load.deck WHERE due_day <= ? GROUP BY slug"""
    rows = store.connection.execute(query, (day,)).fetchall()
    waits = steps(store, day, now_ms) if now_ms is not None and any(row[3] for row in rows) else {}
    come = {slug: sum(wait <= 0 for wait in found) for slug, found in waits.items()}
    return {
        slug: Counts((due or 0) + come.get(slug, 0), new or 0, (learning or 0) - come.get(slug, 0))
        for slug, due, new, learning in rows
    }


def steps(store: Store, day: int, now_ms: int) -> Mapping[str, list[int]]:
    """Return, by slug, in how many minutes each card in its steps comes again on a study day, the soonest first.

    One that has come waits 0 or less; none waits longer than its interval when the clock went back.
    """
    found: dict[str, list[int]] = {}
    for slug, ms in store.connection.execute(_STEPS, {"day": day, "now": now_ms}):
        found.setdefault(slug, []).append(-(-(ms - now_ms) // 60_000))
    return found


# Most of these cards have 0 for their day, those that were buried a later one: `load` knows which, so that the
# queue's index is only read there and not for every review that is overdue (the + keeps SQLite from a range of it).
_STEPS = """SELECT slug, min(due_ms, :now + interval * 60000) AS comes
    FROM deck CROSS JOIN load ON load.deck = deck.id
    CROSS JOIN card ON card.deck = load.deck AND card.due_day = load.due_day AND card.bucket = load.bucket
    WHERE load.bucket IN (1, 3) AND +load.due_day <= :day AND card.bucket BETWEEN 1 AND 3 ORDER BY comes"""


def buckets(store: Store, slug: str) -> Mapping[int, int]:
    """Return how many cards of a deck are in each bucket."""
    query = "SELECT bucket, sum(n) FROM load JOIN deck ON deck.id = load.deck WHERE slug = ? GROUP BY bucket"
    return dict(store.connection.execute(query, (slug,)))


def due(store: Store, slug: str, day: int) -> list[Queued]:
    """Return the cards of a deck, in review or in steps, that are due up to study day `day`, oldest first."""
    query = f"""SELECT {STATE}, name, due_day FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
        AND bucket BETWEEN 1 AND 3 AND due_day <= ? ORDER BY due_day, id"""  # noqa: S608 constant
    return [Queued(f"{slug}/{row[11]}", state_of(row), row[12]) for row in store.connection.execute(query, (slug, day))]


def new(store: Store, slug: str, day: int, limit: int) -> list[Queued]:
    """Return the first `limit` new cards of a deck, in the order of its file; -1 for all."""
    query = """SELECT name, due_day FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
        AND bucket = 0 AND due_day <= ? ORDER BY position LIMIT ?"""
    return [Queued(f"{slug}/{name}", None, due) for name, due in store.connection.execute(query, (slug, day, limit))]


def buried(store: Store, day: int) -> frozenset[str]:
    """Return the cards that are buried on a study day."""
    query = "SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE buried_day >= ?"
    return frozenset(card for (card,) in store.connection.execute(query, (day,)))


def everything(store: Store, slug: str) -> list[Queued]:
    """Return all cards of a deck but suspended ones and orphans, in the order of its file."""
    query = f"""SELECT {STATE}, name, due_day FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
        AND bucket < 8 ORDER BY position"""  # noqa: S608 constant
    return [Queued(f"{slug}/{row[11]}", state_of(row), row[12]) for row in store.connection.execute(query, (slug,))]


def load(store: Store, first: int, last: int) -> list[int]:
    """Return how many cards of all decks are due for review on each study day from `first` to `last`."""
    result = [0] * (last - first + 1)
    # Naming the decks lets SQLite seek in the primary key instead of reading the whole table.
    query = """SELECT due_day, sum(n) FROM load
        WHERE deck IN (SELECT id FROM deck) AND bucket = 2 AND due_day BETWEEN ? AND ? GROUP BY due_day"""
    for day, n in store.connection.execute(query, (first, last)):
        result[day - first] = n
    return result


def forecast(store: Store, slugs: Sequence[str], first: int, last: int) -> list[int]:
    """Return how many cards in review or in steps are due on each study day from `first` to `last`.

    Those overdue count on the first day.
    """
    result = [0] * (last - first + 1)
    query = """SELECT slug, due_day, n FROM load JOIN deck ON deck.id = load.deck
        WHERE bucket BETWEEN 1 AND 3 AND due_day <= ?"""
    for slug, day, n in store.connection.execute(query, (last,)):
        if slug in slugs:
            result[max(day - first, 0)] += n
    return result


def done_on(store: Store, slugs: Sequence[str], day: int) -> tuple[int, int]:
    """Return how many cards of the decks were introduced on a study day, and how many in review were reviewed."""
    query = "SELECT slug, introduced, young + mature FROM day JOIN deck ON deck.id = day.deck WHERE day = ?"
    rows = [row for row in store.connection.execute(query, (day,)) if row[0] in slugs]
    return sum(row[1] for row in rows), sum(row[2] for row in rows)


def answers_by_day(store: Store, slugs: Sequence[str], first: int, last: int) -> list[int]:
    """Return how many answers were given in the decks on each study day from `first` to `last`."""
    result = [0] * (last - first + 1)
    query = "SELECT slug, day, reviews FROM day JOIN deck ON deck.id = day.deck WHERE day BETWEEN ? AND ?"
    for slug, day, n in store.connection.execute(query, (first, last)):
        if slug in slugs:
            result[day - first] += n
    return result


def next_due(store: Store, slugs: Sequence[str], now: Moment) -> int | None:
    """Return in how many minutes the next card of the decks is due, 0 when one is due now; None when none ever is.

    A card that is due by the day counts whole days from today's.
    """
    # One in steps that was buried is due by the day too; none waits longer than its interval when the clock went back.
    query = """SELECT slug, min(due_day), min(iif(due_day > :today, NULL, min(due_ms, :now + interval * 60000)))
        FROM card JOIN deck ON deck.id = card.deck WHERE bucket BETWEEN 1 AND 3
        GROUP BY slug, due_ms IS NULL OR due_day > :today"""
    waits = []
    for slug, day, ms in store.connection.execute(query, {"today": now.day, "now": now.ms}):
        if slug in slugs:
            waits.append((day - now.day) * MINUTES_PER_DAY if ms is None else -(-(ms - now.ms) // 60_000))
    return max(min(waits), 0) if waits else None


def days(store: Store, slugs: Sequence[str] | None = None) -> dict[int, dict[str, int]]:
    """Return what was answered on each study day in the decks (None: in all there ever were), by the names of `TALLY`.

    Days come in order; one without an answer is left out.
    """
    sums = ", ".join(f"sum({column})" for column in TALLY)
    query = f"""SELECT day, {sums} FROM day JOIN deck ON deck.id = day.deck
        WHERE :slugs IS NULL OR slug IN (SELECT value FROM json_each(:slugs)) GROUP BY day ORDER BY day"""  # noqa: S608 constants
    rows = store.connection.execute(query, {"slugs": None if slugs is None else json.dumps(list(slugs))})
    return {day: dict(zip(TALLY, tally, strict=True)) for day, *tally in rows}
