"""Small charts made of characters one cell wide."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

LEVELS = " ⣀⣤⣶⣿"
WEEK = 7


def upright(counts: Sequence[int], first: str, measure: int, height: int = 5) -> list[Text]:
    """Return bars side by side, a day each, as many as fit in `measure` cells, with the largest count at the left.

    Below them `first` names the first day, and every seventh after it stands as "+7", "+14"…
    """
    label = len(str(max(counts, default=0)))
    room = measure - label - 2
    cell = 2 if len(counts) * 2 <= room else 1
    shown = counts[: max(room // cell, 1)]
    most = max(shown, default=0)
    steps = [-(-count * height * (len(LEVELS) - 1) // most) if most else 0 for count in shown]
    rows = []
    for row in reversed(range(height)):
        number = str(most) if row == height - 1 else "0" if row == 0 else ""
        bars = "".join(_level(step, row).ljust(cell) for step in steps)
        rows.append(Text.assemble((f"{number:>{label}}  ", "quiet"), (bars.rstrip(), "accent")))
    return [*rows, Text(" " * (label + 2) + _ticks(len(shown), first, cell), "quiet")]


def _level(step: int, row: int) -> str:
    """Return the character of a bar `step` levels high in a row (0 is the lowest)."""
    full = len(LEVELS) - 1
    return LEVELS[min(max(step - full * row, 0), full)]


def _ticks(days: int, first: str, cell: int) -> str:
    """Return the line that names the days below the bars."""
    line = ""
    for day in range(0, days, WEEK):
        name = f"+{day}" if day else first
        line += " " * (day * cell - cell_len(line)) + name
    return line
