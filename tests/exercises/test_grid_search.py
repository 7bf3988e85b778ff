"""The three searches cost the same, keep scaling inside the folds, and the winner meets the test set once."""

import pytest

torch = pytest.importorskip("torch", reason="the extra `exercise` is not installed")
pytest.importorskip("optuna", reason="the extra `exercise` is not installed")

import numpy as np  # noqa: E402
from lab_cases import a_lab  # noqa: E402
from sklearn.model_selection import StratifiedKFold  # noqa: E402
from sklearn.svm import SVC  # noqa: E402

from drillcli.exercises import grid_search  # noqa: E402
from drillcli.lab.datasets import cancer  # noqa: E402

SEARCHES = (grid_search.grid, grid_search.at_random, grid_search.bayesian)


@pytest.fixture(scope="module")
def tumours():
    return cancer.load(None, None, False)


@pytest.fixture
def judging():
    return {"cv": StratifiedKFold(5, shuffle=True, random_state=0), "scoring": "f1"}


def test_the_split_is_stratified_and_complete(tumours):
    (x, y), (x_test, y_test) = tumours.train, tumours.test
    assert x.shape == (455, 30)
    assert x_test.shape == (114, 30)
    assert (x.dtype, y.dtype) == (np.float32, np.int64)
    assert abs(y.mean() - y_test.mean()) < 0.01
    assert not {row.tobytes() for row in x} & {row.tobytes() for row in x_test}


@pytest.mark.parametrize("search", SEARCHES)
def test_each_search_spends_the_same_number_of_fits(search, tumours, judging, monkeypatch):
    fits = []

    class Counted(SVC):
        def fit(self, x, y):
            fits.append((self.C, self.gamma))
            return super().fit(x, y)

    monkeypatch.setattr(grid_search, "SVC", Counted)
    score, candidate = search(*tumours.train, 3, judging)
    assert len(fits) == 9 * 5
    assert len(set(fits)) == 9
    assert all(0.1 <= c <= 10 and 0.001 <= gamma <= 0.1 for c, gamma in fits)
    assert tuple(candidate[name] for name in ("C", "gamma")) in set(fits)
    assert 0.9 < score < 1


@pytest.mark.parametrize("search", SEARCHES)
def test_a_seed_decides_what_is_found(search, tumours, judging):
    assert search(*tumours.train, 3, judging) == search(*tumours.train, 3, judging)


def test_the_scaler_learns_from_the_rows_of_the_fit_alone(tumours):
    x, y = tumours.train
    scaler = grid_search.machine(C=1.0, gamma=0.01).fit(x[:100], y[:100])["scale"]
    assert np.allclose(scaler.mean_, x[:100].mean(0, dtype=np.float64))


def test_scaling_is_worth_it(tmp_path):
    """A whole trial: real quality on the test set, better than the original's way, and a fair account of the cost."""
    lab = a_lab(tmp_path, grid_search.ABOUT, exercise="grid-search", quick=True)
    grid_search.program(lab)
    metrics, notes = lab.measures.metrics, {note["name"]: note["value"] for note in lab.measures.notes}
    assert metrics.keys() == grid_search.ABOUT["metrics"].keys()
    assert metrics["f1"] > 0.96 > 0.93 > lab.measures.baseline["value"]
    assert notes["fits"] == 45
    assert len(notes["cv_f1"]) == len(notes["search_s"]) == 3
    assert min(notes["cv_f1"]) > notes["cv_f1_unscaled"]


def test_nothing_is_learned_from_shuffled_labels(tmp_path):
    """Where labels mean nothing, the machine is no better than one that calls every tumour benign."""
    lab = a_lab(tmp_path, grid_search.ABOUT, exercise="grid-search", quick=True, shuffle_labels=True)
    grid_search.program(lab)
    assert lab.measures.metrics["accuracy"] < 0.66
    assert lab.measures.metrics["f1"] < 0.78
