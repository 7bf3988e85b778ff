"""What the log says of a card: its state, its marks and its share of each day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple, Protocol, TypeAlias

from drillcli.model import FORGET, MINUTES_PER_DAY, Answer, CardState, Mode, Moment, Rating
from drillcli.store.spread import Spread, gather, spread, tests_memory

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


class Replayer(Protocol):
    """What turns recorded facts into states: a scheduler, as far as the store knows it."""

    def apply(self, state: CardState | None, rating: int, at: Moment, interval: int) -> CardState:
        """Return the state after a review that was given `interval` minutes."""

    def replay(self, answers: Sequence[Answer]) -> tuple[CardState, list[float]]:
        """Return the state after all answers to a new card, and the recall that was predicted for each."""

    def retrievability(self, state: CardState, at: Moment) -> float:
        """Return the recall (0 to 1) that is predicted for a moment."""


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
    """One row of `act`, without its card.

    `other` is the key taken back, or the id of the card taken over, or the last study day of a card buried for longer
    than the day of the act.
    """

    key: Key
    kind: int
    at: Moment
    other: int | None = None
    other_device: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a learner put on a card. `buried_day` is the last study day on which it is hidden, 0 for none."""

    suspended: bool = False
    flagged: bool = False
    buried_day: int = 0


@dataclass(frozen=True, slots=True)
class Folded:
    """What a card's log adds up to."""

    state: CardState | None = None
    marks: Marks = field(default_factory=Marks)
    days: Mapping[int, Tally] = field(default_factory=dict)
    spread: Spread = field(default_factory=dict)


def tally(before: CardState | None, rating: int, day: int, took_ms: int) -> Tally:
    """Return what one answer adds to its study day, in the order of `TALLY`."""
    grades = [int(rating == r) for r in Rating]
    tested = tests_memory(before, day)
    mature = before is not None and before.interval >= MATURE_DAYS * MINUTES_PER_DAY
    recalled = rating > Rating.AGAIN
    return (
        1,
        *grades,
        took_ms,
        int(before is None),
        int(tested and not mature),
        int(tested and not mature and recalled),
        int(tested and mature),
        int(tested and mature and recalled),
    )


def predicted(replayer: Replayer, before: CardState | None, at: Moment) -> float:
    """Return the recall that is predicted for an answer that tests memory; 0 for another, which has no prediction."""
    return replayer.retrievability(before, at) if before is not None and tests_memory(before, at.day) else 0.0


def marked(marks: Marks, kind: int, day: int) -> Marks:
    """Return the marks after an act; `day` is its study day, or the last one of a card buried for longer."""
    match kind:
        case ActKind.SUSPEND | ActKind.UNSUSPEND:
            return replace(marks, suspended=kind == ActKind.SUSPEND)
        case ActKind.FLAG | ActKind.UNFLAG:
            return replace(marks, flagged=kind == ActKind.FLAG)
        case ActKind.BURY:
            return replace(marks, buried_day=day)
    return marks


def fold(reviews: Iterable[Review], acts: Iterable[Act], replayer: Replayer) -> Folded:
    """Return what a card's rows add up to. Undone rows must be left out; order does not matter."""
    state: CardState | None = None
    days: dict[int, Tally] = {}
    over: dict[tuple[int, int, int], tuple[int, int, int, int]] = {}
    for row in in_order(reviews):
        if row.rating == FORGET:
            state = None
        elif row.mode != Mode.CRAM:
            share = tally(state, row.rating, row.at.day, row.took_ms)
            days[row.at.day] = add(days.get(row.at.day), share)
            recall = predicted(replayer, state, row.at)
            gather(over, spread(state, row.rating, row.at, row.took_ms, recall))
            state = replayer.apply(state, row.rating, row.at, row.interval)
    return Folded(state, folded_marks(acts), days, over)


def in_order(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that count for a card in the order in which they count: of time.

    Of several in one millisecond, which only several devices write, what they say decides: the number of a device is
    another on each machine.
    """
    return sorted(reviews, key=lambda review: (review.key[0], review[1:]))


def folded_marks(acts: Iterable[Act]) -> Marks:
    """Return what the acts on a card add up to; see `in_order` for several in one millisecond."""
    marks = Marks()
    for act in sorted(acts, key=lambda act: (act.key[0], act.kind, act.at, act.other or 0)):
        until = act.other if act.kind == ActKind.BURY else None
        marks = marked(marks, act.kind, until or act.at.day)
    return marks


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

    A row goes where the first take-over after it says, and on from there; rows written after it, or in the very
    millisecond by another device, stay.
    """
    while True:
        later = next((m for m in moves.get(card, ()) if m.key[0] > key[0]), None)
        if later is None:
            return card
        card, key = later.new, later.key


def family(found: Iterable[int], moves: Mapping[int, list[TakeOver]]) -> set[int]:
    """Return some cards with all between which, and them, histories moved, whichever way."""
    near: dict[int, set[int]] = {}
    for of_card in moves.values():
        for move in of_card:
            near.setdefault(move.old, set()).add(move.new)
            near.setdefault(move.new, set()).add(move.old)
    known, waiting = set(), list(found)
    while waiting:
        card = waiting.pop()
        if card not in known:
            known.add(card)
            waiting += near.get(card, ())
    return known


def sources(card: int, moves: Iterable[TakeOver]) -> set[int]:
    """Return the cards whose rows may count for `card`: itself, and what it took over, however indirectly."""
    found = {card}
    moves = list(moves)
    while more := {m.old for m in moves if m.new in found} - found:
        found |= more
    return found
