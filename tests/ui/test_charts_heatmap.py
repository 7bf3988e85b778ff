"""A year in cells: each day in its place, levels that tell themselves apart without colour."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from drillcli.locale import set_language
from drillcli.ui.heatmap import LEVELS, heatmap, quarters

MONDAY = date(2025, 11, 24)


def rows(counts, measure=76, monday=MONDAY):
    return [line for text in heatmap(counts, monday, measure) for line in text.plain.split("\n")]


def test_each_day_has_its_cell():
    """Weeks from left to right, Monday at the top; days after today are blank."""
    assert rows([1, 0, 0, 0, 0, 0, 0, 0, 2])[1:] == [
        "Mon  ⠿⠂",
        "     ⠂⣿",
        "Wed  ⠂",
        "     ⠂",
        "Fri  ⠂",
        "     ⠂",
        "Sun  ⠂",
        "⠂ 0   ⠿ 1   ⣿ 2",
    ]


def test_a_year_fits_in_59_cells_of_chinese():
    """53 weeks, seven weekdays: the whole year on a screen of 80 cells in either language."""
    for lang in ("en", "zh"):
        set_language(lang)
        shown = rows([3] * 371, 59)
        assert len(shown) == 9
        assert all(row.count("⣿") == 53 for row in shown[1:8])


def test_a_narrow_screen_shows_the_last_weeks():
    """The first ones go."""
    counts = [*[0] * 7 * 10, *[5] * 7 * 6]
    assert rows(counts, 11)[1] == "Mon  " + "⣿" * 6
    assert rows(counts, 13)[1] == "Mon  ⠂⠂" + "⣿" * 6


def test_months_stand_above_the_week_of_their_first_day():
    """No two names touch."""
    line = rows([1] * 371)[0].removeprefix(" " * 5)
    assert line == " Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov"
    for name, month in (("Dec", 12), ("Jan", 1), ("Jul", 7)):
        week = [MONDAY + timedelta(days=7 * line.index(name) + day) for day in range(7)]
        assert any(day.month == month and day.day == 1 for day in week)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("start", range(0, 364, 28))
def test_names_of_months_never_touch(lang, start):
    """Whatever day the year begins on."""
    set_language(lang)
    line = rows([1] * 371, 60, MONDAY + timedelta(days=start))[0]
    assert len(line.split()) >= 11
    assert cell_len(line) <= 60


def test_levels_are_quarters_of_the_days_with_answers():
    """One very busy day does not make all others look idle."""
    assert quarters([0, 0, 1, 2, 3, 4, 5, 6, 7, 900]) == [1, 3, 5, 7]
    assert quarters([20] * 9) == [20]
    assert quarters([0, 0]) == []


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=371), st.integers(20, 90))
def test_the_legend_tells_what_each_level_means(counts, measure):
    """Without colour: each cell's character stands in the legend with a range that has the day's count."""
    shown = rows(counts, measure)
    assert all(cell_len(row) <= measure for row in shown)
    ranges = {}
    for entry in "   ".join(shown[8:]).split("   "):
        mark, _space, span = entry.partition(" ")
        low, _dash, high = span.replace(",", "").partition("-")
        ranges[mark] = range(int(low), int(high or low) + 1)
    assert all(a.stop <= b.start for a, b in pairwise(ranges.values()))
    weeks = max(len(row) for row in shown[1:8]) - 5
    for weekday in range(7):
        kept = counts[weekday::7]
        cells = shown[1 + weekday][5:]
        for count, cell in zip(kept[max(-(-len(counts) // 7) - weeks, 0) :], cells, strict=True):
            assert count in ranges[cell]


def test_cells_are_one_cell_wide_in_every_terminal_and_of_unlike_shape():
    """Shades and boxes are two cells wide in some Chinese terminals; braille never is (UAX #11)."""
    assert len(set(LEVELS)) == 5
    assert {unicodedata.east_asian_width(mark) for mark in LEVELS} == {"N"}
