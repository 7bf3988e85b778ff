"""The colours: a theme by its name, by the background of the terminal, and by how many colours it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from rich.theme import Theme

from drillcli import look

Rgb: TypeAlias = tuple[int, int, int]
Depth: TypeAlias = Literal["standard", "256", "truecolor"]
"""How many colours a terminal has, by rich's names; `standard` are sixteen, which each terminal chooses itself."""


class Tones(NamedTuple):
    """The colours of a theme as rich's styles: all text, what stands out, right, wrong, what may be overlooked."""

    text: str
    accent: str
    right: str
    wrong: str
    quiet: str


TERMINAL = Tones("", "magenta", "bold magenta", "bold", "dim")
"""Of xterm's sixteen colours the one with most contrast to both black and white: 4.48, where 4.58 would be the most."""

COLOURLESS = Tones("", "bold", "bold", "bold", "")
"""High contrast where the background is not known: no colour has a contrast of 7 both on black and on white."""

PALETTES: Mapping[tuple[str, bool], Tones] = {
    ("light", False): Tones("", "#005f87", "bold #005f00", "bold #af0000", "#585858"),
    ("dark", True): Tones("", "#87afff", "bold #87d787", "bold #ff8787", "#a8a8a8"),
    ("high-contrast", False): Tones("#000000", "bold #00005f", "bold #005f00", "bold #870000", "#000000"),
    ("high-contrast", True): Tones("#ffffff", "bold #ffff00", "bold #87ff87", "bold #ffaf87", "#ffffff"),
    ("colour-blind", False): Tones("", "#004488", "bold #004488", "bold #BB5566", "#585858"),
    ("colour-blind", True): Tones("", "#77AADD", "bold #77AADD", "bold #EE8866", "#a8a8a8"),
}
"""By name and whether the background is dark.

Light, dark and high contrast are of xterm's 256 colours. Colour-blind: Paul Tol's schemes "high-contrast" (blue, red)
and "light" (light blue and orange), from his note "Colour schemes", SRON/EPS/TN/09-002, issue 3.2 (2021).
"""

MIDDLE = 0.179
"""The luminance that has the same contrast to black and to white: sqrt(1.05 * 0.05) - 0.05 (WCAG 2.1)."""


@dataclass(frozen=True, slots=True, eq=False)
class Worn:
    """The theme in force."""

    tones: Tones
    theme: Theme
    depth: Depth


@lru_cache
def made(tones: Tones, depth: Depth) -> Worn:
    """Return a theme of these tones."""
    text, accent, right, wrong, quiet = tones
    styles = {
        "text": text,
        "accent": accent,
        "title": "bold",
        "ask": "bold",
        "quiet": quiet,
        "key": "bold",
        "default": f"bold {accent}",
        "right": right,
        "wrong": wrong,
        "missing": f"underline {right}",
        "extra": "strike",
        "markdown.code": accent,
        "markdown.code_block": "none",
        "markdown.block_quote": quiet,
        "markdown.item.bullet": accent,
        "markdown.item.number": accent,
        "markdown.table.border": quiet,
        "markdown.table.header": "bold",
    } | {f"markdown.h{level}": "bold" for level in range(1, 7)}
    return Worn(tones, Theme({name: style or "none" for name, style in styles.items()}), depth)


_worn = made(TERMINAL, "standard")
_background: Rgb | None = None


def worn() -> Worn:
    """Return the theme in force; without `dress` it is that of the terminal's own colours."""
    return _worn


def told(background: Rgb | None) -> None:
    """Remember what the terminal says its background is; None where that is not known."""
    global _background  # noqa: PLW0603 a process has one terminal
    _background = background


def dress(variables: Mapping[str, str], depth: str | None) -> None:
    """Put the theme that was asked for in force, for a terminal of so many colours; None for one without."""
    global _worn  # noqa: PLW0603 as the language: one process shows things in one way
    known: Depth = "truecolor" if depth == "truecolor" else "256" if depth == "256" else "standard"
    _worn = made(chosen(look.theme(), is_dark(variables), known), known)


def chosen(name: str, dark: bool | None, depth: Depth) -> Tones:  # noqa: FBT001
    """Return the tones of a theme on a background that is dark, is not, or is unknown (None)."""
    if name in ("light", "dark"):
        dark = name == "dark"
    elif name == "auto" and dark is not None:
        name = "dark" if dark else "light"
    if depth == "standard" or dark is None or name in ("auto", "terminal"):
        return COLOURLESS if name == "high-contrast" else TERMINAL
    return PALETTES[name, dark]


def is_dark(variables: Mapping[str, str]) -> bool | None:
    """Tell whether the background is dark: as the terminal said, else as COLORFGBG says; None where neither does."""
    if _background is not None:
        return luminance(_background) < MIDDLE
    last = variables.get("COLORFGBG", "").rpartition(";")[2]
    return int(last) in (*range(7), 8) if last.isdecimal() and int(last) < 16 else None  # rxvt's; 7 and 9 to 15 light


def luminance(colour: Rgb) -> float:
    """Return the relative luminance (0 to 1) of an sRGB colour, by the definition of WCAG 2.1."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
