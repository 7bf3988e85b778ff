"""How values spread: counts between edges, their mean, their quartiles."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeAlias

Quartiles: TypeAlias = tuple[float, float, float]
"""The values below which a quarter, half and three quarters of all lie."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How values spread: `counts[i]` of them lie from `edges[i]` up to, not including, `edges[i + 1]`.

    There is one edge more than there are counts. The last edge may be `math.inf`; otherwise the last count takes in
    what lies upon it. `sum` adds up all values; `quartiles` is None without any.
    """

    edges: Sequence[float]
    counts: Sequence[int]
    sum: float
    quartiles: Quartiles | None

    @property
    def total(self) -> int:
        """How many values there are."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean of all values; None without any."""
        return self.sum / self.total if self.total else None

    @property
    def median(self) -> float | None:
        """The middle of all values; None without any."""
        return self.quartiles[1] if self.quartiles else None


def distribution(values: Iterable[float], edges: Sequence[float]) -> Distribution:
    """Return how values spread between `edges`, within which they all lie.

    The quartiles are values that there are: the lower one where the place falls between two.
    """
    ordered = sorted(values)
    cuts = [0, *(bisect_left(ordered, edge) for edge in edges[1:-1]), len(ordered)]
    last = len(ordered) - 1
    quartiles = (ordered[last // 4], ordered[last // 2], ordered[3 * last // 4]) if ordered else None
    return Distribution(edges, [above - below for below, above in pairwise(cuts)], sum(ordered), quartiles)


def binned(counts: Sequence[int], edges: Sequence[float], total: float) -> Distribution:
    """Return how values spread of which only the counts between `edges` and the sum, `total`, are known.

    The quartiles are estimated: within a bin values are taken to lie evenly, in an open last one at its beginning.
    """
    n = sum(counts)
    quartiles = (_below(n / 4, counts, edges), _below(n / 2, counts, edges), _below(3 * n / 4, counts, edges))
    return Distribution(edges, counts, total, quartiles if n else None)


def _below(rank: float, counts: Sequence[int], edges: Sequence[float]) -> float:
    """Return the value below which `rank` of the values lie."""
    for count, (low, high) in zip(counts, pairwise(edges), strict=True):
        if count and rank <= count:
            return low if high == inf else low + (high - low) * rank / count
        rank -= count
    return edges[0]
