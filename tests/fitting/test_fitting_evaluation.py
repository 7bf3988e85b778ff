"""Scores out of time: the protocol of srs-benchmark as a whole."""

import pytest

np = pytest.importorskip("numpy")

from fitting_cases import learner  # noqa: E402
from shared_log import shared_log  # noqa: E402

from drillcli.fitting import protocol  # noqa: E402
from drillcli.fitting.evaluation import FITS, Entry, contest, evaluate  # noqa: E402
from drillcli.fitting.models import BATCH, ON_CLOCK  # noqa: E402
from drillcli.fitting.protocol import Fold  # noqa: E402
from drillcli.fitting.unseen import before, fixed, predictions, rows_tested, scored  # noqa: E402

NAMES = ["always-average", "fsrs6-default", "fsrs6-fitted", "fsrs7-default", "fsrs7-fitted"]


def rounded(scores):
    """Scores as the tables of the benchmark print them."""
    return round(scores.log_loss, 4), round(scores.rmse_bins, 4), round(scores.auc, 3)


def test_the_reference_figures_without_same_day_reviews():
    """On the shared log the average, both defaults and a fit of FSRS-6 score as in the reference."""
    log = shared_log()
    rows = protocol.later_days(log)
    found = contest(log, rows, (Entry(BATCH["fsrs6"], rows),), lambda: None)
    assert rounded(found["always-average"]) == (0.5050, 0.1172, 0.506)
    assert rounded(found["fsrs6-default"]) == (0.4401, 0.0652, 0.675)
    assert found["fsrs6-fitted"].log_loss <= 0.4335
    assert found["fsrs6-fitted"].rmse_bins <= 0.0400
    assert {one.reviews for one in found.values()} == {5020}


def test_a_fit_of_fsrs_7_on_the_shared_log():
    """It learns from same-day reviews too and predicts later days better than FSRS-6 does."""
    log = shared_log()
    entry = Entry(BATCH["fsrs7"], protocol.all_days(log))
    found = contest(log, protocol.later_days(log), (entry,), lambda: None)
    assert rounded(found["fsrs7-default"]) == (0.4421, 0.0696, 0.669)
    assert found["fsrs7-fitted"].log_loss <= 0.4290


def test_the_reference_figures_with_same_day_reviews():
    """Both defaults on clock time, as in the reference."""
    log = shared_log()
    folds = list(protocol.folds(protocol.all_days(log)))
    models = {name: fixed(log, model, model.defaults) for name, model in ON_CLOCK.items()}
    found = scored(log, rows_tested(folds), predictions(folds, models))
    assert rounded(found["fsrs6"]) == (0.7684, 0.1605, 0.572)
    assert rounded(found["fsrs7"]) == (0.4787, 0.0672, 0.709)


def test_a_small_log_has_every_name_in_both_modes():
    """Each fit is told; the average is the same for both models' rows; all scores are of the same reviews."""
    log, steps = learner(BATCH["fsrs6"], BATCH["fsrs6"].defaults, 700), []
    found = evaluate(log, lambda: steps.append(1))
    assert len(steps) == FITS
    for mode, rows in (
        (found.without_same_day, protocol.later_days(log)),
        (found.with_same_day, protocol.all_days(log)),
    ):
        assert list(mode) == NAMES
        assert {one.reviews for one in mode.values()} == {len(rows) // 6 * 5}


def test_a_fit_never_sees_what_it_is_tested_on():
    """All that a fold is predicted from happened before it."""
    log = learner(BATCH["fsrs6"], BATCH["fsrs6"].defaults, 700)
    fold = list(protocol.folds(protocol.later_days(log)))[2]
    seen = before(log, protocol.all_days(log), fold)
    assert log.ms[seen].max() < log.ms[fold.tested].min()
    assert log.ms[fold.before].max() <= log.ms[fold.tested].min()
    assert set(fold.before) - set(seen) <= set(np.flatnonzero(log.ms == log.ms[fold.tested[0]]))


def test_before_no_fold_is_everything():
    """With nothing to test all rows may be learned from."""
    log = learner(BATCH["fsrs6"], BATCH["fsrs6"].defaults, 300)
    rows = protocol.all_days(log)
    assert before(log, rows, Fold(rows, rows[:0])) is rows
