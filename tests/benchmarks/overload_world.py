"""Simulated learners who have more reviews due than their day has room for: what they are asked, say and truly keep.

The planner sees ratings only, through its own model; the truth is another model, other parameters, and cards that are
forgotten faster or slower than their ratings tell. The chances of a card's nth review are the same under every order,
so that orders are compared on the same luck.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple, TypeAlias

import numpy as np
from exam_memory import Arrays, Many, interval
from exam_world import GUESS, SLIP, SPREAD, STEPS

from drillcli.fitting.simulated import TYPICAL

SECONDS = np.array([[0.0, *row] for row in TYPICAL.seconds])
LEARNING, REVIEW, RELEARNING = range(3)
GOOD = 3
SEEN = 0.5
"""How much of what a learner says of a card is how easy it is for them; the rest is chance."""
DRAWS = 64
"""Reviews of a card until its chances come again, turned about."""
NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Limit:
    """What a day holds: new cards, and so many reviews or minutes. With minutes new cards come first.

    `gate` is the share of the new cards that come on a day that does not ask all that is due.
    """

    new: int
    reviews: int = NEVER
    minutes: float | None = None
    gate: float = 1.0


class Waiting(NamedTuple):
    """The cards due on a day, as the planner knows them: (n,) each; `model` is the planner's own of these cards."""

    day: int
    card: np.ndarray
    model: Many
    memory: Arrays
    elapsed: np.ndarray
    interval: np.ndarray
    recall: np.ndarray

    @property
    def overdue(self) -> np.ndarray:
        return self.elapsed - self.interval

    @property
    def difficulty(self) -> np.ndarray:
        return self.memory[-1]


Order: TypeAlias = Callable[[Waiting], np.ndarray]
"""Given the cards that are due, how urgent each is."""


class Day(NamedTuple):
    """What a day was, by learner: reviews, those forgotten, seconds, reviews left over; days the last asked waited."""

    reviews: np.ndarray
    forgotten: np.ndarray
    seconds: np.ndarray
    left: np.ndarray
    waited: float


