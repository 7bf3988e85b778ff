"""Simulated learners before an exam: what they study in the minutes of a day, what they say, what they truly keep.

The planner sees ratings only, through its own model; the truth is another model, or other parameters, or both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from exam_memory import Many

from drillcli.exam import Pace

FIRST = np.array([0.24, 0.09, 0.50, 0.17])
PASSED = np.array([0.22, 0.63, 0.15])
"""Shares of Again to Easy among first ratings, and of Hard to Easy among later ones that were right (fsrs-rs)."""
STEPS = np.array([0, 2, 2, 1, 0])
"""Answers in learning steps after a first rating."""
REVIEW, STEP, LOOK = 8.0, 9.0, 20.0
"""Seconds: an answer in review, one in a (re)learning step, the first look at a new card."""
PACE = Pace(REVIEW, STEP, LOOK + STEP * float(FIRST @ STEPS[1:]), tuple(FIRST))
SLIP = GUESS = 0.03
"""The chance to say Again though it was known, and to be right by luck though it was not."""
BEFORE = 30
"""Days of study before day 0, where part of the deck is known."""
SPREAD = 0.4
"""Standard deviation over the cards of a deck of the logarithm of how fast they are forgotten."""
SPEED_SEEN = 0.5
"""How much of what the learner first says of a card is its speed; the rest is chance."""


@dataclass(frozen=True, slots=True)
class Case:
    """A deck of so many cards, `days` before its exam, with `seconds` a card in all; `known` of them studied before."""

    cards: int
    days: int
    seconds: float
    known: float = 0.0

    @property
    def daily(self) -> float:
        """Seconds of study a day."""
        return self.cards * self.seconds / self.days


class World:
    """Learners (rows) with a deck each (columns). `day` counts from 0, the exam is on day `case.days`."""

    def __init__(self, truth: Many, planner: Many, learners: int, case: Case, rng: np.random.Generator) -> None:
        self.truth, self.planner, self.case, self.rng = truth, planner, case, rng
        self.shape = shape = (learners, case.cards)
        self.speed = np.exp(SPREAD * rng.standard_normal(shape))
        ease = -np.log(self.speed) / SPREAD
        seen = SPEED_SEEN * ease + np.sqrt(1 - SPEED_SEEN**2) * rng.standard_normal(shape)
        place = (seen[..., None] > np.sort(rng.standard_normal(10_000))[:: 10_000 // 100]).mean(-1)
        self.first = 1 + np.minimum(np.searchsorted(np.cumsum(FIRST), place), 3)
        self.known = np.zeros(shape, bool)
        self.open = np.ones(shape, bool)
        self.last = np.full(shape, -BEFORE)
        self.seen = tuple(np.ones(shape) for _ in range(planner.size))
        self.true = tuple(np.ones(shape) for _ in range(truth.size))
        self.day = 0
        self.spent = np.zeros(learners)
        self.owed = np.zeros(learners)

    def predicted(self, ahead: float = 0.0) -> np.ndarray:
        """Return the recall that the planner's model predicts `ahead` days from today (of unknown cards: nonsense)."""
        return self._recall(self.planner, self.seen, np.maximum(self.day + ahead - self.last, 0))

    def recalled(self) -> np.ndarray:
        """Return the true share of cards recalled on the day of the exam by learner; one never learned counts 0."""
        elapsed = (self.case.days - self.last) * self.speed
        return np.where(self.known, self._recall(self.truth, self.true, elapsed), 0.0).mean(1)

    def study(self, score: np.ndarray, seconds: float) -> None:
        """Study the cards of finite score, the highest first, until the seconds are over; overtime is owed tomorrow."""
        rows, columns = np.nonzero(np.isfinite(score) & self.open)
        rated, true, steps, cost = self._answers(rows, columns)
        costs = np.zeros(self.shape)
        costs[rows, columns] = cost
        order = np.argsort(-score, axis=1, kind="stable")
        ends = np.cumsum(np.take_along_axis(costs, order, 1), axis=1)
        starts = np.empty(self.shape)
        np.put_along_axis(starts, order, ends - np.take_along_axis(costs, order, 1), 1)
        done = starts[rows, columns] < (seconds - self.owed)[rows]
        spent = np.bincount(rows[done], cost[done], len(self.owed))
        self.owed = np.maximum(self.owed + spent - seconds, 0)
        self.spent += spent
        rows, columns, steps = rows[done], columns[done], steps[done]
        elapsed = (self.day - self.last[rows, columns]).astype(float)
        self._learn(self.planner, self.seen, rows, columns, rated[done], elapsed, steps)
        self._learn(self.truth, self.true, rows, columns, true[done], elapsed * self.speed[rows, columns], steps)
        self.last[rows, columns] = self.day
        self.known[rows, columns] = True

    def _answers(self, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return of some cards what is rated, what truly happens, the answers in steps and the seconds."""
        n, rng = len(rows), self.rng
        known, first = self.known[rows, columns], self.first[rows, columns]
        elapsed = (self.day - self.last[rows, columns]) * self.speed[rows, columns]
        memory = tuple(part[rows, columns] for part in self.true)
        knew = rng.random(n) < self.truth.of(rows).recall(memory, elapsed)
        right = np.where(knew, rng.random(n) >= SLIP, rng.random(n) < GUESS)
        passed = 2 + np.minimum(np.searchsorted(np.cumsum(PASSED), rng.random(n)), 2)
        rated = np.where(known, np.where(right, passed, 1), first)
        true = np.where(known, np.where(knew, np.where(right, passed, 3), 1), first)
        steps = np.where(known, ~right, STEPS[first])
        return rated, true, steps, np.where(known, REVIEW, LOOK) + STEP * steps

    def _learn(
        self, model: Many, memories: tuple[np.ndarray, ...], rows: np.ndarray, columns: np.ndarray,
        rating: np.ndarray, elapsed: np.ndarray, steps: np.ndarray,
    ) -> None:  # fmt: skip
        """Write what a day's answers to some cards make of their memories: the rating, then Good in each step."""
        own, known = model.of(rows), self.known[rows, columns]
        before = tuple(part[rows, columns] for part in memories)
        again, begun = own.next(before, rating, elapsed), own.first(rating)
        after = tuple(np.where(known, x, y) for x, y in zip(again, begun, strict=True))
        for step in (1, 2):
            stepped = own.next(after, np.full(len(rows), 3), model.step)
            after = tuple(np.where(steps >= step, x, y) for x, y in zip(stepped, after, strict=True))
        for part, value in zip(memories, after, strict=True):
            part[rows, columns] = value

    def _recall(self, model: Many, memory: tuple[np.ndarray, ...], elapsed: np.ndarray) -> np.ndarray:
        rows = np.repeat(np.arange(self.shape[0]), self.shape[1])
        flat = tuple(part.ravel() for part in memory)
        return model.of(rows).recall(flat, elapsed.ravel().astype(float)).reshape(self.shape)


Method: TypeAlias = Callable[[World], np.ndarray]
"""Given a world, the scores by which the cards are studied on its day."""


def prepare(world: World, method: Method) -> None:
    """Let the learners study the first `case.known` of the deck on the days before day 0, as long as it takes."""
    world.open[:, round(world.case.known * world.case.cards) :] = False
    for day in range(-BEFORE, 0):
        world.day = day
        world.study(np.where(world.open, method(world), -np.inf), np.inf)
    world.open[:] = True
    world.spent[:] = 0


def run(world: World, method: Method) -> tuple[np.ndarray, np.ndarray]:
    """Study up to the exam; return by learner the share recalled on the day, and the share of the time that it took."""
    for day in range(world.case.days):
        world.day = day
        world.study(method(world), world.case.daily)
    return world.recalled(), world.spent / (world.case.daily * world.case.days)
