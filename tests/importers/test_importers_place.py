"""Where the learner was: offsets and study days."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli import clock
from drillcli.clock import day_of
from drillcli.errors import UsageError
from drillcli.importers import place
from drillcli.importers.place import Place, read_time_of_day, read_zone

BERLIN = read_zone("Europe/Berlin")


def ms_at(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def day(text, where):
    """Return the ISO date of the study day of an instant."""
    return clock.date_of(where.moment(ms_at(text)).day).isoformat()


def test_a_study_day_begins_at_its_time_of_day_in_the_zone():
    """For the shared log at 10:30 UTC; 16:00 in Kolkata is the same instant."""
    for where in (Place(UTC, 630), Place(read_zone("Asia/Kolkata"), 16 * 60)):
        assert day("2024-03-29T10:29:59.999Z", where) == "2024-03-28"
        assert day("2024-03-29T10:30:00Z", where) == "2024-03-29"
        assert day("2024-03-30T10:29:00Z", where) == "2024-03-29"


def test_days_of_23_and_25_hours():
    """A study day begins at 04:00 on the wall, however long the night was."""
    where = Place(BERLIN, 240)
    assert day("2026-03-28T04:00:00+01:00", where) == "2026-03-28"
    assert day("2026-03-29T03:59:00+02:00", where) == "2026-03-28"  # 23 h after the day began: two o'clock was skipped
    assert day("2026-03-29T04:00:00+02:00", where) == "2026-03-29"
    assert day("2026-10-24T04:00:00+02:00", where) == "2026-10-24"
    assert day("2026-10-25T03:59:00+01:00", where) == "2026-10-24"  # 24 h 59 min later: two o'clock came twice
    assert day("2026-10-25T04:00:00+01:00", where) == "2026-10-25"
    assert where.moment(ms_at("2026-10-25T02:30:00+02:00")).offset == 120
    assert where.moment(ms_at("2026-10-25T02:30:00+01:00")).offset == 60


def test_a_known_offset_is_where_the_learner_was():
    """The zone is for those that nobody knows."""
    assert Place(UTC, 240).moment(ms_at("2026-10-24T20:30:00Z"), 480) == (
        ms_at("2026-10-24T20:30:00Z"),
        day_of(datetime(2026, 10, 25, tzinfo=UTC).date()),
        480,
    )


def test_without_a_zone_the_one_of_this_computer_counts(monkeypatch):
    """As for answers that are given here."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    here = Place(None, 240)
    ms = ms_at("2026-10-24T20:30:00Z")
    assert here.moment(ms) == clock.at(ms, 4)
    assert here.instant(datetime(2026, 10, 25, 4, 30)).timestamp() * 1000 == ms  # noqa: DTZ001 local is meant


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), st.integers(0, 23))  # noqa: DTZ001 given a zone below
def test_study_days_are_those_of_the_clock(local, hour):
    """One rule, whoever applies it: at whole hours it is `clock.study_day`."""
    when = local.replace(tzinfo=BERLIN).astimezone(UTC)
    ms = round(when.timestamp() * 1000)
    on_the_wall = datetime.fromtimestamp(ms / 1000, BERLIN)
    assert Place(BERLIN, hour * 60).moment(ms).day == clock.study_day(on_the_wall, hour)


def test_zones_are_named_as_iana_names_them(monkeypatch):
    """UTC is known everywhere; what is no zone is refused in one line."""
    assert read_zone("utc") is UTC
    assert read_zone("Asia/Shanghai").utcoffset(datetime(2026, 1, 1)) == timedelta(hours=8)  # noqa: DTZ001
    for name in ("Asia/Shangai", "Asia", "../etc/passwd", "/etc/localtime", "a\0b"):
        with pytest.raises(UsageError, match="unknown time zone; write one such as Asia/Shanghai"):
            read_zone(name)
    monkeypatch.setattr(place, "available_timezones", set)
    with pytest.raises(UsageError, match="pip install tzdata"):
        read_zone("Nowhere/Land")


def test_times_of_day():
    """Hours and minutes, of a day of 24 hours."""
    assert [read_time_of_day(text) for text in ("04:00", "4:00", " 10:30", "00:00", "23:59")] == [
        240,
        240,
        630,
        0,
        1439,
    ]
    for text in ("4", "24:00", "10:60", "10.30", "", "-1:00", "10:3"):
        with pytest.raises(UsageError, match="write a time of day such as 04:00"):
            read_time_of_day(text)
