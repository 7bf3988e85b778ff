"""A backlog: more reviews are due than the day has room for, so only those worth most are read in full."""

import json
from collections.abc import Sequence

from drillcli.model import Moment
from drillcli.store.cards import STATE, state_of
from drillcli.store.queue import REVIEW, Queued, Urgency
from drillcli.store.store import Store

_SIZE = """SELECT coalesce(sum(n), 0) FROM load WHERE deck = (SELECT id FROM deck WHERE slug = ?)
    AND bucket = 2 AND due_day <= ?"""
_LEAN = """SELECT m0, m1, m2, last_ms, last_day, phase, id, due_day FROM card
    WHERE deck = (SELECT id FROM deck WHERE slug = ?) AND bucket BETWEEN 1 AND 3 AND due_day <= ?"""
_FULL = f"""SELECT {STATE}, slug || '/' || name, due_day FROM card JOIN deck ON deck.id = card.deck
    WHERE card.id IN (SELECT value FROM json_each(?)) ORDER BY due_day, card.id"""  # noqa: S608 constant


def size(store: Store, slugs: Sequence[str], day: int) -> int:
    """Return how many reviews of the decks are due up to study day `day`."""
    return sum(store.connection.execute(_SIZE, (slug, day)).fetchone()[0] for slug in slugs)


def urgent(store: Store, slugs: Sequence[str], day: int, room: int, urgency: Urgency) -> list[Queued]:
    """Return the `room` most urgent reviews due up to study day `day`, and all cards in their steps.

    Oldest due day first.
    """
    rows = [(slug, *row) for slug in slugs for row in store.connection.execute(_LEAN, (slug, day))]
    reviews = [
        (urgency(row[0], row[1:4], Moment(row[4], row[5], 0), row[8]), row[7]) for row in rows if row[6] == REVIEW
    ]
    in_steps = [row[7] for row in rows if row[6] != REVIEW]
    ids = json.dumps([*in_steps, *(card for _urgency, card in sorted(reviews, reverse=True)[:room])])
    return [Queued(row[11], state_of(row), row[12]) for row in store.connection.execute(_FULL, (ids,))]
