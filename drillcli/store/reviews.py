"""The whole log, for what fits, scores and exports it: every review that counts, undone ones and cram left out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import count
from typing import NamedTuple, TypeAlias

from drillcli.clock import date_of
from drillcli.model import FORGET, Mode
from drillcli.store import log
from drillcli.store.history import ActKind, TakeOver, heir
from drillcli.store.store import Store

Counted: TypeAlias = tuple[int, int, int, int, int]
"""(card, epoch ms, study day, rating 1 to 4, took ms); `card` is a number that stands for one memory of one card."""


class Raw(NamedTuple):
    """One review as it is exported.

    `time` is ISO 8601 to the millisecond where the learner was, `day` the study day as an ISO date, `mode` a value of
    `Mode`, `interval` the minutes that were given.
    """

    card: str
    time: str
    day: str
    rating: int
    took_ms: int
    mode: int
    interval: int


# A row NOT IN a list of rows is a search through the whole list; an instant, and what is left as text, are looked up.
_UNDONE = f"FROM act WHERE kind = {ActKind.UNDO}"
_COUNTS = f"""mode <> {Mode.CRAM} AND (at_ms NOT IN (SELECT other {_UNDONE})
    OR at_ms || ' ' || device || ' ' || card NOT IN (SELECT other || ' ' || other_device || ' ' || card {_UNDONE}))"""
_OF_DECKS = """SELECT card.id FROM card JOIN deck ON deck.id = card.deck
    WHERE slug IN (SELECT value FROM json_each(:slugs))"""
_PLAIN = f"""SELECT card, at_ms, day, rating, took_ms FROM revlog
    WHERE {_COUNTS} AND card NOT IN (SELECT value FROM json_each(:apart))
    AND (:slugs IS NULL OR card IN ({_OF_DECKS}))"""  # noqa: S608 constants
_APART = f"""SELECT card, at_ms, device, rating, day, took_ms FROM revlog
    WHERE card IN (SELECT value FROM json_each(:apart)) AND {_COUNTS}"""  # noqa: S608 constants
_RAW = f"""SELECT card, device, at_ms, offset, day, rating, took_ms, mode, interval FROM revlog
    WHERE rating <> {FORGET} AND day >= :since_day AND {_COUNTS} ORDER BY at_ms, device, card"""  # noqa: S608 constants


def counted(store: Store, slugs: Sequence[str] | None = None) -> Iterator[Counted]:
    """Yield every review of the cards of some decks; None is for all that ever were, orphans and decks gone included.

    A history that was taken over comes under its heir. Where a card was reset a new number begins, for its memory does.
    Each card's reviews come one after another, in time order.
    """
    connection = store.connection
    moves = log.moves(connection)
    moved = {card for of_card in moves.values() for move in of_card for card in (move.old, move.new)}
    reset = {card for (card,) in connection.execute("SELECT DISTINCT card FROM revlog WHERE rating = ?", (FORGET,))}
    values = {"apart": json.dumps(list(moved | reset)), "slugs": None if slugs is None else json.dumps(list(slugs))}
    yield from connection.execute(_PLAIN, values)
    if moved or reset:
        rows = connection.execute(_APART, values).fetchall()
        wanted = None if slugs is None else {card for (card,) in connection.execute(_OF_DECKS, values)}
        yield from _split(rows, moves, wanted)


def _split(
    rows: Iterable[tuple[int, ...]], moves: Mapping[int, list[TakeOver]], wanted: set[int] | None
) -> Iterator[Counted]:
    """Yield reviews under their heirs (those in `wanted`, when given), with numbers below 0 from a reset on."""
    histories: dict[int, list[tuple[int, ...]]] = {}
    for card, ms, device, *rest in rows:
        histories.setdefault(heir(card, (ms, device), moves), []).append((ms, device, *rest))
    numbers = count(-1, -1)
    for card, reviews in histories.items():
        if wanted is not None and card not in wanted:
            continue
        number = card
        for ms, _device, rating, day, took_ms in sorted(reviews, key=lambda row: (row[0], row[2:])):  # as `fold` does
            if rating == FORGET:
                number = next(numbers)
            else:
                yield number, ms, day, rating, took_ms


def raw(store: Store, slugs: Sequence[str] | None = None, since_day: int = 0) -> Iterator[Raw]:
    """Yield every review of the cards of some decks (None: of all) from a study day on, in time order."""
    moves = log.moves(store.connection)
    names = _names(store, slugs)
    for card, device, ms, offset, day, *facts in store.connection.execute(_RAW, {"since_day": since_day}):
        name = names.get(heir(card, (ms, device), moves) if moves else card)
        if name is not None:
            yield Raw(name, _iso(ms, offset), date_of(day).isoformat(), *facts)


def _names(store: Store, slugs: Sequence[str] | None) -> dict[int, str]:
    query = """SELECT card.id, slug || '/' || name FROM card JOIN deck ON deck.id = card.deck
        WHERE :slugs IS NULL OR slug IN (SELECT value FROM json_each(:slugs))"""
    return dict(store.connection.execute(query, {"slugs": None if slugs is None else json.dumps(list(slugs))}))


@cache
def _zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset))


def _iso(ms: int, offset: int) -> str:
    """Return an instant as ISO 8601 to the millisecond, so that a log that is read back meets its own rows."""
    return datetime.fromtimestamp(ms / 1000, _zone(offset)).isoformat(timespec="milliseconds")
