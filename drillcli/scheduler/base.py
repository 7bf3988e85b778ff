"""What a memory model is: how a memory forms, strengthens and fades, in days; no clock, no steps, no buttons."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from drillcli.locale import _
from drillcli.model import Answer, Moment

Memory: TypeAlias = tuple[float, ...]
"""The state of one memory. Opaque: only the model that made it may look inside."""

Stored: TypeAlias = tuple[float, float, float | None, int, int, int]
"""A memory as it is stored: its two or three numbers, epoch ms and study day of its last review, its interval in days
(0 for one within the day)."""


class Survey(NamedTuple):
    """A great many memories: their stabilities and difficulties, their recall now, and all intervals that are not 0."""

    stability: list[float]
    difficulty: list[float]
    recall: list[float]
    intervals: list[int]


class MemoryModel(Protocol):
    """A model of one memory. Ratings are 1 (Again) to 4 (Easy), times are days, recall is a probability."""

    @property
    def name(self) -> str:
        """The name under which settings and stored states know the model."""

    @property
    def parameters(self) -> tuple[float, ...]:
        """The numbers that fit the model to a learner."""

    def elapsed(self, since: Moment, at: Moment) -> float:
        """Return the days that count for this model between two reviews; never negative."""

    def first(self, rating: int) -> Memory:
        """Return the memory after the first review of a card."""

    def next(self, memory: Memory, rating: int, elapsed: float) -> Memory:
        """Return the memory after a review `elapsed` days after the one before."""

    def retrievability(self, memory: Memory, elapsed: float) -> float:
        """Return the probability of recall `elapsed` days after the last review."""

    def interval(self, memory: Memory, desired_retention: float) -> float:
        """Return the days until recall falls to `desired_retention` (between 0 and 1); not rounded."""

    def stability(self, memory: Memory) -> float:
        """Return the days until recall falls to 90 %: the one figure of strength that compares across models."""

    def difficulty(self, memory: Memory) -> float:
        """Return the difficulty of the card, 1 (easy) to 10 (hard)."""

    def course(self, answers: Sequence[Answer]) -> tuple[Memory, list[float]]:
        """Return the memory after all answers to a new card (one or more), and the recall expected at each.

        The same as `first`, `retrievability` and `next` say one by one; at the first answer the recall counts as 1.
        """

    def survey(self, stored: Iterable[Stored], now: Moment) -> Survey:
        """Return what the three above say `now` of a hundred thousand memories: one loop, for calls take longer."""


def clamp(value: float, low: float, high: float) -> float:
    """Return the number nearest to `value` that lies between `low` and `high`; faster than `min(max(…))`."""
    return low if value < low else high if value > high else value


def check_parameters(model: str, given: Sequence[float], low: Sequence[float], high: Sequence[float]) -> None:
    """Raise ValueError unless there are as many parameters as bounds and each lies within its own (NaN does not)."""
    if len(given) != len(low):
        message = _("{model} takes {expected} parameters, not {found}")
        raise ValueError(message.format(model=model, expected=len(low), found=len(given)))
    for index, (value, least, most) in enumerate(zip(given, low, high, strict=True)):
        if not least <= value <= most:
            message = _("parameter {index} of {model} is {value:g}; it must lie between {low:g} and {high:g}")
            raise ValueError(message.format(index=index, model=model, value=value, low=least, high=most))
