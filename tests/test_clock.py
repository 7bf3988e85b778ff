"""Where a study day begins, under every calendar."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from drillcli import clock
from drillcli.model import Moment

NEW_YORK = "EST5EDT,M3.2.0,M11.1.0"
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
LORD_HOWE = "LHST-10:30LHDT-11,M10.1.0,M4.1.0"
ZONES = ("UTC0", NEW_YORK, BERLIN, LORD_HOWE, "CST-8", "NPT-5:45", "KIR-14", "SST11")


@pytest.fixture
def zone(monkeypatch):
    """Move the process to a time zone."""

    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    return move


def utc_ms(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


def test_now_reads_the_clock():
    """The instant lies between two readings of the system's clock, and stands on the local calendar."""
    before, now, after = time.time(), clock.now(), time.time()  # noqa: TID251 it is what is tested
    assert int(before * 1000) <= now.ms <= after * 1000
    assert now == clock.at(now.ms)


@pytest.mark.parametrize(
    ("hour", "minute", "rollover", "day"),
    [(3, 59, 4, -1), (4, 0, 4, 0), (0, 0, 0, 0), (23, 59, 4, 0), (22, 59, 23, -1), (23, 0, 23, 0)],
)
def test_the_study_day_begins_at_the_rollover_hour(hour, minute, rollover, day):
    """Before that hour it is still the day before."""
    at = clock.at(utc_ms(2026, 11, 22, hour, minute), rollover)
    assert at.day == NOW.day + day


@pytest.mark.parametrize(
    ("name", "parts", "offset", "date_"),
    [
        (NEW_YORK, (2026, 3, 8, 6, 59), -300, date(2026, 3, 7)),  # 01:59 standard time
        (NEW_YORK, (2026, 3, 8, 7, 0), -240, date(2026, 3, 7)),  # 03:00 summer time
        (NEW_YORK, (2026, 3, 8, 8, 0), -240, date(2026, 3, 8)),  # 04:00: 23 hours after the last rollover
        (NEW_YORK, (2026, 11, 1, 5, 30), -240, date(2026, 10, 31)),  # 01:30 for the first time
        (NEW_YORK, (2026, 11, 1, 6, 30), -300, date(2026, 10, 31)),  # 01:30 for the second time
        (NEW_YORK, (2026, 11, 1, 9, 0), -300, date(2026, 11, 1)),
        (BERLIN, (2026, 3, 29, 2, 0), 120, date(2026, 3, 29)),
        (LORD_HOWE, (2026, 11, 22, 0, 0), 660, date(2026, 11, 22)),
        ("NPT-5:45", (2026, 11, 21, 22, 15), 345, date(2026, 11, 22)),
        ("KIR-14", (2026, 11, 21, 14, 0), 840, date(2026, 11, 22)),
        ("SST11", (2026, 11, 22, 14, 59), -660, date(2026, 11, 21)),
    ],
)
def test_an_instant_on_the_local_calendar(zone, name, parts, offset, date_):
    """Offset and study day of known instants, on both sides of the clock changes and at the ends of the earth."""
    zone(name)
    at = clock.at(utc_ms(*parts))
    assert (at.offset, clock.date_of(at.day)) == (offset, date_)


@given(st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 4_000_000_000))
def test_the_study_day_is_the_local_date_some_hours_ago(name, rollover, seconds):
    """Going by the wall clock, the study day is the date it was `rollover` hours before."""
    os.environ["TZ"] = name
    time.tzset()
    at = clock.at(seconds * 1000, rollover)
    wall = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) + timedelta(minutes=at.offset)
    assert clock.date_of(at.day) == (wall - timedelta(hours=rollover)).date()
    assert at.ms == seconds * 1000


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("rollover", [0, 2, 4])
def test_days_follow_each_other_through_a_year(zone, name, rollover):
    """Half an hour by half an hour through a whole year: the day never falls, and never leaps over one."""
    zone(name)
    start = utc_ms(2026, 1, 1)
    days = [clock.at(start + n * 1_800_000, rollover).day for n in range(366 * 48)]
    assert {later - earlier for earlier, later in pairwise(days)} == {0, 1}


def test_dates_and_days():
    """`date_of` and `day_of` are each other's inverse; day 0 is the first of 1970."""
    assert clock.date_of(0) == date(1970, 1, 1)
    assert clock.date_of(NOW.day) == date(2026, 11, 22)
    assert clock.day_of(date(2026, 11, 22)) == NOW.day


@pytest.mark.parametrize(
    ("offset", "text"),
    [(0, "2026-11-22T09:00:00+00:00"), (480, "2026-11-22T17:00:00+08:00"), (-210, "2026-11-22T05:30:00-03:30")],
)
def test_an_instant_as_text(offset, text):
    """ISO 8601 to the second with the offset that was recorded, whatever the zone of the process."""
    assert clock.iso(NOW.ms + 999, offset) == text


def test_durations_do_not_come_from_the_calendar():
    """The reading for durations never goes back."""
    readings = [clock.monotonic_ms() for _ in range(100)]
    assert readings == sorted(readings)


def test_a_moment_is_what_it_says(zone):
    """The same instant in two places has one `ms` and two days."""
    zone("KIR-14")
    east = clock.at(NOW.ms)
    zone("SST11")
    west = clock.at(NOW.ms)
    assert east == Moment(NOW.ms, NOW.day, 840)
    assert west == Moment(NOW.ms, NOW.day - 1, -660)
