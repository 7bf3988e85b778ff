"""When the recall of many cards at once falls to what is wanted."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drillcli.scheduler.fsrs7 import DECAY_MAX, DECAY_MIN
from drillcli.scheduler.mixture import EDGE, LONGEST, SCALE

STEPS = 40
TOLERANCE = 1e-9
"""How far ln t may still move in Newton's last step."""


def of_fsrs6(w: Sequence[float], memory: np.ndarray, desired: np.ndarray) -> np.ndarray:
    """Return days, not rounded, as `scheduler.fsrs6.Fsrs6.interval` does: the inverse of its one power curve."""
    return memory[0] * (desired ** (-1 / w[20]) - 1) / (0.9 ** (-1 / w[20]) - 1)


def of_fsrs7(w: Sequence[float], memory: np.ndarray, desired: np.ndarray) -> np.ndarray:
    """Return days, not rounded and at most LONGEST, as `scheduler.fsrs7.Fsrs7.interval` does."""
    return _solved(_mixture(w, memory), (desired - EDGE) / SCALE)


class Mixture(NamedTuple):
    """The coefficients of `scheduler.mixture.Mixture`, one for each card."""

    share: np.ndarray
    fast_decay: np.ndarray
    fast_rate: np.ndarray
    slow_decay: float
    slow_rate: np.ndarray


def _mixture(w: Sequence[float], memory: np.ndarray) -> Mixture:
    """Return the curves; what `drillcli.fitting.fsrs7.forgetting` tells of one time, here for all times."""
    slow, fast, difficulty = memory
    hardness = difficulty - 5
    fast_decay = np.clip(w[23] * fast ** (w[33] - 0.3), DECAY_MIN, DECAY_MAX)
    slow_decay = min(max(w[24], DECAY_MIN), DECAY_MAX)
    fast_weight = w[27] * fast ** -w[29]
    slow_weight = w[28] * slow ** w[30] * np.exp((w[31] - 0.5) * hardness)
    return Mixture(
        share=fast_weight / (fast_weight + slow_weight),
        fast_decay=fast_decay,
        fast_rate=np.expm1(np.minimum(-np.log(w[25]) / fast_decay, 60.0)) / fast,
        slow_decay=slow_decay,
        slow_rate=np.expm1(-np.log(w[26]) / slow_decay) * np.exp((w[32] - 0.3) * hardness) / slow,
    )


def _solved(curve: Mixture, wanted: np.ndarray) -> np.ndarray:
    """Return when the mixture falls to `wanted`: Newton's steps in x = ln t, halving where one leaves the bracket.

    The two times at which each curve alone falls to it enclose the answer (`scheduler.mixture`).
    """
    share, m, a, n, b = curve
    with np.errstate(over="ignore"):
        ends = np.log([np.expm1(-np.log(wanted) / m) / a, np.expm1(-np.log(wanted) / n) / b])
    left, right = np.minimum(np.sort(ends, axis=0), np.log(LONGEST))
    x = (left + right) / 2
    for _ in range(STEPS):
        t = np.exp(x)
        fast, slow = share * (1 + a * t) ** -m, (1 - share) * (1 + b * t) ** -n
        error = np.log((fast + slow) / wanted)
        left, right = np.where(error > 0, x, left), np.where(error > 0, right, x)
        fall = fast * m * a / (1 + a * t) + slow * n * b / (1 + b * t)
        moved = x + error * (fast + slow) / (fall * t)
        moved = np.where((moved < left) | (moved > right), (left + right) / 2, moved)
        is_done = np.all(np.abs(moved - x) < TOLERANCE)
        x = moved
        if is_done:
            break
    return np.exp(x)
