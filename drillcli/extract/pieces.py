"""The smallest parts of a document that are judged."""

from dataclasses import dataclass
from enum import Enum, auto


class Shape(Enum):
    """What a piece is in the document."""

    HEADING = auto()
    LINE = auto()
    CODE = auto()
    ROW = auto()
    RULE = auto()
    COMMENT = auto()
    MARKUP = auto()
    FRONT = auto()
    CONTENTS = auto()
    """Links to other parts of the document."""
    SUMMARY = auto()
    """What can be seen of something folded: `<summary>`, and the `<dt>` over its `<dd>`."""
    CLOSE = auto()
    """`</details>` or `</dl>`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest part that is judged: a line of a paragraph, a heading, a code block, a row of a table.

    Attributes:
        first, last: its lines, 1-based, both included.
        column, end: where its text begins in the first line and ends in the last (None: at the line's end).
        text: its text without the markup of its block; inline markup is kept.
        level: of a heading; 1 also marks the head of a table.
        path: the list entries and quotes around it, from the outermost.
        bullet: `-`, `3.`, or `:` of a `<dd>`, where it is the first piece of such an entry.
        opens: whether it is the first line of its paragraph.
        language, cells: of a code block, of a row of a table.
        quotes: how many of the containers are block quotes.
    """

    shape: Shape
    first: int
    last: int
    column: int
    text: str
    end: int | None = None
    level: int = 0
    path: tuple[int, ...] = ()
    bullet: str = ""
    opens: bool = True
    language: str = ""
    cells: tuple[str, ...] = ()
    quotes: int = 0
