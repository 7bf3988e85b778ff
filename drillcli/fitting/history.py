"""A review log as arrays: each card's reviews in time order, card after card."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MS_PER_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class History:
    """A review log of n reviews of c cards.

    A card that was reset is another card here from then on: its memory began anew.
    """

    starts: np.ndarray
    """(c + 1,) int64: card k has the reviews starts[k]:starts[k + 1], at least one."""
    rating: np.ndarray
    """(n,) int8: 1 Again, 2 Hard, 3 Good, 4 Easy."""
    day: np.ndarray
    """(n,) int32: the study day."""
    ms: np.ndarray
    """(n,) int64: epoch milliseconds."""
    took_ms: np.ndarray
    """(n,) int32: how long the answer took."""

    @property
    def n(self) -> int:
        """How many reviews."""
        return len(self.rating)

    @property
    def cards(self) -> int:
        """How many cards."""
        return len(self.starts) - 1

    @property
    def card(self) -> np.ndarray:
        """(n,) int64: the index of each review's card."""
        return np.repeat(np.arange(self.cards), np.diff(self.starts))

    @property
    def position(self) -> np.ndarray:
        """(n,) int64: how many reviews of its card came before each review."""
        return np.arange(self.n) - self.starts[self.card]

    @property
    def days(self) -> np.ndarray:
        """(n,) int32: whole study days since the review before; 0 for a card's first, never negative."""
        return self._since_before(self.day)

    @property
    def elapsed(self) -> np.ndarray:
        """(n,) float64: clock days since the review before; 0 for a card's first, never negative."""
        return self._since_before(self.ms) / MS_PER_DAY

    def _since_before(self, time: np.ndarray) -> np.ndarray:
        """Return how much `time` grew since the review before; 0 for a card's first, never negative."""
        grown = np.diff(time, prepend=time[:1])
        grown[self.starts[:-1]] = 0
        return np.maximum(grown, 0)


def history(
    card: Sequence[int] | Sequence[str],
    ms: Sequence[int],
    day: Sequence[int],
    rating: Sequence[int],
    took_ms: Sequence[int],
) -> History:
    """Return the log that five equally long sequences tell, in any order.

    Cards come in the order of their ids. Reviews of a card at the same millisecond keep their order.
    """
    ids, times = np.asarray(card), np.asarray(ms, np.int64)
    order = np.lexsort((times, ids))
    firsts = np.unique(ids[order], return_index=True)[1]
    return History(
        starts=np.append(firsts, len(ids)),
        rating=np.asarray(rating, np.int8)[order],
        day=np.asarray(day, np.int32)[order],
        ms=times[order],
        took_ms=np.asarray(took_ms, np.int32)[order],
    )
