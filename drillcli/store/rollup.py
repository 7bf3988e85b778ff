"""What a great many answers add to the roll-ups: the sums of `history.tally` and `spread.spread`, for less work."""

import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from drillcli.model import MINUTES_PER_DAY, CardState, Moment, Rating
from drillcli.store.history import MATURE_DAYS, TALLY
from drillcli.store.spread import ALL_TIME, ANSWER_SECONDS, MICRO, RECALL_BINS, Kind
from drillcli.store.store import ADD_TO_DAY, ADD_TO_SPREAD

_HOUR, _TIME, _RECALL = (int(kind) for kind in Kind)
_FIRST, _SAME_DAY, _YOUNG, _MATURE = range(4)
"""What an answer was to its card: the first, one that tests no memory, or one that tests a young or mature one."""

_MATURE_MINUTES = MATURE_DAYS * MINUTES_PER_DAY
_ANSWER_MS = tuple(seconds * 1000 for seconds in ANSWER_SECONDS)
_ALL, _TOOK, _INTRODUCED, _TESTED = map(TALLY.index, ("reviews", "took_ms", "introduced", "young"))

_RATINGS = 5
_MARKS = 4 * _RATINGS
"""A mark is what an answer was, and its rating."""
_OUTCOMES, _RECALLED = 3, 2
_OUTCOME_OF = tuple(0 if mark < _YOUNG * _RATINGS else 1 + (mark % _RATINGS > Rating.AGAIN) for mark in range(_MARKS))
"""By mark: 0 for an answer that tests no memory, 1 for one that was forgotten, 2 for one that was recalled."""

_BITS = 20
"""Enough for an answer time in ms (`MOST_MS`) and for a recall in millionths."""
MOST_MS = (1 << _BITS) - 1
_BIN_BITS = 6
"""Enough for a bin of recall."""

_Bins: TypeAlias = dict[tuple[int, int], list[int]]
"""By kind and bin: how many answers, tested, recalled, amount, as in `spread.Counts`."""


class Rollup:
    """Sums up the answers to cards of some decks; `write` adds them to the roll-ups.

    Until then an answer is one number in the array of its study day and deck: a day's answers come up again together,
    and dictionaries of a million counts would be slow.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[int, int], array[int]] = {}

    def add(
        self, deck: int, before: CardState | None, rating: int, at: Moment, took_ms: int, recall: float | None
    ) -> None:
        """Take one answer in a deck (row) that took `MOST_MS` at most.

        `recall` is what was predicted for one that tests memory, None for another.
        """
        ms, day, offset = at
        what = _FIRST if before is None else _SAME_DAY
        bin_ = millionths = 0
        if before is not None and recall is not None:
            what = _MATURE if before.interval >= _MATURE_MINUTES else _YOUNG
            bin_, millionths = min(int(recall * RECALL_BINS), RECALL_BINS - 1), round(recall * MICRO)
        hour = (ms // 60_000 + offset) // 60 % 24
        head = hour * _MARKS + what * _RATINGS + rating
        packed = ((head << _BITS | took_ms) << _BITS | millionths) << _BIN_BITS | bin_
        answers = self._answers.get((day, deck))
        if answers is None:
            answers = self._answers[day, deck] = array("q")
        answers.append(packed)

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the sums to `day` and `spread`, inside a transaction."""
        ever: dict[int, _Bins] = {}
        days: list[tuple[int, ...]] = []
        connection.executemany(ADD_TO_SPREAD, self._by_day(days, ever))
        connection.executemany(ADD_TO_DAY, days)
        for deck, bins in ever.items():
            connection.executemany(ADD_TO_SPREAD, _rows(deck, ALL_TIME, bins))

    def _by_day(self, days: list[tuple[int, ...]], ever: dict[int, _Bins]) -> Iterator[tuple[int, ...]]:
        """Yield the rows of `spread` by study day and deck; put those of `day` into `days`, the sums into `ever`."""
        for (day, deck), answers in sorted(self._answers.items()):
            tally, bins = _summed(answers)
            days.append((day, deck, *tally))
            total = ever.setdefault(deck, {})
            for key, counts in bins.items():
                old = total.get(key, (0, 0, 0, 0))
                total[key] = [a + b for a, b in zip(old, counts, strict=True)]
            yield from _rows(deck, day, bins)


def _summed(answers: Iterable[int]) -> tuple[list[int], _Bins]:
    """Return what the answers of one day add to `day`, in the order of `history.TALLY`, and to `spread`."""
    heads: dict[int, int] = {}
    times, took = [0] * (len(_ANSWER_MS) * _OUTCOMES), [0] * len(_ANSWER_MS)
    recalls, millionths = [0] * (RECALL_BINS * _OUTCOMES), [0] * RECALL_BINS
    for packed in answers:
        head = packed >> 2 * _BITS + _BIN_BITS
        heads[head] = heads.get(head, 0) + 1
        outcome = _OUTCOME_OF[head % _MARKS]
        took_ms = packed >> _BITS + _BIN_BITS & MOST_MS
        bin_ = bisect_right(_ANSWER_MS, took_ms) - 1
        times[bin_ * _OUTCOMES + outcome] += 1
        took[bin_] += took_ms
        if outcome:
            bin_ = packed & (1 << _BIN_BITS) - 1
            recalls[bin_ * _OUTCOMES + outcome] += 1
            millionths[bin_] += packed >> _BIN_BITS & MOST_MS
    bins: _Bins = {}
    for head, n in heads.items():
        hour, mark = divmod(head, _MARKS)
        _count(bins, (_HOUR, hour), _OUTCOME_OF[mark], n)
    for kind, counts, amounts in ((_TIME, times, took), (_RECALL, recalls, millionths)):
        for place, n in enumerate(counts):
            if n:
                _count(bins, (kind, place // _OUTCOMES), place % _OUTCOMES, n)[3] = amounts[place // _OUTCOMES]
    return _tally(heads, sum(took)), bins


def _count(bins: _Bins, key: tuple[int, int], outcome: int, n: int) -> list[int]:
    counts = bins.setdefault(key, [0, 0, 0, 0])
    counts[0] += n
    counts[1] += n if outcome else 0
    counts[2] += n if outcome == _RECALLED else 0
    return counts


def _tally(heads: Mapping[int, int], took_ms: int) -> list[int]:
    tally = [0] * len(TALLY)
    tally[_TOOK] = took_ms
    for head, n in heads.items():
        what, rating = divmod(head % _MARKS, _RATINGS)
        tally[_ALL] += n
        tally[_ALL + rating] += n
        if what == _FIRST:
            tally[_INTRODUCED] += n
        elif what != _SAME_DAY:
            place = _TESTED if what == _YOUNG else _TESTED + 2
            tally[place] += n
            tally[place + 1] += n if rating > Rating.AGAIN else 0
    return tally


def _rows(deck: int, day: int, bins: _Bins) -> Iterator[tuple[int, ...]]:
    return ((deck, kind, day, bin_, *counts) for (kind, bin_), counts in sorted(bins.items()))
