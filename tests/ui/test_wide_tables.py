"""Tables of cards at every width: rows across where there is room, else below each other; nothing is ever cut."""

import pytest
from rich.cells import cell_len

from drillcli.ui.console import plain
from drillcli.ui.text import render

ROWS = (
    ("metric", "数值", "what it says about the model"),
    ("precision", "0.6", "of those it picked, so many were right"),
    ("召回率", "", "正类之中，找到了多少"),
)
TABLE = "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ("---", "---:", "---"), *ROWS[1:]))


@pytest.mark.parametrize("width", range(20, 101, 5))
def test_nothing_is_cut(width: int):
    """Every word of every cell is there, and no line is wider than the window."""
    shown = plain(render(TABLE), width)
    assert max(map(cell_len, shown.split("\n"))) <= width
    words = {word for row in ROWS for cell in row for word in cell.split()}
    assert {word for word in words if word not in "".join(shown.split())} == set()


def test_with_room_it_is_a_table():
    """A row is a line."""
    lines = plain(render(TABLE), 80).split("\n")
    assert any("precision" in line and "0.6" in line and "so many were right" in line for line in lines)


def test_without_room_each_cell_has_its_head():
    """No word is broken; a cell that is empty is left out, and a blank line parts the rows."""
    assert plain(render(TABLE), 24).strip("\n") + "\n" == (
        "metric: precision\n数值: 0.6\nwhat it says about the\nmodel: of those it\npicked, so many were\nright\n\n"
        "metric: 召回率\nwhat it says about the\nmodel: 正类之中，找到了\n多少\n"
    )
