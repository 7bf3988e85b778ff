"""What the tests of the scheduler share: vectors, moments, and strategies that reach every state."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from drillcli import clock
from drillcli.model import CardState, Moment, Rating
from drillcli.scheduler import MemoryModel, Policy, Scheduler, fsrs6, fsrs7, model

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "fsrs"
MS_PER_DAY = 86_400_000
NEVER_FUZZED = Policy(fuzz=False)


def vectors(name: str, folder: Path = HERE) -> dict[str, Any]:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def on_day(day: int, ms: int = 0) -> Moment:
    """`ms` after the start of study day `day`."""
    return Moment(day * MS_PER_DAY + ms, day, 0)


def local(text: str) -> Moment:
    """A local time with its offset, such as 2026-03-01T20:00+08:00, where the study day begins at 04:00."""
    when = datetime.fromisoformat(text)
    return Moment(int(when.timestamp() * 1000), clock.study_day(when, 4), int(when.utcoffset().total_seconds() // 60))


def later(at: Moment, ms: int) -> Moment:
    return Moment(at.ms + ms, (at.ms + ms) // MS_PER_DAY, at.offset)


def due_moment(state: CardState) -> Moment:
    return on_day(state.due_day) if state.due_ms is None else later(state.at, state.due_ms - state.at.ms)


def answer_all(scheduler: Scheduler, ratings: list[int], card: str = "deck/note") -> list[CardState]:
    """Answer one card again and again, each time when it is due."""
    states: list[CardState] = []
    for rating in ratings:
        before = states[-1] if states else None
        at = due_moment(before) if before else on_day(20_000)
        states.append(scheduler.review(card, before, Rating(rating), at))
    return states


def _vector_within(low: tuple[float, ...], high: tuple[float, ...]) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(*(st.floats(a, b) for a, b in zip(low, high, strict=True)))


def _raised(w: tuple[float, ...]) -> tuple[float, ...]:
    """Lift parameters that fell below the one they must at least equal."""
    raised = list(w)
    for lower, upper in fsrs7.RISING:
        raised[upper] = max(raised[lower], raised[upper])
    return tuple(raised)


models: st.SearchStrategy[MemoryModel] = st.one_of(
    st.sampled_from(["fsrs6", "fsrs7"]).map(model),
    _vector_within(fsrs6.LOW, fsrs6.HIGH).map(lambda w: model("fsrs6", w)),
    _vector_within(fsrs7.LOW, fsrs7.HIGH).map(lambda w: model("fsrs7", _raised(w))),
)
steps = st.lists(st.integers(0, 4 * 1440), max_size=4).map(tuple)
policies = st.builds(
    Policy,
    desired_retention=st.floats(0.7, 0.99),
    learning_steps=steps,
    relearning_steps=steps,
    maximum_interval=st.one_of(st.integers(1, 30), st.integers(1, 36500)),
    fuzz=st.booleans(),
)
ratings = st.sampled_from(list(Rating))
gaps = st.one_of(st.just(0), st.integers(0, MS_PER_DAY), st.integers(0, 2000 * MS_PER_DAY))
"""Milliseconds between two reviews: none, within the day, or up to years."""
histories = st.lists(st.tuples(ratings, gaps), max_size=12)
loads = st.one_of(st.none(), st.integers(0, 200).map(lambda peak: lambda first, last: range_load(first, last, peak)))


def range_load(first: int, last: int, peak: int) -> list[int]:
    """A load that jumps up and down from day to day, up to `peak`."""
    return [peak * (day * 7919 % 13) // 12 for day in range(first, last + 1)]


def reach(scheduler: Scheduler, history: list[tuple[Rating, int]]) -> tuple[CardState | None, Moment]:
    """Answer a card with given gaps; return its state and the moment of the next review."""
    state, at = None, on_day(20_000)
    for rating, gap in history:
        state = scheduler.review("deck/note", state, rating, at)
        at = later(at, gap)
    return state, at


def is_rising(values: list[int]) -> bool:
    return all(a <= b for a, b in pairwise(values))
