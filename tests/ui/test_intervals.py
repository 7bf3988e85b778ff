"""Intervals in words, in both languages."""

import pytest

from drillcli.locale import set_language
from drillcli.ui.intervals import again_in, elapsed, interval

DAY = 1440


@pytest.mark.parametrize(
    ("minutes", "short", "long", "zh_short", "zh_long"),
    [
        (0, "1 min", "again in 1 minute", "1 分钟", "1 分钟后再问"),
        (1, "1 min", "again in 1 minute", "1 分钟", "1 分钟后再问"),
        (10, "10 min", "again in 10 minutes", "10 分钟", "10 分钟后再问"),
        (60, "1 h", "again in 1 hour", "1 小时", "1 小时后再问"),
        (600, "10 h", "again in 10 hours", "10 小时", "10 小时后再问"),
        (DAY, "1 d", "again in 1 day", "1 天", "1 天后再问"),
        (4 * DAY, "4 d", "again in 4 days", "4 天", "4 天后再问"),
        (30 * DAY, "30 d", "again in 30 days", "30 天", "30 天后再问"),
        (37 * DAY, "1.2 mo", "again in 1.2 months", "1.2 个月", "1.2 个月后再问"),
        (61 * DAY, "2 mo", "again in 2 months", "2 个月", "2 个月后再问"),
        (767 * DAY, "2.1 y", "again in 2.1 years", "2.1 年", "2.1 年后再问"),
        (36500 * DAY, "99.9 y", "again in 99.9 years", "99.9 年", "99.9 年后再问"),
    ],
)
def test_intervals(minutes: int, short: str, long: str, zh_short: str, zh_long: str):
    """Minutes become the unit that a person would say, with one decimal from months on."""
    assert (interval(minutes), again_in(minutes)) == (short, long)
    set_language("zh")
    assert (interval(minutes), again_in(minutes)) == (zh_short, zh_long)


@pytest.mark.parametrize("hours", range(1, 24))
def test_no_interval_within_the_day_reads_as_a_day(hours: int):
    """A begun hour does not count: nothing that is due today reads as 24 hours."""
    assert interval(hours * 60 + 59) != "24 h"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (7.9, "0:07"), (760, "12:40"), (3723, "1:02:03")])
def test_elapsed(seconds: float, shown: str):
    """A duration looks like a clock."""
    assert elapsed(seconds) == shown
