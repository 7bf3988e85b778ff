"""The exams that are planned toward, on disk, and what planning for them reads of decks and log."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from drillcli.model import Mode, Moment, Rating
from drillcli.store.cards import STATE, state_of
from drillcli.store.history import ActKind
from drillcli.store.queue import SUSPENDED, Queued
from drillcli.store.store import THIS_DEVICE, Store

MS_PER_MINUTE = 60_000
USUAL_MINUTES = 20.0
"""How many minutes a day an exam may take unless the learner says otherwise."""


class ExamRow(NamedTuple):
    """An exam on a study day: its id, its decks (slugs), the minutes a day that it may take.

    The id is that of this machine: on another one, the same exam has another.
    `look` is what the last look ahead found, a cache of plain values; None when there was none.
    """

    id: int
    day: int
    decks: tuple[str, ...]
    minutes: float
    look: Mapping[str, Any] | None


def rows(store: Store) -> list[ExamRow]:
    """Return every exam, the next one first; in an order that is the same on every machine."""
    query = "SELECT id, day, decks, minutes, plan FROM exam WHERE NOT removed ORDER BY day, decks"
    return [
        ExamRow(number, day, tuple(json.loads(decks)), minutes, json.loads(look) if look else None)
        for number, day, decks, minutes, look in store.connection.execute(query)
    ]


def put(store: Store, decks: Sequence[str], day: int, minutes: float | None, now: Moment) -> int:
    """Plan toward an exam with at most `minutes` a day; return its id.

    One on the same day over the same decks is changed to these minutes; None leaves them as they are.
    """
    with store.writing():
        known = store.connection.execute("SELECT id, decks FROM exam WHERE day = ?", (day,))
        same = next((number for number, theirs in known if set(json.loads(theirs)) == set(decks)), None)
        if same is not None:
            store.connection.execute(_CHANGE, (minutes, USUAL_MINUTES, now.ms, same))
            return int(same)
        cursor = store.connection.execute(
            "INSERT INTO exam (at_ms, device, offset, day, decks, minutes) VALUES (?, ?, ?, ?, ?, ?)",
            (now.ms, THIS_DEVICE, now.offset, day, json.dumps(list(decks)), minutes or USUAL_MINUTES),
        )
    return int(cursor.lastrowid or 0)


def remove(store: Store, number: int, now: Moment) -> None:
    """Plan toward an exam no longer. The row stays, so that other machines learn of it."""
    with store.writing():
        store.connection.execute(_REMOVE, (now.ms, number))


_CHANGE = """UPDATE exam SET minutes = coalesce(?, iif(removed, ?, minutes)), removed = 0, plan = NULL,
    at_ms = max(?, at_ms + 1) WHERE id = ?"""
_REMOVE = "UPDATE exam SET removed = 1, plan = NULL, at_ms = max(?, at_ms + 1) WHERE id = ?"
"""What is written last is later than what there was, whatever the clocks say: of two `sync` keeps the later."""


def keep(store: Store, number: int, look: Mapping[str, Any]) -> None:
    """Keep what a look ahead found, for the rest of the day."""
    with store.writing():
        store.connection.execute("UPDATE exam SET plan = ? WHERE id = ?", (json.dumps(look), number))


def cards(store: Store, slug: str) -> list[tuple[Queued, int]]:
    """Return the cards of a deck in the order of its file, suspended ones left out.

    Beside each stands the last study day on which it is hidden (buried), 0 for none.
    """
    query = f"""SELECT {STATE}, name, due_day, buried_day FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?)
        AND bucket < {SUSPENDED} ORDER BY position"""  # noqa: S608 constants
    found = store.connection.execute(query, (slug,))
    return [(Queued(f"{slug}/{row[11]}", state_of(row), row[12]), row[13]) for row in found]


def put_off(store: Store, slugs: Sequence[str], day: int) -> list[str]:
    """Return the cards of some decks that drill itself, not the learner, has hidden beyond a study day."""
    query = """SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck
        WHERE slug IN (SELECT value FROM json_each(?)) AND buried_day > ?
        AND EXISTS (SELECT 1 FROM act WHERE act.card = card.id AND kind = ? AND other = buried_day)"""
    return [card for (card,) in store.connection.execute(query, (json.dumps(list(slugs)), day, int(ActKind.BURY)))]


def first_answers(store: Store, slugs: Sequence[str], before: int) -> tuple[int, ...]:
    """Return how many cards were answered Again, Hard, Good and Easy when they were first seen.

    Cards of the decks `slugs`, first seen before a study day.
    """
    query = """WITH kept AS (
            SELECT revlog.card, rating, revlog.day, min(revlog.at_ms) FROM revlog
            JOIN card ON card.id = revlog.card JOIN deck ON deck.id = card.deck
            WHERE slug IN (SELECT value FROM json_each(:slugs)) AND mode <> :cram AND rating > 0
            AND NOT EXISTS (SELECT 1 FROM act WHERE kind = :undo AND other = revlog.at_ms
                            AND other_device = revlog.device AND act.card = revlog.card)
            GROUP BY revlog.card)
        SELECT rating, count(*) FROM kept WHERE day < :before GROUP BY rating"""
    values = {"slugs": json.dumps(list(slugs)), "undo": int(ActKind.UNDO), "cram": int(Mode.CRAM), "before": before}
    found = dict(store.connection.execute(query, values))
    return tuple(found.get(int(rating), 0) for rating in Rating)


def spent(store: Store, slugs: Sequence[str], day: int) -> float:
    """Return how many minutes the answers of a study day took in some decks, cram left out."""
    query = """SELECT coalesce(sum(took_ms), 0) FROM day JOIN deck ON deck.id = day.deck
        WHERE day = ? AND slug IN (SELECT value FROM json_each(?))"""
    return float(store.connection.execute(query, (day, json.dumps(list(slugs)))).fetchone()[0]) / MS_PER_MINUTE
