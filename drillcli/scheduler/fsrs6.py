"""FSRS-6: a memory is a stability and a difficulty, and fades along one power curve over whole study days.

Formulas: the FSRS-6 section of "The Algorithm" in the wiki of open-spaced-repetition/fsrs4anki. Bounds and
the treatment of reviews on one day: fsrs-rs 6.6 (BSD-3-Clause), with which this agrees to float precision.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import islice

from drillcli.model import Answer, Moment, Rating
from drillcli.scheduler.base import Memory, Stored, Survey, check_parameters, clamp

DEFAULTS = (
    0.212, 1.2931, 2.3065, 8.2956,                   # 0-3: first stability after Again, Hard, Good, Easy
    6.4133, 0.8334, 3.0194, 0.001,                   # 4-7: difficulty: first, its spread, step, pull to the mean
    1.8722, 0.1666, 0.796,                           # 8-10: success: gain, saturation, benefit of low recall
    1.4835, 0.0614, 0.2629, 1.6483,                  # 11-14: lapse: factor, difficulty, stability, low recall
    0.6014, 1.8729,                                  # 15-16: Hard penalty, Easy bonus
    0.5425, 0.0912, 0.0658,                          # 17-19: same day: gain, offset, saturation
    0.1542,                                          # 20: decay of the forgetting curve
)  # fmt: skip
LOW = (0.001,) * 4 + (1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1)
HIGH = (100.0,) * 4 + (10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8)
S_MIN, S_MAX = 0.001, 36500.0
D_MIN, D_MAX = 1.0, 10.0
DECAY_BEFORE_6 = 0.5


def upgraded(parameters: Sequence[float]) -> tuple[float, ...]:
    """Return parameters of FSRS-4.5 (17) or FSRS-5 (19) as FSRS-6 takes them; any other number is left alone.

    Source: `check_and_fill_parameters` of fsrs-rs. FSRS-5 rescaled difficulty and FSRS-6 freed the decay.
    """
    w = tuple(float(value) for value in parameters)
    if len(w) == 17:
        w = (*w[:4], w[4] + 2 * w[5], math.log(3 * w[5] + 1) / 3, w[6] + 0.5, *w[7:], 0.0, 0.0)
    return (*w, 0.0, DECAY_BEFORE_6) if len(w) == 19 else w


class Fsrs6:
    """The FSRS-6 memory model; a memory is (stability in days, difficulty)."""

    name = "fsrs6"

    def __init__(self, parameters: Sequence[float] = DEFAULTS) -> None:
        """Take 21 parameters (17 or 19 of an older version are upgraded); raises ValueError for unfit ones."""
        self.parameters = w = upgraded(parameters)
        check_parameters(self.name, w, LOW, HIGH)
        unclamped = [w[4] - math.exp(w[5] * (rating - 1)) + 1 for rating in Rating]
        self._first = [(clamp(s, S_MIN, S_MAX), clamp(d, D_MIN, D_MAX)) for s, d in zip(w[:4], unclamped, strict=True)]
        self._decay = -w[20]
        self._factor = math.pow(0.9, 1 / self._decay) - 1
        self._gain = [math.exp(w[8]) * factor for factor in (0, 0, w[15], 1, w[16])]
        self._same_day_factor = [math.exp(w[17] * (rating - 3 + w[18])) for rating in range(5)]
        self._lapse_divisor = math.exp(w[17] * w[18])
        self._difficulty_step = [w[6] * (rating - 3) / 9 for rating in range(5)]
        self._pull, self._rest = w[7] * unclamped[-1], 1 - w[7]

    def elapsed(self, since: Moment, at: Moment) -> float:
        """Return the study days between two reviews: 20:00 to 19:00 the next day is one, the same day none."""
        return max(at.day - since.day, 0)

    def first(self, rating: int) -> Memory:
        """Return (w[G-1], w4 - e^(w5 (G-1)) + 1), clamped."""
        return self._first[rating - 1]

    def next(self, memory: Memory, rating: int, elapsed: float) -> Memory:
        """Return the memory after a review; within the day the short-term formula holds.

        D' = w7 D0(Easy) + (1 - w7) (D - w6 (G - 3) (10 - D) / 9); for S' see below.
        """
        recall = self.retrievability(memory, elapsed) if elapsed >= 1 else None
        return self._next(memory[0], memory[1], rating, recall)

    def retrievability(self, memory: Memory, elapsed: float) -> float:
        """Return R = (1 + F t / S)^-w20, with F such that R(S) is 90 %."""
        return math.pow(1 + self._factor * elapsed / memory[0], self._decay)

    def interval(self, memory: Memory, desired_retention: float) -> float:
        """Return t = S / F (r^(-1/w20) - 1), the inverse of `retrievability`."""
        return memory[0] / self._factor * (math.pow(desired_retention, 1 / self._decay) - 1)

    def stability(self, memory: Memory) -> float:
        """Return the days until recall falls to 90 %, which is what S means here."""
        return memory[0]

    def difficulty(self, memory: Memory) -> float:
        """Return the difficulty, 1 to 10."""
        return memory[1]

    def course(self, answers: Sequence[Answer]) -> tuple[Memory, list[float]]:
        """Return the memory after all answers, and the recall at each; see `next` and `retrievability`."""
        factor, decay, power, following = self._factor, self._decay, math.pow, self._next
        _ms, last, _offset, rating, _took, _interval = answers[0]
        stability, difficulty = self.first(rating)
        recalls = [1.0]
        for _ms, day, _offset, rating, _took, _interval in islice(answers, 1, None):
            recall = power(1 + factor * (day - last) / stability, decay) if day > last else None
            recalls.append(1.0 if recall is None else recall)
            stability, difficulty = following(stability, difficulty, rating, recall)
            last = day
        return (stability, difficulty), recalls

    def survey(self, stored: Iterable[Stored], now: Moment) -> Survey:
        """Return stability, difficulty and recall of many memories; see `retrievability`."""
        today, factor, decay, power = now.day, self._factor, self._decay, math.pow
        found = Survey([], [], [], [])
        add_stability, add_difficulty = found.stability.append, found.difficulty.append
        add_recall, add_interval = found.recall.append, found.intervals.append
        for stability, difficulty, _none, _ms, day, interval in stored:
            add_stability(stability)
            add_difficulty(difficulty)
            elapsed = today - day if day < today else 0
            add_recall(power(1 + factor * elapsed / stability, decay))
            if interval:
                add_interval(interval)
        return found

    def _next(self, stability: float, difficulty: float, rating: int, recall: float | None) -> Memory:
        """Return the memory after a review at which recall was expected so; None within the day."""
        if recall is None:
            after = self._same_day(stability, rating)
        elif rating == 1:
            after = self._lapse(stability, difficulty, 1 - recall)
        else:
            after = self._success(stability, difficulty, 1 - recall, rating)
        moved = difficulty - self._difficulty_step[rating] * (10 - difficulty)
        harder = self._pull + self._rest * moved
        return (
            S_MIN if after < S_MIN else S_MAX if after > S_MAX else after,  # `clamp`, without a call
            D_MIN if harder < D_MIN else D_MAX if harder > D_MAX else harder,
        )

    def _success(self, stability: float, difficulty: float, forgotten: float, rating: int) -> float:
        """Return S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1-R)) - 1) (w15 if Hard, w16 if Easy))."""
        w = self.parameters
        gain = self._gain[rating] * (11 - difficulty) * math.pow(stability, -w[9]) * math.expm1(w[10] * forgotten)
        return stability * (1 + gain)

    def _lapse(self, stability: float, difficulty: float, forgotten: float) -> float:
        """Return w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), at most S / e^(w17 w18)."""
        w = self.parameters
        strength = math.pow(difficulty, -w[12]) * (math.pow(stability + 1, w[13]) - 1)
        return min(w[11] * strength * math.exp(w[14] * forgotten), stability / self._lapse_divisor)

    def _same_day(self, stability: float, rating: int) -> float:
        """Return S e^(w17 (G - 3 + w18)) S^-w19; an answer that was right never weakens the memory."""
        factor = self._same_day_factor[rating] * math.pow(stability, -self.parameters[19])
        return stability * (factor if rating == 1 else max(factor, 1.0))
