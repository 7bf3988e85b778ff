"""After an exam: overdue cards come back a few a day instead of all at once."""

from collections.abc import Callable, Sequence

LONGEST = 365


def spread(overdue: Sequence[str], first: int, room: Callable[[int], int]) -> dict[str, int]:
    """Return for each overdue card, the most urgent first, the last study day on which it stays hidden.

    `room(day)` is how many more reviews study day `day` has place for, counted from study day `first`; cards that
    come on `first` itself are left out. What found no place within a year comes at its end.
    """
    result: dict[str, int] = {}
    day, free = first, room(first)
    for card in overdue:
        while free < 1 and day < first + LONGEST:
            day += 1
            free = room(day)
        free -= 1
        if day > first:
            result[card] = day - 1
    return result
