"""Colours that can be read: contrasts, sight without red and green, terminals of few colours."""

import re
from io import StringIO
from itertools import product

import pytest
from rich.color import Color, ColorSystem
from sample_views import views

from drillcli import look
from drillcli.ui import themes
from drillcli.ui.console import console, drawn
from drillcli.ui.sitting import to_ansi
from drillcli.ui.text import Prose
from drillcli.ui.themes import COLOURLESS, PALETTES, TERMINAL, Rgb, chosen, is_dark, luminance

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
LEAST = {"high-contrast": 7.0}
XTERM_MAGENTA = (205, 0, 205)
SIGHTS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""How colours look to the colour-blind, in linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.0."""


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before():
    yield
    themes.told(None)
    look.set_look("auto", plain=False)
    console({}, StringIO())


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio (1 to 21) of two colours, by the definition of WCAG 2.1."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours(style: str) -> list[Rgb]:
    """Return the colours of a style, as 24 bits and as the nearest of xterm's 256."""
    found = [Color.parse(code) for code in re.findall("#[0-9a-fA-F]{6}", style)]
    return [tuple(one) for colour in found for one in (colour.get_truecolor(), _of_256(colour).get_truecolor())]


def _of_256(colour: Color) -> Color:
    return colour.downgrade(ColorSystem.EIGHT_BIT)


def test_contrast_by_its_definition():
    """Black on white is 21 to 1, and the grey that WCAG's note on 4.5 names comes out as it says."""
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast(WHITE, WHITE) == 1


@pytest.mark.parametrize(("name", "dark"), PALETTES)
def test_every_colour_has_contrast(name: str, dark: bool):
    """4.5 to 1 on the background a theme is for, 7 to 1 in high contrast; also where there are only 256 colours."""
    background = BLACK if dark else WHITE
    seen = [colour for style in PALETTES[name, dark] for colour in colours(style)]
    assert len(seen) >= 8
    assert min(contrast(colour, background) for colour in seen) >= LEAST.get(name, 4.5)


def test_the_accent_of_unknown_backgrounds_has_contrast_on_both():
    """Magenta as xterm has it comes near to the most there can be; no colour at all could have 7 to 1 on both."""
    assert min(contrast(XTERM_MAGENTA, background) for background in (BLACK, WHITE)) == pytest.approx(4.48, abs=0.005)
    most = (1.05 * 0.05) ** 0.5 / 0.05
    assert most == pytest.approx(4.58, abs=0.005)
    assert "magenta" in TERMINAL.accent
    assert most < 7
    assert not any(colours(style) for style in COLOURLESS)


def seen_as(sight: str, colour: Rgb) -> Rgb:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    mixed = (sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in SIGHTS[sight])
    clipped = (min(max(part, 0.0), 1.0) for part in mixed)
    return tuple(round(255 * (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055)) for p in clipped)


def distance(one: Rgb, other: Rgb) -> float:
    """Return how unlike two colours are: CIE 1976, where 2.3 is the least that is noticed."""
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


def lab(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = (p / 255 / 12.92 if p <= 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, luminance(colour), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize(("dark", "sight"), list(product((False, True), SIGHTS)))
def test_right_and_wrong_differ_for_the_colour_blind(dark: bool, sight: str):
    """The two stay far apart, however one sees; red and green of the usual theme do not."""
    tones = PALETTES["colour-blind", dark]
    for right, wrong in zip(colours(tones.right), colours(tones.wrong), strict=True):
        assert distance(seen_as(sight, right), seen_as(sight, wrong)) > 25


@pytest.mark.parametrize(("variables", "dark"), [
    ({"COLORFGBG": "15;0"}, True),
    ({"COLORFGBG": "0;default;15"}, False),
    ({"COLORFGBG": "0;7"}, False),
    ({"COLORFGBG": "7;8"}, True),
    ({"COLORFGBG": "15;default"}, None),
    ({"COLORFGBG": "0;99"}, None),
    ({"COLORFGBG": ""}, None),
    ({}, None),
])  # fmt: skip
def test_the_variable_of_the_background(variables: dict[str, str], dark: bool | None):
    """Its last part is a colour of sixteen: 0 to 6 and 8 are dark; anything else says nothing."""
    assert is_dark(variables) is dark


def test_what_the_terminal_says_counts_more():
    """The answer to a question is of now; the variable may come from another terminal."""
    themes.told((0, 43, 54))
    assert is_dark({"COLORFGBG": "0;15"}) is True
    themes.told((253, 246, 227))
    assert is_dark({"COLORFGBG": "15;0"}) is False


@pytest.mark.parametrize("dark", [True, False, None])
def test_sixteen_colours_are_the_terminals_own(dark: bool | None):
    """Nobody knows what they look like, so no theme picks among them; high contrast uses weight alone."""
    for name in look.THEMES:
        assert chosen(name, dark, "standard") == (COLOURLESS if name == "high-contrast" else TERMINAL)


def test_auto_goes_by_the_background():
    """Light on light, dark on dark; where it is unknown, what can be read on both. A theme by name is not asked."""
    assert chosen("auto", True, "256") == chosen("dark", None, "256") == PALETTES["dark", True]
    assert chosen("auto", False, "256") == chosen("light", True, "256") == PALETTES["light", False]
    assert chosen("auto", None, "256") == chosen("colour-blind", None, "256") == TERMINAL
    assert chosen("high-contrast", None, "truecolor") == COLOURLESS


@pytest.mark.parametrize(("depth", "code"), [("xterm", "\x1b[35m"), ("xterm-256color", "38;5;111"), ("", "")])
def test_text_is_in_the_theme_in_force(depth: str, code: str):
    """By the colours that the terminal has; with NO_COLOR there is no escape code at all."""
    look.set_look("dark", plain=False)
    variables = {"TERM": depth} if depth else {"TERM": "xterm-256color", "NO_COLOR": "1"}
    screen = console(variables, Terminal())
    text = drawn(Prose("x", "accent"), 20, color=screen.color_system is not None)
    assert code in text
    assert ("\x1b" in text) == bool(depth)


def test_high_contrast_colours_all_text():
    """Also what has no style of its own: a terminal's usual grey may be too faint."""
    look.set_look("high-contrast", plain=False)
    console({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, Terminal())
    assert "38;5;231m" in drawn(Prose("x"), 20, color=True)


@pytest.mark.parametrize("name", look.THEMES)
def test_nothing_is_told_by_colour_alone(name: str):
    """In every theme the text is that of a terminal without colours, and right, wrong and chosen have marks in it."""
    look.set_look(name, plain=False)
    console({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, Terminal())
    for view, marks in ((views("en")["choice-wrong"], "✓✗▸"), (views("en")["order-right"], "✓▸")):
        text = to_ansi(view, 80, 24, color=False)
        assert re.sub(r"\x1b\[[\d;]*m", "", to_ansi(view, 80, 24, color=True)) == text
        assert all(mark in text for mark in marks)
