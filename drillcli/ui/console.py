"""The two streams, and the one theme: bold, dim and a single accent of the terminal's own colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from rich.console import Console, RenderableType
from rich.theme import Theme

MIN_WIDTH = 20
PIPE_WIDTH = 80
ACCENT = "magenta"
"""Of the terminal's named colours the only one with a contrast of 4.5 both on black and on white (WCAG 2, xterm)."""

THEME = Theme(
    {
        "accent": ACCENT,
        "title": "bold",
        "ask": "bold",
        "quiet": "dim",
        "key": "bold",
        "default": f"bold {ACCENT}",
        "right": f"bold {ACCENT}",
        "wrong": "bold",
        "missing": f"underline {ACCENT}",
        "extra": "strike",
        "markdown.code": ACCENT,
        "markdown.code_block": "none",
        "markdown.block_quote": "dim",
        "markdown.item.bullet": ACCENT,
        "markdown.item.number": ACCENT,
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.h4": "bold",
        "markdown.h5": "bold",
        "markdown.h6": "bold",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
    }
)


@dataclass(frozen=True, slots=True)
class Streams:
    """Where to write: data to `out`, everything else to `err`."""

    out: Console
    err: Console


def streams(env: Mapping[str, str], stdout: TextIO, stderr: TextIO) -> Streams:
    """Return the consoles of the two streams.

    Colours follow NO_COLOR (no escape codes at all), then FORCE_COLOR, then the terminal; the width is the
    terminal's, at least `MIN_WIDTH` cells, and `PIPE_WIDTH` (or COLUMNS) where there is none.
    """
    return Streams(console(env, stdout), console(env, stderr))


def console(env: Mapping[str, str], stream: TextIO) -> Console:
    """Return the console of one stream; see `streams`."""
    made = Console(
        file=stream,
        theme=THEME,
        color_system=None if env.get("NO_COLOR") else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ=env,
    )
    if not made.is_terminal and "COLUMNS" not in env:
        made.width = PIPE_WIDTH
    if made.width < MIN_WIDTH:
        made.width = MIN_WIDTH
    return made


def plain(renderable: RenderableType, width: int = PIPE_WIDTH) -> str:
    """Return `renderable` as text without colours, `width` cells wide, without spaces at line ends: for a pipe."""
    return "".join(line.rstrip() + "\n" for line in drawn(renderable, width, color=False).splitlines())


def drawn(renderable: RenderableType, width: int, *, color: bool) -> str:
    """Return `renderable` as text, with the escape codes of the 16 named colours if `color`."""
    made = Console(
        file=StringIO(),
        theme=THEME,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with made.capture() as capture:
        made.print(renderable, end="")
    return capture.get()
