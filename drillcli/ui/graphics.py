"""How a terminal shows pictures: what to ask it, what its answers say, and the cells that a picture takes."""

from collections.abc import Mapping
from fcntl import ioctl
from math import ceil
from struct import unpack
from termios import TIOCGWINSZ
from typing import NamedTuple

CELL_SIZE = "\x1b[16t"
"""Asks for the size of a cell in pixels (xterm's control sequences, XTWINOPS)."""

QUESTIONS = f"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q{CELL_SIZE}"
"""Whether it speaks kitty's protocol (its documentation says to ask so), and its name (XTVERSION).

That it can do sixel, 4, is in the answer to `asking.LAST`.
"""

MULTIPLEXERS = ("tmux", "screen")
"""Where TERM begins so there is a program in between; tmux would take the question of kitty's for a title."""

ITERM2 = ("iTerm2", "WezTerm")
"""Terminals that speak iTerm2's protocol; it has no question of its own."""

CELL = (8, 16)
"""Width and height of a cell in pixels where the terminal does not tell."""


class Graphics(NamedTuple):
    """How a terminal shows pictures: "kitty", "iterm2", "sixel", or "" for not at all; and its cell in pixels."""

    protocol: str
    cell: tuple[int, int]


class Frame(NamedTuple):
    """The cells that a picture may take, and the pixels of one."""

    columns: int
    rows: int
    cell: tuple[int, int]

    def fitted(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the size in pixels in which a picture of this size is shown; it is never enlarged."""
        room = self.columns * self.cell[0], self.rows * self.cell[1]
        share = min(1.0, room[0] / size[0], room[1] / size[1])
        return max(round(share * size[0]), 1), max(round(share * size[1]), 1)

    def around(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the columns and rows that such a picture touches."""
        wide, high = self.fitted(size)
        return ceil(wide / self.cell[0]), ceil(high / self.cell[1])

    def cells(self, size: tuple[int, int]) -> tuple[int, int] | None:
        """Return the whole columns and rows to which a picture is stretched; None where it is shown as it is.

        Rows are higher than columns are wide: with the rows rounded first its sides stay in proportion.
        """
        wide, high = self.fitted(size)
        if (wide, high) == size:
            return None
        rows = max(high // self.cell[1], 1)
        return min(max(round(rows * self.cell[1] * size[0] / size[1] / self.cell[0]), 1), self.columns), rows


def questions(variables: Mapping[str, str]) -> str:
    """Return what to ask the terminal; "" for one that understands no questions."""
    term = variables.get("TERM", "")
    if term in ("", "dumb"):
        return ""
    return CELL_SIZE if "TMUX" in variables or term.startswith(MULTIPLEXERS) else QUESTIONS


def understood(said: Mapping[str, str]) -> Graphics:
    """Return what the answers say, by the names that `drillcli.ui.asking` gives to their parts."""
    wide, high = int(said.get("wide", 0)), int(said.get("high", 0))
    cell = (wide, high) if wide and high else CELL
    if said.get("kitty") == "OK":
        return Graphics("kitty", cell)
    if said.get("name", "").startswith(ITERM2):
        return Graphics("iterm2", cell)
    return Graphics("sixel" if "4" in said.get("last", "").split(";")[1:] else "", cell)


def cell_now(terminal: int) -> tuple[int, int] | None:
    """Return the size of a cell in pixels as the kernel knows it, after each change of the letters' size, too."""
    try:
        rows, columns, wide, high = unpack("HHHH", ioctl(terminal, TIOCGWINSZ, bytes(8)))
    except OSError:
        return None
    return (wide // columns, high // rows) if wide >= columns > 0 and high >= rows > 0 else None
