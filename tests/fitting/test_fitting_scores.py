"""Log loss, RMSE over bins, AUC."""

import math

import pytest

np = pytest.importorskip("numpy")

import fsrs_rs_python as rs  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from shared_log import shared_log  # noqa: E402

from drillcli.fitting import protocol  # noqa: E402
from drillcli.fitting.models import BATCH  # noqa: E402
from drillcli.fitting.recency import recency_weights  # noqa: E402
from drillcli.fitting.scores import alike, auc, losses, scores  # noqa: E402

YES_NO = np.array([True, True, False, True])
CHANCES = np.array([0.9, 0.6, 0.4, 0.8])


def test_log_loss_is_the_surprise_at_what_happened():
    """-ln of the probability given to what happened; certainty that was wrong costs much, not infinitely much."""
    np.testing.assert_allclose(losses(YES_NO, CHANCES), -np.log([0.9, 0.6, 0.6, 0.8]))
    assert losses(np.array([False]), np.array([1.0]))[0] == pytest.approx(-math.log(1e-7))


def test_scores_by_hand():
    """Two bins: predicted 0.75 on average where all were recalled, 0.6 where one of two was."""
    found = scores(YES_NO, CHANCES, np.array([0, 0, 1, 1]))
    assert found.log_loss == pytest.approx(-(math.log(0.9) + 2 * math.log(0.6) + math.log(0.8)) / 4)
    assert found.rmse_bins == pytest.approx(math.sqrt((0.25**2 + 0.1**2) / 2))
    assert (found.auc, found.reviews) == (1.0, 4)


def test_bins_count_by_their_reviews():
    """RMSE weighs each bin by how many reviews it has; numbers without a review do no harm."""
    found = scores(YES_NO, CHANCES, np.array([7, 7, 7, 2]))
    assert found.rmse_bins == pytest.approx(math.sqrt((3 * (1.9 / 3 - 2 / 3) ** 2 + 0.2**2) / 4))


def test_weights_weigh():
    """A review that weighs twice as much counts as two; the means within a bin stay plain."""
    weights = np.array([2.0, 1, 1, 1])
    found = scores(YES_NO, CHANCES, np.array([0, 0, 1, 1]), weights)
    assert found.log_loss == pytest.approx(-(2 * math.log(0.9) + 2 * math.log(0.6) + math.log(0.8)) / 5)
    assert found.rmse_bins == pytest.approx(math.sqrt((3 * 0.25**2 + 2 * 0.1**2) / 5))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=30))
def test_auc_is_the_share_of_pairs_in_the_right_order(reviews):
    """Over all pairs of a recalled and a forgotten review, ties counting half; None without a pair."""
    recalled, predicted = (np.array(column) for column in zip(*reviews, strict=True))
    pairs = [(a > b) + (a == b) / 2 for y, a in reviews if y for z, b in reviews if not z]
    found = auc(recalled.astype(bool), predicted / 5)
    assert found == (pytest.approx(np.mean(pairs)) if pairs else None)


def test_alike_reviews_share_a_bin():
    """Grids of base 3.62 in days, 1.89 in the number of the review, 1.73 in lapses: the edges lie between these."""
    zeros, twos = np.zeros(6, int), np.full(6, 2)
    assert groups(alike(np.array([1, 3, 4, 13, 14, 48]), twos, zeros)) == [0, 0, 1, 1, 2, 3]
    assert groups(alike(np.ones(6), np.array([1, 2, 3, 4, 6, 7]), zeros)) == [0, 1, 1, 2, 2, 3]
    assert groups(alike(np.ones(6), twos, np.array([0, 1, 2, 3, 5, 6]))) == [0, 1, 2, 3, 3, 4]
    assert groups(alike(np.array([0, 0.0, 1]), twos[:3], zeros[:3])) == [0, 0, 1]


def groups(bins):
    """Number bins in the order in which they appear."""
    order = list(dict.fromkeys(bins.tolist()))
    return [order.index(one) for one in bins.tolist()]


def test_evaluate_of_fsrs_rs_is_reproduced():
    """On the shared log, weighted by recency, log loss and RMSE equal those of fsrs-rs to five digits."""
    log = shared_log()
    rows = protocol.in_time(log, log.days > 0)
    found = scores(
        log.rating[rows] > 1,
        BATCH["fsrs6"].predict(log, BATCH["fsrs6"].defaults)[rows],
        alike(log.days[rows], protocol.nth(log)[rows], protocol.lapses(log)[rows]),
        recency_weights(log.ms[rows]),
    )
    theirs = rs.FSRS(list(BATCH["fsrs6"].defaults)).evaluate([item(log, row) for row in rows.tolist()])
    assert (found.log_loss, found.rmse_bins) == pytest.approx((theirs.log_loss, theirs.rmse_bins), abs=1e-5)
    assert (round(found.log_loss, 4), round(found.rmse_bins, 4)) == (0.4539, 0.0773)


def item(log, row):
    """Return a review with those of its card before it, as fsrs-rs takes it."""
    first = int(log.starts[log.card[row]])
    days = log.days
    return rs.FSRSItem([rs.FSRSReview(int(log.rating[at]), int(days[at])) for at in range(first, row + 1)])
