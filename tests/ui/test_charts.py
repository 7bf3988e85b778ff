"""Bars, points, curves, tracks and sparklines of characters one cell wide."""

import unicodedata
from math import sin

import pytest
from rich.cells import cell_len

from drillcli.ui import charts
from drillcli.ui.charts import plot, points, sparkline, track, upright, weekly


def rows(values, measure=40, height=2):
    return [text.plain for text in plot(values, measure, height)]


def test_a_curve_falls_from_its_greatest_value_to_its_least():
    """The range stands at the left, the first number and the last one below."""
    assert rows([2.0, 1.0]) == ["2  ⠉⠒⠤⣀", "1      ⠉⠒⠤⣀", "   1      2"]


def test_a_flat_curve_is_a_line():
    """Nothing is divided by a range of nothing."""
    assert rows([0.5, 0.5, 0.5])[1].endswith("⣀" * 12)


def test_a_value_that_is_missing_breaks_the_curve():
    """A loss that was infinite is null in a report; what is left stands apart."""
    assert " " in rows([1.0, 1.0, None, None, None, 1.0, 1.0])[1].removeprefix("1  ").strip()
    assert plot([None, None], 40) == []


@pytest.mark.parametrize("measure", [20, 42, 88])
@pytest.mark.parametrize("count", [1, 2, 50, 1000])
def test_a_curve_fits_at_any_width(measure, count):
    """However many values there are, and at least eight cells wide."""
    drawn = plot([1000 * sin(n / 9) for n in range(count)], measure)
    assert len(drawn) == 6
    assert all(cell_len(line.plain) <= measure for line in drawn)


def test_a_sparkline_has_a_column_for_each_value():
    """A cell each while there is room, half of one beyond, and then the latest only."""
    assert sparkline([0, 1, 2, 3], 4) == "⣀⣤⣶⣿"
    assert sparkline([0, 3, 0, 3, 0, 3], 4) == "⣸⣸⣸"
    assert sparkline([9.0] * 50 + [0, 3, 0, 3], 2) == "⣸⣸"
    assert sparkline([], 4) == ""


def test_a_chart_has_a_bar_for_each_day():
    """The tallest bar fills the height, none is no bar, and a small one is seen."""
    drawn = [text.plain for text in upright([8, 0, 1, 4], weekly("today", 4), 40, height=2)]
    assert drawn == ["8  ⣿", "0  ⣿   ⣀ ⣿", "   today"]


def test_a_chart_shows_as_many_days_as_fit():
    """At half the room bars lose the space between them; at less the last days go, and their names."""

    def bars(measure, height=1):
        return [text.plain for text in upright([1] * 30, weekly("now", 30), measure, height)]

    assert bars(63)[0] == "1  " + " ".join("⣿" * 30)
    assert bars(62)[0] == "1  " + "⣿" * 30
    assert bars(20)[0] == "1  " + "⣿" * 17
    assert bars(20)[-1] == "   now    +7     +14"


def test_bars_can_stand_farther_right():
    """So that two charts are aligned; names are given by place."""
    drawn = [text.plain for text in upright([1, 1, 1], {0: "0", 2: "6"}, 20, height=1, margin=5)]
    assert drawn == ["  1  ⣿ ⣿ ⣿", "     0   6"]


def test_points_stand_between_the_least_and_the_greatest_share():
    """One row has four heights; what is unknown has no point, and one share alone lies low."""
    assert [text.plain for text in points([0.5, None, 0.75, 1.0], 20, height=1)] == ["100%  ⣀   ⠒ ⠉"]
    assert [text.plain for text in points([0.5, 1.0], 20, height=2)] == ["100%    ⠉", " 50%  ⣀"]
    assert [text.plain for text in points([0.9], 20, height=1)] == ["90%  ⣀"]


def test_a_curve_has_names_at_its_ends_where_there_is_room():
    """The last one stays on a curve that is too short for both."""
    assert [
        text.plain for text in plot([1.0, 3.0, 2.0, 1.0], 40, 2, names=("05-25", "06-15"), say="{:.0f}%".format)
    ] == [
        "3%     ⡠⠒⠉⠒⠢⢄⣀",
        "1%  ⡠⠔⠉       ⠉⠑⠒⠤⠤⣀",
        "    05-25      06-15",
    ]
    assert plot([1.0, 2.0], 40, names=("05-25", "06-01"))[-1].plain == "   06-01"


def test_a_track_shows_which_of_two_shares_is_the_greater():
    """What lies between them stands out; where they meet the second is seen."""
    assert track(0.9, 0.7, 0.5, 11).plain == "╌╌╌╌o⠶⠶⠶|╌╌"
    assert track(0.5, 1.0, 0.5, 11).plain == "|⠶⠶⠶⠶⠶⠶⠶⠶⠶o"
    assert track(0.75, 0.76, 0.5, 11).plain == "╌╌╌╌╌o╌╌╌╌╌"


def test_charts_are_made_of_characters_one_cell_wide_everywhere():
    """Blocks and lines are two cells wide in some Chinese terminals; these never are (UAX #11)."""
    used = charts.COLUMNS + charts.POINTS + charts.DASH + charts.GAP + charts.EXPECTED + charts.FOUND
    assert {unicodedata.east_asian_width(char) for char in used} <= {"N", "Na"}
