"""FSRS-6 and FSRS-7 over arrays, every learner with parameters of their own: the memories of simulated learners.

A memory is a tuple of equally shaped arrays. Formulas as in drillcli.scheduler; `python exam_memory.py` compares.
"""

from types import ModuleType
from typing import Any

import numpy as np

from drillcli.scheduler import fsrs6, fsrs7, model

Arrays = tuple[np.ndarray, ...]
SD6 = (
    0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27,
)  # fmt: skip
SD7 = (
    0.523, 0.2528, 0.4329, 0.2966, 0.2139, 0.2889, 0.1862, 0.175, 0.3812, 0.3013, 0.9104,
    0.3234, 0.2448, 0.3273, 0.1842, 0.1735, 0.4608, 0.311, 0.864, 0.0418, 0.2596, 0.0798, 0.0682,
    0.1282, 0.1397, 0.1407, 0.1489, 0.2, 0.15, 0.15,
)  # fmt: skip
"""Standard deviations over learners of all parameters but the first four: the priors of the fits of both models."""
FIRST_OF_LEARNER, FIRST_OF_RATING = 0.6, 0.3
"""Standard deviations of the logarithm of the first four (first stabilities): common to all, and for each."""


def drawn(module: ModuleType, deviations: tuple[float, ...], learners: int, rng: np.random.Generator) -> np.ndarray:
    """Draw parameters (learners, k) around a model's defaults, within its bounds."""
    default, low, high = (np.array(values, float) for values in (module.DEFAULTS, module.LOW, module.HIGH))
    first = FIRST_OF_RATING * rng.standard_normal((learners, 4)) + FIRST_OF_LEARNER * rng.standard_normal((learners, 1))
    rest = default[4:] + np.array(deviations) * rng.standard_normal((learners, len(deviations)))
    draw = np.clip(np.concatenate([np.sort(default[:4] * np.exp(first), axis=1), rest], axis=1), low, high)
    if module is fsrs7:
        draw[:, 26] = np.maximum(draw[:, 26], draw[:, 25])
    return draw


