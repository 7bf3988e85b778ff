"""What `drill stats` reports, as one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from drillcli.scheduler import Survey
from drillcli.stats.calibration import Calibration, calibration
from drillcli.stats.days import Days, longest, since, streak, total
from drillcli.stats.distribution import Distribution, distribution
from drillcli.stats.due import by_state, forecast, overdue
from drillcli.stats.hardest import HardCard
from drillcli.stats.heatmap import Heatmap, heatmap
from drillcli.stats.hours import Hour, hours, times
from drillcli.stats.memory import DIFFICULTIES, INTERVALS, RECALLS, STABILITIES
from drillcli.stats.recall import Recall, Retention, by_period, retention
from drillcli.stats.series import Series, series
from drillcli.store.history import MATURE_DAYS
from drillcli.store.spread import Kind
from drillcli.store.statistics import Bins, LoadRow

FORECAST_DAYS = 30


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


BLOCKS = (
    "today",
    "cards",
    "retention",
    "forecast",
    "calibration",
    "heatmap",
    "intervals",
    "stability",
    "difficulty",
    "recall",
    "times",
    "hours",
    "hardest",
    "exercises",
)
"""The parts of the page, from top to bottom, by the names that `--only` takes."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a learner is doing on the study day `day`: everything that the page shows.

    It is about some `decks` (none: all) and cards with a `tag` (None: any). `since` is the study day from which
    answers count (None: all of them); it limits neither the streaks nor what is told of cards as they stand now.

    `reviews` counts answers and `days_studied` the study days that had any. The `streak` is the days in a row up to
    today, or to yesterday while today has no answer; `longest_streak` is the longest ever. `cards` counts cards by
    state. `retention` is by period, `series` in time order. `forecast` counts cards due on each day from today on,
    today's with the `backlog` from the days before.

    `intervals` (days) are those of cards in review; `stability` (days until recall falls to 90 %, whatever the
    model), `difficulty` (1 to 10) and `recall` (0 to 1, now) those of all cards in review or in steps, so that
    `recall.sum` is how many of them the learner is expected to know now. Suspended cards are left out of the four.
    `times` are the seconds that answers took. `hardest` come hardest first; `leeches` counts all there are.
    `exercises` are those that were run here.
    """

    day: int
    decks: Sequence[str]
    tag: str | None
    since: int | None
    reviews: int
    days_studied: int
    today: Day
    streak: int
    longest_streak: int
    cards: Mapping[str, int]
    retention: Mapping[str, Retention]
    series: Series
    forecast: Sequence[int]
    backlog: int
    calibration: Calibration
    heatmap: Heatmap
    intervals: Distribution
    stability: Distribution
    difficulty: Distribution
    recall: Distribution
    times: Distribution
    hours: Sequence[Hour]
    hardest: Sequence[HardCard]
    leeches: int
    exercises: Sequence[Practice] = ()


class Facts(NamedTuple):
    """What a report is made from: rows of the store, each read once.

    `days` are all there are, `bins` those from the day on that the report is limited to.
    """

    days: Days
    bins: Bins
    load: Sequence[LoadRow]
    memories: Survey
    hardest: Sequence[HardCard]
    leeches: int
    exercises: Sequence[Practice]


def report(day: int, decks: Sequence[str], tag: str | None, first: int | None, facts: Facts) -> Report:
    """Return the report of the study day `day` on answers from the study day `first` (None: the first there is) on."""
    days, memories = since(facts.days, first), facts.memories
    sums = total(facts.days, day, day)
    intervals = distribution(memories.intervals, INTERVALS)
    return Report(
        day=day,
        decks=decks,
        tag=tag,
        since=first,
        reviews=sum(row["reviews"] for row in days.values()),
        days_studied=len(days),
        today=Day(sums["reviews"], sums["took_ms"], retention(sums).total, sums["introduced"]),
        streak=streak(facts.days, day),
        longest_streak=longest(facts.days),
        cards=by_state(facts.load, sum(intervals.counts[INTERVALS.index(MATURE_DAYS) :])),
        retention=by_period(days, day),
        series=series(days, first, day),
        forecast=forecast(facts.load, day, FORECAST_DAYS),
        backlog=overdue(facts.load, day),
        calibration=calibration(facts.bins.get(Kind.RECALL, {})),
        heatmap=heatmap(days, first, day),
        intervals=intervals,
        stability=distribution(memories.stability, STABILITIES),
        difficulty=distribution(memories.difficulty, DIFFICULTIES),
        recall=distribution(memories.recall, RECALLS),
        times=times(facts.bins.get(Kind.TIME, {})),
        hours=hours(facts.bins.get(Kind.HOUR, {})),
        hardest=facts.hardest,
        leeches=facts.leeches,
        exercises=facts.exercises,
    )
