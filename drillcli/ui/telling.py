"""Pages told line by line for a screen reader: letters, digits and punctuation, one thing a line."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from rich.console import RenderableType

from drillcli import look
from drillcli.kinds.cloze import BLANK
from drillcli.locale import _
from drillcli.ui.console import plain
from drillcli.ui.text import render

LONG_LINE = 2000
"""So many cells that no line is broken: the reader of the screen says where it pauses."""

_GAP = re.compile(r" {2,}")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\([^()\s]*\)")
_RAISED = re.compile("[²³¹\u02b0-\u02b8\u1d2c-\u1d6a\u2070-\u209c\u2c7c]+")
"""Characters above and below the line, whose names a voice would spell."""


def told(page: RenderableType) -> str:
    """Return a page as text for a screen reader: what stands apart on a screen is parted by semicolons."""
    lines = [_GAP.sub(_parted, line.strip()) for line in card_text(page).splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "".join(line + "\n" for line in kept)


def card_text(text: RenderableType) -> str:
    """Return the text of a card for a screen reader: code keeps its spaces."""
    return in_words(plain(text, LONG_LINE))


def aloud(texts: Iterable[str]) -> str:
    """Return Markdown texts as what a voice says: a gap is a pause, of a link only its words, an index a letter."""
    with look.plainly():
        said = "\n\n".join(card_text(render(_LINK.sub(r"\1", text))).strip() for text in texts)
    return _RAISED.sub(lambda part: f" {normalize('NFKC', part[0])} ", said.replace(BLANK, "…"))


def line(part: str | RenderableType) -> str:
    """Return a sentence of drill's, or a text of a card, as what is written to a screen reader."""
    return in_words(part) + "\n" if isinstance(part, str) else card_text(part)


def in_words(text: str) -> str:
    """Return text in which the signs that drill itself uses are words."""
    signs: dict[str, str | int | None] = {"→": _("to"), "✓": _("right:"), "⚑": _("flagged"), "≈": _("about")}
    return text.translate(str.maketrans(signs | dict.fromkeys("✗▸▌")))


def _parted(gap: re.Match[str]) -> str:
    before = gap.string[gap.start() - 1] if gap.start() else ":"
    return "" if before in "：；，、" else " " if before in ":;," else _("; ")
