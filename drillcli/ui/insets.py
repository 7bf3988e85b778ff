"""Pictures within a card: how large they are in the room that the text leaves, and where on the page they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.segment import Segment

from drillcli.ui.graphics import Frame
from drillcli.ui.lines import Line, column

LEAST_COLUMNS, LEAST_ROWS = 6, 4
"""Smaller than this, in cells, a picture is not made."""

GAP = 2
"""The columns between two pictures."""

AIR = 2
"""The rows that stay free below pictures, for a line to type in."""

UNLIMITED = 10_000


class Inset(NamedTuple):
    """A picture that a card names: its file, and its size in pixels."""

    path: Path
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Insets:
    """The pictures of the question, those of the answer, and the size of the terminal's cells in pixels."""

    asked: tuple[Inset, ...]
    answered: tuple[Inset, ...]
    cell: tuple[int, int]


class Spot(NamedTuple):
    """Where a picture stands: the row and column of its corner, from 0, and the cells that it takes."""

    path: Path
    row: int
    column: int
    columns: int
    rows: int


class Hole(list[Segment]):
    """An empty line of a page, covered by pictures; the first one of several knows which they are."""

    def __init__(self, spots: tuple[Spot, ...] = ()) -> None:
        super().__init__()
        self.spots = spots


def bands(insets: Insets, measure: int, room: int) -> tuple[list[Line], list[Line]]:
    """Return the lines for pictures below the question, and those below the answer; none where they have no room.

    `room` is how many rows the text leaves free. Where both have pictures and there is no room for all in full,
    those of the question stand beside those of the answer.
    """
    asked, answered = insets.asked, insets.answered
    if not answered:
        return _band(asked, Frame(measure, room - AIR - 1, insets.cell)), []
    whole = Frame(measure, UNLIMITED, insets.cell)
    above, below = _band(asked, whole), _band(answered, whole)
    if len(above) + len(below) + 2 <= room:
        return above, below
    return [], _band((*answered, *asked), Frame(measure, room - 1, insets.cell))


def _band(insets: Sequence[Inset], frame: Frame) -> list[Line]:
    """Return the lines for pictures side by side: as many of the first ones as are not too small then."""
    for count in range(len(insets) if frame.rows > 0 else 0, 0, -1):
        each = frame._replace(columns=(frame.columns - GAP * (count - 1)) // count)
        if each.columns > 0 and all(is_to_be_seen(inset, each) for inset in insets[:count]):
            spots = tuple(_in_a_row(insets[:count], each))
            return [Hole(spots), *(Hole() for _row in range(max(spot.rows for spot in spots) - 1))]
    return []


def is_to_be_seen(inset: Inset, frame: Frame) -> bool:
    """Tell whether a picture is large enough in a frame: `LEAST_COLUMNS` x `LEAST_ROWS`, if it is not smaller."""
    columns, rows = frame.around(inset.size)
    most_columns, most_rows = Frame(UNLIMITED, UNLIMITED, frame.cell).around(inset.size)
    return columns >= min(LEAST_COLUMNS, most_columns) and rows >= min(LEAST_ROWS, most_rows)


def _in_a_row(insets: Sequence[Inset], frame: Frame) -> Iterable[Spot]:
    start = 0
    for inset in insets:
        columns, rows = frame.around(inset.size)
        yield Spot(inset.path, 0, start, columns, rows)
        start += columns + GAP


def spots(lines: Sequence[Line], width: int) -> tuple[Spot, ...]:
    """Return where the pictures stand on a page `width` cells wide."""
    margin, _measure = column(width)
    return tuple(
        spot._replace(row=row, column=margin + spot.column)
        for row, line in enumerate(lines)
        for spot in (line.spots if isinstance(line, Hole) else ())
        if row + spot.rows <= len(lines)
    )
