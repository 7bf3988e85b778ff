"""Where the learner was when a log that does not say so was written: the time zone, and when a study day began."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from drillcli import clock
from drillcli.errors import UsageError
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY, Moment

_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})")
_MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """A time zone (None: that of this computer), and the minute after local midnight at which a study day begins."""

    zone: tzinfo | None
    day_start: int

    def moment(self, ms: int, offset: int | None = None) -> Moment:
        """Return the instant `ms` (epoch ms) as it stood here, or at an `offset` (minutes) that is known.

        The study day bears the date on which it began; the calendar counts, so DST moves nothing.
        """
        if offset is None:
            offset = self._offset(ms)
        return Moment(ms, (ms // _MS_PER_MINUTE + offset - self.day_start) // MINUTES_PER_DAY, offset)

    def _offset(self, ms: int) -> int:
        if self.zone is None:
            return clock.at(ms).offset
        return (datetime.fromtimestamp(ms / 1000, self.zone).utcoffset() or timedelta()) // timedelta(minutes=1)

    def instant(self, local: datetime) -> datetime:
        """Return a local time without an offset as an instant; of an hour that came twice the first is meant."""
        return local.replace(tzinfo=self.zone) if self.zone else local.astimezone()


def read_zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name such as Asia/Shanghai; raises UsageError for an unknown one.

    UTC is known even where the system has no time zones.
    """
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; not a name at all; a folder of names
        pass
    if not available_timezones():
        text = _("--tz {name}: this system has no time zones; `pip install tzdata` brings them")
    else:
        text = _("--tz {name}: unknown time zone; write one such as Asia/Shanghai, Europe/Berlin or UTC")
    raise UsageError(text.format(name=name))


def read_time_of_day(text: str) -> int:
    """Return the minutes after midnight that "04:00" says; raises UsageError for anything else."""
    found = _TIME_OF_DAY.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise UsageError(_("--day-start {text}: write a time of day such as 04:00").format(text=text))
    return int(found[1]) * 60 + int(found[2])
