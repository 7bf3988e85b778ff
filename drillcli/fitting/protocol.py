"""Which reviews are predicted, and which may be learned from before: the protocol of srs-benchmark."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from drillcli.fitting.history import History

SPLITS = 5
LONGEST = 128
"""Later reviews of a card are left out."""

RARE_SHARE, RARE_LEAST = 0.05, 20
"""So many of the first later-day reviews may be dropped because hardly any other waited as many days."""

FEWEST_ALIKE = 6
LONGEST_WAIT = (100, 100, 100, 365)
"""Days, by first rating: what waited longer, or as long as fewer than `FEWEST_ALIKE`, is dropped."""


class Fold(NamedTuple):
    """Rows to learn from (`before`), and the rows to predict (`tested`), both in time order."""

    before: np.ndarray
    tested: np.ndarray


def later_days(history: History) -> np.ndarray:
    """Return the rows (indices in time order) that a day-based model predicts: reviews on a later study day.

    Without cards whose first wait is an outlier.
    """
    return in_time(history, (history.days > 0) & ~unusual(history)[history.card])


def all_days(history: History) -> np.ndarray:
    """Return the rows (indices in time order) that a model of clock time predicts: all but a card's first."""
    return in_time(history, (history.elapsed > 0) & (history.position > 0))


def in_time(history: History, chosen: np.ndarray) -> np.ndarray:
    """Return the rows of a mask in time order, without those too late in a card's life."""
    rows = np.flatnonzero(chosen & (history.position < LONGEST))
    return rows[np.argsort(history.ms[rows], kind="stable")]


def folds(rows: np.ndarray, unseen: int | None = None) -> Iterator[Fold]:
    """Yield `SPLITS` folds of rows in time order, each tested on what follows it; sklearn's TimeSeriesSplit.

    With `unseen` only so many of the last rows are tested; there must be one for each fold.
    """
    size = min(len(rows) // (SPLITS + 1), (len(rows) if unseen is None else unseen) // SPLITS)
    for at in range(len(rows) - SPLITS * size, len(rows), size):
        yield Fold(rows[:at], rows[at : at + size])


def nth(history: History) -> np.ndarray:
    """Return for each review which later-day review of its card it is, counted from 2, as srs-benchmark does."""
    return _within(history, history.days > 0) + 1


def lapses(history: History) -> np.ndarray:
    """Return for each review how many later-day reviews of its card before it were forgotten."""
    lapsed = (history.days > 0) & (history.rating == 1)
    return _within(history, lapsed) - lapsed


def _within(history: History, chosen: np.ndarray) -> np.ndarray:
    """Return for each review how many of the card's reviews up to and including it are chosen."""
    running = np.concatenate(([0], np.cumsum(chosen)))
    return running[1:] - running[history.starts[history.card]]


def unusual(history: History) -> np.ndarray:
    """Return for each card whether its first later-day review waited unusually long, given the first rating.

    `remove_outliers` of fsrs-optimizer: the rarest waits go first, the longer of two equally rare.
    """
    rows = np.flatnonzero((history.days > 0) & (nth(history) == 2) & (history.position < LONGEST))
    waited, cards = history.days[rows], history.card[rows]
    first = history.rating[history.starts[cards]]
    found: np.ndarray = np.zeros(history.cards, bool)
    for rating in (1, 2, 3, 4):
        group = first == rating
        dropped = _dropped(waited[group], LONGEST_WAIT[rating - 1])
        found[cards[group]] = np.isin(waited[group], dropped)
    return found


def _dropped(waited: np.ndarray, longest: int) -> list[int]:
    """Return which waits (days) of one group are dropped."""
    values, counts = np.unique(waited, return_counts=True)
    allowed, gone, dropped = max(len(waited) * RARE_SHARE, RARE_LEAST), 0, []
    for count, value in sorted(zip(counts.tolist(), (-values).tolist(), strict=True)):
        if gone + count < allowed or count < FEWEST_ALIKE or -value > longest:
            dropped.append(-value)
            gone += count
    return dropped
