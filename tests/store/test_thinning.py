"""Which backups stay as time goes by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from drillcli.store.thinning import BEFORE_RESTORE, DAILY, DAY_MS, REASONS, YOUNG, Backup, name, read_name, surplus

YEAR_MS = 365 * DAY_MS
HOUR_MS = DAY_MS // 24


def made(at_ms, reason=DAILY, turn=1):
    return read_name(Path(name(at_ms, reason, turn)))


BACKUPS = st.lists(
    st.builds(made, st.integers(NOW.ms - 2 * YEAR_MS, NOW.ms + 3 * DAY_MS), st.sampled_from(REASONS)), max_size=80
).map(lambda found: list(dict.fromkeys(found)))


def thinned(backups, now_ms=NOW.ms):
    gone = set(surplus(backups, now_ms))
    return [backup for backup in backups if backup not in gone]


@given(st.integers(0, 4 * 10**12), st.sampled_from(REASONS), st.integers(1, 30))
def test_a_name_is_read_back(at_ms, reason, turn):
    """To the second; names of one reason sort by time."""
    found = read_name(Path("somewhere", name(at_ms, reason, turn)))
    assert found[:3] == (at_ms // 1000 * 1000, turn, reason)
    assert name(at_ms, reason) < name(at_ms + 1000, reason)


def test_other_files_are_no_backups():
    """Neither unfinished ones nor such as bear another name or no date."""
    for text in ("20261122T090000Z-daily.db.77.part", "20261322T090000Z-daily.db", "20261122T090000Z-odd.db", "x.db"):
        assert read_name(Path(text)) is None


@given(BACKUPS)
def test_what_is_never_removed(backups):
    """The newest, the last one before a restore, the young ones, those ahead of the clock; and it is done at once."""
    kept = thinned(backups)
    past = [b for b in backups if b.at_ms <= NOW.ms + DAY_MS]
    assert set(kept) <= set(backups)
    assert {b for b in backups if b not in past} <= set(kept)
    if past:
        assert max(past) in kept
    if restored := [b for b in past if b.reason == BEFORE_RESTORE]:
        assert max(restored) in kept
    young = sorted(b for b in past if b.at_ms > NOW.ms - DAY_MS)
    assert set(young[-YOUNG:]) <= set(kept)
    old = [b for b in kept if b.at_ms <= NOW.ms - DAY_MS]
    assert len(old) <= 12 + 10 + 9 + 1
    assert surplus(kept, NOW.ms) == []


@given(BACKUPS)
def test_each_of_the_last_periods_keeps_its_newest(backups):
    """The 12 last days that have a backup, and the 9 last months, counted without the code under test."""
    kept = set(thinned(backups))
    past = [b for b in backups if b.at_ms <= NOW.ms + DAY_MS]
    shifted = {b: b.at_ms - 4 * HOUR_MS for b in past}  # in UTC, with days from 04:00
    by_day = {b.path.name: shifted[b] // DAY_MS for b in past}
    for day in sorted(set(by_day.values()))[-12:]:
        assert max(b for b in past if by_day[b.path.name] == day) in kept


def test_a_backup_a_day_for_three_years():
    """Thinned each day, there are at the end the last 12 days, the last of 10 weeks and the last of 9 months."""
    backups = []
    for day in range(3 * 365):
        now = NOW.ms + day * DAY_MS
        backups = thinned([*backups, made(now)], now)
        assert len(backups) <= 12 + 10 + 9
    dates = [datetime.fromtimestamp(b.at_ms / 1000, UTC).date() for b in backups]
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    tomorrow = timedelta(days=1)
    ever = [today - timedelta(days=n) for n in range(365)]
    sundays = [today, *(day for day in ever if day.isoweekday() == 7 and day != today)]
    ends = [today, *(day for day in ever if (day + tomorrow).day == 1 and day != today)]
    assert set(dates) == {*ever[:12], *sundays[:10], *ends[:9]}


def test_weeks_begin_on_monday_and_days_at_four():
    """A sitting after midnight belongs to the day before; Sunday is the last day of its week."""
    sunday = made(NOW.ms + 30 * HOUR_MS - 12 * HOUR_MS)  # Monday 03:00
    assert thinned([sunday, made(NOW.ms)], NOW.ms + 5 * DAY_MS) == [sunday]
    weeks = [made(NOW.ms - days * DAY_MS) for days in range(40)]  # NOW is a Sunday
    assert [(NOW.ms - b.at_ms) // DAY_MS for b in thinned(weeks) if b.at_ms < NOW.ms - 12 * DAY_MS] == [
        14,
        21,
        22,
        28,
        35,
    ]


def test_a_clock_that_was_wrong():
    """Thirty days in the future do not crowd out the backups of today."""
    ahead = [made(NOW.ms + (50 + n) * DAY_MS) for n in range(30)]
    today = [made(NOW.ms - n * DAY_MS) for n in range(5)]
    assert thinned([*ahead, *today]) == [*ahead, *today]


def test_many_in_one_day():
    """Whatever makes a backup again and again does not fill the disk."""
    many = [Backup(NOW.ms - n * 1000, 1, "before-migration", Path(str(n))) for n in range(100)]
    assert thinned(many) == many[:YOUNG]
