"""How well the schedulers predict a log out of time: the protocol of srs-benchmark, fits scored as fitted."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from drillcli.fitting import protocol
from drillcli.fitting.history import History
from drillcli.fitting.models import BATCH, ON_CLOCK, BatchModel
from drillcli.fitting.protocol import Fold
from drillcli.fitting.results import AVERAGE, Evaluation, Scores, default, fitted
from drillcli.fitting.unseen import Fit, average, before, fixed, learning, predictions, rows_tested, scored

FITS = 4 * protocol.SPLITS
"""How many fits an evaluation makes."""


class Entry(NamedTuple):
    """A model in a contest, and the rows (in time order) of which it learns those before a fold."""

    model: BatchModel
    rows: np.ndarray


def evaluate(history: History, step: Callable[[], None]) -> Evaluation:
    """Return the scores of a log with at least `LEAST` reviews on later days; `step` is called after each fit.

    Reviews on later days: FSRS-6 learns from those before, in whole study days, FSRS-7 from all reviews before.
    With same-day reviews: both learn from all, FSRS-6 in clock time too, as in srs-benchmark.
    """
    later, everything = protocol.later_days(history), protocol.all_days(history)
    by_days = (Entry(BATCH["fsrs6"], later), Entry(BATCH["fsrs7"], everything))
    by_clock = tuple(Entry(model, everything) for model in ON_CLOCK.values())
    return Evaluation(contest(history, later, by_days, step), contest(history, everything, by_clock, step))


def contest(
    history: History, rows: np.ndarray, entries: Sequence[Entry], step: Callable[[], None]
) -> Mapping[str, Scores]:
    """Return the scores on the folds of some rows: always the average, then each model with its defaults and fitted."""
    folds = list(protocol.folds(rows))
    predictors = {AVERAGE: average(history)}
    for model, learned in entries:
        predictors[default(model.name)] = fixed(history, model, model.defaults)
        predictors[fitted(model.name)] = learning(history, model, fit_of(history, model, learned, step))
    return scored(history, rows_tested(folds), predictions(folds, predictors))


def fit_of(history: History, model: BatchModel, rows: np.ndarray, step: Callable[[], None]) -> Fit:
    """Return what fits a model to those of some rows that lie before a fold."""

    def fit(fold: Fold) -> tuple[float, ...]:
        parameters = model.fit(history, before(history, rows, fold))
        step()
        return parameters

    return fit
