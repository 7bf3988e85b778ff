"""Which review comes first when a day has no room for all that are due."""

from typing import Any, TypeAlias

Number: TypeAlias = Any
"""A number, or an array of them."""

HARDEST = 11
"""One more than the greatest difficulty: (11 - D) is how FSRS lets stability grow less the harder a card is."""


def urgency(recall: Number, difficulty: Number, overdue: Number) -> Number:
    """Return R (1 - R) (11 - D) √(days overdue + 1), the greater the sooner.

    Without the root it is, to first order, what a review is expected to add to a memory: it succeeds with R, and in
    FSRS-6 and FSRS-7 a success multiplies stability by 1 + c (11 - D) (e^(k (1 - R)) - 1). The root lets no card wait
    for ever. Own formula, chosen on simulated learners and judged on others by `tests/benchmarks/overload.py`: in a
    year of too many reviews, going by what suffers most from a day's wait (weak and hard cards, soon due again) leaves
    a tenth to a half fewer cards known. This order is never more than 0.2 % behind plain due day; every other that was
    tried somewhere is.
    """
    return recall * (1 - recall) * (HARDEST - difficulty) * (overdue + 1) ** 0.5
