"""How an exam will go: the days to come played through, by the plan and by the ordinary schedule."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drillcli.exam.play import Play
from drillcli.exam.values import Candidate, Exam, Ordinary, Outlook, Pace, Plan, WeekRow
from drillcli.model import Moment

WEEK = 7
SAMPLE = 50
"""On how many cards of a deck the minutes that it needs are tried out."""
ENOUGH = 0.99
"""Minutes suffice that win this share of what unlimited minutes would."""
HALVINGS = 6


class Day(NamedTuple):
    """What a day of a simulation took and did. `price` is the merit that a review had to exceed."""

    seconds: float
    reviews: int
    new: int
    price: float


def plan(exam: Exam, cards: Sequence[Candidate], now: Moment, pace: Pace) -> Plan:
    """Return what `interval` needs from the day of `now` on; `outlook(…).plan` is the same."""
    days = by_plan(Play(cards, now, pace), exam.day - now.day, 60 * exam.minutes)
    return Plan(now.day, tuple(day.price for day in days))


def outlook(
    exam: Exam, cards: Sequence[Candidate], now: Moment, pace: Pace, ordinary: Ordinary, spent: float = 0.0
) -> Outlook:
    """Return what is to be expected of the exam, week by week, by a deterministic simulation from `now` on.

    Simulated answers are what the memory models expect: a forecast, not a promise. `spent` is as in `today`.
    """
    left = max(exam.day - now.day, 0)
    seconds = 60 * exam.minutes
    play = Play(cards, now, pace)
    before = play.recalled(left)
    days, weeks = [], []
    for day in by_plan(play, left, seconds, 60 * spent):
        days.append(day)
        if len(days) % WEEK == 0 or len(days) == left:
            weeks.append(_week(now.day, days, play.recalled(left)))
    usual = Play(cards, now, pace)
    for _ in by_rule(usual, left, seconds, ordinary, [card.state and card.state.due_day - now.day for card in cards]):
        pass
    return Outlook(
        cards=len(cards),
        now=before,
        planned=play.recalled(left),
        ordinary=usual.recalled(left),
        minutes=sum(day.seconds for day in days) / 60 / max(left, 1),
        needed=_needed(cards, now, pace, left),
        weeks=tuple(weeks),
        dropped=tuple(card.id for card, memory in zip(cards, play.memories, strict=True) if memory is None),
        plan=Plan(now.day, tuple(day.price for day in days)),
    )


def by_plan(play: Play, left: int, seconds: float, spent: float = 0.0) -> Iterator[Day]:
    """Play the `left` days before the exam by the plan, with so many seconds a day, of which `spent` are gone today."""
    for day in range(left):
        gone = spent if day == 0 else 0.0
        steps = sorted(play.in_steps)
        used = sum(play.answer(place, day) for place in steps)
        taken, _later, price = play.choose(day, left - day, seconds, gone + used)
        fresh = sum(play.memories[option.place] is None for option in taken)
        used += sum(play.answer(option.place, day) for option in taken)
        yield Day(used, len(steps) + len(taken) - fresh, fresh, price)


def by_rule(play: Play, left: int, seconds: float, ordinary: Ordinary, due: Sequence[int | None]) -> Iterator[None]:
    """Play the days before the exam by the ordinary schedule within the same seconds a day, reviews first.

    `due` is the day (0 is today) on which each card is due, None for a new card.
    """
    days = list(due)
    for day in range(left):
        waiting = {place: when for place, when in enumerate(days) if when is not None and when <= day}
        urgent = sorted(waiting, key=lambda place: play.urgency(place, day, waiting[place]), reverse=True)
        fresh = [place for place, when in enumerate(days) if when is None]
        used = 0.0
        for place in urgent[: ordinary.reviews] + fresh[: ordinary.new]:
            if used + (play.pace.review if days[place] is not None else play.pace.new) > seconds:
                break
            used += play.answer(place, day)
            days[place] = day + play.interval(place, ordinary.retention)
        yield


def _week(first: int, days: Sequence[Day], recalled: float) -> WeekRow:
    """Return the row of the week that ends with the last of `days`, the first of which is study day `first`."""
    length = (len(days) - 1) % WEEK + 1
    week = days[-length:]
    minutes = sum(day.seconds for day in week) / 60 / length
    start = first + len(days) - length
    return WeekRow(start, length, minutes, sum(day.reviews for day in week), sum(day.new for day in week), recalled)


def _needed(cards: Sequence[Candidate], now: Moment, pace: Pace, left: int) -> float:
    """Return the minutes a day from which more of them hardly help; found on a sample of the cards."""
    sample = cards[:: -(-len(cards) // SAMPLE) or 1]

    def recalled(seconds: float) -> tuple[float, float]:
        play = Play(sample, now, pace)
        used = [day.seconds for day in by_plan(play, left, seconds)]
        return play.recalled(left), max(used, default=0.0)

    most, high = recalled(math.inf)
    low = high / (2 * left or 1)
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        if recalled(middle)[0] < ENOUGH * most:
            low = middle
        else:
            high = middle
    return high * len(cards) / max(len(sample), 1) / 60
