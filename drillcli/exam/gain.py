"""What a second of study wins: the recall that a review adds on the exam's day, by what it costs.

The index is myopic on purpose. What looks further ahead was tried while this was designed: the value of one more
review at a price of time, and the dynamic program of a single card under the best daily prices. Where the planner's
model was the learner's own, the latter won 0.3 to 2 points of recall; over learners who differ from their model,
the former won nothing on average and lost up to twelve where its price was wrong.
"""

from drillcli.exam.values import Pace
from drillcli.model import Moment
from drillcli.scheduler.base import Memory, MemoryModel

AGAIN, GOOD = 1, 3
STEP = (Moment(0, 0, 0), Moment(600_000, 0, 0))
"""Two answers ten minutes apart, as they are in the default learning and relearning steps (1m 10m / 10m)."""
STEPS_AFTER = (2, 2, 1, 0)
"""How many answers of Good lead through the default steps after a first Again, Hard, Good, Easy."""
LAST_DAYS = 3
LEAST, LEAST_LAST = 0.024, 0.0016
"""What a review must win, in cards, before the last days and in them.

Early on it can be made up for later, so a small win is none. Tuned on simulated learners (other seeds than those
reported): the same recall as without it, in a quarter less time where time is ample.
"""


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

    def review(self, memory: Memory, elapsed: float, left: float) -> tuple[float, float]:
        """Return what a review now wins by second, `left` days before the exam, and the seconds it takes (means)."""
        recall = self.model.retrievability
        now = recall(memory, elapsed)
        kept = recall(self.reviewed(memory, elapsed, recalled=True), left)
        relearned = recall(self.reviewed(memory, elapsed, recalled=False), left)
        won = now * kept + (1 - now) * relearned - recall(memory, elapsed + left)
        seconds = self._pace.review + (1 - now) * self._pace.lapse
        return won / seconds, seconds

    def begin(self, left: float) -> tuple[float, float]:
        """Return the same of a new card."""
        shares = zip(self._pace.first, self._firsts, strict=True)
        won = sum(share * self.model.retrievability(memory, left) for share, memory in shares)
        return won / self._pace.new, self._pace.new

    def _learned(self, rating: int) -> Memory:
        memory = self.model.first(rating)
        for _ in range(STEPS_AFTER[rating - 1]):
            memory = self.model.next(memory, GOOD, self._step)
        return memory


def least(left: int, pace: Pace) -> float:
    """Return what a second of review must win to be spent, `left` days before the exam."""
    return (LEAST_LAST if left <= LAST_DAYS else LEAST) / pace.review
