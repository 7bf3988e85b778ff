"""Retention in time order."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from test_stats_days import row

from drillcli.clock import date_of, day_of
from drillcli.stats.heatmap import heatmap, monday
from drillcli.stats.recall import Recall
from drillcli.stats.series import series

TODAY = day_of(date(2026, 11, 22))  # a Sunday


def test_spans_have_no_gaps_and_end_today():
    """A day without an answer has a span of its own, without a share."""
    days = {TODAY - 3: row(young=4, young_recalled=3), TODAY: row(mature=1, mature_recalled=1)}
    found = series(days, None, TODAY).days
    assert [(span.first, span.last) for span in found] == [(day, day) for day in range(TODAY - 3, TODAY + 1)]
    assert [span.retention.total.share for span in found] == [0.75, None, None, 1]


def test_weeks_begin_on_monday_and_months_on_the_first():
    """Saturday 31 October to Sunday 22 November 2026: four weeks, the first begun late, and two months."""
    start = day_of(date(2026, 10, 31))
    days = {day: row(young=1, young_recalled=1) for day in range(start, TODAY + 1)}
    found = series(days, None, TODAY)
    assert [(date_of(s.first).day, date_of(s.last).day) for s in found.weeks] == [(31, 1), (2, 8), (9, 15), (16, 22)]
    assert [(date_of(s.first).isoformat(), s.retention.total) for s in found.months] == [
        ("2026-10-31", Recall(1, 1)),
        ("2026-11-01", Recall(22, 22)),
    ]


def test_far_back_needs_a_day_to_begin_with():
    """Without one: 30 days, 26 weeks, 24 months; with one: all since then, but never from before the first answer."""
    days = {day: row(young=1) for day in range(TODAY - 1000, TODAY + 1)}
    short, all_of_it = series(days, None, TODAY), series(days, 0, TODAY)
    assert [len(part) for part in (short.days, short.weeks, short.months)] == [30, 26, 24]
    assert short.weeks[0].first == monday(short.weeks[0].first)
    assert len(all_of_it.days) == 1001
    assert sum(span.retention.total.answers for span in all_of_it.months) == 1001
    assert series(days, TODAY - 2, TODAY).weeks[0].first == TODAY - 2


def test_before_the_first_answer_there_is_today():
    """A learner who has not begun has one empty span of each."""
    found = series({}, None, TODAY)
    for part in (found.days, found.weeks, found.months):
        assert [(span.first, span.last, span.retention.total) for span in part] == [(TODAY, TODAY, Recall(0, 0))]


@given(st.sets(st.integers(TODAY - 900, TODAY)), st.integers(TODAY - 900, TODAY))
def test_each_series_adds_up_to_the_same(answered, since):
    """By day, by week and by month are the same answers."""
    days = {day: row(young=1, mature=2, mature_recalled=1) for day in sorted(answered)}
    found = series(days, since, TODAY)
    sums = [
        (sum(s.retention.young.answers for s in part), sum(s.retention.mature.recalled for s in part))
        for part in (found.days, found.weeks, found.months)
    ]
    assert sums == [(sum(day >= since for day in answered),) * 2] * 3


def test_a_year_of_weeks():
    """The heatmap begins on a Monday 52 weeks before this week's, and ends today."""
    found = heatmap({TODAY: row(reviews=5), TODAY - 370: row(reviews=2), TODAY - 371: row(reviews=9)}, None, TODAY)
    assert date_of(found.first).isoformat() == "2025-11-17"
    assert len(found.counts) == 53 * 7
    assert (found.counts[0], found.counts[-1], sum(found.counts)) == (2, 5, 7)
    assert len(heatmap({}, None, TODAY - 2).counts) == 53 * 7 - 2


def test_a_shorter_heatmap_begins_in_the_week_of_its_first_day():
    """Since Wednesday means since that week's Monday."""
    found = heatmap({}, day_of(date(2026, 11, 11)), TODAY)
    assert (date_of(found.first).isoformat(), len(found.counts)) == ("2026-11-09", 14)
