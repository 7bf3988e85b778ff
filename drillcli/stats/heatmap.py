"""A year of study days, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass

from drillcli.stats.days import Days

WEEKS = 53
WEEK = 7


@dataclass(frozen=True, slots=True)
class Heatmap:
    """How many answers each study day had, from the Monday `first` (a study day) up to today: at most 53 weeks.

    Weeks run from Monday to Sunday, so `counts[7 * week : 7 * week + 7]` is one of them; the last one is not full
    unless today is a Sunday.
    """

    first: int
    counts: Sequence[int]


def monday(day: int) -> int:
    """Return the study day of the Monday of a study day's week; day 0, 1970-01-01, was a Thursday."""
    return day - (day + 3) % WEEK


def heatmap(days: Days, since: int | None, today: int) -> Heatmap:
    """Return the 53 weeks up to today, or those from the week of the study day `since` on, when they are fewer."""
    first = max(monday(today) - WEEK * (WEEKS - 1), monday(since or 0))
    counts = [days[day]["reviews"] if day in days else 0 for day in range(first, today + 1)]
    return Heatmap(first, counts)
