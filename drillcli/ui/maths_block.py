r"""TeX formulas that stand by themselves, on several lines: fractions, roots, limits, matrices, cases, alignment."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from drillcli.ui.atoms import Atom, Kind, join, quotient, scripted, settled, small
from drillcli.ui.maths import BRACKETS, Reader, signs, to_unicode
from drillcli.ui.text import Prose

BAR = "⎯"
"""Of fractions and roots: unlike the usual stroke it is one cell wide in every terminal (UAX #11)."""

INDENT = 2
LIMITED = ("lim", "liminf", "limsup", "max", "min", "argmax", "argmin", "sup", "inf")
"""Names whose subscript stands below them."""

ALIGNED = ("aligned", "align", "split", "eqnarray", "alignedat")
TALL = {
    "(": ("⎛", "⎜", "⎜", "⎝"),
    ")": ("⎞", "⎟", "⎟", "⎠"),
    "[": ("⎡", "⎢", "⎢", "⎣"),
    "]": ("⎤", "⎥", "⎥", "⎦"),
    "{": ("⎧", "⎪", "⎨", "⎩"),
    "}": ("⎫", "⎪", "⎬", "⎭"),
}
"""Brackets of several rows: the first row, the others, the middle one, the last."""

SHORT = {"{": ("⎰", "⎱"), "}": ("⎱", "⎰")}
"""Braces of two rows."""


class Box(NamedTuple):
    """Rows of text, all as wide as each other, and the row (from 0) that stands on the line."""

    rows: tuple[str, ...]
    base: int

    @property
    def width(self) -> int:
        """The cells of each row."""
        return cell_len(self.rows[0])


NOTHING = Box(("",), 0)


@dataclass(frozen=True, slots=True)
class Tall(Atom):
    """An atom that takes several rows; `text` is what it is on one."""

    box: Box = NOTHING


class Formula:
    """A block formula as a renderable; where it has no room it is on one line that wraps."""

    def __init__(self, tex: str, style: str = "") -> None:
        self.tex = tex
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        box = laid_out(self.tex)
        if box is None or len(box.rows) == 1 or box.width > options.max_width:
            yield Prose(to_unicode(self.tex), self.style)
            return
        indent = " " * min(INDENT, options.max_width - box.width)
        yield from (Text((indent + row).rstrip(), self.style, no_wrap=True) for row in box.rows)


def laid_out(tex: str) -> Box | None:
    """Return the rows of a formula (without its dollars); None for what is nested too deeply to be one."""
    try:
        return row_of(BlockReader(signs(tex.strip())).atoms())
    except RecursionError:
        return None


def box_of(atom: Atom) -> Box:
    """Return the box of an atom."""
    return atom.box if isinstance(atom, Tall) else Box((atom.text,), 0)


def row_of(atoms: Sequence[Atom], *, tight: bool = False) -> Box:
    """Return atoms beside each other on one line, with the spaces that TeX would set."""
    boxes = []
    for spaced, atom in settled(atoms, tight=tight):
        boxes += [Box((" ",), 0)] if spaced else []
        boxes.append(box_of(atom))
    return abreast(boxes)


def abreast(boxes: Sequence[Box]) -> Box:
    """Return boxes beside each other, their lines on one line."""
    above = max((box.base for box in boxes), default=0)
    below = max((len(box.rows) - box.base for box in boxes), default=1)
    rows = [""] * (above + below)
    for box in boxes:
        first = above - box.base
        for at in range(len(rows)):
            inside = 0 <= at - first < len(box.rows)
            rows[at] += box.rows[at - first] if inside else " " * box.width
    return Box(tuple(rows), above)


def stacked(boxes: Sequence[Box], base: int, place: Callable[[str, int], str] | None = None) -> Box:
    """Return boxes below each other, centred unless placed otherwise; `base` is the row that stands on the line."""
    width = max(box.width for box in boxes)
    return Box(tuple((place or centred)(row, width) for box in boxes for row in box.rows), base)


def centred(row: str, width: int) -> str:
    """Return a row in the middle of `width` cells."""
    left = (width - cell_len(row)) // 2
    return " " * left + row + " " * (width - cell_len(row) - left)


def flush_left(row: str, width: int) -> str:
    """Return a row at the left of `width` cells."""
    return row + " " * (width - cell_len(row))


def flush_right(row: str, width: int) -> str:
    """Return a row at the right of `width` cells."""
    return " " * (width - cell_len(row)) + row


def fenced(box: Box, opening: str, closing: str) -> Box:
    """Return a box between brackets as tall as it is."""
    sides = [_fence(sign, len(box.rows), box.base) for sign in (opening, closing)]
    return abreast([sides[0], box, sides[1]])


def _fence(sign: str, height: int, base: int) -> Box:
    first, other, middle, last = TALL.get(sign, (sign,) * 4)
    if height == 2 and sign in SHORT:
        first, last = SHORT[sign]
    rows = [first, *[other] * (height - 2), last]
    if height > 2:
        rows[height // 2] = middle
    return Box(tuple(rows) if height > 1 else (sign,), base)


class BlockReader(Reader):
    """Reads atoms, those that take several rows as `Tall`."""

    def group(self, inner: list[Atom]) -> Atom:
        """As `Reader`, on several rows where it has them."""
        return self._tall(join(inner), row_of(inner))

    def script(self, base: Atom, mark: str, script: list[Atom]) -> Atom:
        """Limits stand below and above; a script that Unicode has no small characters for has a row of its own."""
        flat = scripted(base, mark, script)
        box, raised = box_of(base), row_of(script, tight=True)
        if base.kind is Kind.BIG or (mark == "_" and base.text in LIMITED):
            boxes = [box, raised] if mark == "_" else [raised, box]
            return Tall(flat.text, base.kind, stacked(boxes, box.base + (mark == "^") * len(raised.rows)))
        if len(box.rows) == 1 and small(mark, join(script, tight=True))[:1] not in "_^":
            return flat
        pad, gap = " " * raised.width, " " * box.width
        rows = tuple(gap + row for row in raised.rows), tuple(row + pad for row in box.rows)
        if mark == "^":
            return Tall(flat.text, flat.kind, Box(rows[0] + rows[1], len(raised.rows) + box.base))
        return Tall(flat.text, flat.kind, Box(rows[1] + rows[0], box.base))

    def fraction(self, _name: str) -> Atom:
        """A bar with what is above and below it."""
        above, below = self._argument(), self._argument()
        boxes = row_of(above), row_of(below)
        bar = Box((BAR * (max(box.width for box in boxes) + 2),), 0)
        made = stacked([boxes[0], bar, boxes[1]], len(boxes[0].rows))
        return Tall(quotient(above, below).text, Kind.ORD, made)

    def root(self, name: str) -> Atom:
        """What takes several rows is covered by a bar."""
        start = self._at
        flat = super().root(name)
        end, self._at = self._at, start
        if self._take("["):
            self.atoms("]")
        box = row_of(self._argument())
        self._at = end
        if len(box.rows) == 1:
            return flat
        covered = Box((BAR * box.width, *box.rows), box.base + 1)
        sign = Box((" ", *["⎮"] * (len(box.rows) - 1), "⎷"), covered.base)
        return Tall(flat.text, Kind.ORD, abreast([sign, covered]))

    def environment(self, _name: str) -> Atom:
        """Rows and columns, between brackets as tall as they are."""
        name = self._environment_name()
        cells = [[row_of(self._cell(name, at, cell)) for at, cell in enumerate(row)] for row in self._rows()]
        flat = "; ".join(", ".join(box.rows[box.base] for box in row) for row in cells)
        opening, closing = BRACKETS.get(name, ("", ""))
        gap = 0 if name in ALIGNED else 2
        table = _table(cells, _places(name), gap)
        return Tall(f"{opening}{flat}{closing}", Kind.ORD, fenced(table, opening, closing) if opening else table)

    def _cell(self, name: str, at: int, cell: list[str]) -> list[Atom]:
        """Read one cell; where formulas are aligned, a sign at its start has the cell before it at its left."""
        return [Atom("")] * (name in ALIGNED and at % 2) + BlockReader(cell).atoms()

    def _command(self, name: str) -> list[Atom]:
        if name != r"\left":
            return super()._command(name)
        opening = self._delimiter()
        inner = self.atoms(r"\right")
        closing = self._delimiter()
        box = row_of(inner)
        if len(box.rows) == 1:
            return [Atom(opening, Kind.OPEN), *inner, Atom(closing, Kind.CLOSE)]
        flat = opening + join(inner) + closing
        return [Atom("", Kind.OPEN), Tall(flat, Kind.CLOSE, fenced(box, opening, closing))]

    def _delimiter(self) -> str:
        r"""Read what follows `\left` or `\right`; a point stands for nothing."""
        self._skip_spaces()
        sign = self._next()
        return "" if sign in (".", "") else join(self._read(sign))

    def _tall(self, text: str, box: Box) -> Atom:
        return Tall(text, Kind.ORD, box) if len(box.rows) > 1 else Atom(text)


def _places(name: str) -> Sequence[Callable[[str, int], str]]:
    """Return how the columns of an environment are placed, in turn."""
    if name in ALIGNED:
        return (flush_right, flush_left)
    return (flush_left,) if name == "cases" else (centred,)


def _table(rows: Sequence[Sequence[Box]], places: Sequence[Callable[[str, int], str]], gap: int) -> Box:
    """Return rows of cells in columns, the middle row on the line; a blank row sets rows of several lines apart."""
    columns = zip_longest(*rows, fillvalue=NOTHING)
    widths = [max(box.width for box in column) for column in columns]
    lines = [_line(row, widths, places, gap) for row in rows] or [NOTHING]
    parted = [part for line in lines for part in (Box((" " * line.width,), 0), line)][1:]
    made = stacked(parted if any(len(line.rows) > 1 for line in lines) else lines, 0, flush_left)
    return made._replace(base=len(made.rows) // 2) if len(lines) > 1 else made._replace(base=lines[0].base)


def _line(row: Sequence[Box], widths: Sequence[int], places: Sequence[Callable[[str, int], str]], gap: int) -> Box:
    """Return one row of cells, each as wide as its column."""
    cells: list[Box] = []
    for at, (box, width) in enumerate(zip(_filled(row, len(widths)), widths, strict=True)):
        cells += [Box((" " * gap,), 0)] if at and gap else []
        cells.append(Box(tuple(places[at % len(places)](line, width) for line in box.rows), box.base))
    return abreast(cells)


def _filled(row: Iterable[Box], size: int) -> list[Box]:
    found = list(row)
    return [*found, *[NOTHING] * (size - len(found))]
