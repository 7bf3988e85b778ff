"""The forgetting curve of FSRS-7: a mixture of a fast and a slow power curve, and when it reaches a given recall."""

import math
from typing import NamedTuple

EDGE = 1e-5
SCALE = 1 - 2 * EDGE
LONGEST = 36500.0
TOLERANCE = 1e-13
STEPS = 60


class Mixture(NamedTuple):
    """R(t) = EDGE + SCALE (share (1 + a t)^-m + (1 - share) (1 + b t)^-n), t in days, all coefficients positive."""

    share: float
    fast_decay: float
    fast_rate: float
    slow_decay: float
    slow_rate: float

    def fast(self, t: float) -> float:
        """Return the recall that the fast curve alone gives after `t` days."""
        return math.pow(1 + self.fast_rate * t, -self.fast_decay)

    def recall(self, t: float) -> float:
        """Return the probability of recall after `t` days."""
        share, m, a, n, b = self
        return EDGE + SCALE * (share * math.pow(1 + a * t, -m) + (1 - share) * math.pow(1 + b * t, -n))

    def days_until(self, recall: float) -> float:
        """Return the days until `recall` is reached, at most LONGEST, exact to rounding.

        Before either curve has fallen to the wanted value the mixture lies above it, and after both
        have, below: the two times, known in closed form, enclose the answer.
        """
        wanted = (recall - EDGE) / SCALE
        if wanted >= 1:
            return 0.0
        if recall <= self.recall(LONGEST):
            return LONGEST
        ends = (
            _days_until(wanted, self.fast_decay, self.fast_rate),
            _days_until(wanted, self.slow_decay, self.slow_rate),
        )
        return self._solve(wanted, min(ends), min(max(ends), LONGEST))

    def _solve(self, wanted: float, low: float, high: float) -> float:
        """Find the root of ln(mixture / wanted) in x = ln t by Newton's steps, halving where one leaves the bracket."""
        share, m, a, n, b = self
        left, right = math.log(low), math.log(high)
        x = (left + right) / 2
        for _ in range(STEPS):
            t = math.exp(x)
            fast, slow = share * math.pow(1 + a * t, -m), (1 - share) * math.pow(1 + b * t, -n)
            error = math.log((fast + slow) / wanted)
            if abs(error) < TOLERANCE or right - left < TOLERANCE:
                break
            left, right = (x, right) if error > 0 else (left, x)
            fall = fast * m * a / (1 + a * t) + slow * n * b / (1 + b * t)
            x += error * (fast + slow) / (fall * t)
            if not left < x < right:
                x = (left + right) / 2
        return math.exp(x)


def _days_until(recall: float, decay: float, rate: float) -> float:
    """Return when one power curve (1 + rate t)^-decay falls to `recall`; infinity where that overflows."""
    exponent = -math.log(recall) / decay
    return math.expm1(exponent) / rate if exponent < 700 else math.inf
