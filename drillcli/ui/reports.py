"""Reports on the screen or in a pipe: blocks of lines, and tables whose Chinese stays aligned."""

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from drillcli import look
from drillcli.config import Environment
from drillcli.locale import clauses, labelled
from drillcli.ui.console import console, drawn, plain
from drillcli.ui.ledger import flow
from drillcli.ui.lines import Line, Lines, column, ends, hanging, lay, placed, rule
from drillcli.ui.telling import LONG_LINE, told
from drillcli.ui.text import Prose
from drillcli.visible import visible

Blocks = Iterable[list[Line]]
"""The parts of a page, from top to bottom; an empty one is left out."""


def write(env: Environment, draw: Callable[[int], Blocks]) -> None:
    """Write a page to stdout: `draw` returns its blocks at a width in cells.

    In a terminal it has a margin and is as wide as is good to read; a pipe gets plain text without margin.
    """
    screen = console(env.variables, env.stdout)
    if look.is_plain():
        env.stdout.write(told(joined(draw(LONG_LINE), 0)))
        return
    margin, measure = column(screen.width) if screen.is_terminal else (0, screen.width)
    page = joined(draw(measure), margin)
    if screen.is_terminal:
        env.stdout.write(drawn(page, screen.width, color=screen.color_system is not None))
    else:
        env.stdout.write(plain(page, screen.width))


def joined(blocks: Blocks, margin: int) -> Lines:
    """Return a page: its blocks with an empty line between them, `margin` cells from the left."""
    lines = [line for block in blocks if block for line in ([], *block)][1:]
    return Lines(tuple(placed(lines, margin)))


def table(heads: Sequence[str], rows: Iterable[Sequence[RenderableType]], texts: int = 1) -> Table | Text:
    """Return a table without rules whose first `texts` columns are texts, the others figures at the right.

    Plainly, each row is a line that names its figures.
    """
    if look.is_plain():
        return Text("\n").join(Text(_named(heads, row)) for row in rows)
    made = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for number, head in enumerate(heads):
        is_text = number < texts
        made.add_column(head, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def _named(heads: Sequence[str], cells: Iterable[RenderableType]) -> str:
    """Return a row in words: each cell after the head of its column; those that say nothing are left out."""
    said = [(head, str(cell).strip()) for head, cell in zip(heads, cells, strict=True)]
    return clauses(labelled(head, cell) if head else cell for head, cell in said if cell)


def listed(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line for each row, its cells below each other and never folded, so that programs can read it too."""
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    return ["  ".join(set_cell_size(*cell) for cell in zip(row, widths, strict=True)).rstrip() for row in rows]


def fitting(rows: Sequence[Sequence[str]], env: Environment) -> list[str]:
    """Return the lines of `listed`; in a terminal that is too narrow for one of them a block for each row.

    The last cell, a text, stands below the others then; lines are folded between words.
    """
    screen, lines = console(env.variables, env.stdout), listed(rows)
    if not screen.is_terminal or look.is_plain() or max(map(cell_len, lines), default=0) <= screen.width:
        return lines
    width = screen.width
    blocks = ([*lay(Prose("  ".join(cells)), width), *lay(Prose(about), width, 2)] for *cells, about in rows)
    return [line for block in blocks for line in plain(Lines(tuple(block)), width).splitlines()]


def aligned(rows: Sequence[Sequence[str]]) -> list[Text]:
    """Return lines of figures that end below each other, each with a gap after it; the first line names them.

    Plainly, that line is empty, and each figure has its name before it.
    """
    if look.is_plain():
        return [Text(), *(Text(_named(rows[0], cells)) for cells in rows[1:])]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = (
        (" " * (width - cell_len(cell)) + cell + "  " for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return [Text("".join(line), "" if number else "quiet") for number, line in enumerate(lines)]


def heading(title: str, right: Text, measure: int) -> list[Line]:
    """Return the title of a page and what stands at its right, or below it where there is no room; and a rule."""
    name = Text(visible(title), "title")
    if look.is_plain():
        return [*lay(name, measure), *lay(right, measure)]
    if name.cell_len + 2 + right.cell_len <= measure:
        return [ends(name, right, measure), rule(measure)]
    return [*lay(Prose(name.plain, "title"), measure), *lay(Prose().append_text(right), measure), rule(measure)]


def section(title: str, figures: Iterable[str], body: Sequence[Text], measure: int) -> list[Line]:
    """Return a part of a page: its title, with what sums it up beside or below it, over lines of text."""
    head = flow([Text(title, "title"), *(Text(figure, "quiet") for figure in figures)], measure)
    return [*lay(head, measure), *lay(Text("\n").join(body), measure)]


def facts(rows: Iterable[tuple[str, str]], measure: int) -> list[Line]:
    """Return lines of labels and what they say, aligned, or below each other where there is no room.

    Rows that say nothing are left out.
    """
    said = [(label, visible(value)) for label, value in rows if value]
    indent = max((cell_len(label) for label, _value in said), default=0) + 3
    if indent > measure // 2:
        pairs = [(lay(Prose(label, "quiet"), measure), lay(Prose(value), measure, 2)) for label, value in said]
        return [line for label, value in pairs for line in (*label, *value)]
    return [line for label, value in said for line in hanging(Text(label, "quiet"), Prose(value), measure, indent)]


def percent(share: float | None) -> str:
    """Return a share (0 to 1) in whole percents, a dash for none."""
    return "–" if share is None else f"{100 * share:.0f}%"
