"""The two streams, and renderables as text in the theme in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from rich.console import Console, RenderableType
from rich.styled import Styled

from drillcli import look
from drillcli.ui import themes

MIN_WIDTH = 20
PIPE_WIDTH = 80


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
    """Return the console of one stream, and put the theme for it in force; see `streams`."""
    made = Console(
        file=stream,
        color_system=None if env.get("NO_COLOR") or look.is_plain() else "auto",
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
    themes.dress(env, made.color_system)
    made.push_theme(themes.worn().theme)
    return made


def plain(renderable: RenderableType, width: int = PIPE_WIDTH) -> str:
    """Return `renderable` as text without colours, `width` cells wide, without spaces at line ends: for a pipe."""
    return "".join(line.rstrip() + "\n" for line in drawn(renderable, width, color=False).splitlines())


def drawn(renderable: RenderableType, width: int, *, color: bool) -> str:
    """Return `renderable` as text, with the escape codes of the theme in force if `color`."""
    worn = themes.worn()
    made = Console(
        file=StringIO(),
        theme=worn.theme,
        width=width,
        color_system=worn.depth if color else None,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with made.capture() as capture:
        made.print(Styled(renderable, "text") if worn.tones.text else renderable, end="")
    return capture.get()
