"""Predicted recall against actual recall."""

from math import sqrt

import pytest

from drillcli.stats.calibration import calibration
from drillcli.stats.recall import Recall


def test_nothing_tested():
    """All bins are there, from 0 to 1, and nothing is said of them."""
    found = calibration({})
    assert (len(found.bins), found.bins[0].low, found.bins[-1].high) == (40, 0, 1)
    assert (found.predicted, found.actual, found.rmse) == (None, Recall(0, 0), None)
    assert found.bins[7].predicted is None


def test_bins_weigh_by_their_tests():
    """Four tests at 0.90 of which two were recalled, one at 0.80 that was: by hand."""
    found = calibration({36: (4, 4, 2, 3_600_000), 32: (1, 1, 1, 800_000)})
    assert found.bins[36].predicted == pytest.approx(0.9)
    assert found.bins[36].actual == Recall(4, 2)
    assert found.predicted == pytest.approx((4 * 0.9 + 0.8) / 5)
    assert found.actual == Recall(5, 3)
    assert found.rmse == pytest.approx(sqrt((4 * (0.9 - 0.5) ** 2 + (0.8 - 1) ** 2) / 5))


def test_right_on_average_is_no_error():
    """Nine of ten recalled where nine of ten were expected."""
    assert calibration({36: (10, 10, 9, 9_000_000)}).rmse == pytest.approx(0)
