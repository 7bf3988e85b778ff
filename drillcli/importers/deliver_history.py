"""The reviews of a card as they come, made answers of the log: in time order, sane, each where the learner was."""

from collections.abc import Callable
from operator import itemgetter

from drillcli.importers.parcel import LeftOut, ParcelCard, Sent
from drillcli.importers.place import Place
from drillcli.importers.values import LONGEST_MS
from drillcli.locale import _
from drillcli.model import FORGET, MINUTES_PER_DAY, Answer, Rating
from drillcli.store.intake_rows import OPEN

EARLIEST_MS = 315_532_800_000
"""1980-01-01: no review is older."""
LONGEST_INTERVAL = 36_500 * MINUTES_PER_DAY
"""A hundred years, the longest that drill or Anki gives."""
AHEAD_MS = 86_400_000
"""Clocks differ, and one that was set back leaves reviews ahead of it; a time more than a day ahead was misread."""
_MS_PER_DAY, _MS_PER_MINUTE = 86_400_000, 60_000
_FARTHEST = 24 * 60
"""No offset from UTC is larger, in minutes."""
_RATINGS = frozenset((FORGET, *Rating))

_at = itemgetter(0)


class Histories:
    """Makes answers of reviews given at a `place`, up to `latest_ms`; `leave` is told of what makes no sense."""

    def __init__(self, place: Place, latest_ms: int, leave: Callable[[LeftOut], None]) -> None:
        self._place = place
        self._day_start = place.day_start
        self._latest_ms = latest_ms
        self._leave = leave
        self._offsets: dict[int, int | None] = {}

    def answers(self, card: ParcelCard, name: str) -> list[Answer]:
        """Return the reviews of a card (`name` tells which in a message); of two at one instant the first counts.

        The interval is `OPEN` where the source does not say it.
        """
        answers: list[Answer] = []
        before, known = 0, self._offsets.get
        for sent in sorted(card.reviews, key=_at):
            ms, rating, took_ms, offset, interval = sent
            if ms == before or rating not in _RATINGS or not EARLIEST_MS <= ms <= self._latest_ms:
                self._refuse(sent, before, name)
                continue
            before = ms
            if offset is None or not -_FARTHEST < offset < _FARTHEST:
                offset = known(ms // _MS_PER_DAY)
                if offset is None:
                    offset = self._offset(ms)
            day = (ms // _MS_PER_MINUTE + offset - self._day_start) // MINUTES_PER_DAY
            if interval is None:
                interval = OPEN
            elif not 0 <= interval <= LONGEST_INTERVAL:
                interval = LONGEST_INTERVAL if interval > 0 else 0
            if not 0 <= took_ms <= LONGEST_MS:
                took_ms = LONGEST_MS if took_ms > 0 else 0
            answers.append((ms, day, offset, rating, took_ms, interval))
        return answers

    def _offset(self, ms: int) -> int:
        """Return the offset of the place at an instant; it is asked for once a day unless it changes on that day."""
        day = ms // _MS_PER_DAY
        if day not in self._offsets:
            first, last = (self._place.moment(at).offset for at in (day * _MS_PER_DAY, (day + 1) * _MS_PER_DAY))
            self._offsets[day] = first if first == last else None
        known = self._offsets[day]
        return self._place.moment(ms).offset if known is None else known

    def _refuse(self, sent: Sent, before: int, name: str) -> None:
        if sent.rating not in _RATINGS:
            why = _("its rating is none of 1 to 4")
        elif sent.ms == before:
            why = _("another review of the card has the same time")
        else:
            why = _("its time lies before 1980, or in the future")
        self._leave(LeftOut("review", why, name))
