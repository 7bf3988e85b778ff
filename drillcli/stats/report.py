"""What `drill stats` reports, as one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from drillcli.stats.days import Days, streak, total
from drillcli.stats.recall import Recall, Retention, by_period, retention
from drillcli.store.queue import LEARNING, NEW, RELEARNING, REVIEW, SUSPENDED


@dataclass(frozen=True, slots=True)
class Day:
    """One study day: `answers` given in `took_ms`, the recall at the first asking, cards seen for the first time."""

    answers: int
    took_ms: int
    first_try: Recall
    introduced: int


class Practice(NamedTuple):
    """An exercise that was run: how often, when last (ISO 8601), and the report of the best run, None without one."""

    exercise: str
    runs: int
    last: str
    best: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Report:
    """How a learner is doing on the study day `day`.

    `cards` counts cards by state, `retention` is by period, `forecast` counts cards due on each day from
    today on, today's with the `backlog` from the days before. An empty `decks` means all of them. `exercises` are
    those that were run here.
    """

    day: int
    decks: Sequence[str]
    reviews: int
    today: Day
    streak: int
    cards: Mapping[str, int]
    retention: Mapping[str, Retention]
    forecast: Sequence[int]
    backlog: int
    exercises: Sequence[Practice] = ()


def report(
    day: int, decks: Sequence[str], days: Days, cards: Mapping[str, int], forecast: Sequence[int], backlog: int
) -> Report:
    """Return the report of a study day from what was answered on all `days`."""
    sums = total(days, day, day)
    today = Day(sums["reviews"], sums["took_ms"], retention(sums).total, sums["introduced"])
    reviews = total(days, None, max(days, default=day))["reviews"]
    return Report(day, decks, reviews, today, streak(days, day), cards, by_period(days, day), forecast, backlog)


def by_state(buckets: Sequence[Mapping[int, int]], mature: int) -> dict[str, int]:
    """Return how many cards are in each state, from the cards in each bucket of some decks."""
    new, learning, review, relearning, suspended = (
        sum(bucket.get(state, 0) for bucket in buckets) for state in (NEW, LEARNING, REVIEW, RELEARNING, SUSPENDED)
    )
    states = {"new": new, "learning": learning, "young": review - mature, "mature": mature}
    states |= {"relearning": relearning, "suspended": suspended}
    return {**states, "total": sum(states.values())}
