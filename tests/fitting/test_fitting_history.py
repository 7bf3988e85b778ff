"""The log as arrays: cards in order, time since the review before."""

import pytest

np = pytest.importorskip("numpy")

from fitting_cases import log_of  # noqa: E402

from drillcli.fitting.history import MS_PER_DAY, history  # noqa: E402
from drillcli.fitting.recency import recency_weights  # noqa: E402


def test_rows_in_any_order_become_card_after_card():
    """Cards come in the order of their ids, each with its reviews in the order of time."""
    log = history(
        card=["b", "a", "b", "a", "c"],
        ms=[3 * MS_PER_DAY, MS_PER_DAY // 2, 0, 0, 7],
        day=[3, 0, 0, 0, 9],
        rating=[4, 2, 3, 1, 3],
        took_ms=[50, 20, 40, 10, 60],
    )
    assert (log.n, log.cards) == (5, 3)
    assert log.starts.tolist() == [0, 2, 4, 5]
    assert log.rating.tolist() == [1, 2, 3, 4, 3]
    assert log.took_ms.tolist() == [10, 20, 40, 50, 60]
    assert log.card.tolist() == [0, 0, 1, 1, 2]
    assert log.position.tolist() == [0, 1, 0, 1, 0]
    assert log.days.tolist() == [0, 0, 0, 3, 0]
    assert log.elapsed.tolist() == [0, 0.5, 0, 3, 0]


def test_time_since_the_review_before_is_never_negative():
    """A clock or a calendar that went back counts as no time; a card's first review has no time before it."""
    log = history(card=[1, 1, 2], ms=[1_000, 2_000, 500], day=[5, 4, 4], rating=[3, 3, 3], took_ms=[1, 1, 1])
    assert log.days.tolist() == [0, 0, 0]
    assert log.elapsed.tolist() == [0, 1_000 / MS_PER_DAY, 0]


def test_study_days_and_clock_days_differ():
    """20:00 to 19:00 the next day is one study day and 23 hours."""
    log = log_of([(10 + 20 / 24, 3), (11 + 19 / 24, 3)])
    assert log.days.tolist() == [0, 1]
    assert log.elapsed.tolist() == pytest.approx([0, 23 / 24])


def test_an_empty_log_is_a_log():
    """No reviews: no cards, and every column is empty."""
    log = history([], [], [], [], [])
    assert (log.n, log.cards, log.starts.tolist()) == (0, 0, [0])
    assert [len(column) for column in (log.card, log.position, log.days, log.elapsed)] == [0, 0, 0, 0]


def test_reviews_at_one_moment_keep_their_order():
    """Two reviews of a card in one millisecond stay as they were told."""
    assert history([1, 1], [5, 5], [0, 0], [1, 4], [1, 1]).rating.tolist() == [1, 4]


def test_late_reviews_weigh_more():
    """Weights are 0.25 + 0.75 x^3 in order of time, scaled to a mean of 1."""
    told = recency_weights(np.array([30, 10, 20]))
    raw = np.array([1.0, 0.25, 0.25 + 0.75 / 8])
    assert told.tolist() == pytest.approx((raw / raw.mean()).tolist())
    assert recency_weights(np.array([], int)).tolist() == []
    assert recency_weights(np.array([7])).tolist() == [1.0]
