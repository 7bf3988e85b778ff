"""Sums over study days."""

from collections.abc import Mapping
from typing import TypeAlias

from drillcli.store.history import TALLY

Days: TypeAlias = Mapping[int, Mapping[str, int]]
"""What was answered, by study day; the columns are those of `drillcli.store.history.TALLY`."""


def total(days: Days, first: int | None, last: int) -> dict[str, int]:
    """Return the sum of each column over the study days `first` (None: the first there is) to `last`."""
    chosen = [row for day, row in days.items() if day <= last and (first is None or day >= first)]
    return {column: sum(row[column] for row in chosen) for column in TALLY}


def streak(days: Days, today: int) -> int:
    """Return how many study days in a row have an answer, up to today, or to yesterday while today has none."""
    last = today if today in days else today - 1
    first = last
    while first in days:
        first -= 1
    return last - first


def longest(days: Days) -> int:
    """Return the most study days in a row that had an answer."""
    best = run = 0
    for day in sorted(days):
        run = run + 1 if day - 1 in days else 1
        best = max(best, run)
    return best


def since(days: Days, first: int | None) -> Days:
    """Return the study days from `first` on; all of them when that is None."""
    return days if first is None else {day: row for day, row in days.items() if day >= first}
