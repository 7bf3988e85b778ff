"""The two streams and when they have colours."""

from io import StringIO

import pytest
from rich.text import Text

from drillcli.ui.console import MIN_WIDTH, PIPE_WIDTH, console, drawn, plain, streams

BOLD = Text("x", "bold magenta")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "terminal", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm-256color"}, False, False),
        ({"TERM": "xterm-256color", "FORCE_COLOR": "1"}, False, True),
    ],
)
def test_colours_follow_the_environment(env: dict[str, str], terminal: bool, coloured: bool):
    """NO_COLOR leaves no escape code at all, not even bold; FORCE_COLOR colours a pipe."""
    stream = Terminal() if terminal else StringIO()
    console(env, stream).print(BOLD)
    assert ("\x1b[" in stream.getvalue()) == coloured


def test_widths():
    """A pipe is 80 wide unless COLUMNS says otherwise; no console is narrower than 20."""
    assert console({}, StringIO()).width == PIPE_WIDTH
    assert console({"COLUMNS": "120"}, StringIO()).width == 120
    assert console({"COLUMNS": "5"}, StringIO()).width == MIN_WIDTH


def test_markup_in_data_is_data():
    """Brackets and colons of a deck title are not rich's markup, emoji or highlighting."""
    out, err = StringIO(), StringIO()
    both = streams({}, out, err)
    both.out.print("[bold]:smile: 42[/bold]")
    both.err.print("no")
    assert (out.getvalue(), err.getvalue()) == ("[bold]:smile: 42[/bold]\n", "no\n")


def test_plain_has_neither_colours_nor_trailing_spaces():
    """What goes into a pipe is text."""
    assert plain(Text("a  \nb", "bold")) == "a\nb\n"
    assert "\x1b[" in drawn(BOLD, 20, color=True)
