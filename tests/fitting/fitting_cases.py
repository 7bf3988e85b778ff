"""What the tests of fitting share: logs of simulated learners, and small logs told by hand."""

from collections.abc import Sequence

import numpy as np

from drillcli.fitting.history import MS_PER_DAY, History, history
from drillcli.fitting.models import BatchModel

MINUTE = 60_000
FIRST_SHARES = (0.25, 0.1, 0.5, 0.15)
"""How often a new card is rated Again, Hard, Good, Easy."""
SOON_RIGHT = 0.9
"""How often an answer is right on the day of the one before, of which FSRS-6 says nothing."""
RIGHT_SHARES = (0.15, 0.7, 0.15)
"""How often an answer that is right is rated Hard, Good, Easy."""


def log_of(*cards: Sequence[tuple[float, int]]) -> History:
    """Return the log of cards told as (day with fraction, rating)."""
    told = [(card, day, rating) for card, reviews in enumerate(cards) for day, rating in reviews]
    return history(
        card=[card for card, _, _ in told],
        ms=[round(day * MS_PER_DAY) for _, day, _ in told],
        day=[int(day) for _, day, _ in told],
        rating=[rating for _, _, rating in told],
        took_ms=[5_000] * len(told),
    )


def learner(model: BatchModel, parameters: Sequence[float], reviews: int, seed: int = 0) -> History:
    """Return about so many reviews of a learner whose memory is the model's with these parameters.

    Cards have 1 to 60 reviews, 12 on average. The next review comes around the day on which the first number of the
    memory says 90 %, half of those after Again within ten minutes.
    """
    rng = np.random.default_rng(seed)
    lengths = np.sort(np.clip(rng.exponential(12, max(reviews // 12, 1)).astype(int) + 1, 1, 60))[::-1]
    rating = rng.choice(4, len(lengths), p=FIRST_SHARES) + 1
    at = rng.integers(0, 700, len(lengths)) * MS_PER_DAY + rng.integers(0, MS_PER_DAY // 2, len(lengths))
    memory = np.array(model.formulas.first(parameters, rating))
    told = [(np.arange(len(lengths)), at, rating)]
    for left in (np.count_nonzero(lengths > done) for done in range(1, lengths[0])):
        before, memory = at[:left], memory[:, :left]
        soon = (rating[:left] == 1) & (rng.random(left) < 0.5)
        days = np.clip(np.rint(memory[0] * rng.lognormal(0, 0.7, left)), 1, 3_650).astype(int)
        at = np.where(soon, before + 10 * MINUTE, before + days * MS_PER_DAY)
        elapsed = (at - before) / MS_PER_DAY if model.on_clock else np.where(soon, 0, days)
        recall = model.formulas.step(parameters, memory, elapsed, rating[:left])[0]
        right = rng.random(left) < np.where(soon & (not model.on_clock), SOON_RIGHT, recall)
        rating = np.where(right, rng.choice(3, left, p=RIGHT_SHARES) + 2, 1)
        memory = np.array(model.formulas.step(parameters, memory, elapsed, rating)[1:])
        told.append((np.arange(left), at, rating))
    card, ms, rated = (np.concatenate(column) for column in zip(*told, strict=True))
    return history(card, ms, ms // MS_PER_DAY, rated, np.full(len(card), 5_000))
