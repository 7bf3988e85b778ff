"""The intervals that a plan gives."""

from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from drillcli.countdown import Bent
from drillcli.exam import Exam, Pace, Plan
from drillcli.model import MINUTES_PER_DAY, CardState, Phase, Rating
from drillcli.scheduler import Policy, Scheduler, model

AGAIN, GOOD, EASY = Rating.AGAIN, Rating.GOOD, Rating.EASY


@given(
    stability=st.floats(0.5, 400),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 60),
    left=st.integers(-2, 90),
    price=st.floats(0, 0.01),
)
def test_an_interval_ends_where_a_review_helps_or_after_the_exam(stability, difficulty, elapsed, left, price):
    """A card comes again on a day before the exam, or not before it is over; Again ≤ Hard ≤ Good ≤ Easy as ever."""
    at = NOW._replace(ms=NOW.ms - elapsed * 86_400_000, day=NOW.day - elapsed)
    state = CardState(Phase.REVIEW, 0, (stability, difficulty), elapsed * MINUTES_PER_DAY, at, 3, 0)
    plan = Plan(NOW.day, (price,) * max(left, 0))
    ordinary = Scheduler(model("fsrs6"), Policy()).preview("deck/card", state, NOW)
    bent = Bent(Scheduler(model("fsrs6"), Policy()), Exam(NOW.day + left, 20), plan, Pace())
    grades = bent.preview("deck/card", state, NOW)
    assert list(grades) == list(Rating)
    assert grades[AGAIN] == ordinary[AGAIN]
    intervals = [after.interval // MINUTES_PER_DAY for after in grades.values()]
    assert intervals == sorted(intervals)
    for rating, after in grades.items():
        assert after == bent.review("deck/card", state, rating, NOW)
        if rating > AGAIN and after.interval >= left * MINUTES_PER_DAY:
            assert after.interval >= ordinary[rating].interval


def test_without_more_use_before_the_exam_a_card_waits_until_it():
    """Where no review wins its price, an interval that would end before the exam is drawn out to its day."""
    bent = Bent(Scheduler(model("fsrs6"), Policy()), Exam(NOW.day + 30, 20), Plan(NOW.day, (9.0,) * 30), Pace())
    assert bent.preview("deck/card", None, NOW)[EASY].interval == 30 * MINUTES_PER_DAY
    short = Bent(Scheduler(model("fsrs6"), Policy(maximum_interval=9)), bent.exam, bent.plan, Pace())
    assert short.preview("deck/card", None, NOW)[EASY].interval == 9 * MINUTES_PER_DAY
