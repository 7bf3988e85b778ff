"""What scoring and fitting find, as plain values: known to commands and pages without NumPy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

AVERAGE = "always-average"
IN_FORCE = "in-force"

LEAST = 100
"""Later-day reviews from which on a log is scored and fitted: the shortest on which fits were measured to help."""


def default(model: str) -> str:
    """Return the name under which a model with its own parameters is scored."""
    return f"{model}-default"


def fitted(model: str) -> str:
    """Return the name under which a model with fitted parameters is scored."""
    return f"{model}-fitted"


class Scores(NamedTuple):
    """How well recall was predicted, over so many reviews.

    `log_loss`: the mean of -ln(what was predicted for what happened). `rmse_bins`: how far predicted and actual recall
    lie apart in bins of alike reviews, 0 to 1. `auc`: how often a review that was recalled was given a higher chance
    than one that was not; 0.5 is chance, and None where all reviews ended alike.
    """

    log_loss: float
    rmse_bins: float
    auc: float | None
    reviews: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by name, on reviews that no fit had seen: of reviews on later days only, and of all."""

    without_same_day: Mapping[str, Scores]
    with_same_day: Mapping[str, Scores]


class Held(NamedTuple):
    """What schedules now: a model, its parameters, and when they were fitted (epoch ms); 0 for the defaults."""

    model: str
    weights: Sequence[float]
    fitted_ms: int = 0

    @property
    def name(self) -> str:
        """The name under which it is scored."""
        return IN_FORCE if self.fitted_ms else default(self.model)


class Difference(NamedTuple):
    """A mean difference in log loss, and the interval in which it lies with 95 % confidence; below 0 is better."""

    mean: float
    low: float
    high: float

    @property
    def is_better(self) -> bool:
        """Whether it is better by more than noise."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model with parameters fitted to the whole log, and its differences from each rival, by name, out of time."""

    model: str
    weights: tuple[float, ...]
    rivals: Mapping[str, Difference]

    @property
    def name(self) -> str:
        """The name under which it is scored."""
        return fitted(self.model)

    @property
    def wins(self) -> bool:
        """Whether it is better than every rival by more than noise."""
        return all(difference.is_better for difference in self.rivals.values())


class Workload(NamedTuple):
    """What a schedule asks for a day, on average: reviews, and minutes where the times of answers are known."""

    reviews: float
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fit found.

    `later_days` is how many reviews a fit learns from and `unseen` how many of them what is `in_force` (a name among
    the `scores`) was not fitted to. `workloads` are by the names of what is in force and of the candidates. `chosen`
    is the candidate that should take over; None where what is in force stays. Without candidates too few were unseen.
    """

    reviews: int
    later_days: int
    unseen: int
    in_force: str
    scores: Mapping[str, Scores]
    candidates: tuple[Candidate, ...]
    workloads: Mapping[str, Workload]
    chosen: Candidate | None


class Kept(NamedTuple):
    """A parameter set that was adopted.

    `at` is when (ISO 8601), `decks` for which (none: the collection), `reviews` to how many it was fitted; `scores` are
    those that it had out of time then, by the fields of `Scores`.
    """

    id: int
    at: str
    model: str
    decks: tuple[str, ...]
    reviews: int | None
    scores: Mapping[str, Any] | None
    in_force: bool
    parameters: tuple[float, ...]
