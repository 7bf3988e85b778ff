"""What a terminal says of its graphics, and the cells that a picture takes."""

import os
import pty
import re
import termios
from fcntl import ioctl
from io import StringIO
from struct import pack

import pytest

from drillcli.ui.asking import Asking
from drillcli.ui.graphics import CELL, CELL_SIZE, QUESTIONS, Frame, Graphics, cell_now, questions, understood

FRAME = Frame(40, 10, (10, 20))


@pytest.mark.parametrize(("heard", "graphics"), [
    ("\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.35)\x1b\\\x1b[6;40;20t\x1b[?62;c", Graphics("kitty", (20, 40))),
    ("\x1b_Gi=31;OK\x1b\\\x1bP>|Konsole 22.12.3\x1b\\\x1b[6;17;8t\x1b[?62;1;4c", Graphics("kitty", (8, 17))),
    ("\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\\x1b[?62;4c", Graphics("sixel", CELL)),
    ("\x1bP>|iTerm2 3.5.1\x1b\\\x1b[6;17;8t\x1b[?62;4c", Graphics("iterm2", (8, 17))),
    ("\x1bP>|WezTerm 20260101\x1b\\\x1b[?65;4;6c", Graphics("iterm2", CELL)),
    ("\x1b[6;19;10t\x1b[?63;1;2;3;4;6;7;15;18;22;29c", Graphics("sixel", (10, 19))),
    ("\x1bP>|XTerm(390)\x1b\\\x1b[?64;14;24c", Graphics("", CELL)),
    ("\x1b[?4c", Graphics("", CELL)),
    ("\x1b[6;0;0t\x1b[?1;2c", Graphics("", CELL)),
])  # fmt: skip
def test_what_a_terminal_says(heard: str, graphics: Graphics):
    """The first 4 among what it can is sixel; the first number of all is its class, and no ability."""
    asking = Asking(lambda: None)
    asking.ask(QUESTIONS, StringIO())
    for piece in re.findall(r".{1,4}[^\x1b]|.", heard):  # as over a slow line
        assert asking.hear(piece) == ""
    assert not asking.is_open
    assert understood(asking.said) == graphics


@pytest.mark.parametrize(("variables", "asked"), [
    ({"TERM": "xterm-kitty"}, QUESTIONS),
    ({"TERM": "xterm-256color"}, QUESTIONS),
    ({"TERM": "tmux-256color"}, CELL_SIZE),
    ({"TERM": "screen"}, CELL_SIZE),
    ({"TERM": "xterm-256color", "TMUX": "socket,1,0"}, CELL_SIZE),
    ({"TERM": "dumb"}, ""),
    ({}, ""),
])  # fmt: skip
def test_what_it_is_asked(variables: dict[str, str], asked: str):
    """Tmux, here or at the other end of a line, would show the question of kitty's protocol as a title."""
    assert questions(variables) == asked


@pytest.mark.parametrize(("size", "cells"), [
    ((100, 100), (10, 5)), ((4000, 100), (40, 1)), ((100, 4000), (1, 10)), ((400, 200), (40, 10)), ((1, 1), (1, 1)),
    ((800, 800), (20, 10)), ((101, 101), (11, 6)),
])  # fmt: skip
def test_a_picture_fits(size: tuple[int, int], cells: tuple[int, int]):
    """Into the room there is, with its sides in proportion; it is not enlarged, and no row that it touches is free."""
    assert FRAME.around(size) == cells


@pytest.mark.parametrize("size", [(800, 500), (500, 900), (3000, 400), (410, 30)])
def test_whole_cells_keep_the_proportion(size: tuple[int, int]):
    """Within the frame, and no further off than half the width of a cell."""
    cells = FRAME.cells(size)
    assert cells is not None
    assert cells[0] <= FRAME.columns
    assert cells[1] <= FRAME.rows
    assert abs(cells[1] * 20 * size[0] / size[1] - cells[0] * 10) <= 5 or cells[0] == FRAME.columns


def test_a_small_picture_is_shown_as_it_is():
    """Not stretched to whole cells."""
    assert FRAME.cells((123, 45)) is None


def test_the_kernel_knows_the_size_of_a_cell():
    """Unless the terminal did not tell it; what is no terminal has none."""
    person, program = pty.openpty()
    for pixels, cell in (((803, 482), (10, 20)), ((0, 0), None), ((40, 482), None)):
        ioctl(person, termios.TIOCSWINSZ, pack("HHHH", 24, 80, *pixels))
        assert cell_now(program) == cell
    os.close(person)
    assert cell_now(os.open(os.devnull, os.O_RDONLY)) is None
    os.close(program)
