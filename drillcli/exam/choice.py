"""What to study today for an exam, and when an answered card comes again."""

from collections.abc import Iterable, Sequence

from drillcli.exam.gain import Gauge, least
from drillcli.exam.play import Play
from drillcli.exam.values import Candidate, Exam, Pace, Plan, Today
from drillcli.model import CardState, Moment
from drillcli.scheduler.base import MemoryModel


def today(exam: Exam, cards: Sequence[Candidate], now: Moment, pace: Pace, spent: float = 0.0) -> Today:
    """Return what to study on the day of `now`, of which `spent` minutes went into the exam's cards already.

    It may be called again after some cards were answered: those answered today are left out, but cards in the midst
    of their steps always come, within the minutes or not. The last card may go over the minutes by half of its time.
    On the exam's day and after it, nothing comes.
    """
    left = exam.day - now.day
    if left < 1:
        return Today((), (), (), 0.0)
    play = Play(cards, now, pace)
    steps = sorted(play.in_steps)
    choice = play.choose(0, left, 60 * exam.minutes, 60 * spent + pace.review * len(steps))
    known = [option.place for option in choice.taken if cards[option.place].state]
    fresh = [option.place for option in choice.taken if not cards[option.place].state]
    seconds = pace.review * len(steps) + sum(option.worth.seconds for option in choice.taken)

    def ids(places: Iterable[int]) -> tuple[str, ...]:
        return tuple(cards[place].id for place in places)

    return Today(ids(steps + known), ids(fresh), ids(option.place for option in choice.later), seconds / 60)


def interval(exam: Exam, state: CardState, model: MemoryModel, plan: Plan, pace: Pace) -> int | None:
    """Return after how many days a card just answered (`state.at`) will likely be chosen again, before the exam.

    None when no further review before the exam is worth its time: the ordinary interval then holds, but not
    for a day before the exam (the caller takes `max(ordinary, exam.day - state.at.day)`).
    """
    gauge = Gauge(model, pace)
    for day in range(state.at.day + 1, exam.day):
        left = exam.day - day
        after = day - plan.day
        price = plan.prices[after] if 0 <= after < len(plan.prices) else 0.0
        worth = gauge.review(state.memory, day - state.at.day, left)
        if worth.rate > least(left, pace) and worth.merit(left) > price:
            return day - state.at.day
    return None
