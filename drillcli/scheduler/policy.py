"""The learner's wishes: recall wanted, learning steps, longest interval, spreading; and what the steps say."""

from dataclasses import dataclass

from drillcli.model import MINUTES_PER_DAY, Phase, Rating

FORGOTTEN = (Phase.REVIEW, Phase.RELEARNING)
"""The phases of a card that was learned once: within the day it is relearned."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How intervals are made of what the memory model says. Steps are minutes, `maximum_interval` is days."""

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    maximum_interval: int = 36500
    fuzz: bool = True


def step_interval(policy: Policy, phase: Phase, step: int, rating: Rating) -> int | None:
    """Return the minutes of the step to which an answer leads; None when the memory model decides (graduation).

    `phase` and `step` are those before the answer. Anki's rules: Again goes to the first step, Hard stays,
    Good goes on, Easy leaves the steps. A step of a day or more is rounded to whole days.
    """
    if rating is Rating.EASY or (phase is Phase.REVIEW and rating is not Rating.AGAIN):
        return None
    steps = policy.relearning_steps if phase in FORGOTTEN else policy.learning_steps
    if not steps or (rating is Rating.GOOD and step + 1 >= len(steps)):
        return None
    if rating is Rating.HARD:
        minutes = _hard_step(steps, step)
    else:
        minutes = steps[0 if rating is Rating.AGAIN else step + 1]
    return _whole_days(minutes, policy.maximum_interval)


def _hard_step(steps: tuple[int, ...], step: int) -> int:
    """Return the present step; in place of the first one, a wait between Again's and Good's, halves upward."""
    if step > 0:
        return steps[min(step, len(steps) - 1)]
    if len(steps) == 1:
        return min((3 * steps[0] + 1) // 2, steps[0] + MINUTES_PER_DAY)
    return (steps[0] + steps[1] + 1) // 2


def _whole_days(minutes: int, maximum: int) -> int:
    """Return `minutes` below a day as they are, otherwise the nearest whole days, at most `maximum` days."""
    if minutes < MINUTES_PER_DAY:
        return minutes
    return min((minutes + MINUTES_PER_DAY // 2) // MINUTES_PER_DAY, maximum) * MINUTES_PER_DAY