class Many:
    """A memory model for many memories; `parameters` is (memories, k), or (1, k) for parameters common to all."""

    size: int
    """How many numbers a memory has."""
    step: float
    """The days that count between two answers ten minutes apart."""

    def __init__(self, parameters: np.ndarray) -> None:
        self.parameters = parameters
        self.w = list(parameters.T)
        self.raw = np.stack([self.w[4] - np.exp(self.w[5] * g) + 1 for g in range(4)], axis=1)

    def of(self, learners: np.ndarray) -> "Many":
        """Return the model of memories that belong to these learners."""
        return self if len(self.parameters) == 1 else type(self)(self.parameters[learners])

    def _firsts(self, rating: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the first stability and difficulty by first rating."""
        row = 0 if len(self.parameters) == 1 else np.arange(len(rating))
        return self.parameters[row, rating - 1], np.clip(self.raw[row, rating - 1], 1, 10)


class Many6(Many):
    """FSRS-6; a memory is (stability, difficulty)."""

    size, step = 2, 0.0

    def first(self, rating: np.ndarray) -> Arrays:
        return self._firsts(rating)

    def recall(self, memory: Arrays, elapsed: np.ndarray | float) -> np.ndarray:
        decay = -self.w[20]
        return (1 + (0.9 ** (1 / decay) - 1) * elapsed / memory[0]) ** decay

    def next(self, memory: Arrays, rating: np.ndarray, elapsed: np.ndarray | float) -> Arrays:
        w = self.w
        s, d = memory
        q = 1 - self.recall(memory, elapsed)
        bonus = np.where(rating == 2, w[15], np.where(rating == 4, w[16], 1.0))
        success = s * (1 + np.exp(w[8]) * (11 - d) * s ** -w[9] * np.expm1(w[10] * q) * bonus)
        lapse = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp(w[14] * q)
        lapse = np.minimum(lapse, s / np.exp(w[17] * w[18]))
        same = np.exp(w[17] * (rating - 3 + w[18])) * s ** -w[19]
        same = s * np.where(rating == 1, same, np.maximum(same, 1))
        after = np.where(np.less(elapsed, 1), same, np.where(rating == 1, lapse, success))
        moved = d - w[6] * (rating - 3) / 9 * (10 - d)
        harder = w[7] * self.raw[:, 3] + (1 - w[7]) * moved
        return np.clip(after, fsrs6.S_MIN, fsrs6.S_MAX), np.clip(harder, 1, 10)


class Many7(Many):
    """FSRS-7; a memory is (slow stability, fast stability, difficulty)."""

    size, step = 3, 1 / 144

    def first(self, rating: np.ndarray) -> Arrays:
        s, d = self._firsts(rating)
        return np.maximum(s, fsrs7.S_MIN), np.maximum(0.8 * s, fsrs7.S_MIN), d

    def recall(self, memory: Arrays, elapsed: np.ndarray | float) -> np.ndarray:
        return self._both(memory, elapsed)[0]

    def next(self, memory: Arrays, rating: np.ndarray, elapsed: np.ndarray | float) -> Arrays:
        w = self.w
        s, f, d = memory
        recall, fast = self._both(memory, elapsed)
        slow_after = _grown(w[7:15], s, d, recall, rating)
        fast_after = _grown(w[15:23], f, d, fast, rating)
        fast_after = np.where(rating == 1, np.minimum(fast_after, 0.8 * slow_after), fast_after)
        step = -w[6] * (rating - 3) * np.where(rating == 1, recall + 0.1, 1.0)
        harder = 0.01 * self.raw[:, 3] + 0.99 * (d + (10 - d) * step / 9)
        low, high = fsrs7.S_MIN, fsrs7.S_MAX
        return np.clip(slow_after, low, high), np.clip(fast_after, low, high), np.clip(harder, 1, 10)

    def _both(self, memory: Arrays, elapsed: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        w = self.w
        s, f, d = memory
        fast_decay = np.clip(w[23] * f ** (w[33] - 0.3), 0.01, 0.95)
        slow_decay = np.clip(w[24], 0.01, 0.95)
        a = np.expm1(np.minimum(-np.log(w[25]) / fast_decay, 60)) / f
        b = np.expm1(-np.log(w[26]) / slow_decay) * np.exp((w[32] - 0.3) * (d - 5)) / s
        u = w[27] * f ** -w[29]
        v = w[28] * s ** w[30] * np.exp((w[31] - 0.5) * (d - 5))
        fast = (1 + a * elapsed) ** -fast_decay
        slow = (1 + b * elapsed) ** -slow_decay
        return 1e-5 + (1 - 2e-5) * (u * fast + v * slow) / (u + v), fast


def _grown(w: list[np.ndarray], s: np.ndarray, d: np.ndarray, recall: np.ndarray, rating: np.ndarray) -> np.ndarray:
    gain, saturation, low_recall, lapse, power, lapse_low_recall, hard, easy = w
    q = 1 - recall
    lapsed = np.minimum(lapse * ((s + 1) ** power - 1) * np.exp(q * lapse_low_recall), s)
    bonus = np.where(rating == 2, hard, np.where(rating == 4, easy, 1.0))
    grown = s * (1 + np.exp(gain - 1.5) * (11 - d) * s**-saturation * np.expm1(q * low_recall) * bonus)
    return np.where(rating == 1, lapsed, np.maximum(grown, lapsed))


def interval(model: Many, memory: Arrays, desired: float) -> np.ndarray:
    """Return the days until recall falls to `desired`: in closed form, or by halving in ln t."""
    if isinstance(model, Many6):
        decay = -model.w[20]
        return memory[0] * (desired ** (1 / decay) - 1) / (0.9 ** (1 / decay) - 1)
    low, high = np.full(memory[0].shape, -8.0), np.full(memory[0].shape, 11.0)
    for _ in range(24):
        middle = (low + high) / 2
        over = model.recall(memory, np.exp(middle)) > desired
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return np.exp(low)


def compare(many: type[Any], module: ModuleType, deviations: tuple[float, ...]) -> float:
    """Return the largest relative difference between arrays and drillcli's own model, over random lives."""
    rng = np.random.default_rng(0)
    parameters = drawn(module, deviations, 50, rng)
    singles = [model(module.__name__.rpartition(".")[2], tuple(row)) for row in parameters]
    rating = rng.integers(1, 5, 50)
    arrays, memories = (
        many(parameters).first(rating),
        [one.first(int(g)) for one, g in zip(singles, rating, strict=True)],
    )
    worst = 0.0
    for _ in range(10):
        elapsed, rating = rng.integers(0, 30, 50).astype(float), rng.integers(1, 5, 50)
        recall = [one.retrievability(m, t) for one, m, t in zip(singles, memories, elapsed, strict=True)]
        worst = max(worst, float(np.abs(many(parameters).recall(arrays, elapsed) / recall - 1).max()))
        arrays = many(parameters).next(arrays, rating, elapsed)
        memories = [one.next(m, int(g), t) for one, m, g, t in zip(singles, memories, rating, elapsed, strict=True)]
        worst = max(worst, float(np.abs(np.array(arrays).T / np.array(memories) - 1).max()))
    return worst


if __name__ == "__main__":
    print(f"fsrs6 {compare(Many6, fsrs6, SD6):.1e}, fsrs7 {compare(Many7, fsrs7, SD7):.1e}")
