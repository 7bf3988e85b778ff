"""The page that says what each key does in a sitting."""

from rich.cells import cell_len
from rich.text import Text

from drillcli.locale import _
from drillcli.ui import words
from drillcli.ui.lines import Line, Lines, column, ends, hanging, placed, rule
from drillcli.ui.text import Prose


def render(width: int) -> Lines:
    """Return the page of keys as a renderable `width` cells wide (at least 20)."""
    margin, measure = column(width)
    keys = words.key_help()
    indent = max(cell_len(key) for key, _does in keys) + 3
    lines: list[Line] = [ends(Text(_("Keys"), "title"), Text(), measure), rule(measure), []]
    for key, does in keys:
        lines += hanging(Text(key, "key"), Prose(does), measure, indent)
    return Lines(tuple(placed(lines, margin)))
