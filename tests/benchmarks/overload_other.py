"""A memory that is not of the FSRS family: each card grows at a pace of its own, which no later rating changes."""

import numpy as np
from exam_memory import Arrays, Many

FIRST = np.array([0.5, 1.5, 3.5, 9.0])
"""First stability in days by first rating."""
GROWTH = np.array([4.0, 6.0, 9.0, 14.0])
"""How fast it grows, by first rating."""
HARD, EASY = 0.5, 1.6
LEAST, MOST = 0.05, 36_500.0


class Other(Many):
    """A memory is (stability, growth); recall is 1 / (1 + t / 9 S), the curve of the first FSRS.

    A success multiplies stability by 1 + g (1 - R), a lapse leaves its root; an answer within the day changes little.
    """

    size, step = 2, 0.0

    def __init__(self) -> None:
        self.parameters = np.ones((1, 1))

    def first(self, rating: np.ndarray) -> Arrays:
        return FIRST[rating - 1], GROWTH[rating - 1]

    def recall(self, memory: Arrays, elapsed: np.ndarray | float) -> np.ndarray:
        return 1 / (1 + elapsed / memory[0] / 9)

    def next(self, memory: Arrays, rating: np.ndarray, elapsed: np.ndarray | float) -> Arrays:
        stability, growth = memory
        bonus = np.where(rating == 2, HARD, np.where(rating == 4, EASY, 1.0))
        grown = stability * (1 + growth * bonus * (1 - self.recall(memory, elapsed)))
        lapsed = np.minimum(stability, np.sqrt(stability))
        same = stability * np.where(rating == 1, 0.6, 1.0)
        after = np.where(np.less(elapsed, 1), same, np.where(rating == 1, lapsed, grown))
        return np.clip(after, LEAST, MOST), growth
