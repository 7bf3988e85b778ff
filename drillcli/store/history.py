"""What the log says of a card: its state, its marks and its share of each day. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple, TypeAlias

from drillcli.model import FORGET, MINUTES_PER_DAY, CardState, Mode, Moment, Phase, Rating

MATURE_DAYS = 21
"""From this interval on a card counts as mature: Anki's convention."""

TALLY = (
    "reviews",
    "again",
    "hard",
    "good",
    "easy",
    "took_ms",
    "introduced",
    "young",
    "young_recalled",
    "mature",
    "mature_recalled",
)
Tally: TypeAlias = tuple[int, ...]
Key: TypeAlias = tuple[int, int]
"""What identifies a row of the log: (at_ms, device)."""

Apply: TypeAlias = Callable[[CardState | None, int, Moment, int], CardState]
"""The scheduler's fold step: state before, rating, moment, interval given (minutes) -> state after."""


class ActKind(IntEnum):
    """What a learner does to a card besides answering it."""

    UNDO = 1
    SUSPEND = 2
    UNSUSPEND = 3
    BURY = 4
    FLAG = 5
    UNFLAG = 6
    TAKE_OVER = 7


class Review(NamedTuple):
    """One row of `revlog`, without its card."""

    key: Key
    rating: int
    took_ms: int
    at: Moment
    mode: int
    interval: int


class Act(NamedTuple):
    """One row of `act`, without its card; `other` is the key taken back, or the id of the card taken over."""

    key: Key
    kind: int
    at: Moment
    other: int | None = None
    other_device: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a learner put on a card. `buried_day` is the study day it was buried on, 0 for never."""

    suspended: bool = False
    flagged: bool = False
    buried_day: int = 0


@dataclass(frozen=True, slots=True)
class Folded:
    """What a card's log adds up to."""

    state: CardState | None = None
    marks: Marks = field(default_factory=Marks)
    days: Mapping[int, Tally] = field(default_factory=dict)


def tally(before: CardState | None, rating: int, day: int, took_ms: int) -> Tally:
    """Return what one answer adds to its study day, in the order of `TALLY`."""
    grades = [int(rating == r) for r in Rating]
    # Only the first answer of a study day to a card in review tells whether it was remembered.
    tests_memory = before is not None and before.phase is Phase.REVIEW and before.at.day < day
    mature = before is not None and before.interval >= MATURE_DAYS * MINUTES_PER_DAY
    recalled = rating > Rating.AGAIN
    return (
        1,
        *grades,
        took_ms,
        int(before is None),
        int(tests_memory and not mature),
        int(tests_memory and not mature and recalled),
        int(tests_memory and mature),
        int(tests_memory and mature and recalled),
    )


def marked(marks: Marks, kind: int, day: int) -> Marks:
    """Return the marks after an act on the study day `day`."""
    match kind:
        case ActKind.SUSPEND | ActKind.UNSUSPEND:
            return replace(marks, suspended=kind == ActKind.SUSPEND)
        case ActKind.FLAG | ActKind.UNFLAG:
            return replace(marks, flagged=kind == ActKind.FLAG)
        case ActKind.BURY:
            return replace(marks, buried_day=day)
    return marks


def fold(reviews: Iterable[Review], acts: Iterable[Act], apply: Apply) -> Folded:
    """Return what a card's rows add up to. Undone rows must be left out; order does not matter."""
    state: CardState | None = None
    marks = Marks()
    days: dict[int, Tally] = {}
    events: list[Review | Act] = [*reviews, *acts]
    for event in sorted(events, key=lambda row: row.key):
        if isinstance(event, Act):
            marks = marked(marks, event.kind, event.at.day)
        elif event.rating == FORGET:
            state = None
        elif event.mode != Mode.CRAM:
            share = tally(state, event.rating, event.at.day, event.took_ms)
            days[event.at.day] = add(days.get(event.at.day), share)
            state = apply(state, event.rating, event.at, event.interval)
    return Folded(state, marks, days)


def add(tally: Tally | None, share: Tally, sign: int = 1) -> Tally:
    """Return the sum (or, with sign -1, the difference) of two tallies."""
    return tuple(a + sign * b for a, b in zip(tally or (0,) * len(TALLY), share, strict=True))


def due_day(state: CardState | None, marks: Marks) -> int:
    """Return the study day from which a card may be asked: when it is due, but never on the day it was buried.

    A new card may be asked from ever, and so may one in its steps: it is due at an instant, wherever the learner is.
    """
    by_day = state.due_day if state and state.due_ms is None else 0
    return max(by_day, marks.buried_day + 1 if marks.buried_day else 0)


class TakeOver(NamedTuple):
    """At `key`, the history of card `old` so far became that of card `new`."""

    key: Key
    old: int
    new: int


def heir(card: int, key: Key, moves: Mapping[int, list[TakeOver]]) -> int:
    """Return the card that a row of `card` with this key counts for now; `moves` lists each old card's, in time order.

    A row goes where the first take-over after it says, and on from there; rows written after it stay.
    """
    while True:
        later = next((m for m in moves.get(card, ()) if m.key > key), None)
        if later is None:
            return card
        card, key = later.new, later.key


def sources(card: int, moves: Iterable[TakeOver]) -> set[int]:
    """Return the cards whose rows may count for `card`: itself, and what it took over, however indirectly."""
    found = {card}
    moves = list(moves)
    while more := {m.old for m in moves if m.new in found} - found:
        found |= more
    return found
