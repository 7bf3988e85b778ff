"""Which reviews are predicted, and from which: the protocol of srs-benchmark."""

import pytest

np = pytest.importorskip("numpy")

from fitting_cases import log_of  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from model_cases import logs  # noqa: E402
from shared_log import shared_log  # noqa: E402

from drillcli.fitting.protocol import all_days, folds, lapses, later_days, nth, unusual  # noqa: E402

LIFE = [(0, 3), (0.01, 1), (2, 1), (2.01, 3), (5, 3), (9, 1)]
"""A card: learned on day 0, forgotten on day 2, recalled on day 5, forgotten on day 9."""


def test_reviews_are_numbered_and_lapses_counted_on_later_days_only():
    """The first later-day review is number 2; a lapse counts for the reviews after it, within the day too."""
    log = log_of(LIFE, [(1, 1), (4, 3)])
    assert nth(log).tolist() == [1, 1, 2, 2, 3, 4, 1, 2]
    assert lapses(log).tolist() == [0, 0, 0, 1, 1, 1, 0, 0]


def test_the_rows_of_both_modes():
    """By days: reviews on a later study day. By the clock: all but a card's first. Both in time order."""
    log = log_of(*[[(card / 100, 3), (1, 3), (1.5, 3), (7, 3)] for card in range(30)])
    later, everything = later_days(log), all_days(log)
    assert set(log.position[later]) == {1, 3}
    assert set(log.position[everything]) == {1, 2, 3}
    assert (np.diff(log.ms[later]) >= 0).all()
    assert (np.diff(log.ms[everything]) >= 0).all()


def test_two_reviews_at_one_instant_and_very_old_cards_are_not_predicted():
    """No time passed between them; and after its 128th review a card is left out."""
    log = log_of([(0, 3), (0, 3), *[(day, 3) for day in range(1, 140)]])
    assert len(all_days(log)) == 126


@given(st.integers(6, 500))
def test_folds_are_those_of_sklearn(n):
    """TimeSeriesSplit: the last five sixths in five equal parts, each after all before it."""
    rows = np.arange(n) * 2
    found = list(folds(rows))
    size = n // 6
    assert [len(fold.tested) for fold in found] == [size] * 5
    assert [len(fold.before) for fold in found] == [n - size * left for left in (5, 4, 3, 2, 1)]
    for fold in found:
        assert [*fold.before, *fold.tested] == list(rows[: len(fold.before) + size])
    assert found[-1].tested[-1] == rows[-1]


@given(st.integers(600, 1000), st.integers(5, 1000))
def test_only_what_was_not_seen_is_tested(n, unseen):
    """With a number of unseen rows the folds keep to the last so many, and never begin sooner than without."""
    rows = np.arange(n)
    found = list(folds(rows, min(unseen, n)))
    assert found[0].tested[0] >= max(n - unseen, n - 5 * (n // 6))
    assert len(found) == 5
    assert found[-1].tested[-1] == n - 1


def cards(first, wait, count, start):
    """Cards with a first rating whose second review comes after so many days."""
    return [[(start + k * 0.001, first), (start + wait + 0.5, 3)] for k in range(count)]


def test_rare_first_waits_are_dropped():
    """Of 200 cards rated Good first, the waits of 3 and 5 are rare; 2 days is what the others waited."""
    log = log_of(*cards(3, 2, 190, 0), *cards(3, 9, 5, 0), *cards(3, 30, 5, 0))
    assert unusual(log).tolist() == [False] * 190 + [True] * 10
    assert len(later_days(log)) == 190


def test_at_least_twenty_may_go_the_rarest_and_longest_first():
    """Three waits of seven cards: two may go before twenty are reached, of equally rare ones the longer."""
    log = log_of(*cards(3, 4, 7, 0), *cards(3, 8, 7, 0), *cards(3, 6, 7, 0), *cards(3, 2, 40, 0))
    assert unusual(log).tolist() == [False] * 7 + [True] * 7 + [True] * 7 + [False] * 40


@pytest.mark.parametrize(
    ("first", "wait", "dropped"), [(3, 101, True), (3, 100, False), (4, 365, False), (4, 366, True)]
)
def test_very_long_first_waits_are_dropped_however_many(first, wait, dropped):
    """Above 100 days, 365 after Easy."""
    assert unusual(log_of(*cards(first, wait, 60, 0))).tolist() == [dropped] * 60


@given(logs)
def test_any_log_has_its_rows(log):
    """Whatever the log, rows exist, lie in time order and are none of a card's first."""
    for rows in (later_days(log), all_days(log)):
        assert (log.position[rows] > 0).all()
        assert (np.diff(log.ms[rows]) >= 0).all()
        assert len(set(rows.tolist())) == len(rows)


def test_the_shared_log_has_as_many_rows_as_the_reference():
    """Figures of the reference implementation on that log."""
    log = shared_log()
    assert (len(later_days(log)), len(all_days(log))) == (6027, 11_375)
    assert sum(len(fold.tested) for fold in folds(later_days(log))) == 5020
    assert sum(len(fold.tested) for fold in folds(all_days(log))) == 9475
