"""How well all cards are remembered now, and at which intervals they come."""

from collections.abc import Iterable
from math import inf

from drillcli.model import Moment
from drillcli.scheduler import MemoryModel, Stored, Survey
from drillcli.store.history import MATURE_DAYS

INTERVALS = (1, 2, 4, 7, 14, MATURE_DAYS, 30, 60, 90, 180, 365, 730, inf)
"""Edges for intervals, in days; one of them is where cards become mature."""

STABILITIES = (0, *INTERVALS)
"""Edges for stabilities, in days."""

DIFFICULTIES = tuple(range(1, 11))

RECALLS = tuple(number / 20 for number in range(21))


def remembered(groups: Iterable[tuple[MemoryModel, Iterable[Stored]]], now: Moment) -> Survey:
    """Return what each model says now of the memories that it made."""
    found = Survey([], [], [], [])
    for model, stored in groups:
        more = model.survey(stored, now)
        found.stability.extend(more.stability)
        found.difficulty.extend(more.difficulty)
        found.recall.extend(more.recall)
        found.intervals.extend(more.intervals)
    return found
