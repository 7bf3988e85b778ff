"""Small charts made of characters one cell wide."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

LEVELS = " ⣀⣤⣶⣿"
WEEK = 7
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille character by row and column of the dot (Unicode, block Braille Patterns from U+2800)."""

BLANK = 0x2800
LEAST_CURVE = 8
"""The fewest cells of a curve."""


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


def plot(values: Sequence[float | None], measure: int, height: int = 5) -> list[Text]:
    """Return a curve through `values` in at most `measure` cells, its range at the left, 1 and their count below.

    A value that is None breaks the curve.
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    ends = [f"{high:.3g}", *[""] * (height - 2), f"{low:.3g}"]
    label = max(map(len, ends))
    cells = max(min(measure - label - 2, len(values) * 4), LEAST_CURVE)
    rows = _curve(values, low, (high - low) or 1.0, cells, height)
    lines = [
        Text.assemble((f"{end:>{label}}  ", "quiet"), (line.rstrip(), "accent"))
        for end, line in zip(ends, rows, strict=True)
    ]
    count = str(len(values))
    return [*lines, Text(" " * (label + 2) + "1" + count.rjust(cells - 1), "quiet")]


def sparkline(values: Sequence[float | None], cells: int) -> str:
    """Return the last values that fit in one row as columns, the least lowest; a cell each, or half of one."""
    shown = [value for value in values for _half in range(2)] if len(values) <= cells else values[-2 * cells :]
    known = [value for value in shown if value is not None]
    low, span = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1.0
    rows = len(DOTS)
    tops = [0 if value is None else 1 + round((value - low) / span * (rows - 1)) for value in shown]
    codes = [BLANK] * -(-len(shown) // 2)
    for at, top in enumerate(tops):
        codes[at // 2] |= sum(DOTS[row][at % 2] for row in range(rows - top, rows))
    return "".join(map(chr, codes))


def _curve(values: Sequence[float | None], low: float, span: float, cells: int, height: int) -> list[str]:
    """Return the rows of a curve as braille characters."""
    wide, high = cells * 2 - 1, height * len(DOTS) - 1
    codes = [[BLANK] * cells for _row in range(height)]
    points = [
        None
        if value is None
        else (round(at * wide / max(len(values) - 1, 1)), round(high * (low + span - value) / span))
        for at, value in enumerate(values)
    ]
    lone = [(point, point) for point in points if point]
    for start, end in [*lone, *((a, b) for a, b in pairwise(points) if a and b)]:
        for x, y in _stroke(start, end):
            codes[y // len(DOTS)][x // 2] |= DOTS[y % len(DOTS)][x % 2]
    return ["".join(map(chr, row)).replace(chr(BLANK), " ") for row in codes]


def _stroke(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the dots of a straight line, none of them apart from the next."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        yield tuple(round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True))  # type: ignore[misc]
