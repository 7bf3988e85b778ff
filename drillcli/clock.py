"""The only reading of the clock, and where a study day begins."""

import time
from datetime import date, datetime, timedelta, timezone

from drillcli.model import Moment

EPOCH = date(1970, 1, 1)


def now(rollover_hour: int = 4) -> Moment:
    """Return this instant; the study day begins at `rollover_hour` (0 to 23) local time."""
    return at(time.time_ns() // 1_000_000, rollover_hour)


def at(ms: int, rollover_hour: int = 4) -> Moment:
    """Return the instant `ms` (epoch milliseconds, UTC) as it stands on the local calendar."""
    local = datetime.fromtimestamp(ms / 1000).astimezone()
    offset = local.utcoffset() or timedelta()
    return Moment(ms, study_day(local, rollover_hour), int(offset.total_seconds() // 60))


def study_day(local: datetime, rollover_hour: int) -> int:
    """Return the study day (days since 1970-01-01) of a local time, by the calendar: DST moves nothing."""
    day = (local.date() - EPOCH).days
    return day - 1 if local.hour < rollover_hour else day


def date_of(day: int) -> date:
    """Return the calendar date of a study day."""
    return EPOCH + timedelta(days=day)


def day_of(when: date) -> int:
    """Return the study day that bears this calendar date."""
    return (when - EPOCH).days


def iso(ms: int, offset: int) -> str:
    """Return an instant (epoch ms) as ISO 8601 to the second, at an offset in minutes east of UTC."""
    return datetime.fromtimestamp(ms // 1000, timezone(timedelta(minutes=offset))).isoformat()


def monotonic_ms() -> int:
    """Return a reading for measuring durations in ms; it has no relation to the calendar."""
    return time.monotonic_ns() // 1_000_000


def seconds() -> float:
    """Return a reading for measuring durations in seconds, as fine as the system has it."""
    return time.perf_counter()
