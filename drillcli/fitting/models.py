"""The memory models for whole logs: what they predict of each review, and the parameters that fit a learner."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from drillcli.fitting import fsrs6, fsrs6_clock, fsrs7, scoring
from drillcli.fitting.coordinates import Box
from drillcli.fitting.history import History
from drillcli.fitting.likelihood import Evidence
from drillcli.fitting.lockstep import Formulas, blocks, walk
from drillcli.fitting.recency import recency_weights
from drillcli.scheduler import fsrs6 as kernel6
from drillcli.scheduler import fsrs7 as kernel7

BLOCK = 8_192
"""Reviews of a block: enough that NumPy has something to chew on, few enough that its arrays stay in the cache."""

FIRST_STABILITIES = (1.0, 0.5, 0.5, 0.5)
"""Prior deviations of ln S(Again), and of the logarithms of how many times as long Hard, Good and Easy hold each."""


@dataclass(frozen=True, slots=True)
class BatchModel:
    """A memory model for whole logs."""

    name: str
    formulas: Formulas
    box: Box
    prior: tuple[float, ...]
    """Prior deviations, in the coordinates of `Box`."""
    strength: float
    """Weight of the prior beside reviews of mean weight 1."""
    on_clock: bool
    """Whether time is clock days; otherwise whole study days."""
    reviews: int
    """How many reviews of a card may be targets of a fit, counted from its first."""

    @property
    def defaults(self) -> tuple[float, ...]:
        """The parameters of a learner of whom nothing is known."""
        return self.box.defaults

    @property
    def low(self) -> tuple[float, ...]:
        """The least that each parameter may be."""
        return self.box.low

    @property
    def high(self) -> tuple[float, ...]:
        """The most that each parameter may be."""
        return self.box.high

    def elapsed(self, history: History) -> np.ndarray:
        """Return (n,) the days since the review before, as the model counts them."""
        return history.elapsed if self.on_clock else history.days.astype(float)

    def predict(self, history: History, parameters: Sequence[float]) -> np.ndarray:
        """Return (n,) the probability of recall before each review; 1 for a card's first."""
        recall = np.ones(history.n)
        for block in blocks(history, np.diff(history.starts), self.elapsed(history), BLOCK):
            recall[block.rows] = walk(self.formulas, parameters, block).recall
        return recall

    def states(self, history: History, parameters: Sequence[float]) -> np.ndarray:
        """Return (c, state) each card's memory after its last review, as the model's scalar kernel takes it."""
        memories = np.empty((history.cards, self.formulas.STATE))
        for block in blocks(history, np.diff(history.starts), self.elapsed(history), BLOCK):
            memories[block.cards] = walk(self.formulas, parameters, block).last.T
        return memories

    def targets(self, history: History) -> np.ndarray:
        """Return the indices of the reviews that a fit may learn from: some time passed, and not too late in life."""
        return np.flatnonzero((self.elapsed(history) > 0) & (history.position < self.reviews))

    def fit(
        self,
        history: History,
        rows: np.ndarray | None = None,
        progress: Callable[[int, int], None] | None = None,
        start: Sequence[float] | None = None,
        relearning_steps: int = 1,
    ) -> tuple[float, ...]:
        """Return the parameters that best explain some reviews, held near the defaults by the prior.

        Args:
            history: the log; what comes after the last target of a card is not looked at.
            rows: indices of the reviews to explain; those of them that are no `targets` are left out. None: all.
            progress: called with (steps tried, at most to try) before each.
            start: where the search begins; the defaults unless given. It changes the time more than the result.
            relearning_steps: steps that a lapsed card takes; more than one bounds FSRS-6's same-day gain.
        """
        targets = self.targets(history)
        chosen = targets if rows is None else targets[np.isin(targets, rows)]
        problem = scoring.Problem(
            self.formulas,
            self._evidence(history, chosen),
            replace(self.box, relearning_steps=relearning_steps),
            np.asarray(self.prior),
            self.strength,
        )
        return scoring.fit(problem, self.defaults if start is None else start, progress)

    def _evidence(self, history: History, targets: np.ndarray) -> list[Evidence]:
        """Return each card up to its last target, laid out, and the weights of the targets."""
        weight = np.zeros(history.n)
        weight[targets] = recency_weights(history.ms[targets])
        lengths = np.zeros(history.cards, np.int64)
        np.maximum.at(lengths, history.card[targets], history.position[targets] + 1)
        laid_out = blocks(history, lengths, self.elapsed(history), BLOCK)
        return [Evidence(block, weight[block.rows]) for block in laid_out]


FSRS6 = BatchModel(
    name="fsrs6",
    formulas=fsrs6,
    box=Box(kernel6.DEFAULTS, kernel6.LOW, kernel6.HIGH, relearning=True),
    prior=(
        *FIRST_STABILITIES,
        0.57, 0.28, 0.6, 0.12,
        0.39, 0.18, 0.33,
        0.3, 0.09, 0.16, 0.57,
        0.25, 1.03,
        0.31, 0.32, 0.14,
        0.27,
    ),
    strength=1.0,  # as fsrs-optimizer and fsrs-rs (BSD-3-Clause), whose deviations from the fifth on these are
    on_clock=False,
    reviews=128,
)  # fmt: skip
FSRS7 = BatchModel(
    name="fsrs7",
    formulas=fsrs7,
    box=Box(kernel7.DEFAULTS, kernel7.LOW, kernel7.HIGH, rising=((25, 26),)),
    prior=(
        *FIRST_STABILITIES, 0.523, 0.2528, 0.4329,
        0.2966, 0.2139, 0.2889, 0.1862, 0.175, 0.3812, 0.3013, 0.9104,
        0.3234, 0.2448, 0.3273, 0.1842, 0.1735, 0.4608, 0.311, 0.864,
        0.0418, 0.2596, 0.0798, 0.0682,
        0.1282, 0.1397, 0.1407, 0.1489,
        0.2, 0.15, 0.15,
    ),
    strength=0.3333 / 0.4375,  # as fsrs-rs, whose deviations these are, where the mean weight is 0.4375
    on_clock=True,
    reviews=65,  # as srs-benchmark and fsrs-rs: the first, and 64 more
)  # fmt: skip
BATCH: Mapping[str, BatchModel] = {model.name: model for model in (FSRS6, FSRS7)}
"""By name, as the scheduler's models: each with the time that it schedules by."""
ON_CLOCK: Mapping[str, BatchModel] = {
    "fsrs6": replace(FSRS6, formulas=fsrs6_clock, on_clock=True),
    "fsrs7": FSRS7,
}
"""By name, all with clock time: how reviews within a day are predicted and learned from as well."""
