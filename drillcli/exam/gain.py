"""What a second of study wins: the recall that a review adds on the exam's day, by what it costs.

The gain is myopic on purpose: it takes each review for the last one. What looks further ahead was tried while this was
designed: the value of one more review at a price of time, and the dynamic program of a single card under the best daily
prices. Where the planner's model was the learner's own, the latter won 0.3 to 2 points of recall; over learners who
differ from their model, the former won nothing on average and lost up to twelve where its price was wrong. So the gain
says what is worth its time at all; in which order, it says in the last days only (`Worth.merit`).
"""

from typing import NamedTuple

from drillcli.exam.values import Pace
from drillcli.model import Moment
from drillcli.scheduler.base import Memory, MemoryModel
from drillcli.scheduler.urgency import urgency

AGAIN, GOOD = 1, 3
STEP = (Moment(0, 0, 0), Moment(600_000, 0, 0))
"""Two answers ten minutes apart, as they are in the default learning and relearning steps (1m 10m / 10m)."""
STEPS_AFTER = (2, 2, 1, 0)
"""How many answers of Good lead through the default steps after a first Again, Hard, Good, Easy."""
LAST_DAYS = 2
"""The days before the exam on which a review may well be the last one of its card."""
LEAST, LEAST_LAST = 0.024, 0.0016
"""What a review must win, in cards, before the last days and in them.

Early on it can be made up for later, so a small win is none. Tuned on simulated learners (other seeds than those
reported): the same recall as without it, in a quarter less time where time is ample.
"""


class Worth(NamedTuple):
    """What studying a card wins by second, the seconds it takes (means), and how urgent it is as a review."""

    rate: float
    seconds: float
    urgency: float = 0.0

    def merit(self, left: int) -> float:
        """Return by what reviews are ordered: in the last days by what they win, before by what they do for later ones.

        Tuned, as LAST_DAYS was, on simulated learners of other seeds than those reported (`tests/benchmarks/exam.py`).
        """
        return self.rate if left <= LAST_DAYS else self.urgency


class Gauge:
    """Measures what studying cards of one memory model wins, for a learner of a given pace."""

    def __init__(self, model: MemoryModel, pace: Pace) -> None:
        self.model = model
        self._pace = pace
        self._step = model.elapsed(*STEP)
        self._firsts = tuple(self._learned(rating) for rating in range(1, 5))

    def recall(self, memory: Memory, elapsed: float) -> float:
        """Return the probability of recall `elapsed` days after the last review."""
        return self.model.retrievability(memory, elapsed)

    def begun(self, rating: int) -> Memory:
        """Return the memory of a new card at the end of its first day, by its first rating."""
        return self._firsts[rating - 1]

    def reviewed(self, memory: Memory, elapsed: float, *, recalled: bool) -> Memory:
        """Return the memory at the end of the day of a review: after Good, or after Again and a relearning step."""
        if recalled:
            return self.model.next(memory, GOOD, elapsed)
        return self.model.next(self.model.next(memory, AGAIN, elapsed), GOOD, self._step)

    def review(self, memory: Memory, elapsed: float, left: float) -> Worth:
        """Return what a review is worth now, `left` days before the exam."""
        recall = self.model.retrievability
        now = recall(memory, elapsed)
        kept = recall(self.reviewed(memory, elapsed, recalled=True), left)
        relearned = recall(self.reviewed(memory, elapsed, recalled=False), left)
        won = now * kept + (1 - now) * relearned - recall(memory, elapsed + left)
        seconds = self._pace.review + (1 - now) * self._pace.lapse
        return Worth(won / seconds, seconds, urgency(now, self.model.difficulty(memory), 0))

    def begin(self, left: float) -> Worth:
        """Return the same of a new card."""
        shares = zip(self._pace.first, self._firsts, strict=True)
        won = sum(share * self.model.retrievability(memory, left) for share, memory in shares)
        return Worth(won / self._pace.new, self._pace.new)

    def _learned(self, rating: int) -> Memory:
        memory = self.model.first(rating)
        for _ in range(STEPS_AFTER[rating - 1]):
            memory = self.model.next(memory, GOOD, self._step)
        return memory


def least(left: int, pace: Pace) -> float:
    """Return what a second of review must win to be spent, `left` days before the exam."""
    return (LEAST_LAST if left <= LAST_DAYS else LEAST) / pace.review
