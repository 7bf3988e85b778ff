"""True retention in time order: by day, by week, by month."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from drillcli.clock import date_of, day_of
from drillcli.stats.days import Days
from drillcli.stats.heatmap import WEEK, monday
from drillcli.stats.recall import Retention, retention

DAYS, WEEKS, MONTHS = 30, 26, 24
"""How far back each goes when no day is given to begin with."""

TESTS = ("young", "young_recalled", "mature", "mature_recalled")


class Span(NamedTuple):
    """The study days from `first` to `last` (both included), and the retention in them."""

    first: int
    last: int
    retention: Retention


@dataclass(frozen=True, slots=True)
class Series:
    """Retention day by day, week by week (from Monday) and month by month (by the calendar), without gaps, up to today.

    The first week and month may begin late, with the first answer, and the last ones end today.
    """

    days: Sequence[Span]
    weeks: Sequence[Span]
    months: Sequence[Span]


def series(days: Days, since: int | None, today: int) -> Series:
    """Return the retention from the study day `since` on, else over the last 30 days, 26 weeks and 24 months.

    No span begins before the first answer.
    """
    earliest = max(min(days, default=today), since or 0)

    def begin(start: int) -> int:
        return earliest if since is not None else max(earliest, start)

    by_day = begin(today - DAYS + 1)
    by_week = begin(monday(today) - WEEK * (WEEKS - 1))
    by_month = begin(list(islice(months(today), MONTHS))[-1])
    return Series(
        spans(days, range(by_day, today + 1), today),
        spans(days, [by_week, *range(monday(by_week) + WEEK, today + 1, WEEK)], today),
        spans(days, [by_month, *reversed(list(takewhile(lambda first: first > by_month, months(today))))], today),
    )


def months(today: int) -> Iterator[int]:
    """Yield the first study days of the months, from today's back without end."""
    first = date_of(today).replace(day=1)
    while True:
        yield day_of(first)
        first = (first - timedelta(days=1)).replace(day=1)


def spans(days: Days, firsts: Sequence[int], today: int) -> list[Span]:
    """Return the retention of the spans that begin on these days, each up to the next one, the last up to today."""
    sums = [dict.fromkeys(TESTS, 0) for _first in firsts]
    for day, row in days.items():
        if firsts[0] <= day <= today:
            into = sums[bisect_right(firsts, day) - 1]
            for column in TESTS:
                into[column] += row[column]
    return [Span(a, b - 1, retention(part)) for (a, b), part in zip(pairwise([*firsts, today + 1]), sums, strict=True)]
