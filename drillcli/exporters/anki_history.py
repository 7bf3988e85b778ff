"""What was learned of a card, as Anki keeps it: rows of `revlog`, and the part of a row of `cards` that schedules it.

Sources: "AnkiDroid/Database-Structure" in the wiki of AnkiDroid for the columns; for what they hold under FSRS, how
Anki 26.9 reads them (`tests/exporters/test_export_anki.py` asks it).
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drillcli.exporters.outgoing import Learned
from drillcli.model import FORGET, MINUTES_PER_DAY, CardState, Phase
from drillcli.scheduler import Scheduler
from drillcli.scheduler.fsrs6 import Fsrs6
from drillcli.store.history import Review

EASE = 2500
"""The ease factor, in thousandths, of a card that Anki's older scheduler has not seen."""

MANUAL = 4
"""The type of a row that resets a card."""

_TYPES = {Phase.LEARNING: 0, Phase.REVIEW: 1, Phase.RELEARNING: 2}
_RED_FLAG = 1
_SUSPENDED, _BURIED, _NEW, _LEARNING, _REVIEW = -1, -3, 0, 1, 2


class Answered(NamedTuple):
    """A row of `revlog` without card and sync number: id is epoch ms, intervals are days, or seconds when below 0."""

    id: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    took_ms: int
    type: int


class Scheduled(NamedTuple):
    """The columns of `cards` that say when a card comes, from `type` to `left`, with its flags and data."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    flags: int
    data: str


def answered(reviews: Sequence[Review], scheduler: Scheduler) -> Iterator[Answered]:
    """Yield a card's reviews as rows; the factor is the difficulty after each, 100 to 1100, as FSRS has Anki keep it.

    A row is of the phase in which the card was before it.
    """
    state: CardState | None = None
    for review in reviews:
        ms, before = review.key[0], state
        last = _interval(before.interval) if before else 0
        if review.rating == FORGET:
            state = None
            yield Answered(ms, FORGET, 0, last, 0, review.took_ms, MANUAL)
            continue
        state = scheduler.apply(before, review.rating, review.at, review.interval)
        difficulty = scheduler.model.difficulty(state.memory)
        factor = round(100 + (difficulty - 1) / 9 * 1000)
        kind = _TYPES[before.phase] if before else 0
        yield Answered(ms, review.rating, _interval(review.interval), last, factor, review.took_ms, kind)


def scheduled(learned: Learned, position: int, first_day: int, scheduler: Scheduler) -> Scheduled:
    """Return when a card comes.

    `position` is its place among new cards, `first_day` the study day that the collection in Anki calls 0.
    """
    state, flags = learned.state, _RED_FLAG if learned.flagged else 0
    hidden = _SUSPENDED if learned.suspended else _BURIED if learned.buried else None
    if state is None:
        return Scheduled(0, _NEW if hidden is None else hidden, position, 0, 0, 0, 0, 0, flags, "{}")
    if state.phase is Phase.REVIEW:
        queue, due, left = _REVIEW, state.due_day - first_day, 0
        days = state.interval // MINUTES_PER_DAY
    else:
        relearning = state.phase is Phase.RELEARNING
        steps = scheduler.policy.relearning_steps if relearning else scheduler.policy.learning_steps
        queue, due, left = _LEARNING, (state.due_ms or state.at.ms) // 1000, max(len(steps) - state.step, 1)
        wanted = scheduler.model.interval(state.memory, scheduler.policy.desired_retention)
        days = max(round(wanted), 1) if relearning else 0
    return Scheduled(
        int(state.phase),
        queue if hidden is None else hidden,
        due,
        days,
        EASE,
        state.reps,
        state.lapses,
        left,
        flags,
        _memory(state, scheduler),
    )


def _memory(state: CardState, scheduler: Scheduler) -> str:
    """Return what FSRS knows of a card: stability (days until recall is 90 %), difficulty, desired retention, when.

    The decay is that of FSRS-6; without it Anki takes that of FSRS-5.
    """
    model = scheduler.model
    known: dict[str, float] = {
        "s": round(model.stability(state.memory), 4),
        "d": round(model.difficulty(state.memory), 3),
        "dr": round(scheduler.policy.desired_retention, 2),
        "lrt": state.at.ms // 1000,
    }
    if model.name == Fsrs6.name:
        known["decay"] = round(model.parameters[20], 3)
    return json.dumps(known, separators=(",", ":"))


def _interval(minutes: int) -> int:
    return minutes // MINUTES_PER_DAY if minutes >= MINUTES_PER_DAY else -60 * minutes
