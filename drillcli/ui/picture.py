"""Screens as SVG pictures, for the README."""

import re
from collections.abc import Iterator
from html import unescape
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.terminal_theme import TerminalTheme

from drillcli.ui.lines import Line, Lines
from drillcli.ui.sitting import View, compose
from drillcli.ui.themes import worn

ASPECT = 0.6
CELL = 20 * ASPECT
"""The width of a cell in pixels: rich draws letters 20 high."""

_RUNS = re.compile(r" +|[!-~\u00a1-\u10ff]+|.[\u0300-\u036f\u200d\ufe0f]*")

FONTS = (
    "'Fira Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'PingFang SC',"
    " 'Microsoft YaHei', 'Noto Sans CJK SC', monospace"
)
_ANSI = [
    *((40, 42, 54), (200, 60, 60), (60, 150, 90), (170, 130, 40)),
    *((60, 110, 190), (176, 82, 170), (40, 140, 150), (190, 192, 200)),
]
DARK = TerminalTheme((24, 25, 31), (222, 223, 229), [*_ANSI[:5], (214, 134, 208), *_ANSI[6:]])
LIGHT = TerminalTheme((252, 252, 250), (44, 46, 54), [*_ANSI[:5], (150, 50, 145), *_ANSI[6:]])

_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
  <style>
    .{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; line-height: {line_height}px; }}
    .{unique_id}-title {{ font-family: FONTS; font-size: 16px; }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
  </g>
</svg>
""".replace("FONTS", FONTS)


def screenshot(view: View, width: int, height: int, *, dark: bool = True) -> str:
    """Return the page of a sitting on `width` x `height` cells as SVG, the same text for the same view."""
    return svg(Lines(compose(view, width, height).lines), width, title=f"drill study · {view.deck}", dark=dark)


def svg(lines: Lines, width: int, *, title: str, dark: bool = True) -> str:
    """Return lines as SVG in which every word stands at its column, Chinese included."""
    console = Console(
        file=StringIO(), record=True, width=width, theme=worn().theme, force_terminal=True, legacy_windows=False,
        _environ={},
    )  # fmt: skip
    console.print(Lines(([], *(list(_placed(line)) for line in lines.lines))), end="")
    theme = DARK if dark else LIGHT
    made = console.export_svg(
        title=title, theme=theme, code_format=_FORMAT, unique_id="drill", font_aspect_ratio=ASPECT
    )
    made = made.replace("rgba(255,255,255,0.35)", "rgba(128,128,128,0.5)")  # an edge that a white page shows too
    return re.sub(r'textLength="[^"]*"([^>]*)>([^<]*)<', _stretched, made)


def _placed(line: Line) -> Iterator[Segment]:
    """Yield the line word by word and Chinese character by character: each gets a place of its own in the SVG."""
    for segment in line:
        for run in _RUNS.finditer(segment.text):
            yield Segment(run[0], segment.style)


def _stretched(match: re.Match[str]) -> str:
    cells = cell_len(unescape(match[2]))
    return f'textLength="{cells * CELL:g}"{match[1]}>{match[2]}<'
