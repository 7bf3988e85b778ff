"""Curves and sparklines of characters one cell wide."""

from math import sin

import pytest
from rich.cells import cell_len

from drillcli.ui.charts import plot, sparkline


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
