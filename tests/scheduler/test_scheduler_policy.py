"""Learning steps: which step, in minutes, an answer leads to."""

import pytest

from drillcli.model import Phase, Rating
from drillcli.scheduler import Policy
from drillcli.scheduler.policy import step_interval

DAY = 1440


def four(policy, phase, step=0):
    return [step_interval(policy, phase, step, rating) for rating in Rating]


@pytest.mark.parametrize(
    ("steps", "phase", "step", "expected"),
    [
        ((1, 10), Phase.NEW, 0, [1, 6, 10, None]),
        ((1, 10), Phase.LEARNING, 0, [1, 6, 10, None]),
        ((1, 10), Phase.LEARNING, 1, [1, 10, None, None]),
        ((1, 10), Phase.LEARNING, 7, [1, 10, None, None]),
        ((10,), Phase.NEW, 0, [10, 15, None, None]),
        ((5,), Phase.NEW, 0, [5, 8, None, None]),
        ((1, 10, 60), Phase.LEARNING, 1, [1, 10, 60, None]),
        ((), Phase.NEW, 0, [None] * 4),
        ((), Phase.LEARNING, 1, [None] * 4),
    ],
)
def test_learning_steps(steps, phase, step, expected):
    """Again: first step; Hard: between the first two, later the same again; Good: the next; Easy: out."""
    assert four(Policy(learning_steps=steps), phase, step) == expected


@pytest.mark.parametrize(
    ("steps", "phase", "step", "expected"),
    [
        ((10,), Phase.REVIEW, 0, [10, None, None, None]),
        ((10,), Phase.RELEARNING, 0, [10, 15, None, None]),
        ((10, 60), Phase.RELEARNING, 0, [10, 35, 60, None]),
        ((10, 60), Phase.RELEARNING, 1, [10, 60, None, None]),
        ((), Phase.REVIEW, 0, [None] * 4),
        ((), Phase.RELEARNING, 0, [None] * 4),
    ],
)
def test_relearning_steps(steps, phase, step, expected):
    """A card that was forgotten goes through the relearning steps; a review that was right never does."""
    assert four(Policy(relearning_steps=steps), phase, step) == expected


def test_a_step_of_a_day_or_more_is_whole_days():
    """36 hours are two days; a single step's Hard adds half of it, at most a day; the maximum interval holds."""
    assert four(Policy(learning_steps=(1, 36 * 60)), Phase.LEARNING, 0) == [1, 1081, 2 * DAY, None]
    assert four(Policy(learning_steps=(3 * DAY,)), Phase.NEW) == [3 * DAY, 4 * DAY, None, None]
    assert four(Policy(learning_steps=(3 * DAY,), maximum_interval=2), Phase.NEW) == [2 * DAY, 2 * DAY, None, None]
