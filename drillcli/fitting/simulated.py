"""What a simulation is told and what it finds: plain values, for those who know no arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drillcli.scheduler.base import Memory, MemoryModel

DESIRED = (0.70, 0.73, 0.76, 0.79, 0.82, 0.84, 0.86, 0.88, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97)
"""The desired retentions of a curve: closer together where the work grows faster."""

PULL = 50
"""How many typical answers stand beside a learner's own, wherever a share or a time is told from few of them."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How a learner rates, and how long the answers take.

    Shares are of 1, in the order Again, Hard, Good, Easy. `recalled` leaves Again out: the memory model tells how
    often that comes. `learning` and `relearning` hold, for each of the ratings Again, Hard and Good in the steps,
    the shares of what follows it. `seconds` are of an answer in learning, review and relearning.
    """

    first: tuple[float, ...]
    recalled: tuple[float, ...]
    learning: tuple[tuple[float, ...], ...]
    relearning: tuple[tuple[float, ...], ...]
    seconds: tuple[tuple[float, ...], ...]
    firsts: int = 0
    recalls: int = 0
    answers: int = 0
    """How many of the learner's own answers these were told from: first ones, recalls in review, all."""


def own(count: int) -> float:
    """Return how much of a share comes from `count` answers of the learner's own, 0 to 1."""
    return count / (count + PULL)


TYPICAL = Rates(
    first=(0.24, 0.094, 0.495, 0.171),
    recalled=(0.224, 0.631, 0.145),
    learning=((0.3686, 0.0628, 0.5108, 0.0577), (0.0442, 0.4553, 0.4457, 0.0549), (0.0519, 0.047, 0.8462, 0.055)),
    relearning=((0.2157, 0.0643, 0.6595, 0.0604), (0.05, 0.4638, 0.4475, 0.0387), (0.1057, 0.1434, 0.7266, 0.0244)),
    seconds=((19.58, 18.79, 13.78, 10.71), (19.38, 17.59, 12.38, 8.94), (16.44, 15.25, 12.32, 8.03)),
)
"""The typical user of Anki: the defaults of `SimulatorConfig` in fsrs-rs (BSD-3-Clause)."""


class Learned(NamedTuple):
    """A card that was learned before the first day: its memory, its days since the last review, its day.

    The first day is 0; an overdue card has a day before it, and one in its steps a day long before. `model` is the
    place of its memory model in the `Standing`.
    """

    model: int
    memory: Memory
    elapsed: float
    due: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The cards as they stand on the first day.

    `new` holds the place of each new card's model, in the order in which they are introduced; `known` are the cards
    known before the first day: the sum of their probabilities of recall.
    """

    models: Sequence[MemoryModel]
    learned: Sequence[Learned]
    new: Sequence[int]
    known: float = 0.0

    @property
    def cards(self) -> int:
        """How many cards."""
        return len(self.learned) + len(self.new)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a day holds at most, the length of the steps in minutes, and the longest interval in days.

    New cards do not count as reviews. A day without `minutes` is as long as its cards want.
    """

    new: int = 20
    reviews: int = 200
    minutes: float | None = None
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    maximum_interval: int = 36500


class Month(NamedTuple):
    """About a month: its days (`last` counts from 0, the first day of all), means of a day, cards known at its end."""

    last: int
    days: int
    reviews: float
    new: float
    minutes: float
    known: float


@dataclass(frozen=True, slots=True)
class Course:
    """What a desired retention leads to, month by month."""

    desired: float
    months: tuple[Month, ...]

    @property
    def days(self) -> int:
        """How many days were simulated."""
        return self.months[-1].last + 1

    @property
    def minutes(self) -> float:
        """Minutes a day, over all days."""
        return sum(month.minutes * month.days for month in self.months) / self.days

    @property
    def reviews(self) -> float:
        """Reviews a day, over all days."""
        return sum(month.reviews * month.days for month in self.months) / self.days

    @property
    def known(self) -> float:
        """Cards known in the end: the sum of their probabilities of recall."""
        return self.months[-1].known

    @property
    def seconds_per_known(self) -> float:
        """All the seconds spent for each card known in the end: what fsrs-rs minimises (`CMRRTargetFn`)."""
        return self.minutes * self.days * 60 / max(self.known, 1e-9)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was simulated, from the study day `day` on, and what came out.

    `decks` are those that were named; `desired` is the learner's own setting, which is in the `curve`.
    """

    day: int
    decks: Sequence[str]
    desired: float
    standing: Standing
    limits: Limits
    rates: Rates
    seed: int
    curve: Sequence[Course]

    @property
    def present(self) -> Course:
        """The course under the learner's own setting."""
        return next(course for course in self.curve if course.desired == self.desired)

    @property
    def cheapest(self) -> Course:
        """The course that takes the least time for each card known in the end."""
        return min(self.curve, key=lambda course: course.seconds_per_known)
