"""The page at the end of a sitting."""

from dataclasses import replace
from datetime import date

from sample_views import finished

from drillcli.locale import set_language
from drillcli.ui.console import plain
from drillcli.ui.summary import LEVELS, Summary, render, to_ansi


def text(summary: Summary, width: int = 80) -> str:
    return plain(render(summary, width), width)


def test_figures():
    """Count, time, seconds an answer and first-try recall are told in words."""
    shown = text(finished("en"))
    assert "3:51" in shown
    assert "24 answers   9.6 s each   86% recalled at once" in shown
    assert "The next card is due in 10 min." in shown


def test_one_card_is_singular_and_nothing_due_is_said():
    """Words fit their numbers."""
    shown = text(replace(finished("en"), answers=1, took_s=4, first_try=None, next_due=None))
    assert "1 answer   4.0 s each" in shown
    assert "recalled" not in shown
    assert "Nothing is scheduled." in shown


def test_bars_are_to_one_scale():
    """The most frequent grade has the longest bar; what did not happen has none, what did has some."""
    bars = {line.split()[0]: line.count("⣿") for line in text(finished("en"), 40).splitlines() if line.strip()}
    assert bars["Good"] > bars["Again"] >= bars["Hard"] == bars["Easy"] > 0
    assert bars["Wed"] == 0
    assert bars["Thu"] == max(bars.values())


def test_the_forecast_begins_tomorrow():
    """The first bar is the day after today, in the learner's language."""
    zh = text(replace(finished("en"), today=date(2026, 11, 24)))
    assert zh.index("Wed") < zh.index("Thu") < zh.index("Tue")
    set_language("zh")
    assert "周一" in text(finished("zh"))


def test_the_heatmap_shows_as_many_whole_weeks_as_fit():
    """Twelve weeks at full width, fewer on a narrow screen; the last cell is today."""
    days = [0] * 83 + [5]
    for width, weeks in ((100, 12), (80, 10), (20, 2)):
        shown = text(replace(finished("en"), days=days), width)
        assert f"The last {weeks} weeks" in shown
        row = next(line.strip() for line in shown.splitlines() if LEVELS[0] in line)
        assert len(row) == weeks * 7
        assert row == LEVELS[0] * (weeks * 7 - 1) + LEVELS[-1]


def test_a_sitting_without_answers_is_short():
    """Leaving at once shows no charts."""
    shown = text(replace(finished("en"), answers=0, took_s=2, first_try=None))
    assert "0 answers" in shown
    assert "Grades" not in shown


def test_no_colour_no_codes():
    """As text it has no escape code."""
    assert "\x1b" not in to_ansi(finished("zh"), 80, color=False)
    assert "\x1b[" in to_ansi(finished("zh"), 80, color=True)