class World:
    """Learners with `cards` cards each; learner k has those from k n to (k + 1) n - 1, in the order of the file."""

    def __init__(
        self, truth: Many, planner: Many, learners: int, cards: int, desired: float, rng: np.random.Generator
    ) -> None:
        self.truth, self.planner, self.desired, self.n, self.learners = truth, planner, desired, cards, learners
        size = learners * cards
        self.ease = rng.standard_normal(size)
        self.speed = np.exp(-SPREAD * self.ease)
        self.first = 1 + _place(self._said(rng.standard_normal(size), self.ease), TYPICAL.first)
        self.chance = rng.random((2, DRAWS, size), dtype=np.float32)
        self.mood = rng.standard_normal((DRAWS, size), dtype=np.float32)
        self.seen, self.true = np.ones((planner.size, size)), np.ones((truth.size, size))
        self.last, self.interval, self.reps = np.zeros(size), np.full(size, float(NEVER)), np.zeros(size, int)
        self.begun = np.zeros(learners, int)

    def twin(self) -> "World":
        """Return a world that goes on from here by itself."""
        other = copy(self)
        for name in ("seen", "true", "last", "interval", "reps", "begun"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def known(self, day: int) -> np.ndarray:
        """Return how many cards each learner truly recalls at the end of a day (the sum of the chances)."""
        cards = np.flatnonzero(self.reps)
        return np.bincount(cards // self.n, self._recall(cards, day), self.learners)

    def live(self, day: int, order: Order, limit: Limit) -> Day:
        """Go through a day."""
        fresh = np.zeros(self.learners)
        if limit.minutes is not None:
            fresh = self._begin(day, np.full(self.learners, limit.new))
        due = np.flatnonzero(self.last + self.interval <= day)
        count = np.bincount(due // self.n, minlength=self.learners)
        if limit.minutes is not None or count.max() > limit.reviews:
            due = due[np.lexsort((-order(self.waiting(due, day)), due // self.n))]
        due = due[_rank(count) < limit.reviews]
        waited = float(np.max(day - self.last[due] - self.interval[due], initial=0))
        done = self._review(due, day, fresh, limit)
        left = count - done.reviews
        if limit.minutes is None:
            room = np.where(left > 0, round(limit.gate * limit.new), limit.new)
            fresh = self._begin(day, room)
        return Day(done.reviews, done.forgotten, done.seconds + fresh, left, waited)

    def waiting(self, due: np.ndarray, day: int) -> Waiting:
        """Return what the planner knows of some cards."""
        model, memory, elapsed = self.planner.of(due // self.n), tuple(self.seen[:, due]), day - self.last[due]
        return Waiting(day, due, model, memory, elapsed, self.interval[due], model.recall(memory, elapsed))

    def _review(self, due: np.ndarray, day: int, spent: np.ndarray, limit: Limit) -> Day:
        """Ask cards in this order until the minutes are over."""
        rated, true = self._answers(due, day)
        seconds = SECONDS[REVIEW, rated] + (rated == 1) * SECONDS[RELEARNING, GOOD]
        if limit.minutes is not None:
            learner = due // self.n
            before = np.cumsum(seconds) - seconds
            starts = np.searchsorted(learner, np.arange(self.learners))
            base = np.append(before, 0.0)[starts]
            kept = before - base[learner] + spent[learner] < 60 * limit.minutes
            due, rated, true, seconds = due[kept], rated[kept], true[kept], seconds[kept]
        elapsed, steps = day - self.last[due], (rated == 1).astype(int)
        self._learn(self.planner, self.seen, due, rated, steps, elapsed)
        self._learn(self.truth, self.true, due, true, steps, elapsed * self.speed[due])
        self._schedule(due, day)
        sums = [np.bincount(due // self.n, weights, self.learners) for weights in (None, rated == 1, seconds)]
        return Day(*sums, spent, 0.0)

    def _begin(self, day: int, room: np.ndarray) -> np.ndarray:
        """Begin new cards; return the seconds by learner."""
        count = np.minimum(room, self.n - self.begun)
        learner = np.repeat(np.arange(self.learners), count)
        cards = learner * self.n + self.begun[learner] + _rank(count)
        rating = self.first[cards]
        for model, memories in ((self.planner, self.seen), (self.truth, self.true)):
            self._learn(model, memories, cards, rating, STEPS[rating], None)
        self._schedule(cards, day)
        self.begun += count
        seconds = SECONDS[LEARNING, rating] + STEPS[rating] * SECONDS[LEARNING, GOOD]
        return np.bincount(learner, seconds, self.learners)

    def _answers(self, cards: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Return what is rated and what truly happens; as in exam_world, with passes that tell of the card's ease."""
        turn, again = self.reps[cards] % DRAWS, self.reps[cards] // DRAWS
        knew, slip = (self.chance[:, turn, cards] + 0.618 * again) % 1
        knew = knew < self._recall(cards, day)
        right = np.where(knew, slip >= SLIP, slip < GUESS)
        passed = 2 + _place(self._said(self.mood[turn, cards] * (-1) ** again, self.ease[cards]), TYPICAL.recalled)
        return np.where(right, passed, 1), np.where(knew, np.where(right, passed, GOOD), 1)

    def _learn(
        self, model: Many, memories: np.ndarray, cards: np.ndarray, rating: np.ndarray, steps: np.ndarray,
        elapsed: np.ndarray | None,
    ) -> None:  # fmt: skip
        """Write what answers make of memories: the rating (a first one without `elapsed`), then Good in each step."""
        own = model.of(cards // self.n)
        after = own.first(rating) if elapsed is None else own.next(tuple(memories[:, cards]), rating, elapsed)
        for step in range(1, int(np.max(steps, initial=0)) + 1):
            stepped = own.next(after, np.full(len(cards), GOOD), model.step)
            after = tuple(np.where(steps >= step, x, y) for x, y in zip(stepped, after, strict=True))
        memories[:, cards] = after

    def _schedule(self, cards: np.ndarray, day: int) -> None:
        days = interval(self.planner.of(cards // self.n), tuple(self.seen[:, cards]), self.desired)
        self.interval[cards] = np.maximum(np.floor(days + 0.5), 1)
        self.last[cards] = day
        self.reps[cards] += 1

    def _recall(self, cards: np.ndarray, day: int) -> np.ndarray:
        elapsed = (day - self.last[cards]) * self.speed[cards]
        return self.truth.of(cards // self.n).recall(tuple(self.true[:, cards]), elapsed)

    def _said(self, chance: np.ndarray, ease: np.ndarray) -> np.ndarray:
        return SEEN * ease + np.sqrt(1 - SEEN**2) * chance


def _place(value: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Return which share standard normal values fall to, counted from 0."""
    upto = np.cumsum(shares)[:-1] / sum(shares)
    return np.searchsorted([NormalDist().inv_cdf(share) for share in upto], value)


def _rank(count: np.ndarray) -> np.ndarray:
    """Return 0, 1, … up to each count, one after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
