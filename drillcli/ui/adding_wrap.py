"""Text that is being typed, broken into rows where words end, by the rules of `drillcli.ui.wrap`."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_to_text
from prompt_toolkit.formatted_text.utils import fragment_list_width
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from drillcli.ui.wrap import SPACES, breaks

_Line: TypeAlias = tuple[Sequence[Any], int]
"""The fragments of a line, and the cells that it has."""


class Words(Processor):
    """Fills each row up with spaces to where prompt_toolkit, which breaks anywhere, must break it.

    What was made of the lines is kept until another text comes: each is asked for ten times before it is on the screen.
    """

    def __init__(self) -> None:
        self._text = ""
        self._made: dict[_Line, Transformation] = {}

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return the line with its rows as long as the window is wide; spaces that hang over a row are not shown."""
        if transformation_input.document.text != self._text:
            self._text = transformation_input.document.text
            self._made.clear()
        line = tuple(transformation_input.fragments), transformation_input.width
        if line not in self._made:
            self._made[line] = _filled(*line)
        return self._made[line]


def _filled(fragments: Sequence[Any], width: int) -> Transformation:
    letters = explode_text_fragments(list(fragments))
    text = fragment_list_to_text(letters)
    cuts = [0, *breaks(text, width), len(text)] if width > 1 else [0, len(text)]
    shown: StyleAndTextTuples = []
    places: list[int] = []
    """Where each character of the line is shown."""
    for start, end in pairwise(cuts):
        row = letters[start:end]
        kept = len(row) if end == len(text) else _kept(row, width)
        places += [len(shown) + at for at in range(kept)]
        shown += row[:kept]
        if end < len(text):
            shown += [("", " ")] * (width - fragment_list_width(row[:kept]))
            places += [len(shown)] * (len(row) - kept)
    places.append(len(shown))
    return Transformation(shown, lambda at: places[min(at, len(text))], lambda at: bisect_right(places, at) - 1)


def _kept(row: StyleAndTextTuples, width: int) -> int:
    """Return how many letters of a row are shown: all but the spaces for which there is no room."""
    kept = len(row)
    while kept and row[kept - 1][1] in SPACES and fragment_list_width(row[:kept]) > width:
        kept -= 1
    return kept
