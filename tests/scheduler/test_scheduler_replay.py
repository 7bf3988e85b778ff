"""A history replayed in one go."""

from hypothesis import given
from hypothesis import strategies as st
from scheduler_cases import MS_PER_DAY, NEVER_FUZZED, models

from drillcli.model import Moment
from drillcli.scheduler import Scheduler

DAY = 1440
ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 3 * MS_PER_DAY) | st.integers(0, 2000 * MS_PER_DAY),
        st.integers(-2, 2),
        st.sampled_from([-720, 0, 480]),
        st.integers(1, 4),
        st.sampled_from([0, 1, 10, DAY - 1, DAY, 5 * DAY, 36_500 * DAY]),
    ),
    min_size=1,
    max_size=15,
)
"""Time since the answer before, days by which the study day differs (travel, a clock set back), offset, rating."""


@given(models, ANSWERS)
def test_a_history_is_its_answers_one_by_one(model, drawn):
    """The state to the last bit, and the recall expected at each answer."""
    scheduler = Scheduler(model, NEVER_FUZZED)
    answers, ms = [], 0
    for gap, days, offset, rating, interval in drawn:
        ms += gap
        answers.append((ms, ms // MS_PER_DAY + days, offset, rating, 7000, interval))
    state, recalls = None, []
    for ms, day, offset, rating, _took, interval in answers:
        at = Moment(ms, day, offset)
        recalls.append(scheduler.retrievability(state, at) if state else 1.0)
        state = scheduler.apply(state, rating, at, interval)
    replayed, expected = scheduler.replay(answers)
    assert repr(replayed) == repr(state)
    assert expected == recalls
