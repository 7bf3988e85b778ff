"""Text that is shown, never obeyed: control characters as symbols."""

import re

OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""C0 and C1 controls but tab and line feed, and what turns the direction of writing round."""


def visible(text: str) -> str:
    """Return `text` with its control characters as symbols, so that a terminal shows and does not obey them.

    Unicode's line breaks, which a terminal swallows, become line feeds.
    """
    for ending in ("\r\n", "\u2028", "\u2029"):
        text = text.replace(ending, "\n")
    return OBEYED.sub(lambda match: _picture(ord(match[0])), text)


def one_line(text: str) -> str:
    """Return what `visible` does with line breaks as symbols too: a message stays one line, whatever it quotes."""
    return visible(text).replace("\n", "␊")


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
