"""How much was remembered: true retention.

It is measured on the first answer of a study day to each card in review, whose intervals are days: was it anything
but Again? Later answers of that day, and cards still in their steps, say little about memory. Cards at an interval
below 21 days are young, the others mature.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from drillcli.stats.days import Days, total

PERIODS: Mapping[str, int | None] = {"today": 1, "last_7_days": 7, "last_30_days": 30, "all_time": None}
"""How many study days each period has, the last one being today; None for all."""


@dataclass(frozen=True, slots=True)
class Recall:
    """How many first answers there were, and how many of them were not Again."""

    answers: int
    recalled: int

    @property
    def share(self) -> float | None:
        """The share (0 to 1) that was recalled; None without answers."""
        return self.recalled / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Retention:
    """The recall of young cards and of mature ones."""

    young: Recall
    mature: Recall

    @property
    def total(self) -> Recall:
        """The recall of both."""
        return Recall(self.young.answers + self.mature.answers, self.young.recalled + self.mature.recalled)


def retention(sums: Mapping[str, int]) -> Retention:
    """Return the retention in the sums of some study days."""
    return Retention(Recall(sums["young"], sums["young_recalled"]), Recall(sums["mature"], sums["mature_recalled"]))


def by_period(days: Days, today: int) -> dict[str, Retention]:
    """Return the retention in each of the `PERIODS`."""
    firsts = {name: None if length is None else today - length + 1 for name, length in PERIODS.items()}
    return {name: retention(total(days, first, today)) for name, first in firsts.items()}
