"""Whether fitted parameters should take over: only where they predict later reviews better by more than noise."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from drillcli import scheduler
from drillcli.fitting import protocol
from drillcli.fitting.history import History
from drillcli.fitting.models import BATCH
from drillcli.fitting.protocol import SPLITS, Fold
from drillcli.fitting.results import (
    AVERAGE,
    IN_FORCE,
    LEAST,
    Candidate,
    Difference,
    Held,
    Verdict,
    Workload,
    default,
    fitted,
)
from drillcli.fitting.scores import losses
from drillcli.fitting.unseen import Predictor, average, before, fixed, learning, predictions, rows_tested, scored
from drillcli.scheduler import Policy

Weights: TypeAlias = tuple[float, ...]
Trainer: TypeAlias = Callable[[str, Fold], Weights]

FSRS7_FROM = 1600
"""Later-day reviews from which on FSRS-7 is a candidate; on shorter logs its fits did badly now and then."""

SHRUNK_BELOW, PULL = 2000, 1000
"""Below so many later-day reviews a fit is drawn toward the defaults, which weigh as much as `PULL` reviews."""

CONFIDENT = 1.96
"""Standard errors on either side of a mean between which the truth lies with 95 % confidence."""

MINUTE_MS = 60_000


def later_days(history: History) -> int:
    """Return how many reviews there are to learn from and to test on: those on later days, without outliers."""
    return len(protocol.later_days(history))


def models_for(later: int) -> tuple[str, ...]:
    """Return which models are worth fitting to so many later-day reviews."""
    return ("fsrs6", "fsrs7") if later >= FSRS7_FROM else ("fsrs6",)


def fits(later: int) -> int:
    """Return how many fits a judgement on so many later-day reviews makes."""
    return len(models_for(later)) * (SPLITS + 1)


def judge(history: History, held: Held, policy: Policy, step: Callable[[], None]) -> Verdict:
    """Return what fits to a log are worth beside what is in force, and which of them should take over.

    Only reviews that the parameters in force were not fitted to are tested; with fewer than `LEAST` of them there is
    nothing to tell. Of the policy the desired retention and the relearning steps matter. `step` is called after each
    of the `fits`.
    """
    rows = protocol.later_days(history)
    unseen = len(rows) - int(np.searchsorted(history.ms[rows], held.fitted_ms, side="right"))
    if unseen < LEAST:
        return Verdict(history.n, len(rows), unseen, held.name, {}, (), {}, None)
    train = trainer(history, rows, len(policy.relearning_steps), step)
    folds, whole, models = list(protocol.folds(rows, unseen)), Fold(rows, rows[:0]), models_for(len(rows))
    said = predictions(folds, predictors(history, held, models, train))
    tried = rows_tested(folds)
    lost = {name: losses(history.rating[tried] > 1, chances) for name, chances in said.items()}
    candidates = [
        Candidate(model, train(model, whole), rivals(model, held, lost, history.card[tried])) for model in models
    ]
    table = scored(history, tried, said)
    asked = {held.name: (held.model, held.weights), **{one.name: (one.model, one.weights) for one in candidates}}
    return Verdict(
        reviews=history.n,
        later_days=len(rows),
        unseen=unseen,
        in_force=held.name,
        scores=table,
        candidates=tuple(candidates),
        workloads={name: workload(history, rows, *what, policy.desired_retention) for name, what in asked.items()},
        chosen=min((one for one in candidates if one.wins), key=lambda one: table[one.name].log_loss, default=None),
    )


def trainer(history: History, rows: np.ndarray, relearning_steps: int, step: Callable[[], None]) -> Trainer:
    """Return what fits a model as it would be adopted: to the later-day `rows` before a fold, drawn to the defaults.

    FSRS-7 learns from the same-day reviews too.
    """
    everything = protocol.all_days(history)

    def train(model: str, fold: Fold) -> Weights:
        learned = before(history, everything if BATCH[model].on_clock else rows, fold)
        weights = BATCH[model].fit(history, learned, relearning_steps=relearning_steps)
        step()
        return shrunk(model, weights, len(fold.before))

    return train


def shrunk(model: str, weights: Weights, later: int) -> Weights:
    """Return parameters fitted to so many later-day reviews, drawn toward the defaults where these are few."""
    if later >= SHRUNK_BELOW:
        return weights
    share = later / (later + PULL)
    pairs = zip(BATCH[model].defaults, weights, strict=True)
    return tuple(usual + share * (own - usual) for usual, own in pairs)


def predictors(history: History, held: Held, models: Sequence[str], train: Trainer) -> Mapping[str, Predictor]:
    """Return all that is compared, by name: the average, the defaults, what is in force, the candidates."""
    made = {AVERAGE: average(history)}
    for model in dict.fromkeys((*models, held.model)):
        made[default(model)] = fixed(history, BATCH[model], BATCH[model].defaults)
    if held.name == IN_FORCE:
        made[IN_FORCE] = fixed(history, BATCH[held.model], held.weights)
    for model in models:
        made[fitted(model)] = learning(history, BATCH[model], partial(train, model))
    return made


def rivals(model: str, held: Held, lost: Mapping[str, np.ndarray], cards: np.ndarray) -> dict[str, Difference]:
    """Return how a candidate differs from all that it must beat: what is in force and every default.

    One of another model than the present must also beat what fits with the present one.
    """
    present = fitted(held.model)
    names = [name for name in lost if name not in {AVERAGE, fitted("fsrs6"), fitted("fsrs7")}]
    names += [present] if present in lost and held.model != model else []
    return {name: difference(lost[fitted(model)] - lost[name], cards) for name in names}


def difference(apart: np.ndarray, cards: np.ndarray) -> Difference:
    """Return the mean of (n,) differences in loss with its 95 % interval; those of one card are not independent.

    The cluster-robust standard error of a mean (Liang and Zeger 1986), (n,) `cards` being the clusters.
    """
    mean = float(np.mean(apart))
    sums = np.bincount(np.unique(cards, return_inverse=True)[1], apart - mean)
    error = float(np.sqrt(np.sum(sums**2) * len(sums) / max(len(sums) - 1, 1))) / len(apart)
    return Difference(mean, mean - CONFIDENT * error, mean + CONFIDENT * error)


def workload(history: History, rows: np.ndarray, model: str, weights: Sequence[float], retention: float) -> Workload:
    """Return what the cards of a log ask for a day: the sum of 1 / interval, none below a day.

    Minutes are those of an average answer among some rows, where answers were timed.
    """
    kernel = scheduler.model(model, weights)
    memories = BATCH[model].states(history, weights).tolist()
    reviews = sum(1 / max(kernel.interval(tuple(memory), retention), 1.0) for memory in memories)
    took = history.took_ms[rows]
    minutes = reviews * float(np.mean(took[took > 0])) / MINUTE_MS if np.any(took > 0) else None
    return Workload(reviews, minutes)
