"""A backlog: more reviews are due than the day has room for, so only those worth most are read in full."""

import json
from collections.abc import Callable, Sequence
from heapq import nlargest

from drillcli.model import Moment
from drillcli.store.cards import STATE, state_of
from drillcli.store.queue import Queued
from drillcli.store.store import Store

_SIZE = """SELECT coalesce(sum(n), 0) FROM load WHERE deck = (SELECT id FROM deck WHERE slug = ?)
    AND bucket = 2 AND due_day <= ?"""
_LEAN = """SELECT m0, m1, m2, last_ms, last_day, id FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
    AND bucket BETWEEN 1 AND 3 AND phase = 2 AND due_day <= ?"""
_FULL = f"""SELECT {STATE}, slug || '/' || name, due_day FROM card JOIN deck ON deck.id = card.deck
    WHERE card.id IN (SELECT value FROM json_each(?)) ORDER BY due_day, card.id"""  # noqa: S608 constant
_IN_STEPS = """SELECT id FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
    AND bucket BETWEEN 1 AND 3 AND phase <> 2 AND due_day <= ?"""


def size(store: Store, slugs: Sequence[str], day: int) -> int:
    """Return how many reviews of the decks are due up to study day `day`."""
    return sum(store.connection.execute(_SIZE, (slug, day)).fetchone()[0] for slug in slugs)


def urgent(
    store: Store, slugs: Sequence[str], day: int, room: int, loss: Callable[[tuple[float, ...], Moment], float]
) -> list[Queued]:
    """Return the `room` reviews due up to study day `day` with the greatest loss, and all cards in their steps.

    `loss` gets a card's memory and the moment of its last review. Oldest due day first.
    """
    rows = [row for slug in slugs for row in store.connection.execute(_LEAN, (slug, day))]
    worst = nlargest(room, rows, key=lambda row: loss(row[:3], Moment(row[3], row[4], 0)))
    in_steps = [row for slug in slugs for row in store.connection.execute(_IN_STEPS, (slug, day))]
    ids = json.dumps([row[-1] for row in (*worst, *in_steps)])
    return [Queued(row[11], state_of(row), row[12]) for row in store.connection.execute(_FULL, (ids,))]
