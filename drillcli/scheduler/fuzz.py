"""Spreading cards over neighbouring days: how far an interval may move, and which day within reach it moves to."""

import math
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TypeAlias
from zlib import crc32

Load: TypeAlias = Callable[[int, int], Sequence[int]]
"""Given two day offsets from today, how many cards are already due on each day from the first to the last."""

FUZZ_FROM = 2.5
LOAD_FLOOR = 10


def fraction(card_id: str, reps: int) -> float:
    """Return a number in [0, 1) for one review of one card: the same on every machine and in every version.

    CRC-32 tells the reviews apart, two multiplications (Knuth's golden-ratio hashing) spread what it says;
    a cryptographic hash would do as well, but loading one costs a start of `drill due` four milliseconds.
    """
    mixed = (crc32(f"{card_id}:{reps}".encode()) + 1) * 0x9E3779B97F4A7C15 % 2**64
    mixed = (mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15 % 2**64
    return (mixed >> 11) / 2**53


def round_days(days: float) -> int:
    """Return whole days, halves upward."""
    return math.floor(days + 0.5)


def fuzz_range(days: float, maximum: int) -> tuple[int, int]:
    """Return the first and the last whole day to which an interval of `days` may move, within 1 and `maximum`.

    Anki's rule: from 2.5 days on, one day and 15 % of the part up to 7 days, 10 % of the part up to 20
    and 5 % of the rest, to either side.
    """
    days = min(max(days, 1.0), maximum)
    if days < FUZZ_FROM:
        return round_days(days), round_days(days)
    reach = 1 + 0.15 * (min(days, 7.0) - FUZZ_FROM) + 0.10 * max(min(days, 20.0) - 7, 0) + 0.05 * max(days - 20, 0)
    return min(round_days(days - reach), maximum), min(round_days(days + reach), maximum)


def choose_day(first: int, last: int, chance: float, load: Load | None = None) -> int:
    """Return the day from `first` to `last` that falls to `chance` (in [0, 1)).

    Without `load` each day is as likely as any other. With it a day on which n cards are due weighs
    1 / (10 + n)²: twice the cards make a busy day up to four times less likely, a handful hardly matters.
    """
    if load is None or first == last:
        return first + int(chance * (last - first + 1))
    heaps = list(accumulate(1 / (LOAD_FLOOR + count) ** 2 for count in load(first, last)))
    return first + bisect(heaps, chance * heaps[-1], 0, last - first)
