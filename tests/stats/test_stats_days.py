"""Sums over days, and the streak."""

import pytest

from drillcli.stats.days import longest, since, streak, total
from drillcli.store.history import TALLY


def row(**columns):
    return {**dict.fromkeys(TALLY, 0), **columns}


DAYS = {10: row(reviews=4, again=1), 11: row(reviews=2), 13: row(reviews=1, took_ms=900)}


@pytest.mark.parametrize(
    ("days", "length"),
    [
        ((), 0),
        ((20,), 1),
        ((19,), 1),
        ((18,), 0),
        ((17, 18, 19, 20), 4),
        ((17, 18, 19), 3),
        ((17, 19, 20), 2),
        ((17, 18, 20), 1),
        ((20, 21), 1),
    ],
)
def test_a_streak_ends_today_or_yesterday(days, length):
    """Days in a row with an answer count up to today; while today has none, up to yesterday."""
    assert streak(dict.fromkeys(days, row(reviews=1)), 20) == length


def test_a_total_takes_both_ends_in():
    """The sum runs from the first to the last day, both included."""
    assert total(DAYS, 11, 13) == row(reviews=3, took_ms=900)


def test_a_total_without_a_first_day_takes_everything_up_to_the_last():
    """None as the first day means from the beginning."""
    assert total(DAYS, None, 12) == row(reviews=6, again=1)


def test_a_total_of_no_days_is_nothing():
    """Every column is there, at 0."""
    assert total({}, None, 12) == row()


@pytest.mark.parametrize(
    ("days", "length"), [((), 0), ((5,), 1), ((1, 2, 3, 5, 6), 3), ((1, 3, 4, 5, 6), 4), ((6, 4, 5, 1), 3)]
)
def test_the_longest_streak_may_lie_anywhere(days, length):
    """It is the most days in a row, whether they lead up to today or not."""
    assert longest(dict.fromkeys(days, row(reviews=1))) == length


def test_days_since_a_day_take_it_in():
    """Without a day all of them."""
    assert list(since(DAYS, 11)) == [11, 13]
    assert since(DAYS, None) == DAYS
