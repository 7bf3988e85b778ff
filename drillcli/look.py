"""How the learner wants to be shown things: in which theme, and whether plainly, as a screen reader wants it."""

from collections.abc import Iterator
from contextlib import contextmanager

THEMES = ("auto", "light", "dark", "high-contrast", "colour-blind", "terminal")
"""`auto` is light or dark by the background of the terminal; `terminal` has the terminal's own sixteen colours."""

_theme = "auto"
_is_plain = False


def set_look(theme: str, *, plain: bool) -> None:
    """Show things so from now on."""
    global _theme, _is_plain
    _theme, _is_plain = theme, plain


def theme() -> str:
    """Return the theme that was asked for, one of `THEMES`."""
    return _theme


@contextmanager
def plainly() -> Iterator[None]:
    """Show things plainly for a while."""
    before = _is_plain
    set_look(_theme, plain=True)
    try:
        yield
    finally:
        set_look(_theme, plain=before)


def is_plain() -> bool:
    """Tell whether things are told line by line, in words: no pictures made of characters, nothing painted twice."""
    return _is_plain
