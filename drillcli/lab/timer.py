"""Durations of steps: the median, the spread, and what of them is steady."""

from collections.abc import Sequence
from math import isfinite
from statistics import median, quantiles
from typing import Any


def summary(seconds: Sequence[float]) -> dict[str, Any]:
    """Return {n, median, p25, p75, min} of step durations, in ms; null figures when there was no step."""
    if not seconds:
        return {"n": 0, "median": None, "p25": None, "p75": None, "min": None}
    ms = [1000 * second for second in seconds]
    p25, _, p75 = quantiles(ms, n=4, method="inclusive") if len(ms) > 1 else (ms[0], ms[0], ms[0])
    return {"n": len(ms), "median": median(ms), "p25": p25, "p75": p75, "min": min(ms)}


def iqr_pct(steps: dict[str, Any]) -> float | None:
    """Return the interquartile range of a summary as a percentage of its median."""
    return 100 * (steps["p75"] - steps["p25"]) / steps["median"] if steps["median"] else None


def rounded(value: Any, digits: int = 6) -> Any:
    """Return a value with every float in it cut to significant `digits`, for a record that people read.

    What is infinite or no number, as the loss of a run that diverged, becomes None: JSON has neither.
    """
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if isfinite(value) else None
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    return [rounded(item, digits) for item in value] if isinstance(value, list | tuple) else value
