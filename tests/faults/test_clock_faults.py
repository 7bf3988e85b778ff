"""A clock that jumps, DST, and travel over the date line, in real processes."""

import pytest
from clocks import jumped
from worlds import world
from zones import JOURNEYS, around, travelled


def test_a_clock_that_jumps_during_a_sitting():
    """By a year back, an hour, a minute, a day, a year on: every answer is kept, in the order they were given."""
    tally = jumped(world(), 2)
    assert tally.problems == []


def test_dst_and_the_date_line():
    """Study days, due days, streak, days and hours are those of the wall clock, wherever it stands."""
    tally = travelled(
        world(), ["DST begins in Berlin", "DST ends on Lord Howe (30 min)", "Auckland to Honolulu: a day twice"]
    )
    assert tally.problems == []


@pytest.mark.parametrize("name", [name for name in JOURNEYS if name.startswith("DST")])
def test_each_journey_through_dst_meets_it(name):
    """The clocks do change between the first sitting and the last."""
    assert len({leg.at.utcoffset() for leg in JOURNEYS[name]}) == 2
    assert len({leg.at.utcoffset() for leg in around("Europe/Berlin", "2027-06-01")}) == 1
