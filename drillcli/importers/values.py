"""What one cell of a review log says: a rating, an instant, a duration."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from drillcli.importers.place import Place
from drillcli.locale import _
from drillcli.model import FORGET, Moment

MANUAL = FORGET
"""The rating of a row that is no answer: the card was rescheduled by hand (Anki's ease 0)."""

_WORDS = {
    MANUAL: ("0", "manual", "手动"),
    1: ("1", "again", "重来", "忘记"),
    2: ("2", "hard", "困难"),
    3: ("3", "good", "良好", "一般", "记得"),
    4: ("4", "easy", "容易", "简单"),
}
_RATINGS = {word: rating for rating, words in _WORDS.items() for word in words}
_EARLIEST_MS = 315_532_800_000
"""1980-01-01: no review log is older, so a number says by its size whether it counts s, ms, µs or ns."""
_PER_MS = (0.001, 1, 1000, 1_000_000)
_SINGLE_DIGIT = re.compile(r"(?<![\d.,])(\d)(?!\d)")
_GAP = re.compile(r" (?=[+-]|Z$)")

LONGEST_MS = 600_000
"""Who takes longer than ten minutes for an answer was away: as much as a sitting writes down."""
_SURELY_S, _BETWEEN, _SURELY_MS = 100, 300, 1000
"""The typical answer of a log without units is in seconds up to the first, in milliseconds from the last on."""


def rating_of(text: str) -> int:
    """Return the rating 1 to 4 that a number or a word says, or MANUAL; raises ValueError for anything else."""
    word = text.strip().casefold().removesuffix(".0")
    if word not in _RATINGS:
        raise ValueError(_("{text!r} is no rating").format(text=text))
    return _RATINGS[word]


def moment_of(text: str, place: Place, latest_ms: int) -> tuple[Moment, bool]:
    """Return when a review was, and whether the text says where: only an offset other than UTC's does.

    It takes seconds, ms, µs or ns since 1970, and ISO 8601; a time without an offset is that of `place`. The zone of
    `place` wins over an offset. Raises ValueError for anything else, and for times before 1980 or after `latest_ms`.
    """
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        ms, offset = _iso(text, place)
    else:
        ms, offset = _epoch_ms(number, text, latest_ms), 0
    if not _EARLIEST_MS <= ms <= latest_ms:
        raise ValueError(_("{text!r} lies before 1980, or in the future").format(text=text))
    if offset and place.zone is None:
        return place.moment(ms, offset), True
    return place.moment(ms), False


def _epoch_ms(number: float, text: str, latest_ms: int) -> int:
    for per_ms in _PER_MS:
        if _EARLIEST_MS <= number / per_ms <= latest_ms:
            return round(number / per_ms)
    raise ValueError(_("{text!r} is no time since 1980, in s, ms or µs since 1970").format(text=text))


def _iso(text: str, place: Place) -> tuple[int, int]:
    """Return the epoch ms and the offset (minutes, 0 when there is none) of a date and time."""
    if len(text) > len("2026-10-01"):  # a date alone does not tell the study day
        for clean in (str, _padded):
            try:
                when = datetime.fromisoformat(clean(text))
                instant = place.instant(when) if when.tzinfo is None else when
                offset = when.utcoffset() or timedelta()
                return round(instant.timestamp() * 1000), offset // timedelta(minutes=1)
            except (ValueError, OverflowError):
                continue
    raise ValueError(_("{text!r} is no time; write 2026-10-01T09:30:00+08:00 or ms since 1970").format(text=text))


def _padded(text: str) -> str:
    """Return a time such as spreadsheets and databases write, `2026/1/5 9:03` or `… +0800`, as ISO 8601 has it."""
    return _SINGLE_DIGIT.sub(r"0\1", _GAP.sub("", text.replace("/", "-").replace("UTC", "Z")))


def duration_of(text: str) -> float:
    """Return a duration as it is written, without its unit; 0 for one that is not there or makes no sense."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 < number < float("inf") else 0.0


def unit_by_size(durations: Sequence[float]) -> tuple[str, bool]:
    """Return "ms" or "s" for the durations of a log, by their median, and whether that is beyond doubt.

    People take seconds for an answer: a median of 8 is 8 s, one of 8000 is 8 s too.
    """
    typical = median([duration for duration in durations if duration] or [0.0])
    return "s" if typical < _BETWEEN else "ms", not _SURELY_S < typical < _SURELY_MS


def took_ms(duration: float, unit: str) -> int:
    """Return a duration in whole ms, at most LONGEST_MS."""
    return min(round(duration * (1000 if unit == "s" else 1)), LONGEST_MS)
