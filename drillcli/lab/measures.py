"""What a run has measured so far: steps, losses, quality, ceilings, memory."""

from collections.abc import Mapping
from statistics import median
from typing import Any

import torch

from drillcli.clock import seconds
from drillcli.lab import probe
from drillcli.lab.count import Cost
from drillcli.lab.phases import Phases
from drillcli.lab.probe import Ceilings

RECENT = 50
"""Steps by which the time left is judged."""

PROBE_S, QUICK_PROBE_S = 0.6, 0.1
"""How long measuring the ceilings may take."""


class Measures:
    """The figures of a run, added to as they come; the record is made from them at any moment."""

    def __init__(self, device: torch.device, phases: Phases) -> None:
        self.device, self.phases = device, phases
        self.batch = 0
        self.durations: list[float] = []  # s a step, of the steps that count for the report
        self.latest: list[float] = []  # of the latest call
        self.losses: list[float] = []
        self.curve: list[float] = []
        self.to_target: float | None = None
        self.metrics: dict[str, float] = {}
        self.baseline: Mapping[str, Any] | None = None
        self.notes: list[dict[str, Any]] = []
        self.cost: Cost | None = None
        self.before: Ceilings | None = None
        self.after: Ceilings | None = None
        self.graph_steps = 0
        self.peaks: tuple[float | None, float | None] | None = None  # MiB of host and device, before the last probe
        self.energy_j: float | None = None
        self.efficiency: float | None = None
        self.ranks: list[float | None] = []
        self._latest_batch = 0
        self._kept = True

    def begin(self, batch: int, *, kept: bool) -> None:
        """Begin a series of steps of `batch` samples; only a series that is `kept` stands in the report."""
        self.latest, self._latest_batch, self._kept = [], batch, kept
        if kept:
            self.batch = batch
            self.losses, self.curve = [], []

    def only_these(self) -> None:
        """Forget the steps before: what is measured now is another thing, whose arithmetic nobody counts."""
        self.durations, self.cost, self.graph_steps = [], None, 0

    def lost(self, loss: float) -> None:
        """Add the mean loss of an epoch."""
        if self._kept:
            self.losses.append(loss)

    def add(self, steps: int, each: float) -> None:
        """Add `steps` steps that took `each` seconds."""
        self.latest.extend([each] * steps)
        if self._kept:
            self.durations.extend([each] * steps)

    @property
    def speed(self) -> float | None:
        """Samples/s of the series in the report, by the median step, of all processes together."""
        return self.batch / median(self.durations) if self.durations else None

    @property
    def rate(self) -> float | None:
        """Samples/s of the latest series, by the median step."""
        return self._latest_batch / median(self.latest) if self.latest else None

    def recent(self) -> float:
        """Return seconds a step, lately."""
        return median(self.latest[-RECENT:])

    def reached(self, value: float, target: float | None, better: str) -> None:
        """Add a point to the quality curve, and note when it first met the target (s of training)."""
        self.curve.append(value)
        met = target is not None and (value >= target if better == "higher" else value <= target)
        if met and self.to_target is None:
            self.to_target = self.phases.seconds()["train"]

    def spent(self, joules: float | None) -> None:
        """Add the energy of a series (J), where the device counts it and the series was long enough to tell."""
        if self._kept and joules is not None:
            self.energy_j = (self.energy_j or 0.0) + joules

    def ceilings(self, dtype: str, *, quick: bool) -> Ceilings:
        """Measure what the device can do at most right now, in the precision of the run."""
        return probe.ceilings(self.device, dtype, QUICK_PROBE_S if quick else PROBE_S, seconds)
