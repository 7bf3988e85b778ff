"""Hours of the day and answer times, from counts by bin."""

import pytest

from drillcli.stats.hours import Hour, hours, times
from drillcli.stats.recall import Recall


def test_a_day_has_24_hours():
    """An hour without answers is there; recall counts tests of memory only."""
    found = hours({0: (3, 2, 1, 0), 23: (1, 0, 0, 0)})
    assert len(found) == 24
    assert (found[0], found[1], found[23]) == (Hour(3, Recall(2, 1)), Hour(0, Recall(0, 0)), Hour(1, Recall(0, 0)))


def test_times_are_seconds_with_an_exact_sum():
    """Two answers in 1 to 2 s and two in 4 to 6 s that took 13 s together: half of them took at most 2 s."""
    found = times({1: (2, 0, 0, 3_000), 4: (2, 0, 0, 10_000)})
    assert (found.total, found.sum, found.mean) == (4, 13, 3.25)
    assert found.quartiles == pytest.approx((1.5, 2, 5))
    assert found.edges[:3] == (0, 1, 2)
