"""What a great many answers add to the roll-ups: the sums of `history.tally` and `spread.spread`, for less work."""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from drillcli.model import MINUTES_PER_DAY, Answer, Rating
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
"""A mark is what an answer was, and its rating; a head is the hour of an answer, and its mark."""

_BIN_BITS, _BITS, _HEAD_BITS, _DECK_BITS = 6, 20, 9, 24
_MICRO_AT = _BIN_BITS
_TOOK_AT = _MICRO_AT + _BITS
_HEAD_AT = _TOOK_AT + _BITS
_DECK_AT = _HEAD_AT + _HEAD_BITS
"""An answer is a number: study day, deck, head, time in ms, predicted recall in millionths, bin of that recall."""
_BIN, _HEAD, _DECK = ((1 << bits) - 1 for bits in (_BIN_BITS, _HEAD_BITS, _DECK_BITS))
MOST_MS = (1 << _BITS) - 1

_OUTCOMES, _RECALLED = 3, 2
_OUTCOME_OF = tuple(0 if mark < _YOUNG * _RATINGS else 1 + (mark % _RATINGS > Rating.AGAIN) for mark in range(_MARKS))
"""By mark: 0 for an answer that tests no memory, 1 for one that was forgotten, 2 for one that was recalled."""

_Bins: TypeAlias = dict[tuple[int, int], list[int]]
"""By kind and bin: how many answers, tested, recalled, amount, as in `spread.Counts`."""


class Rollup:
    """Sums up the answers to cards of some decks; `write` adds them to the roll-ups.

    Until then an answer is a number: sorted, they lie by study day and deck. To count each at once would be to reach
    for another of a hundred thousand places each time, which takes a computer longer.
    """

    def __init__(self) -> None:
        self._answers: list[int] = []

    def __len__(self) -> int:
        """Return how many answers wait for being written."""
        return len(self._answers)

    def add(self, deck: int, answers: Sequence[Answer], recalls: Sequence[float]) -> None:
        """Take all answers to a new card of a deck (row); each took `MOST_MS` at most, `recalls` were predicted."""
        take = self._answers.append
        what, before, last = _FIRST, 0, 0
        for (ms, day, offset, rating, took_ms, interval), recall in zip(answers, recalls, strict=True):
            predicted = 0
            if before >= MINUTES_PER_DAY and last < day:  # as `spread.tests_memory` says
                what = _MATURE if before >= _MATURE_MINUTES else _YOUNG
                bin_ = int(recall * RECALL_BINS) if recall < 1 else RECALL_BINS - 1
                predicted = round(recall * MICRO) << _MICRO_AT | bin_
            head = (ms // 60_000 + offset) // 60 % 24 * _MARKS + what * _RATINGS + rating
            place = (day << _DECK_BITS | deck) << _HEAD_BITS | head
            take((place << _BITS | took_ms) << _TOOK_AT | predicted)
            what, before, last = _SAME_DAY, interval, day

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the sums to `day` and `spread`, inside a transaction; what comes later is to be written too."""
        ever: dict[int, _Bins] = {}
        days: list[tuple[int, ...]] = []
        connection.executemany(ADD_TO_SPREAD, self._by_day(days, ever))
        connection.executemany(ADD_TO_DAY, days)
        for deck, bins in ever.items():
            connection.executemany(ADD_TO_SPREAD, _rows(deck, ALL_TIME, bins))
        self._answers.clear()

    def _by_day(self, days: list[tuple[int, ...]], ever: dict[int, _Bins]) -> Iterator[tuple[int, ...]]:
        """Yield the rows of `spread` by study day and deck; put those of `day` into `days`, the sums into `ever`."""
        self._answers.sort()
        for place, group in groupby(self._answers, key=lambda answer: answer >> _DECK_AT):
            day, deck = place >> _DECK_BITS, place & _DECK
            tally, bins = _summed(group)
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
    for answer in answers:
        head = answer >> _HEAD_AT & _HEAD
        heads[head] = heads.get(head, 0) + 1
        outcome = _OUTCOME_OF[head % _MARKS]
        took_ms = answer >> _TOOK_AT & MOST_MS
        bin_ = bisect_right(_ANSWER_MS, took_ms) - 1
        times[bin_ * _OUTCOMES + outcome] += 1
        took[bin_] += took_ms
        if outcome:
            bin_ = answer & _BIN
            recalls[bin_ * _OUTCOMES + outcome] += 1
            millionths[bin_] += answer >> _MICRO_AT & MOST_MS
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
