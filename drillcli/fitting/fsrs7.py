"""FSRS-7 for many reviews at once: the formulas of `drillcli.scheduler.fsrs7`, on arrays and on numbers with slopes.

Sources as there. `tests/fitting/` holds that both agree.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drillcli.fitting.dual import Number, by_rating, clamp, where
from drillcli.scheduler.fsrs7 import D_MAX, D_MIN, DECAY_MAX, DECAY_MIN, FAST_SHARE, MEAN_REVERSION, S_MAX, S_MIN

STATE = 3
"""A memory is a slow stability, a fast stability and a difficulty."""

FLOOR = 1e-5
"""How near to 0 and to 1 recall may come."""


class Curve(NamedTuple):
    """The forgetting curve at one time: what the fast and the slow component recall, and the share of the fast."""

    fast: Number
    slow: Number
    share: Number

    @property
    def recall(self) -> Number:
        """The probability of recall."""
        return FLOOR + (1 - 2 * FLOOR) * (self.slow + self.share * (self.fast - self.slow))


def first(w: Sequence[Number], rating: np.ndarray) -> tuple[Number, ...]:
    """Return the memories after first reviews."""
    slow = by_rating(rating, w[0], w[1], w[2], w[3])
    difficulty = clamp(first_difficulty(w, rating), D_MIN, D_MAX)
    return clamp(slow, S_MIN, S_MAX), clamp(FAST_SHARE * slow, S_MIN, S_MAX), difficulty


def step(w: Sequence[Number], memory: Sequence[Number], elapsed: np.ndarray, rating: np.ndarray) -> tuple[Number, ...]:
    """Return how likely recall was at reviews `elapsed` days after the ones before, and the memories after them."""
    slow, fast, difficulty = memory
    curve = forgetting(w, memory, elapsed)
    recall = curve.recall
    next_slow = growth(w[7:15], slow, difficulty, recall, rating)
    next_fast = growth(w[15:23], fast, difficulty, curve.fast, rating)
    next_fast = where(rating == 1, np.minimum(next_fast, FAST_SHARE * next_slow), next_fast)
    harder = next_difficulty(w, difficulty, recall, rating)
    return recall, clamp(next_slow, S_MIN, S_MAX), clamp(next_fast, S_MIN, S_MAX), clamp(harder, D_MIN, D_MAX)


def forgetting(w: Sequence[Number], memory: Sequence[Number], elapsed: np.ndarray) -> Curve:
    """Return the forgetting curve `elapsed` days after the last review.

    Fast: decay m = w23 F^(w33 - 0.3), falling to w25 at t = F; weight u = w27 F^-w29. Slow: decay w24,
    falling to w26 at t = S, sooner by e^((w32 - 0.3)(D - 5)); weight v = w28 S^w30 e^((w31 - 0.5)(D - 5)).
    """
    slow, fast, difficulty = memory
    hardness = difficulty - 5
    fast_decay = clamp(w[23] * fast ** (w[33] - 0.3), DECAY_MIN, DECAY_MAX)
    fast_rate = np.expm1(np.minimum(-np.log(w[25]) / fast_decay, 60.0)) / fast
    slow_decay = clamp(w[24], DECAY_MIN, DECAY_MAX)
    slow_rate = np.expm1(-np.log(w[26]) / slow_decay) * np.exp((w[32] - 0.3) * hardness) / slow
    fast_weight = w[27] * fast ** -w[29]
    slow_weight = w[28] * slow ** w[30] * np.exp((w[31] - 0.5) * hardness)
    return Curve(
        fast=(1 + fast_rate * elapsed) ** -fast_decay,
        slow=(1 + slow_rate * elapsed) ** -slow_decay,
        share=fast_weight / (fast_weight + slow_weight),
    )


def growth(w: Sequence[Number], stability: Number, difficulty: Number, recall: Number, rating: np.ndarray) -> Number:
    """Return one of the two stabilities after a review, by its eight parameters.

    Success: x (1 + e^(w0 - 1.5) (11 - D) x^-w1 (e^(w2 (1-R)) - 1) (w6 if Hard, w7 if Easy)), which is never less
    than after a lapse. Lapse: w3 ((x+1)^w4 - 1) e^(w5 (1-R)), at most x.
    """
    forgotten = 1 - recall
    lapsed = np.minimum(w[3] * ((stability + 1) ** w[4] - 1) * np.exp(w[5] * forgotten), stability)
    factor = by_rating(rating, 1.0, w[6], 1.0, w[7])
    gain = np.exp(w[0] - 1.5) * factor * (11 - difficulty) * stability ** -w[1] * np.expm1(w[2] * forgotten)
    return where(rating == 1, lapsed, stability * (1 + gain))


def first_difficulty(w: Sequence[Number], rating: np.ndarray | int) -> Number:
    """Return w4 - e^(w5 (G-1)) + 1, not clamped."""
    return w[4] - np.exp(w[5] * (rating - 1)) + 1


def next_difficulty(w: Sequence[Number], difficulty: Number, recall: Number, rating: np.ndarray) -> Number:
    """Return D - w6 (G - 3) (10 - D) / 9, a lapse weighing R + 0.1, drawn 1 % toward Easy's first difficulty."""
    change = w[6] * (3 - rating) * where(rating == 1, recall + 0.1, 1.0)
    moved = difficulty + (10 - difficulty) * change / 9
    return MEAN_REVERSION * first_difficulty(w, 4) + (1 - MEAN_REVERSION) * moved
