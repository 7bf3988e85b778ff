"""Where a fit may go: the coordinates that it moves in, and the bounds that parameters must keep.

The first four parameters of either model are the stabilities S after a first Again, Hard, Good and Easy. A fit
moves them as z0 = ln S(Again), z1 = ln(S(Hard) / S(Again)), z2 = ln(S(Good) / S(Hard)), z3 = ln(S(Easy) / S(Good)).
So their order is a bound (z1, z2, z3 >= 0), and a prior on z makes a rating that is seldom used follow its
neighbours in proportion: the log-linear filling of `smooth_and_fill` in fsrs-rs (BSD-3-Clause), by degrees.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RATINGS = 4
LEAST_PRODUCT = 0.01
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Box:
    """What holds for the parameters of a model."""

    defaults: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    rising: tuple[tuple[int, int], ...] = ()
    """Pairs of parameters of which the second must not be below the first."""
    relearning: bool = False
    """Whether several relearning steps bound the parameters 17 and 18, as in FSRS-6."""
    relearning_steps: int = 1

    def inward(self, w: Sequence[float]) -> np.ndarray:
        """Return the coordinates of parameters."""
        z = np.array(w, float)
        z[:RATINGS] = np.diff(np.log(z[:RATINGS]), prepend=0.0)
        return z

    def outward(self, z: np.ndarray) -> np.ndarray:
        """Return the parameters at some coordinates, each within its own bounds."""
        w = z.copy()
        w[:RATINGS] = np.exp(np.cumsum(z[:RATINGS]))
        return np.clip(w, self.low, self.high)

    def slopes(self, z: np.ndarray) -> np.ndarray:
        """Return (p, p) the slopes of the parameters (rows) in the coordinates: dS_i / dz_j = S_i for j <= i."""
        slopes = np.eye(len(z))
        slopes[:RATINGS, :RATINGS] = np.tril(np.ones((RATINGS, RATINGS))) * self.outward(z)[:RATINGS, None]
        return slopes

    def nearest(self, z: np.ndarray) -> np.ndarray:
        """Return the coordinates of parameters that keep every bound, near the given ones."""
        raised = z.copy()
        raised[1:RATINGS] = np.maximum(z[1:RATINGS], 0)
        w = self.outward(raised)
        w = np.minimum(w, self.ceilings(w))
        for lower, upper in self.rising:
            w[upper] = max(w[lower], w[upper])
        return self.inward(w)

    def held(self, z: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        """Return (p,) which coordinates lie on a bound that going against the gradient would break."""
        w = self.outward(z)
        at_low = w <= np.multiply(self.low, 1 + ROUNDING)
        at_low[1:RATINGS] = z[1:RATINGS] <= 0
        at_high = w >= self.ceilings(w) * (1 - ROUNDING)
        return (at_low & (gradient > 0)) | (at_high & (gradient < 0))

    def ceilings(self, w: np.ndarray) -> np.ndarray:
        """Return (p,) the most that each parameter may be beside the others.

        n relearning steps, each answered Good, multiply S by up to e^(n w17 w18). That must not lift it above what
        it was before the lapse, shown at D = 1, S = 1, R = 0.7: n w17 w18 <= -ln(w11 (2^w13 - 1) e^(0.3 w14)).
        Either of the two may be the root of that, at least 0.1. Source: `clip_parameters` of fsrs-rs (BSD-3-Clause).
        """
        ceilings = np.array(self.high)
        if self.relearning and self.relearning_steps > 1:
            room = -(math.log(w[11]) + math.log(math.expm1(w[13] * math.log(2))) + 0.3 * w[14])
            root = math.sqrt(max(room / self.relearning_steps, LEAST_PRODUCT))
            ceilings[17:19] = np.minimum(ceilings[17:19], root)
        return ceilings
