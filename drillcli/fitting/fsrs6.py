"""FSRS-6 for many reviews at once: the formulas of `drillcli.scheduler.fsrs6`, on arrays and on numbers with slopes.

Sources as there. `tests/fitting/` holds that both agree.
"""

from collections.abc import Sequence

import numpy as np

from drillcli.fitting.dual import Number, by_rating, clamp, where
from drillcli.scheduler.fsrs6 import D_MAX, D_MIN, S_MAX, S_MIN

STATE = 2
"""A memory is a stability and a difficulty."""


def first(w: Sequence[Number], rating: np.ndarray, least: float = S_MIN) -> tuple[Number, ...]:
    """Return the memories after first reviews; no stability is below `least`."""
    stability = by_rating(rating, w[0], w[1], w[2], w[3])
    return clamp(stability, least, S_MAX), clamp(first_difficulty(w, rating), D_MIN, D_MAX)


def step(
    w: Sequence[Number], memory: Sequence[Number], elapsed: np.ndarray, rating: np.ndarray, least: float = S_MIN
) -> tuple[Number, ...]:
    """Return how likely recall was at reviews `elapsed` days after the ones before, and the memories after them.

    Below one day the short-term formula holds, whether days are whole or not; no stability is below `least`.
    """
    stability, difficulty = memory
    recall = recalled(w, stability, elapsed)
    lapsed = lapse(w, stability, difficulty, recall)
    grown = success(w, stability, difficulty, recall, rating)
    after = where(elapsed < 1, same_day(w, stability, rating), where(rating == 1, lapsed, grown))
    return recall, clamp(after, least, S_MAX), clamp(next_difficulty(w, difficulty, rating), D_MIN, D_MAX)


def recalled(w: Sequence[Number], stability: Number, elapsed: np.ndarray) -> Number:
    """Return R = (1 + F t / S)^-w20, with F such that R(S) is 90 %."""
    factor = np.power(0.9, -1 / w[20]) - 1
    return (1 + factor * elapsed / stability) ** -w[20]


def success(w: Sequence[Number], stability: Number, difficulty: Number, recall: Number, rating: np.ndarray) -> Number:
    """Return S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1-R)) - 1) (w15 if Hard, w16 if Easy))."""
    factor = by_rating(rating, 1.0, w[15], 1.0, w[16])
    gain = np.exp(w[8]) * factor * (11 - difficulty) * stability ** -w[9] * np.expm1(w[10] * (1 - recall))
    return stability * (1 + gain)


def lapse(w: Sequence[Number], stability: Number, difficulty: Number, recall: Number) -> Number:
    """Return w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), at most S / e^(w17 w18)."""
    strength = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp(w[14] * (1 - recall))
    return np.minimum(strength, stability * np.exp(-(w[17] * w[18])))


def same_day(w: Sequence[Number], stability: Number, rating: np.ndarray) -> Number:
    """Return S e^(w17 (G - 3 + w18)) S^-w19; an answer that was right never weakens the memory."""
    factor = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
    return stability * where(rating == 1, factor, np.maximum(factor, 1.0))


def first_difficulty(w: Sequence[Number], rating: np.ndarray | int) -> Number:
    """Return w4 - e^(w5 (G-1)) + 1, not clamped."""
    return w[4] - np.exp(w[5] * (rating - 1)) + 1


def next_difficulty(w: Sequence[Number], difficulty: Number, rating: np.ndarray) -> Number:
    """Return w7 D0(Easy) + (1 - w7) (D - w6 (G - 3) (10 - D) / 9)."""
    moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
    return w[7] * first_difficulty(w, 4) + (1 - w[7]) * moved
