"""The days before an exam: the plan at work on a collection, and the return to the ordinary schedule after it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drillcli import exam as planner
from drillcli.collection import Collection
from drillcli.exam import Candidate, Exam, Pace, Plan
from drillcli.lookahead import pace_of, planned, usable
from drillcli.model import MINUTES_PER_DAY, CardState, Moment, Rating
from drillcli.scheduler import Load, Scheduler
from drillcli.store import exams, queue
from drillcli.store.exams import ExamRow
from drillcli.store.queue import Queued

SETTLING_DAYS = 14
"""Within so many days after an exam all that is overdue comes back."""
LEAST_LOAD = 10
"""So few reviews a day are no burden: none of them is put off."""


class Bent(Scheduler):
    """A scheduler that gives the intervals which a plan wants; memories and steps are as ever."""

    __slots__ = ("exam", "pace", "plan")

    def __init__(self, scheduler: Scheduler, exam: Exam, plan: Plan, pace: Pace) -> None:
        super().__init__(scheduler.model, scheduler.policy)
        self.exam, self.plan, self.pace = exam, plan, pace

    def preview(
        self, card_id: str, state: CardState | None, at: Moment, load: Load | None = None
    ) -> dict[Rating, CardState]:
        """Return what each rating would make of a card; the intervals never fall from Again to Easy."""
        longest, grades = 0, super().preview(card_id, state, at, load)
        for rating, after in grades.items():
            longest = max(longest, self._minutes(after))
            grades[rating] = self.apply(state, rating, at, longest)
        return grades

    def review(
        self, card_id: str, state: CardState | None, rating: Rating, at: Moment, load: Load | None = None
    ) -> CardState:
        """Return what `rating` makes of a card: the same as in `preview`."""
        return self.preview(card_id, state, at, load)[rating]

    def _minutes(self, after: CardState) -> int:
        """Return the interval (minutes) for a card that an ordinary answer would leave in the state `after`."""
        if after.interval < MINUTES_PER_DAY:
            return after.interval
        days = planner.interval(self.exam, after, self.model, self.plan, self.pace)
        if days is None:
            days = max(after.interval // MINUTES_PER_DAY, self.exam.day - after.at.day)
        return min(max(days, 1), self.policy.maximum_interval) * MINUTES_PER_DAY


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What is known today of the decks that are studied for one exam: `cards` by id, hidden ones left out.

    `spent` are the minutes that today's answers in these decks took.
    """

    row: ExamRow
    decks: tuple[str, ...]
    cards: Mapping[str, tuple[Queued, Candidate]]
    pace: Pace
    spent: float

    @property
    def minutes_left(self) -> float:
        """How many of today's minutes are left."""
        return max(self.row.minutes - self.spent, 0.0)

    def choice(
        self, now: Moment, keep: Callable[[Queued], bool] = lambda _card: True, minutes: float | None = None
    ) -> tuple[list[Queued], list[Queued]]:
        """Return the reviews and the new cards for now, of those to `keep`, the most useful first.

        They fill `minutes`, or when that is None what is left of today's.
        """
        candidates = [candidate for card, candidate in self.cards.values() if keep(card)]
        gone = self.spent if minutes is None else self.row.minutes - minutes
        chosen = planner.today(Exam(self.row.day, self.row.minutes), candidates, now, self.pace, gone)
        reviews, new = ([self.cards[card][0] for card in ids] for ids in (chosen.reviews, chosen.new))
        return reviews, new


def follow(collection: Collection, rows: Sequence[ExamRow]) -> dict[str, Course]:
    """Return, by slug, the exam for which each deck is studied today.

    The first call on the day of an exam, or after it, returns its decks to the ordinary schedule.
    """
    ahead = finish(collection, rows)
    studied = studied_for(collection, ahead)
    courses: dict[str, Course] = {}
    for row in ahead:
        if decks := studied[row.id]:
            courses |= dict.fromkeys(decks, begun(collection, row, decks))
    return courses


def bend(collection: Collection, courses: Mapping[str, Course]) -> None:
    """Let the answers in the decks of `courses` be given the intervals that their plans want."""
    plans = {
        course: planned(collection, course.row, course.decks, course.pace) for course in dict.fromkeys(courses.values())
    }
    bent = {
        slug: Bent(collection.scheduler_of(slug), Exam(course.row.day, course.row.minutes), plans[course], course.pace)
        for slug, course in courses.items()
    }
    collection.own = {**collection.own, **bent}


def finish(collection: Collection, rows: Sequence[ExamRow]) -> list[ExamRow]:
    """Return the exams that are not over; what was studied for the others, or for one of today, is settled."""
    today = collection.now.day
    for row in rows:
        if row.day <= today:
            settle(collection, row, [other for other in rows if other.day > today])
        if row.day < today:
            exams.remove(collection.store, row.id, collection.now)
    return [row for row in rows if row.day >= today]


def studied_for(collection: Collection, rows: Sequence[ExamRow]) -> dict[int, tuple[str, ...]]:
    """Return, by its number, the decks that are studied today for each exam: for the next one, where there are two."""
    choices = {row.id: (Exam(row.day, row.minutes), usable(collection, row)) for row in rows}
    nearest = planner.nearest(choices, collection.now.day)
    return {row.id: tuple(slug for slug, number in nearest.items() if number == row.id) for row in rows}


def begun(collection: Collection, row: ExamRow, decks: tuple[str, ...]) -> Course:
    """Return the exam `row`, for which `decks` are studied today."""
    store, today = collection.store, collection.now.day
    cards = {
        card.id: (card, Candidate(card.id, card.state, collection.scheduler_of(slug).model))
        for slug in decks
        for card, hidden in exams.cards(store, slug)
        if hidden < today
    }
    return Course(row, decks, cards, pace_of(collection, row), exams.spent(store, decks, today))


def bring_back(collection: Collection, slugs: Sequence[str]) -> None:
    """Let the cards of some decks be asked again that were put off when an earlier exam was over."""
    yesterday = collection.now.day - 1
    if put_off := exams.put_off(collection.store, slugs, yesterday):
        collection.store.bury(dict.fromkeys(put_off, yesterday), collection.now)


# -- and after it ------------------------------------------------------------------------------


def settle(collection: Collection, row: ExamRow, others: Sequence[ExamRow]) -> None:
    """Return the decks of an exam to the ordinary schedule, but those of `others`: what is due comes by and by.

    A normal day has as many reviews as clear all that is due within two weeks. Cards beyond it are hidden until
    a day that has room, the most urgent come first.
    """
    store, now = collection.store, collection.now
    taken = {slug for other in others for slug in other.decks}
    decks = [slug for slug in usable(collection, row) if slug not in taken]
    urgency = collection.urgency(now)
    due = [(slug, card) for slug in decks for card in queue.due(store, slug, now.day)]
    waiting = {
        card.id: urgency(slug, card.state.memory, card.state.at, card.due_day)
        for slug, card in due
        if card.state and card.state.due_ms is None
    }
    load = queue.forecast(store, decks, now.day, now.day + SETTLING_DAYS - 1)
    normal = max(math.ceil(sum(load) / SETTLING_DAYS), LEAST_LOAD)

    def room(day: int) -> int:
        ahead = day - now.day
        return normal - (load[ahead] if 0 < ahead < len(load) else 0)

    if until := planner.spread(sorted(waiting, key=lambda card: -waiting[card]), now.day, room):
        store.bury(until, now)
