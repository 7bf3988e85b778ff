"""How values spread."""

from itertools import pairwise
from math import inf
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.stats.distribution import binned, distribution

EDGES = (0, 1, 2, 5, inf)
values = st.lists(st.floats(0, 1e6))


def test_a_value_on_an_edge_lies_above_it():
    """Each bin takes in its lower edge and leaves out its upper one."""
    found = distribution([0, 0.5, 1, 1.99, 2, 5, 100], EDGES)
    assert found.counts == [2, 2, 1, 2]
    assert (found.total, found.sum) == (7, pytest.approx(110.49))


def test_the_last_edge_belongs_to_the_last_bin():
    """A difficulty of 10 and a recall of 1 are not lost."""
    assert distribution([1, 1.5, 9.5, 10], (1, 2, 9, 10)).counts == [2, 0, 2]


def test_quartiles_are_values_that_there_are():
    """Of five values the second, third and fourth; the lower one where the place falls between two."""
    assert distribution([5, 1, 4, 2, 3], EDGES).quartiles == (2, 3, 4)
    assert distribution([4, 1, 3, 2], EDGES).quartiles == (1, 2, 3)
    assert distribution([7], EDGES).quartiles == (7, 7, 7)


def test_nothing_spreads_nowhere():
    """Without values there is no mean and no median."""
    for found in (distribution([], EDGES), binned([0, 0, 0, 0], EDGES, 0)):
        assert (list(found.counts), found.total, found.mean, found.median) == ([0, 0, 0, 0], 0, None, None)


@given(values)
def test_every_value_is_counted_once(given_values):
    """The counts add up, and so does the sum; the order of the values means nothing."""
    found = distribution(given_values, EDGES)
    assert found == distribution(given_values[::-1], EDGES)
    assert found.total == len(given_values)
    assert found.counts == [sum(low <= value < high for value in given_values) for low, high in pairwise(EDGES)]
    if given_values:
        assert found.mean == pytest.approx(mean(given_values))


def test_quartiles_of_bins_lie_evenly_within_them():
    """Of four values from 0 to 1 and four from 2 to 5 the first quarter ends at 0.5, the third at 3.5."""
    assert binned([4, 0, 4, 0], EDGES, 16).quartiles == (0.5, 1, 3.5)


def test_an_open_bin_is_taken_at_its_beginning():
    """Nothing says how far beyond its edge the values lie."""
    assert binned([1, 0, 0, 9], EDGES, 999).quartiles == (5, 5, 5)


@given(values)
def test_estimated_quartiles_lie_in_the_bin_of_the_true_ones(given_values):
    """The estimate is never further off than the bin is wide."""
    true = distribution(given_values, EDGES)
    found = binned(true.counts, EDGES, true.sum)
    if found.quartiles is None or true.quartiles is None:
        assert found.quartiles is true.quartiles is None
    else:
        n = len(given_values)
        ordered = sorted(given_values)
        for share, estimate in zip((1, 2, 3), found.quartiles, strict=True):
            rank = -(-share * n // 4)
            low = max(edge for edge in EDGES if edge <= ordered[rank - 1])
            high = min(edge for edge in EDGES if edge > ordered[rank - 1])
            assert low <= estimate <= high
