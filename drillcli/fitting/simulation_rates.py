"""How a learner rates and how long the answers take, told from the log and drawn toward the typical learner.

What the phases are is told from study days, so that a log of any origin will do: a card's first day is learning,
the first answer of a later day is a review, and what follows it that day is relearning.
"""

from collections.abc import Sequence

import numpy as np

from drillcli.fitting.history import History
from drillcli.fitting.simulated import PULL, TYPICAL, Rates

LEARNING, REVIEW, RELEARNING = range(3)

LONGEST_MS = 120_000
"""An answer that took longer counts as this long: the learner was away."""


def rates(history: History) -> Rates:
    """Return the rates of a log: of each share and time, PULL typical answers beside the learner's own."""
    phase, first = phases(history), history.position == 0
    rating = history.rating.astype(np.intp) - 1
    recalled = (phase == REVIEW) & (rating > 0)
    seconds = np.minimum(history.took_ms, LONGEST_MS) / 1000
    timed = history.took_ms > 0
    cell = (phase * 4 + rating)[timed]
    return Rates(
        first=_pulled(np.bincount(rating[first], minlength=4), TYPICAL.first),
        recalled=_pulled(np.bincount(rating[recalled], minlength=4)[1:], TYPICAL.recalled),
        learning=_following(rating, phase, LEARNING, first, TYPICAL.learning),
        relearning=_following(rating, phase, RELEARNING, first, TYPICAL.relearning),
        seconds=_seconds(np.bincount(cell, seconds[timed], 12), np.bincount(cell, minlength=12)),
        firsts=int(first.sum()),
        recalls=int(recalled.sum()),
        answers=int(timed.sum()),
    )


def phases(history: History) -> np.ndarray:
    """Return of each review whether it was LEARNING, REVIEW or RELEARNING: (n,)."""
    first_day = history.day[history.starts[:-1]][history.card]
    later = np.where(history.days > 0, REVIEW, RELEARNING)
    return np.where(history.day <= first_day, LEARNING, later)


def _following(
    rating: np.ndarray, phase: np.ndarray, steps: int, first: np.ndarray, typical: Sequence[Sequence[float]]
) -> tuple[tuple[float, ...], ...]:
    """Return for each rating Again, Hard and Good the shares of those that followed it in the `steps` of a day.

    Relearning follows a review that was rated Again, or relearning.
    """
    at = np.flatnonzero((phase == steps) & ~first)
    pairs = np.bincount(rating[at - 1] * 4 + rating[at], minlength=16).reshape(4, 4)
    return tuple(_pulled(row, usual) for row, usual in zip(pairs, typical, strict=False))


def _pulled(counts: np.ndarray, typical: Sequence[float]) -> tuple[float, ...]:
    """Return shares of the counts and of PULL typical answers."""
    usual = np.asarray(typical) / np.sum(typical)
    return tuple(((counts + PULL * usual) / (counts.sum() + PULL)).tolist())


def _seconds(total: np.ndarray, counts: np.ndarray) -> tuple[tuple[float, ...], ...]:
    """Return the mean seconds of an answer by phase and rating, from those of PULL typical answers and the log's."""
    mean = (total.reshape(3, 4) + PULL * np.asarray(TYPICAL.seconds)) / (counts.reshape(3, 4) + PULL)
    return tuple(map(tuple, mean.tolist()))
