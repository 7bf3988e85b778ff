"""What is predicted of reviews that were not learned from: fits see what came before, fold by fold."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from drillcli.fitting import protocol
from drillcli.fitting.history import History
from drillcli.fitting.models import BatchModel
from drillcli.fitting.protocol import Fold
from drillcli.fitting.results import Scores
from drillcli.fitting.scores import alike, scores

Predictor: TypeAlias = Callable[[Fold], np.ndarray]
"""Returns the chance of recall before each of the tested rows of a fold."""

Fit: TypeAlias = Callable[[Fold], Sequence[float]]
"""Returns the parameters that are learned from what came before a fold."""


def average(history: History) -> Predictor:
    """Return what always predicts the share of earlier reviews that were recalled."""
    recalled = history.rating > 1
    return lambda fold: np.full(len(fold.tested), np.mean(recalled[fold.before]))


def fixed(history: History, model: BatchModel, parameters: Sequence[float]) -> Predictor:
    """Return what predicts with parameters that stay as they are."""
    chances = model.predict(history, parameters)
    return lambda fold: chances[fold.tested]


def learning(history: History, model: BatchModel, fit: Fit) -> Predictor:
    """Return what predicts each fold with the parameters fitted for it."""
    return lambda fold: model.predict(history, fit(fold))[fold.tested]


def before(history: History, rows: np.ndarray, fold: Fold) -> np.ndarray:
    """Return those of `rows` (in time order) before the first tested row of a fold; all of them when none is tested."""
    if not len(fold.tested):
        return rows
    return rows[: np.searchsorted(history.ms[rows], history.ms[fold.tested[0]])]


def predictions(folds: Sequence[Fold], predictors: Mapping[str, Predictor]) -> dict[str, np.ndarray]:
    """Return what each predictor says of the tested rows of all folds, one after the other."""
    return {name: np.concatenate([predictor(fold) for fold in folds]) for name, predictor in predictors.items()}


def rows_tested(folds: Sequence[Fold]) -> np.ndarray:
    """Return the tested rows of all folds, one after the other."""
    return np.concatenate([fold.tested for fold in folds])


def scored(history: History, rows: np.ndarray, chances: Mapping[str, np.ndarray]) -> dict[str, Scores]:
    """Return the scores of what was predicted of some rows, by name."""
    bins = alike(history.days[rows], protocol.nth(history)[rows], protocol.lapses(history)[rows])
    return {name: scores(history.rating[rows] > 1, chance, bins) for name, chance in chances.items()}
