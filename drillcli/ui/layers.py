"""What comes on top of the page of a card: a page over it, the line to type in, a message below it."""

from rich.text import Text

from drillcli.locale import _, ngettext
from drillcli.ui.insets import Hole
from drillcli.ui.lines import Line, Lines, column, ends, hanging, lay, placed
from drillcli.ui.sitting import Page
from drillcli.ui.text import Prose
from drillcli.visible import visible

PROMPT = "›"
PROMPT_WIDTH = 2
LEAST_AIR = 2
"""Blank rows that the line to type in wants: itself, and one above it."""


def over(whole: Lines, width: int, height: int, scroll: int) -> Page:
    """Return `whole` as a page of its own on `width` x `height` cells, scrolled by `scroll` rows.

    Its last line says how many rows are below, and how to get back.
    """
    margin, measure = column(width)
    room = max(height - 2, 1)
    last = max(len(whole.lines) - room, 0)
    scroll = min(max(scroll, 0), last)
    below = last - scroll
    more = Text(ngettext("↓ {n} more line", "↓ {n} more lines", below).format(n=below) if below else "", "accent")
    back = Text.assemble((_("any key"), "key"), " ", (_("back"), "quiet"))
    foot = ends(back if back.cell_len + more.cell_len + 2 <= measure else Text(), more, measure)
    return Page((*whole.lines[scroll : scroll + room], [], *placed([foot], margin)), scroll, last)


def gap(lines: tuple[Line, ...]) -> int | None:
    """Return the row of a page for the line to type in: below the question, None where the page has no air there."""
    end = len(lines)
    while end > max(len(lines) - 2, 0) and lines[end - 1]:  # the hints, and what was said last
        end -= 1
    start = end
    while start and not lines[start - 1] and not isinstance(lines[start - 1], Hole):
        start -= 1
    return start + 1 if end - start >= LEAST_AIR else None


def with_prompt(lines: tuple[Line, ...], row: int, width: int) -> tuple[Line, ...]:
    """Return the lines of a page with the mark of the line to type in at `row`."""
    margin, measure = column(width)
    mark = placed(lay(Text(PROMPT, "accent"), measure), margin)
    return (*lines[:row], *mark, *lines[row + 1 :])


def message(text: str, width: int, *, bad: bool) -> list[Line]:
    """Return the lines of a message below the page; a `bad` one says what could not be done."""
    if not text:
        return []
    margin, measure = column(width)
    shown = visible(text)
    lines = hanging(Text("!", "accent"), Prose(shown), measure, 2) if bad else lay(Prose(shown, "quiet"), measure)
    return list(placed(lines, margin))
