"""When in the day answers are given, how long they take, and how much is recalled."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from drillcli.stats.distribution import Distribution, binned
from drillcli.stats.recall import Recall
from drillcli.store.spread import ANSWER_SECONDS, Counts

HOURS = 24


@dataclass(frozen=True, slots=True)
class Hour:
    """All `answers` that were given within an hour of the day, where the learner was, and the recall in them."""

    answers: int
    recall: Recall


def hours(rows: Mapping[int, Counts]) -> list[Hour]:
    """Return the hours from 0 to 23, from the counts by bin that `drillcli.store.spread` keeps."""
    counts = (rows.get(hour, (0, 0, 0, 0)) for hour in range(HOURS))
    return [Hour(n, Recall(tested, recalled)) for n, tested, recalled, _amount in counts]


def times(rows: Mapping[int, Counts]) -> Distribution:
    """Return how the seconds that answers took spread, from the counts by bin that `drillcli.store.spread` keeps.

    Mean and sum are exact, the quartiles are estimated.
    """
    empty = (0, 0, 0, 0)
    counts = [rows.get(number, empty)[0] for number in range(len(ANSWER_SECONDS))]
    return binned(counts, (*ANSWER_SECONDS, inf), sum(amount for *_counts, amount in rows.values()) / 1000)
