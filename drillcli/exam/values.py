"""What the planner of an exam is given and gives back. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from drillcli.model import CardState
from drillcli.scheduler.base import MemoryModel

Key = TypeVar("Key")


class Exam(NamedTuple):
    """An exam on study day `day`, studied for on the days before it with at most `minutes` a day."""

    day: int
    minutes: float


class Candidate(NamedTuple):
    """A card that the exam may ask about: its state (None when new) and the memory model of its deck.

    Candidates come in the order of their deck files; cards of one note share their id up to "#".
    """

    id: str
    state: CardState | None
    model: MemoryModel


class Pace(NamedTuple):
    """What study costs this learner, in seconds, and how first answers fall.

    `review` is an answer to a card in review; `lapse` what an Again costs beyond it (its relearning step); `new` the
    learning of a new card with all its steps. `first` are the shares of Again, Hard, Good and Easy among first answers.
    """

    review: float = 8.0
    lapse: float = 9.0
    new: float = 30.0
    first: tuple[float, float, float, float] = (0.24, 0.09, 0.50, 0.17)


class Ordinary(NamedTuple):
    """The ordinary schedule that a plan is compared with: desired retention, new cards and reviews a day."""

    retention: float = 0.9
    new: int = 20
    reviews: int = 200


class Plan(NamedTuple):
    """What a forward simulation says of the days before the exam: what merit a review must exceed to be done.

    `prices[k]` is that of study day `day + k` (`drillcli.exam.gain.Worth.merit`); the last is that of the day before
    the exam. Only `interval` needs it. It is a cache, kept as JSON (`Plan(*json)`), that `plan` makes afresh from the
    cards.
    """

    day: int
    prices: Sequence[float]


@dataclass(frozen=True, slots=True)
class Today:
    """The cards to study today, the most useful first; `minutes` is what they are expected to take.

    `reviews` are ids of cards learned before (those in their steps first), `new` those of cards to begin.
    `later` are ids, learned before or new, that would be worth their time but for which the minutes have no room.
    """

    reviews: tuple[str, ...]
    new: tuple[str, ...]
    later: tuple[str, ...]
    minutes: float


class WeekRow(NamedTuple):
    """Seven study days from `day` (fewer before the exam): means a day, and the recall expected on the exam's day.

    `minutes` a day; `reviews` and `new` cards in the whole week; `recalled` is the number of cards that would be
    recalled on the exam's day if study ended with this week.
    """

    day: int
    days: int
    minutes: float
    reviews: int
    new: int
    recalled: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of an exam. Recall is a number of cards, of `cards` in all, on the exam's day.

    `now` without further study, `planned` by the plan, `ordinary` by the ordinary schedule within the same minutes.
    `minutes` is what the plan takes a day on average, `needed` the minutes a day from which more time hardly helps.
    `dropped` are ids of cards that there is no time to learn, or whose time is better spent on others.
    """

    cards: int
    now: float
    planned: float
    ordinary: float
    minutes: float
    needed: float
    weeks: tuple[WeekRow, ...]
    dropped: tuple[str, ...]
    plan: Plan


Exams: TypeAlias = Mapping[Key, tuple[Exam, Sequence[str]]]


def nearest(exams: Exams[Key], today: int) -> dict[str, Key]:
    """Return by deck slug the exam for which it is studied today: the nearest still ahead of study day `today`.

    A deck in several exams counts for one at a time (the earlier, then the one given first): what is learned for
    it is still known for the next, whose own planning begins when the first is over.
    """
    result: dict[str, Key] = {}
    for key, (exam, slugs) in sorted(exams.items(), key=lambda item: item[1][0].day):
        if exam.day > today:
            for slug in slugs:
                result.setdefault(slug, key)
    return result
