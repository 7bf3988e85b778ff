"""How well recall was predicted: what the model said before each test of memory, against what came of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drillcli.stats.recall import Recall
from drillcli.store.spread import MICRO, RECALL_BINS, Counts


@dataclass(frozen=True, slots=True)
class Bin:
    """The tests of memory whose predicted recall lay from `low` up to `high`: the mean prediction, what came of them.

    `predicted` is None in a bin without tests.
    """

    low: float
    high: float
    predicted: float | None
    actual: Recall


@dataclass(frozen=True, slots=True)
class Calibration:
    """Predicted recall against actual recall, in bins of equal width from 0 to 1, each with its counts.

    A test of memory is the first answer of a study day to a card in review, as for true retention. The predictions
    are those of the model and parameters in force, replayed over the log.
    """

    bins: Sequence[Bin]

    @property
    def actual(self) -> Recall:
        """All tests, and how many of them were recalled."""
        return Recall(sum(b.actual.answers for b in self.bins), sum(b.actual.recalled for b in self.bins))

    @property
    def predicted(self) -> float | None:
        """The mean of all predictions; None without tests."""
        n = self.actual.answers
        return math.fsum((b.predicted or 0) * b.actual.answers for b in self.bins) / n if n else None

    @property
    def rmse(self) -> float | None:
        """The root mean square over all tests of (mean prediction - share recalled) in their bin; None without tests.

        It is 0 where predictions are right on average; in bins with few tests chance alone makes it greater.
        """
        squares = [
            b.actual.answers * (b.predicted - b.actual.share) ** 2
            for b in self.bins
            if b.predicted is not None and b.actual.share is not None
        ]
        return math.sqrt(math.fsum(squares) / self.actual.answers) if squares else None


def calibration(rows: Mapping[int, Counts]) -> Calibration:
    """Return the calibration from the counts by bin that `drillcli.store.spread` keeps."""
    return Calibration([_bin(number, *rows.get(number, (0, 0, 0, 0))) for number in range(RECALL_BINS)])


def _bin(number: int, _n: int, tested: int, recalled: int, amount: int) -> Bin:
    predicted = amount / MICRO / tested if tested else None
    return Bin(number / RECALL_BINS, (number + 1) / RECALL_BINS, predicted, Recall(tested, recalled))
