"""How the answers of a study day spread: over the hours, over the time they took, over the recall that was predicted.

Counts by bin that add up, kept beside the sums of `day`, so that statistics need not read the log. Pure.
"""

from bisect import bisect_right
from collections.abc import Mapping
from enum import IntEnum
from typing import TypeAlias

from drillcli.model import CardState, Moment, Phase, Rating

ANSWER_SECONDS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
"""Where the bins of answer times begin, in seconds; the last one is open."""

RECALL_BINS = 40
"""How many bins of equal width the predicted recall (0 to 1) has."""

MICRO = 1_000_000
"""Predictions are summed as whole millionths, so that an undo takes away exactly what an answer added."""

_MINUTES_PER_HOUR, _HOURS, _MS_PER_MINUTE = 60, 24, 60_000


class Kind(IntEnum):
    """What the bins of a row stand for."""

    HOUR = 1
    TIME = 2
    RECALL = 3


ALL_TIME = 0
"""Stands in the place of a study day for all of them."""

Key: TypeAlias = tuple[int, int, int]
"""(kind, study day or `ALL_TIME`, bin)."""

Counts: TypeAlias = tuple[int, int, int, int]
"""How many answers (n), how many of them tested memory (tested) and how many of these were not Again (recalled);
and a sum (amount): of ms for TIME, of predicted recall in millionths for RECALL, 0 for HOUR."""

Spread: TypeAlias = Mapping[Key, Counts]


def tests_memory(before: CardState | None, day: int) -> bool:
    """Tell whether an answer on a study day shows if a card was remembered.

    Only the first answer of a day to a card in review does.
    """
    return before is not None and before.phase is Phase.REVIEW and before.at.day < day


def spread(before: CardState | None, rating: int, at: Moment, took_ms: int, predicted: float) -> dict[Key, Counts]:
    """Return what one answer adds; `predicted` is the recall (0 to 1) that the model gave a card in review."""
    tested = int(tests_memory(before, at.day))
    recalled = int(tested and rating > Rating.AGAIN)
    seconds = bisect_right(ANSWER_SECONDS, took_ms / 1000) - 1
    added: dict[tuple[int, int], Counts] = {
        (Kind.HOUR, hour(at)): (1, tested, recalled, 0),
        (Kind.TIME, max(seconds, 0)): (1, tested, recalled, took_ms),
    }
    if tested:
        bin_ = min(int(predicted * RECALL_BINS), RECALL_BINS - 1)
        added[Kind.RECALL, bin_] = (1, 1, recalled, round(predicted * MICRO))
    return {(kind, day, bin_): counts for day in (ALL_TIME, at.day) for (kind, bin_), counts in added.items()}


def hour(at: Moment) -> int:
    """Return the hour of the day (0 to 23) where the learner was."""
    return (at.ms // _MS_PER_MINUTE + at.offset) // _MINUTES_PER_HOUR % _HOURS


def gather(total: dict[Key, Counts], more: Spread) -> None:
    """Add the counts of `more` to `total`."""
    for key, (n, tested, recalled, amount) in more.items():
        old = total.get(key)
        total[key] = (
            (n, tested, recalled, amount)
            if old is None
            else (old[0] + n, old[1] + tested, old[2] + recalled, old[3] + amount)
        )
