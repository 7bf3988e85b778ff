"""Pages told line by line for a screen reader: letters, digits and punctuation, one thing a line."""

import re
from collections.abc import Iterable

from rich.console import RenderableType

from drillcli.kinds.cloze import BLANK
from drillcli.locale import _
from drillcli.ui.console import plain
from drillcli.ui.text import render

LONG_LINE = 2000
"""So many cells that no line is broken: the reader of the screen says where it pauses."""

_GAP = re.compile(r" {2,}")


def told(page: RenderableType) -> str:
    """Return a page as text for a screen reader: what stands apart on a screen is parted by semicolons."""
    lines = [_GAP.sub(_parted, line.strip()) for line in card_text(page).splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "".join(line + "\n" for line in kept)


def card_text(text: RenderableType) -> str:
    """Return the text of a card for a screen reader: code keeps its spaces."""
    return in_words(plain(text, LONG_LINE))


def aloud(texts: Iterable[str]) -> str:
    """Return Markdown texts as what a voice says: a gap is a pause."""
    return "\n".join(card_text(render(text)).replace(BLANK, "…") for text in texts)


def in_words(text: str) -> str:
    """Return text in which the signs that drill itself uses are words."""
    signs: dict[str, str | int | None] = {"→": _("to"), "✓": _("right:"), "⚑": _("flagged"), "≈": _("about")}
    return text.translate(str.maketrans(signs | dict.fromkeys("✗▸▌")))


def _parted(gap: re.Match[str]) -> str:
    return "; " if gap.start() and gap.string[gap.start() - 1] not in ":;," else " "
