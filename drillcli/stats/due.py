"""When cards are due, and how many are in each state."""

from collections.abc import Iterable

from drillcli.store.queue import LEARNING, NEW, RELEARNING, REVIEW, SUSPENDED
from drillcli.store.statistics import LoadRow

STATES = {NEW: "new", LEARNING: "learning", RELEARNING: "relearning", SUSPENDED: "suspended"}


def by_state(rows: Iterable[LoadRow], mature: int) -> dict[str, int]:
    """Return how many cards are in each state; `mature` of those in review are so, the others are young."""
    states = dict.fromkeys(("new", "learning", "young", "mature", "relearning", "suspended"), 0)
    for bucket, _day, n in rows:
        if bucket in STATES:
            states[STATES[bucket]] += n
        elif bucket == REVIEW:
            states["young"] += n
    states["young"] -= mature
    states["mature"] = mature
    return {**states, "total": sum(states.values())}


def forecast(rows: Iterable[LoadRow], first: int, days: int) -> list[int]:
    """Return how many cards in review or in steps are due on each of some study days; those overdue on the first."""
    found = [0] * days
    for bucket, day, n in rows:
        if LEARNING <= bucket <= RELEARNING and day < first + days:
            found[max(day - first, 0)] += n
    return found


def overdue(rows: Iterable[LoadRow], day: int) -> int:
    """Return how many cards in review were due before a study day."""
    return sum(n for bucket, due, n in rows if bucket == REVIEW and due < day)
