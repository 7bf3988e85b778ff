"""Lines of a screen: where the text stands, and renderables laid out as lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from itertools import zip_longest
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from drillcli import look
from drillcli.locale import labelled, paired
from drillcli.ui.themes import Worn, worn

Line: TypeAlias = list[Segment]

MEASURE = 88
"""The widest that a text may be, in cells: longer lines are hard to read."""

DASH = "╌"
"""What rules are made of; unlike the unbroken stroke it is one cell wide in every terminal (UAX #11)."""

BAR = "⣿"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines as a renderable."""

    lines: tuple[Line, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines:
            yield from line
            yield Segment.line()


def column(width: int) -> tuple[int, int]:
    """Return the left margin and the width of the text on a screen of `width` cells."""
    margin = 2 if width >= 60 else 1 if width >= 32 else 0
    measure = min(MEASURE, width - 2 * margin)
    return (width - measure) // 2, measure


def lay(renderable: RenderableType, width: int, indent: int = 0) -> list[Line]:
    """Return the lines of a renderable `width` cells wide, `indent` of which stay empty at the left.

    Blank lines at both ends and spaces at line ends are dropped.
    """
    console = _layout_console(worn())
    inner = max(width - indent, 1)
    rendered = console.render_lines(renderable, console.options.update(width=inner, height=None), pad=False)
    lines = [_trimmed(Segment.adjust_line_length(line, inner, pad=False)) for line in rendered]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    margin = [Segment(" " * indent)] if indent else []
    return [margin + line if line else line for line in lines]


def _trimmed(line: Line) -> Line:
    """Return the line without the spaces at its end."""
    kept = list(line)
    while kept and not kept[-1].text.strip(" "):
        kept.pop()
    return [*kept[:-1], Segment(kept[-1].text.rstrip(" "), kept[-1].style)] if kept else []


def hanging(label: Text, renderable: RenderableType, width: int, indent: int) -> list[Line]:
    """Return a renderable whose first line has `label` before it, in a margin of `indent` cells; plainly, a colon."""
    if look.is_plain():
        label, indent = Text(labelled(label.plain.strip(), "")), 0
        return [[*label.render(_layout_console(worn())), *line] if not at else line
                for at, line in enumerate(lay(renderable, width) or [[]])]  # fmt: skip
    lines = lay(renderable, width, indent) or [[Segment("")]]
    first = Text.assemble(label, " " * max(indent - label.cell_len, 0))
    return [[*first.render(_layout_console(worn())), *lines[0][1:]], *lines[1:]]


def rule(width: int, share: float = 0.0) -> Line:
    """Return a rule across the text; its first `share` (0 to 1) stands out, to show progress. Plainly there is none."""
    if look.is_plain():
        return []
    done = round(width * min(max(share, 0.0), 1.0))
    return lay(Text.assemble((DASH * done, "accent"), (DASH * (width - done), "quiet")), width)[0]


def ends(left: Text, right: Text, width: int) -> Line:
    """Return a line with `left` and `right` at its two ends; `left` gives way."""
    if look.is_plain():
        both = Text(paired(left.plain, right.plain)) if left and right else left or right
        return lay(both, width)[0] if both else []
    left = left.copy()
    left.truncate(max(width - right.cell_len - (2 if right.cell_len else 0), 0), overflow="ellipsis")
    line = lay(Text.assemble(left, " " * (width - left.cell_len - right.cell_len), right), width)
    return line[0] if line else []


def columns(cells: Sequence[Text], width: int) -> Text:
    """Return the cells side by side, each `width` cells wide."""
    return Text("").join(Text.assemble(cell, " " * max(width - cell.cell_len, 0)) for cell in cells)


def beside(left: Sequence[Line], right: Sequence[Line], start: int) -> list[Line]:
    """Return two columns of lines, the second beginning at cell `start`; plainly, one after the other."""
    if look.is_plain():
        return [*left, [], *right]
    nothing: Line = []
    pairs = zip_longest(left, right, fillvalue=nothing)
    return [[*Segment.adjust_line_length(one, start), *other] if other else one for one, other in pairs]


def bars(rows: Iterable[tuple[str, int]], width: int) -> list[Text]:
    """Return a horizontal bar for each (label, count), to one scale, labels and counts aligned."""
    table = list(rows)
    if look.is_plain():
        return [Text(labelled(name, count)) for name, count in table]
    label = max((cell_len(name) for name, _count in table), default=0)
    number = max((len(str(count)) for _name, count in table), default=0)
    most = max((count for _name, count in table), default=0)
    space = max(width - label - number - 4, 1)
    made = []
    for name, count in table:
        size = -(-count * space // most) if most else 0
        pad = " " * (label - cell_len(name) + 2)
        made.append(Text.assemble(name + pad, f"{count:>{number}}", "  ", (BAR * size, "accent")))
    return made


def placed(lines: Iterable[Line], margin: int) -> Iterator[Line]:
    """Yield the lines moved right by `margin` cells."""
    for line in lines:
        yield [Segment(" " * margin), *line] if margin and line else line


@lru_cache(maxsize=1)
def _layout_console(worn: Worn) -> Console:
    return Console(
        file=StringIO(), theme=worn.theme, width=MEASURE, color_system=None, legacy_windows=False, _environ={}
    )
