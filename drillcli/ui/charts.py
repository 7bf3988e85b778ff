"""Small charts made of characters one cell wide.

They are our own: plotext 5.3 draws curves as well, but pads by characters, so that Chinese names leave the page, and
ends its lines with escape codes; plotext 6.1 takes longer to load than `drill stats` to run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from drillcli import look
from drillcli.locale import clauses

COLUMNS = " ⣀⣤⣶⣿⣿"
POINTS = " ⣀⠤⠒⠉ "
"""Columns and points: below a cell, at each of the four heights of a cell, above it."""

STEPS = 4
WEEK = 7
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille character by row and column of the dot (Unicode, block Braille Patterns from U+2800)."""

BLANK = 0x2800
LEAST_CURVE = 8
"""The fewest cells of a curve."""

DASH, GAP, EXPECTED, FOUND = "╌", "⠶", "|", "o"
"""What a track is made of: where nothing is, what lies between two shares, and these two."""


def upright(
    counts: Sequence[int], names: Mapping[int, str], measure: int, height: int = 5, margin: int = 0
) -> list[Text]:
    """Return bars side by side, as many as fit in `measure` cells, with the largest count at the left.

    Below them stand the `names` of some. The bars begin at cell `margin`, or where the numbers need it farther right.
    """
    most = max(counts, default=0)
    steps = [-(-count * height * STEPS // most) if most else 0 for count in counts]
    ends = (str(most), "0")
    start = _start(ends, margin)
    cell, shown = _fit(len(counts), measure - start)
    below = _ticks({at: name for at, name in names.items() if at < shown}, cell)
    return [*_rows(steps[:shown], COLUMNS, ends, start, cell, height), Text(" " * start + below, "quiet")]


def points(shares: Sequence[float | None], measure: int, height: int = 2, margin: int = 0) -> list[Text]:
    """Return shares (0 to 1) as points that stand like the bars of `upright`, None as none; at the left their range."""
    known = [share for share in shares if share is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    unit = (height * STEPS - 1) / ((high - low) or 1.0)
    steps = [0 if share is None else 1 + round((share - low) * unit) for share in shares]
    ends = (f"{high:.0%}", f"{low:.0%}")
    start = _start(ends, margin)
    cell, shown = _fit(len(shares), measure - start)
    return _rows(steps[:shown], POINTS, ends, start, cell, height)


def weekly(first: str, days: int) -> dict[int, str]:
    """Return the names of days: the `first`, then "+7", "+14" and so on."""
    return {day: f"+{day}" if day else first for day in range(0, days, WEEK)}


def plot(
    values: Sequence[float | None],
    measure: int,
    height: int = 5,
    *,
    names: tuple[str, str] | None = None,
    say: Callable[[float], str] = "{:.3g}".format,
) -> list[Text]:
    """Return a curve through `values` in at most `measure` cells, its range at the left.

    Below stand the `names` of the first and the last value, else 1 and their count. A value that is None breaks the
    curve. Plainly, it is a line of figures.
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    if look.is_plain():
        return [Text(clauses(map(say, known)))]
    low, high = min(known), max(known)
    ends = [say(high), *[""] * (height - 2), say(low)]
    label = max(map(len, ends))
    cells = max(min(measure - label - 2, len(values) * 4), LEAST_CURVE)
    rows = _curve(values, low, (high - low) or 1.0, cells, height)
    lines = [
        Text.assemble((f"{end:>{label}}  ", "quiet"), (line.rstrip(), "accent"))
        for end, line in zip(ends, rows, strict=True)
    ]
    first, last = names or ("1", str(len(values)))
    below = Text.assemble(first, " " * (cells - cell_len(first + last)), last)
    return [*lines, Text.assemble(" " * (label + 2), below if below.cell_len <= cells else last, style="quiet")]


def sparkline(values: Sequence[float | None], cells: int) -> str:
    """Return the last values that fit in one row as columns, the least lowest; a cell each, or half of one.

    Plainly they are figures.
    """
    if look.is_plain():
        return clauses(f"{value:.3g}" for value in values[-cells:] if value is not None)
    shown = [value for value in values for _half in range(2)] if len(values) <= cells else values[-2 * cells :]
    known = [value for value in shown if value is not None]
    low, span = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1.0
    rows = len(DOTS)
    tops = [0 if value is None else 1 + round((value - low) / span * (rows - 1)) for value in shown]
    codes = [BLANK] * -(-len(shown) // 2)
    for at, top in enumerate(tops):
        codes[at // 2] |= sum(DOTS[row][at % 2] for row in range(rows - top, rows))
    return "".join(map(chr, codes))


def track(expected: float, found: float, low: float, cells: int) -> Text:
    """Return two shares on a scale from `low` to 1 that is `cells` wide; where they meet only `found` is seen."""
    a, b = (round((share - low) / (1 - low) * (cells - 1)) for share in (expected, found))
    line = [DASH] * cells
    line[min(a, b) : max(a, b)] = GAP * abs(a - b)
    line[a] = EXPECTED
    line[b] = FOUND
    return Text.assemble(*((char, "quiet" if char == DASH else "accent") for char in line))


def _start(ends: Sequence[str], margin: int) -> int:
    """Return the cell at which bars begin, right of the `ends` of their scale."""
    return max(margin, *(len(end) + 2 for end in ends))


def _fit(count: int, room: int) -> tuple[int, int]:
    """Return how wide a bar is with the space after it, and how many bars fit."""
    cell = 2 if count * 2 <= room else 1
    return cell, min(max(room // cell, 1), count)


def _rows(steps: Sequence[int], marks: str, ends: tuple[str, str], start: int, cell: int, height: int) -> list[Text]:
    """Return the rows of values so many `steps` high, from the highest to the lowest, a scale at the left."""
    labels = [ends[0], *[""] * (height - 2), ends[1]] if height > 1 else [ends[0]]
    rows = []
    for row, label in zip(reversed(range(height)), labels, strict=True):
        levels = (min(max(step - STEPS * row, 0), STEPS + 1) for step in steps)
        line = "".join(marks[level].ljust(cell) for level in levels)
        rows.append(Text.assemble((f"{label:>{start - 2}}  ", "quiet"), (line.rstrip(), "accent")))
    return rows


def _ticks(names: Mapping[int, str], cell: int) -> str:
    """Return the line of names below bars."""
    line = ""
    for at, name in names.items():
        line += " " * (at * cell - cell_len(line)) + name
    return line


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
