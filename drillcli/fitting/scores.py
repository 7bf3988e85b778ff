"""How well a memory model predicted recall: log loss, RMSE over bins of alike reviews, AUC.

Definitions of srs-benchmark and fsrs-rs.
"""

import numpy as np

from drillcli.fitting.results import Scores

SURE = 1e-7
"""Predictions are held this far from 0 and 1, so that one surprise is not an infinite loss."""


def losses(recalled: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return the log loss of each of (n,) predictions, natural logarithm; `recalled` is true or false."""
    chance = np.clip(predicted, SURE, 1 - SURE)
    return -np.log(np.where(recalled, chance, 1 - chance))


def scores(recalled: np.ndarray, predicted: np.ndarray, bins: np.ndarray, weights: np.ndarray | None = None) -> Scores:
    """Return the scores of (n,) predictions whose reviews lie in (n,) `bins`, numbered from 0; n is at least 1.

    With `weights` log loss and RMSE are means with these weights, as in fsrs-rs `evaluate`.
    """
    weights = np.ones(len(predicted)) if weights is None else weights
    return Scores(
        float(np.average(losses(recalled, predicted), weights=weights)),
        rmse(recalled, predicted, bins, weights),
        auc(recalled, predicted),
        len(predicted),
    )


def rmse(recalled: np.ndarray, predicted: np.ndarray, bins: np.ndarray, weights: np.ndarray) -> float:
    """Return the root mean square of mean prediction minus share recalled, over bins by the weight of each."""
    size = np.bincount(bins)
    used = size > 0
    apart = (np.bincount(bins, predicted) - np.bincount(bins, recalled))[used] / size[used]
    return float(np.sqrt(np.average(apart**2, weights=np.bincount(bins, weights)[used])))


def auc(recalled: np.ndarray, predicted: np.ndarray) -> float | None:
    """Return the chance that a recalled review was predicted above a forgotten one, ties half; None with one kind only.

    The Mann-Whitney statistic from mean ranks.
    """
    many, few = int(np.sum(recalled)), int(np.sum(~recalled))
    if not many or not few:
        return None
    _values, which, size = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(size) - (size - 1) / 2)[which]
    return float((np.sum(ranks[recalled]) - many * (many + 1) / 2) / (many * few))


def alike(days: np.ndarray, nth: np.ndarray, lapses: np.ndarray) -> np.ndarray:
    """Return the bin of each review, numbered from 0: by days waited, number of the review, lapses before it.

    Each on a logarithmic grid of its own: `r_matrix_index` of fsrs-rs. Reviews of the same day share one bin of days.
    """
    grids = [
        np.round(2.48 * 3.62 ** np.floor(_log(days, 3.62)), 2),
        np.round(1.99 * 1.89 ** np.floor(_log(nth, 1.89))),
        np.where(lapses > 0, np.round(1.65 * 1.73 ** np.floor(_log(np.maximum(lapses, 1), 1.73))), 0),
    ]
    return np.unique(np.column_stack(grids), axis=0, return_inverse=True)[1].ravel()


def _log(values: np.ndarray, base: float) -> np.ndarray:
    """Return logarithms; a value of 0 counts as next to nothing."""
    return np.log(np.maximum(values, 1e-6)) / np.log(base)
