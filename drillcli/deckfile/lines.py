"""Where the lines of a text begin, to go from an index to line and column and back."""

import re
from bisect import bisect_right


class Lines:
    """The line table of one text. Indices count code points from 0, lines and columns from 1.

    A line ends with a line feed, as editors, git and compilers count; to YAML 1.1 it ends with U+2028 too.
    """

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(self, index: int) -> tuple[int, int]:
        """Return the line and column of the code point at `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """Return the index of the code point at a line and column."""
        return self._starts[line - 1] + column - 1
