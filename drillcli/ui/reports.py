"""Reports on the screen or in a pipe: blocks of lines, and tables whose Chinese stays aligned."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from drillcli.config import Environment
from drillcli.ui.console import console, drawn, plain
from drillcli.ui.lines import Line, Lines, column, lay, placed
from drillcli.ui.text import Prose, visible

Blocks = Iterable[list[Line]]
"""The parts of a page, from top to bottom; an empty one is left out."""


def write(env: Environment, draw: Callable[[int], Blocks]) -> None:
    """Write a page to stdout: `draw` returns its blocks at a width in cells.

    In a terminal it has a margin and is as wide as is good to read; a pipe gets plain text without margin.
    """
    screen = console(env.variables, env.stdout)
    margin, measure = column(screen.width) if screen.is_terminal else (0, screen.width)
    lines = [line for block in draw(measure) if block for line in ([], *block)][1:]
    page = Lines(tuple(placed(lines, margin)))
    if screen.is_terminal:
        env.stdout.write(drawn(page, screen.width, color=screen.color_system is not None))
    else:
        env.stdout.write(plain(page, screen.width))


def table(heads: Sequence[str], rows: Iterable[Sequence[RenderableType]], texts: int = 1) -> Table:
    """Return a table without rules whose first `texts` columns are texts, the others figures at the right."""
    made = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for number, head in enumerate(heads):
        is_text = number < texts
        made.add_column(head, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def facts(rows: Iterable[tuple[str, str]], measure: int) -> list[Line]:
    """Return lines of labels and what they say, aligned; rows that say nothing are left out."""
    made = Table.grid(padding=(0, 3, 0, 0))
    made.add_column(style="quiet", no_wrap=True)
    made.add_column(overflow="fold")
    for label, value in rows:
        if value:
            made.add_row(Text(label), Prose(visible(value)))
    return lay(made, measure)


def percent(share: float | None) -> str:
    """Return a share (0 to 1) in whole percents, a dash for none."""
    return "–" if share is None else f"{100 * share:.0f}%"
