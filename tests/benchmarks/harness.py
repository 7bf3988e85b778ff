"""Measuring side by side: contenders take turns, and each is told by its median, quartiles and ratio to a base."""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

UNITS: Mapping[str, tuple[tuple[float, str], ...]] = {
    "time": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "size": ((2**20, "MiB"), (2**10, "KiB"), (1, "B")),
    "count": ((1, ""),),
}
KIND = {"wall": "time", "cpu": "time", "peak memory": "size", "bytes": "size"}
"""What a metric's figures are (seconds, bytes); all others are plain numbers."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The most that a ratio to the base may be, and what would be better still (design, section 10)."""

    most: float
    stretch: float | None = None

    def verdict(self, ratio: float) -> str:
        """Return "ok", "ok, stretch" or "OVER"."""
        if ratio > self.most:
            return "OVER"
        return "ok, stretch" if self.stretch is not None and ratio <= self.stretch else "ok"


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure. `once` returns the figures of one round by metric; `base` names another contender.

    Bars are by metric. Without `base` the first contender of the comparison is the base.
    """

    name: str
    once: Callable[[], Mapping[str, float]]
    bars: Mapping[str, Bar] = field(default_factory=dict)
    base: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A ratio that has a bar, for the summary."""

    what: str
    ratio: float
    bar: Bar


@dataclass(slots=True)
class Lab:
    """Where and how to measure: the cache, the environment of Anki's library (None: left out), a quick look or all."""

    cache: Path
    anki: Path | None
    quick: bool
    judged: list[Judged] = field(default_factory=list)

    def pick(self, quick: Any, full: Any) -> Any:
        """Return the one or the other of two sizes."""
        return quick if self.quick else full

    def compare(self, title: str, contenders: Sequence[Contender], rounds: int, *, warm_up: bool = True) -> None:
        """Let the contenders take turns and print their figures metric by metric."""
        if warm_up:
            for contender in contenders:
                contender.once()
        figures: dict[str, list[Mapping[str, float]]] = {contender.name: [] for contender in contenders}
        for _ in range(rounds):
            for contender in contenders:
                figures[contender.name].append(contender.once())
        for metric in figures[contenders[0].name][0]:
            print(f"\n{title} [{metric}, {rounds} rounds]")
            for contender in contenders:
                self._line(contender, metric, figures, contenders[0].name, title)

    def _line(
        self,
        contender: Contender,
        metric: str,
        figures: Mapping[str, Sequence[Mapping[str, float]]],
        first: str,
        title: str,
    ) -> None:
        values = [figure[metric] for figure in figures[contender.name]]
        low, middle, high = quartiles(values)
        ratio = over(middle, median(figure[metric] for figure in figures[contender.base or first]))
        bar = contender.bars.get(metric)
        told = ""
        if bar:
            self.judged.append(Judged(f"{title}: {contender.name} [{metric}]", ratio, bar))
            told = f"bar {bar.most:g}" + (f", stretch {bar.stretch:g}" if bar.stretch else "")
            told += f"  {bar.verdict(ratio)}"
        base = f" of {contender.base}" if contender.base else ""
        shown = amount(middle, metric)
        spread = f"{amount(low, metric)} – {amount(high, metric)}"
        print(f"  {contender.name:<46} {shown:>10}  {spread:>23}  ×{ratio:<7.3g}{base}  {told}".rstrip())

    def summary(self) -> int:
        """Print every ratio that has a bar; return how many are over theirs."""
        print("\nRatios that have a bar")
        for judged in self.judged:
            stretch = f"{judged.bar.stretch:g}" if judged.bar.stretch is not None else "–"
            verdict = judged.bar.verdict(judged.ratio)
            print(f"  {judged.ratio:>7.3g}  {judged.bar.most:>5g}  {stretch:>5}  {verdict:<11}  {judged.what}")
        missed = sum(judged.ratio > judged.bar.most for judged in self.judged)
        print(f"  (ratio, bar, stretch, verdict)  {missed} of {len(self.judged)} over the bar")
        return missed


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the first quartile, the median and the third quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def over(value: float, base: float) -> float:
    """Return the ratio of two figures; of nothing to nothing it is 0."""
    return value / base if base else math.inf if value else 0.0


def amount(value: float, metric: str) -> str:
    """Write a figure in the unit that suits it."""
    units = UNITS[KIND.get(metric, "count")]
    size, unit = next((unit for unit in units if abs(value) >= unit[0]), units[-1])
    return f"{value / size:.3g} {unit}".rstrip() if value < 1000 * size else f"{value / size:,.0f} {unit}".rstrip()


def in_process(work: Callable[[], object]) -> dict[str, float]:
    """Return the wall and CPU seconds of a call in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def measured(work: Callable[[], object]) -> Callable[[], dict[str, float]]:
    """Return a contender's round that calls `work` in this process and tells its CPU time."""
    return lambda: only(in_process(work), "cpu")


def child(arguments: Sequence[str | Path], variables: Mapping[str, str], folder: Path) -> dict[str, float]:
    """Run a program to its end, its output thrown away; return its wall and CPU seconds and its peak memory in bytes.

    Raises CalledProcessError when it fails.
    """
    launch = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(folder)]
    words = [*launch, *map(str, arguments)]
    told = subprocess.run(words, env=variables, stdout=subprocess.PIPE, check=True).stdout
    figures: dict[str, float] = json.loads(told)
    return figures


def only(figures: Mapping[str, float], *metrics: str) -> dict[str, float]:
    """Return some of the figures."""
    return {metric: figures[metric] for metric in metrics}
