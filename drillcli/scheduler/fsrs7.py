"""FSRS-7: a memory is a slow and a fast stability and a difficulty, and fades along a mixture over clock time.

Formulas: FSRS-7 with 34 parameters, as in fsrs-rs (BSD-3-Clause) and ts-fsrs (MIT). Times are fractional
days; reviews within a day follow the same formulas as all others.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from drillcli.locale import _
from drillcli.model import Answer, Moment, Rating
from drillcli.scheduler.base import Memory, Stored, Survey, check_parameters, clamp
from drillcli.scheduler.mixture import LONGEST, Mixture

DEFAULTS = (
    0.1104, 2.2395, 3.9221, 11.7841,                                 # 0-3: first stability by rating
    6.1686, 0.6457, 3.6807,                                          # 4-6: difficulty: first, its spread, step
    1.9795, 0.0, 1.3826, 0.7024, 0.5999, 0.8146, 0.6398, 1.0,        # 7-14: how the slow stability changes
    1.3207, 0.6707, 3.8668, 0.4416, 0.0934, 1.8631, 0.6162, 1.0869,  # 15-22: how the fast one does
    0.1567, 0.0801, 0.2421, 0.9464,                                  # 23-26: decay of fast, slow; base of fast, slow
    0.1433, 0.7145, 0.0, 0.5667,                                     # 27-30: weight of fast, slow; their powers
    0.3734, 0.5333, 0.3048,                                          # 31-33: difficulty; fast stability on its decay
)  # fmt: skip
LOW = (
    1e-4, 1e-4, 1e-4, 1e-4, 1, 0.001, 0.1,
    0, 0, 0.3, 0.01, 0.1, 0, 0, 1,
    0, 0, 0.5, 0.001, 0.001, 0, 0, 1,
    0.01, 0.01, 0.2, 0.5, 0.01, 0.1, 0, 0.1, 0, 0, 0,
)  # fmt: skip
HIGH = (
    50, 100, 100, 100, 10, 4, 4,
    4, 1.2, 3, 1.5, 1, 3.5, 1, 7,
    4, 2, 6, 1.5, 1, 5, 1, 7,
    0.25, 0.95, 0.85, 0.99, 1, 1, 0.9, 1.1, 1, 0.6, 0.6,
)  # fmt: skip
RISING = ((0, 1), (1, 2), (2, 3), (25, 26))
S_MIN, S_MAX = 1e-4, LONGEST
D_MIN, D_MAX = 1.0, 10.0
DECAY_MIN, DECAY_MAX = 0.01, 0.95
FAST_SHARE = 0.8
MEAN_REVERSION = 0.01
MS_PER_DAY = 86_400_000


class Growth(NamedTuple):
    """How a review changes one of the two stabilities; the fields are eight parameters in their order."""

    gain: float
    saturation: float
    low_recall: float
    lapse: float
    lapse_power: float
    lapse_low_recall: float
    hard: float
    easy: float

    def after(self, stability: float, difficulty: float, recall: float, rating: int) -> float:
        """Return the stability after a review at which recall was expected with probability `recall`."""
        gain, saturation, low_recall, lapse, lapse_power, lapse_low_recall, hard, easy = self
        forgotten = 1 - recall
        lapsed = lapse * (math.pow(stability + 1, lapse_power) - 1) * math.exp(forgotten * lapse_low_recall)
        lapsed = min(lapsed, stability)
        if rating == 1:
            return lapsed
        factor = hard if rating == 2 else easy if rating == 4 else 1.0
        growth = math.exp(gain - 1.5) * (11 - difficulty) * math.pow(stability, -saturation)
        return max(stability * (1 + growth * math.expm1(forgotten * low_recall) * factor), lapsed)


class Fsrs7:
    """The FSRS-7 memory model; a memory is (slow stability, fast stability, difficulty)."""

    name = "fsrs7"

    def __init__(self, parameters: Sequence[float] = DEFAULTS) -> None:
        """Take 34 parameters; raises ValueError for unfit ones (the 35 of early 2026 are another model)."""
        self.parameters = w = tuple(float(value) for value in parameters)
        check_parameters(self.name, w, LOW, HIGH)
        check_order(w)
        unclamped = [w[4] - math.exp(w[5] * (rating - 1)) + 1 for rating in Rating]
        self._first = [
            (clamp(s, S_MIN, S_MAX), clamp(FAST_SHARE * s, S_MIN, S_MAX), clamp(d, D_MIN, D_MAX))
            for s, d in zip(w[:4], unclamped, strict=True)
        ]
        self._mean_difficulty = unclamped[-1]
        self._slow_growth = Growth(*w[7:15])
        self._fast_growth = Growth(*w[15:23])
        self._slow_decay = clamp(w[24], DECAY_MIN, DECAY_MAX)
        self._slow_fall = math.expm1(-math.log(w[26]) / self._slow_decay)

    def elapsed(self, since: Moment, at: Moment) -> float:
        """Return the clock time between two reviews in days; neither rollover nor time zone matters."""
        return max(at.ms - since.ms, 0) / MS_PER_DAY

    def first(self, rating: int) -> Memory:
        """Return (w[G-1], 0.8 w[G-1], w4 - e^(w5 (G-1)) + 1), clamped."""
        return self._first[rating - 1]

    def next(self, memory: Memory, rating: int, elapsed: float) -> Memory:
        """Return the memory after a review: slow stability by the mixture's recall, fast by the fast curve's own."""
        return self._next(memory, rating, self._curve(memory), max(elapsed, 0.0))

    def retrievability(self, memory: Memory, elapsed: float) -> float:
        """Return the probability of recall after `elapsed` days."""
        return self._curve(memory).recall(max(elapsed, 0.0))

    def interval(self, memory: Memory, desired_retention: float) -> float:
        """Return the days until recall falls to `desired_retention`, at most 36500; it may be mere seconds."""
        return self._curve(memory).days_until(desired_retention)

    def stability(self, memory: Memory) -> float:
        """Return the days until recall falls to 90 %; neither of the two stabilities is that."""
        return self.interval(memory, 0.9)

    def difficulty(self, memory: Memory) -> float:
        """Return the difficulty, 1 to 10."""
        return memory[2]

    def course(self, answers: Sequence[Answer]) -> tuple[Memory, list[float]]:
        """Return the memory after all answers, and the recall at each, from one curve each."""
        last, _day, _offset, rating, _took, _interval = answers[0]
        memory, recalls = self.first(rating), [1.0]
        for ms, _day, _offset, rating, _took, _interval in islice(answers, 1, None):
            curve, elapsed = self._curve(memory), max(ms - last, 0) / MS_PER_DAY
            recalls.append(curve.recall(elapsed))
            memory, last = self._next(memory, rating, curve, elapsed), ms
        return memory, recalls

    def survey(self, stored: Iterable[Stored], now: Moment) -> Survey:
        """Return stability, difficulty and recall of many memories, from one curve each."""
        found = Survey([], [], [], [])
        for slow, fast, difficulty, ms, _day, interval in stored:
            hard = difficulty or D_MIN  # which every memory of this model has
            curve = self._curve((slow, fast, hard))
            found.stability.append(curve.days_until(0.9))
            found.difficulty.append(hard)
            found.recall.append(curve.recall(max(now.ms - ms, 0) / MS_PER_DAY))
            if interval:
                found.intervals.append(interval)
        return found

    def _curve(self, memory: Memory) -> Mixture:
        """Return the forgetting curve of a memory.

        Fast: decay m = w23 F^(w33 - 0.3), falling to w25 at t = F; weight u = w27 F^-w29. Slow: decay w24,
        falling to w26 at t = S, sooner by e^((w32 - 0.3)(D - 5)); weight v = w28 S^w30 e^((w31 - 0.5)(D - 5)).
        """
        w = self.parameters
        slow, fast, difficulty = memory
        hardness = difficulty - 5
        fast_decay = clamp(w[23] * math.pow(fast, w[33] - 0.3), DECAY_MIN, DECAY_MAX)
        fast_rate = math.expm1(min(-math.log(w[25]) / fast_decay, 60.0)) / fast
        slow_rate = self._slow_fall * math.exp((w[32] - 0.3) * hardness) / slow
        fast_weight = w[27] * math.pow(fast, -w[29])
        slow_weight = w[28] * math.pow(slow, w[30]) * math.exp((w[31] - 0.5) * hardness)
        return Mixture(fast_weight / (fast_weight + slow_weight), fast_decay, fast_rate, self._slow_decay, slow_rate)

    def _next(self, memory: Memory, rating: int, curve: Mixture, elapsed: float) -> Memory:
        """Return the memory after a review on its forgetting curve."""
        slow, fast, difficulty = memory
        recall = curve.recall(elapsed)
        next_slow = self._slow_growth.after(slow, difficulty, recall, rating)
        next_fast = self._fast_growth.after(fast, difficulty, curve.fast(elapsed), rating)
        if rating == 1:
            next_fast = min(next_fast, FAST_SHARE * next_slow)
        return (
            clamp(next_slow, S_MIN, S_MAX),
            clamp(next_fast, S_MIN, S_MAX),
            self._next_difficulty(difficulty, recall, rating),
        )

    def _next_difficulty(self, difficulty: float, recall: float, rating: int) -> float:
        """Return D - w6 (G - 3) (10 - D) / 9, a lapse weighing R + 0.1, drawn 1 % toward Easy's first difficulty."""
        step = -self.parameters[6] * (rating - 3) * (recall + 0.1 if rating == 1 else 1.0)
        moved = difficulty + (10 - difficulty) * step / 9
        return clamp(MEAN_REVERSION * self._mean_difficulty + (1 - MEAN_REVERSION) * moved, D_MIN, D_MAX)


def check_order(parameters: Sequence[float]) -> None:
    """Raise ValueError where a parameter falls below the one that it must at least equal."""
    for lower, upper in RISING:
        if parameters[upper] < parameters[lower]:
            message = _("parameter {upper} of {model} must not be below parameter {lower}")
            raise ValueError(message.format(upper=upper, model=Fsrs7.name, lower=lower))
