"""Fisher scoring: Newton's method with the expected curvature, which cannot point uphill.

What is made small is the loss plus a prior that holds each coordinate near its default. A step is damped as
Levenberg and Marquardt do it: more after one that failed, less after one that worked.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from drillcli.fitting.coordinates import Box
from drillcli.fitting.likelihood import Evidence, bent_loss, loss
from drillcli.fitting.lockstep import Formulas

TRIALS = 16
"""How many steps are tried at most; most fits need about ten."""
SETTLED = 0.1
"""A fit ends when a step gains less log-likelihood than this: far less than the data can tell apart."""
DAMPING, LEAST_DAMPING, DAMPING_AGAIN = 1e-3, 1e-5, 1e-2


class Point(NamedTuple):
    """Some coordinates and how the objective lies there."""

    z: np.ndarray
    value: float
    gradient: np.ndarray
    curvature: np.ndarray


class Problem(NamedTuple):
    """What a fit is to explain, and what is believed before."""

    formulas: Formulas
    evidence: Sequence[Evidence]
    box: Box
    deviation: np.ndarray
    """(p,) prior deviation of each coordinate from its default."""
    strength: float
    """The prior is `strength` times the sum of ((z - default) / deviation)^2."""

    def value(self, z: np.ndarray) -> float:
        """Return the objective at some coordinates: the loss and the prior."""
        return loss(self.formulas, self.box.outward(z).tolist(), self.evidence) + self._prior(z)

    def point(self, z: np.ndarray) -> Point:
        """Return how the objective lies at some coordinates."""
        value, gradient, information = bent_loss(self.formulas, self.box.outward(z).tolist(), self.evidence)
        slopes, pull = self.box.slopes(z), 2 * self.strength / self.deviation**2
        return Point(
            z,
            value + self._prior(z),
            slopes.T @ gradient + pull * self._away(z),
            slopes.T @ information @ slopes + np.diag(pull),
        )

    def _prior(self, z: np.ndarray) -> float:
        return self.strength * float(np.sum((self._away(z) / self.deviation) ** 2))

    def _away(self, z: np.ndarray) -> np.ndarray:
        return z - self.box.inward(self.box.defaults)


def fit(
    problem: Problem, start: Sequence[float], progress: Callable[[int, int], None] | None = None
) -> tuple[float, ...]:
    """Return the parameters inside the box that best explain the evidence, given the prior."""
    box = problem.box
    here = problem.point(box.nearest(box.inward(start)))
    damping = DAMPING
    for done in range(1, TRIALS):
        if progress:
            progress(done, TRIALS)
        step = newton_step(here, box, damping)
        if expected_gain(here, step) < SETTLED:
            break
        z = box.nearest(here.z + step)
        gain = here.value - problem.value(z)
        if gain > 0:
            here, damping = problem.point(z), max(damping / 10, LEAST_DAMPING)
        else:
            damping = max(damping * 10, DAMPING_AGAIN)
        if 0 < gain < SETTLED:
            break
    if progress:
        progress(TRIALS, TRIALS)
    return tuple(box.outward(here.z).tolist())


def newton_step(point: Point, box: Box, damping: float) -> np.ndarray:
    """Return the damped step from a point; 0 in coordinates that a bound holds."""
    free = np.flatnonzero(~box.held(point.z, point.gradient))
    curvature = point.curvature[np.ix_(free, free)]
    damped = curvature + damping * np.diag(np.diag(curvature))
    step = np.zeros_like(point.z)
    step[free] = np.linalg.solve(damped, -point.gradient[free])
    return step


def expected_gain(point: Point, step: np.ndarray) -> float:
    """Return how much lower the objective lies a step away, if it bends as it does here."""
    return float(-step @ point.gradient - step @ point.curvature @ step / 2)
