"""Workload and knowledge over the coming months, simulated day by day for several desired retentions at once.

The idea is that of the simulator of fsrs-rs (`src/simulation.rs`, BSD-3-Clause): a review succeeds with the
probability that the memory model gives, ratings are drawn from the learner's shares, and the steps of a new or
forgotten card are gone through within the day. Intervals are not spread over neighbouring days.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from drillcli.fitting.simulated import Course, Limits, Month, Rates, Standing
from drillcli.fitting.simulation_memory import WIDEST, Memories
from drillcli.scheduler.urgency import urgency

LEARNING, REVIEW, RELEARNING = range(3)
MOST_STEPS = 5
"""The answers in steps that a card is given on one day at most, after the one that put it there (fsrs-rs)."""

DAYS_A_MONTH = 365.25 / 12
MOST_MONTHS = 24
"""Where there are more, the table's rows are several months each."""

ENOUGH = 10_000
MOST_COPIES = 40
"""Few cards are simulated several times over, until there are ENOUGH, and the mean is told: chance weighs less."""

NEVER = np.iinfo(np.int32).max
MINUTES_PER_DAY = 1440


def chance(seed: int) -> np.random.Generator:
    """Return the source of chance for a seed."""
    return np.random.default_rng(seed)


def courses(
    standing: Standing,
    limits: Limits,
    rates: Rates,
    desired: Sequence[float],
    days: int,
    rng: np.random.Generator,
    step: Callable[[], None] = lambda: None,
) -> list[Course]:
    """Return what each of the `desired` retentions leads to over `days` days, in their order.

    Deterministic for a state of `rng`; `step` is called after each day. Reviews come before new cards. When a day has
    no room for all reviews that are due, the most urgent come first, as in a sitting. With a limit of minutes no answer
    is begun once it is used up. Raises ValueError where there is no card or no day.
    """
    if not standing.cards or days < 1:
        message = "a simulation needs a card and a day"
        raise ValueError(message)
    copies = min(-(-ENOUGH // standing.cards), MOST_COPIES)
    run = Run(standing, limits, rates, np.repeat(desired, copies), rng)
    ends = month_ends(days)
    counts = np.zeros((3, days, len(desired)))
    known = []
    for day in range(days):
        counts[:, day] = run.live(day).reshape(3, -1, copies).mean(2)
        if day in ends:
            known.append(run.known(day).reshape(-1, copies).mean(1))
        step()
    return [Course(float(dr), _months(ends, counts[:, :, k], [n[k] for n in known])) for k, dr in enumerate(desired)]


def month_ends(days: int) -> list[int]:
    """Return the last day of each row of the table by months, counted from 0: rows as equal as whole days allow."""
    months = max(round(days / DAYS_A_MONTH), 1)
    rows = -(-months // -(-months // MOST_MONTHS))
    return [round((row + 1) * days / rows) - 1 for row in range(rows)]


def _months(ends: Sequence[int], counts: np.ndarray, known: Sequence[float]) -> tuple[Month, ...]:
    """Return means of a day from (3, days): reviews, new cards, seconds."""
    made = []
    for (before, last), knowing in zip(pairwise([-1, *ends]), known, strict=True):
        reviews, new, seconds = counts[:, before + 1 : last + 1].mean(1)
        made.append(Month(last, last - before, float(reviews), float(new), float(seconds) / 60, float(knowing)))
    return tuple(made)


class Run:
    """Learners side by side, all with the same cards, each with a desired retention of their own.

    Learner k has the cards from k n to (k + 1) n - 1: the learned ones, then the new ones in their order.
    """

    def __init__(
        self, standing: Standing, limits: Limits, rates: Rates, desired: np.ndarray, rng: np.random.Generator
    ) -> None:
        self.limits, self.rates, self.desired, self.rng = limits, rates, desired, rng
        self.learners, self.n, self.old = len(desired), standing.cards, len(standing.learned)
        kind = [card.model for card in standing.learned] + list(standing.new)
        last = [-card.elapsed for card in standing.learned] + [np.nan] * len(standing.new)
        due = [card.due for card in standing.learned] + [NEVER] * len(standing.new)
        self.memories = Memories(standing.models, np.tile(np.asarray(kind, np.int16), self.learners))
        self.last = np.tile(np.asarray(last, float), self.learners)
        self.due = np.tile(np.asarray(due, np.int32), self.learners)
        self.introduced = np.zeros(self.learners, np.int64)
        state = np.zeros((WIDEST, self.n))
        for k, card in enumerate(standing.learned):
            state[: len(card.memory), k] = card.memory
        self.memories.state[:] = np.tile(state, self.learners)
        self.seconds = np.array([[0.0, *row] for row in rates.seconds])

    def live(self, day: int) -> np.ndarray:
        """Go through a day; return each learner's reviews, new cards and seconds: (3, learners)."""
        reviews, spent = self._review(day)
        new, more = self._learn(day, spent)
        return np.stack([reviews, new, spent + more])

    def known(self, day: int) -> np.ndarray:
        """Return the sum of the probabilities of recall of each learner's cards at the end of a day."""
        cards = np.flatnonzero(~np.isnan(self.last))
        recall = self.memories.recall(cards, day - self.last[cards])
        return np.bincount(cards // self.n, recall, self.learners)

    def _review(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Ask what is due, within the day's limits; return how many reviews and seconds that was."""
        due = np.flatnonzero(self.due <= day)
        waited = day - self.last[due]
        recall = self.memories.recall(due, waited)
        chosen = self._most_urgent(due, recall, day)
        due, waited, recall = due[chosen], waited[chosen], recall[chosen]
        rating = self._ratings(recall)
        steps = self._steps(np.where(rating == 1, 1, 0), self.rates.relearning, len(self.limits.relearning_steps))
        seconds = self.seconds[REVIEW, rating] + self.seconds[RELEARNING][steps].sum(0)
        in_time = self._in_time(due // self.n, seconds, np.zeros(self.learners))
        begun = (due, waited, rating, steps, seconds)
        due, waited, rating, steps, seconds = (values[..., in_time] for values in begun)
        self.memories.review(due, rating, waited)
        self._finish(due, steps, self.limits.relearning_steps, day)
        learner = due // self.n
        return np.bincount(learner, minlength=self.learners), np.bincount(learner, seconds, self.learners)

    def _learn(self, day: int, spent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Introduce new cards, within the day's limits and what time is left; return how many cards and seconds."""
        count = np.minimum(self.limits.new, self.n - self.old - self.introduced)
        learner = np.repeat(np.arange(self.learners), count)
        cards = learner * self.n + self.old + self.introduced[learner] + _rank(count)
        rating = 1 + _drawn(self.rates.first, self.rng.random(len(cards)))
        steps = self._steps(rating, self.rates.learning, len(self.limits.learning_steps))
        seconds = self.seconds[LEARNING, rating] + self.seconds[LEARNING][steps].sum(0)
        in_time = self._in_time(learner, seconds, spent)
        cards, learner, rating, steps = cards[in_time], learner[in_time], rating[in_time], steps[:, in_time]
        self.memories.begin(cards, rating)
        self._finish(cards, steps, self.limits.learning_steps, day)
        learned = np.bincount(learner, minlength=self.learners)
        self.introduced += learned
        return learned, np.bincount(learner, seconds[in_time], self.learners)

    def _most_urgent(self, due: np.ndarray, recall: np.ndarray, day: int) -> Any:
        """Return which of the due cards are asked: by learner, where not all fit, the most urgent."""
        learner = due // self.n
        count = np.bincount(learner, minlength=self.learners)
        if self.limits.minutes is None and np.all(count <= self.limits.reviews):
            return slice(None)
        order = np.lexsort((-urgency(recall, self.memories.difficulty(due), day - self.due[due]), learner))
        return order[_rank(count) < self.limits.reviews]

    def _in_time(self, learner: np.ndarray, seconds: np.ndarray, spent: np.ndarray) -> Any:
        """Return which answers are begun before the day's minutes are used up; `learner` is in rising order."""
        if self.limits.minutes is None:
            return slice(None)
        count = np.bincount(learner, minlength=self.learners)
        before = np.cumsum(seconds) - seconds
        first = (np.cumsum(count) - count)[learner]
        return np.flatnonzero(spent[learner] + before - before[first] <= self.limits.minutes * 60)

    def _ratings(self, recall: np.ndarray) -> np.ndarray:
        """Draw the ratings of reviews that succeed with the probabilities `recall`."""
        recalled = self.rng.random(len(recall)) < recall
        return np.where(recalled, 2 + _drawn(self.rates.recalled, self.rng.random(len(recall))), 1)

    def _steps(self, rating: np.ndarray, shares: Sequence[Sequence[float]], count: int) -> np.ndarray:
        """Draw the ratings that follow within the day: (MOST_STEPS, n), 0 where a card has left its steps.

        `rating` put a card into the steps, 0 did not. It leaves them with Easy, and after as many Good in a row as
        there are steps, one that put it there counting too. Hard neither counts nor breaks the row.
        """
        drawn = np.zeros((MOST_STEPS, len(rating)), np.int8)
        rows = np.asarray(shares)
        at = np.flatnonzero((rating > 0) & (rating < 4))
        rating = rating[at]
        missing = np.where(rating == 3, count - 1, count)
        for step in drawn:
            going = missing > 0
            at, rating, missing = at[going], rating[going], missing[going]
            if not len(at):
                break
            rating = 1 + _drawn(rows[rating - 1], self.rng.random(len(at)))
            step[at] = rating
            missing = np.select([rating == 1, rating == 2, rating == 3], [count, missing, missing - 1], 0)
        return drawn

    def _finish(self, cards: np.ndarray, steps: np.ndarray, minutes: Sequence[int], day: int) -> None:
        """Go through the steps of a day, and put the cards off to the day on which the desired retention is reached."""
        for rating in steps:
            at = np.flatnonzero(rating)
            if not len(at):
                break
            self.memories.review(cards[at], rating[at], np.full(len(at), minutes[-1] / MINUTES_PER_DAY))
        interval = self.memories.interval(cards, self.desired[cards // self.n])
        whole = np.clip(np.floor(interval + 0.5), 1, self.limits.maximum_interval)
        self.last[cards] = day
        self.due[cards] = day + whole


def _rank(count: np.ndarray) -> np.ndarray:
    """Return 0, 1, … up to each count, one after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def _drawn(shares: Any, chance: np.ndarray) -> np.ndarray:
    """Return which share each chance (in [0, 1)) falls to, counted from 0; `shares` are one row, or one for each."""
    upto = np.cumsum(shares, axis=-1)
    return np.asarray((chance[..., None] * upto[..., -1:] >= upto[..., :-1]).sum(-1))
