"""Anki's review log -> reviews: what its rows mean, in SQL, for there may be millions."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter

from drillcli.importers.parcel import LeftOut, Sent
from drillcli.importers.values import LONGEST_MS
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY
from drillcli.store.foreign import ForeignFile

EARLIEST_MS, LATEST_MS = 315_532_800_000, 4_102_444_800_000
"""1980 and 2100: what lies outside is no time."""

_LEARNING, _RELEARNING, _FILTERED, _MANUAL = 0, 2, 3, 4

_LOG = """
    (SELECT rowid AS ms, CAST(ifnull(cid, 0) AS INTEGER) AS card, CAST(ifnull(ease, 0) AS INTEGER) AS ease,
            CAST(ifnull(ivl, 0) AS INTEGER) AS ivl, CAST(ifnull(factor, 0) AS INTEGER) AS factor,
            CAST(ifnull(time, 0) AS INTEGER) AS time, CAST(ifnull(type, 0) AS INTEGER) AS type
     FROM revlog NOT INDEXED)
"""

_CARDS = """
    (SELECT rowid AS id, CAST(ifnull(nid, 0) AS INTEGER) AS note, CAST(ifnull(ord, 0) AS INTEGER) AS place
     FROM cards NOT INDEXED)
"""

_FATE = f"""
    CASE WHEN ms NOT BETWEEN {EARLIEST_MS} AND {LATEST_MS} THEN 'time'
         WHEN ease BETWEEN 1 AND 4 THEN iif(type = {_FILTERED} AND factor = 0, 'cram', '')
         ELSE iif(ease = 0 AND type = {_MANUAL} AND factor = 0, '', 'manual') END
"""
"""Why a row is no review, '' where it is one.

A card that was made new again is one: type manual, and no factor (Anki: `is_reset`). Rows without a button (new dates
given by hand or by the program) are none, nor are answers in a filtered deck that leaves the schedule alone (type
filtered, and no factor: `is_cramming`).
"""

_STEPS = f"type IN ({_LEARNING}, {_RELEARNING})"
_FROM_THREE = f"ease + (ease IN (2, 3) AND {_STEPS})"
"""The rating where the steps had three buttons: Again, Good, Easy (Anki's upgrade to scheduler 2 does the same)."""

_INTERVAL = f"CASE WHEN ivl > 0 THEN ivl * {MINUTES_PER_DAY} WHEN ivl < 0 THEN (59 - ivl) / 60 END"
"""The interval given, in minutes, at least 1: in the log it is days, or seconds when negative."""

_sent = partial(tuple.__new__, Sent)
_NOTE, _CARD, _SENT = itemgetter(0), itemgetter(1), itemgetter(slice(2, None))
_LAST = (1 << 63) - 1


class Histories:
    """The reviews of the cards of one note after the other, in the order of the notes.

    `given` counts the reviews that were come by, `orphans` those of cards whose notes were not asked for.
    """

    def __init__(self, file: ForeignFile, scheduler: int) -> None:
        """`scheduler` is the version that the collection names: 1, or 2 for all later ones."""
        rating = _FROM_THREE if scheduler == 1 and _had_three_buttons(file) else "ease"
        took = f"min(max(time, 0), {LONGEST_MS})"
        query = f"""
            SELECT note, log.card, ms, {rating}, {took}, NULL, {_INTERVAL}
            FROM {_LOG} AS log CROSS JOIN {_CARDS} AS held ON held.id = log.card
            WHERE {_FATE} = ''
            ORDER BY note, place, log.card, ms
        """  # noqa: S608 all of it is ours
        self.given = self.orphans = 0
        self._file = file
        self._by_note = groupby(file.rows(query), key=_NOTE)
        self._next = next(self._by_note, None)

    def of(self, note: int) -> dict[int, tuple[Sent, ...]]:
        """Return the reviews of the cards of a note, by card; notes must be asked for in their order."""
        found: dict[int, tuple[Sent, ...]] = {}
        while self._next and self._next[0] <= note:
            of_note, group = self._next
            rows = list(group)
            self.given += len(rows)
            if of_note != note:
                self.orphans += len(rows)
            elif rows[0][1] == rows[-1][1]:  # one card, as most notes have
                found[rows[0][1]] = tuple(map(_sent, map(_SENT, rows)))
            else:
                found = {card: tuple(map(_sent, map(_SENT, some))) for card, some in groupby(rows, key=_CARD)}
            self._next = next(self._by_note, None)
        return found

    def left_out(self, rows: int) -> Iterator[LeftOut]:
        """Yield one for each review that was not asked for, and each row that is no review, of so many in the log."""
        self.of(_LAST)
        yield from [LeftOut("review", _("its card is no longer in the collection"))] * self.orphans
        if self.given < rows:
            yield from no_reviews(self._file)


def _had_three_buttons(file: ForeignFile) -> bool:
    """Tell whether steps were answered with three buttons: never with a fourth, mostly with the second.

    That a collection names scheduler 1, or none, is not enough: other programs leave the setting out.
    """
    query = f"SELECT sum(ease = 4), sum(ease = 2), sum(ease = 3) FROM {_LOG} WHERE {_STEPS}"  # noqa: S608
    fourth, second, third = next(file.rows(query))
    return not fourth and (second or 0) > (third or 0)


def no_reviews(file: ForeignFile) -> Iterator[LeftOut]:
    """Yield one for each row that is no review, or belongs to no card."""
    reasons = {
        "time": _("its time makes no sense"),
        "cram": _("it was practice in a filtered deck, which leaves the schedule alone"),
        "manual": _("it is no answer: the card was given another date"),
        "card": _("its card is no longer in the collection"),
    }
    fate = f"iif(held.id IS NULL, 'card', {_FATE})"
    query = f"SELECT {fate}, count(*) FROM {_LOG} AS log LEFT JOIN {_CARDS} AS held ON held.id = log.card GROUP BY 1"  # noqa: S608
    for reason, count in file.rows(query):
        if reason:
            yield from [LeftOut("review", reasons[reason])] * count
