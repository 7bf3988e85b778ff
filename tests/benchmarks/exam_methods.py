"""Ways to study for an exam: drillcli.exam, and what it is measured against."""

import numpy as np
from exam_memory import interval
from exam_world import PACE, Method, World

from drillcli.exam import Candidate, Exam, today
from drillcli.model import CardState, Moment, Phase
from drillcli.scheduler.base import MemoryModel
from drillcli.scheduler.urgency import urgency

MS_PER_DAY = 86_400_000
FIRST_DAY = 20_000
CRAM_DAYS = 3
MOST = 1000.0
"""More than any urgency."""


def planned(model: MemoryModel) -> Method:
    """Study by the plan, as shipped: `drillcli.exam.today` for each learner on each day."""

    def method(world: World) -> np.ndarray:
        now = moment(world.day)
        exam = Exam(FIRST_DAY + world.case.days, world.case.daily / 60)
        score = np.full(world.shape, -np.inf)
        for learner in range(len(score)):
            choice = today(exam, _candidates(world, learner, model), now, PACE, world.owed[learner] / 60)
            ids = (*choice.reviews, *choice.new, *choice.later)
            score[learner, [int(name) for name in ids]] = -np.arange(len(ids))
        return score

    return method


def fixed(retention: float, new: int, *, new_first: bool = False) -> Method:
    """Study by a fixed desired retention, the most urgent first; `new` cards a day in the order of the file.

    Due is what is predicted below the retention, to the nearest day, and was not answered today.
    """

    def method(world: World) -> np.ndarray:
        fresh, due = _fresh(world, new), _due(world, retention)
        begin = (MOST if new_first else -MOST) - np.arange(world.shape[1]) / world.shape[1]
        return np.where(fresh, begin, np.where(due, _urgency(world, retention), -np.inf))

    return method


def crammed(world: World) -> np.ndarray:
    """New cards first, evenly in the order of the file, then what is due at 0.90; for three days the least known."""
    days = world.case.days
    last = world.day >= days - CRAM_DAYS
    fresh = _fresh(world, -(-world.shape[1] // max(days - CRAM_DAYS, 1)))
    order = np.arange(world.shape[1]) / world.shape[1]
    if last:
        return np.where(world.known, 1 - world.predicted(), np.where(fresh, -1 - order, -np.inf))
    due = _due(world, 0.9)
    return np.where(fresh, MOST - order, np.where(due, _urgency(world, 0.9), -np.inf))


def moment(day: int) -> Moment:
    return Moment((FIRST_DAY + day) * MS_PER_DAY, FIRST_DAY + day, 0)


def _fresh(world: World, new: int) -> np.ndarray:
    unknown = ~world.known
    return unknown & (np.cumsum(unknown, axis=1) <= new)


def _due(world: World, retention: float) -> np.ndarray:
    return world.known & (world.last < world.day) & (world.predicted(0.5) <= retention)


def _urgency(world: World, retention: float) -> np.ndarray:
    """Return how urgent known cards are by the ordinary schedule, as shipped."""
    overdue = np.maximum(world.day - world.last - interval(world.planner, world.seen, retention), 0)
    return urgency(world.predicted(), world.seen[-1], overdue)


def _candidates(world: World, learner: int, model: MemoryModel) -> list[Candidate]:
    memories = zip(*(part[learner].tolist() for part in world.seen), strict=True)
    known, last = world.known[learner].tolist(), world.last[learner].tolist()
    return [
        Candidate(str(card), CardState(Phase.REVIEW, 0, memory, 1440, moment(day), 2, 0) if old else None, model)
        for card, (memory, old, day) in enumerate(zip(memories, known, last, strict=True))
    ]
