"""What a terminal says of itself when it is asked, apart from the keys that are pressed meanwhile.

Nothing waits for an answer: the first card is drawn meanwhile, and an answer that comes late is no key, either.
"""

import os
import re
import select
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import TextIO

from drillcli.ui.themes import Rgb

BACKGROUND = "\x1b]11;?\x1b\\"
"""Asks for the colour of the background (xterm's control sequences, OSC 11)."""

LAST = "\x1b[c"
"""What every terminal answers (primary device attributes), so that after its answer no other one comes."""

CLEAR = "\x1b[H\x1b[2J"
"""Takes away what a terminal showed of questions that it does not know."""

_REPLY = re.compile(r"\x1b\]11;(?P<background>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[\?(?P<last>[\d;]*)c", re.IGNORECASE)
_BEGUN = re.compile(r"\x1b(?:\]1?1?(?:;[^\x07\x1b]*\x1b?)?|\[(?:\?[\d;]*)?)\Z")
_COLOUR = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
CHUNK = 4096


class Asking:
    """Questions to a terminal and its answers; `keys` are what was pressed before anybody reads keys.

    `heard` is called when an answer has come that changes what is to be drawn.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self.heard = heard
        self.background: Rgb | None = None
        self.keys = ""
        self.is_open = False
        self._begun = ""
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")

    def ask(self, questions: str, sink: TextIO) -> None:
        """Ask, and leave an empty screen."""
        sink.write(questions + LAST + CLEAR)
        sink.flush()
        self.is_open = True

    def look(self, source: int) -> None:
        """Take what has come so far, without waiting: answers, and keys for later; raises EOFError at the end."""
        while self.is_open and select.select([source], [], [], 0)[0]:
            try:
                data = os.read(source, CHUNK)
            except OSError:
                data = b""
            if not data:
                raise EOFError
            self.keys += self.hear(self._decoder.decode(data))

    def hear(self, text: str) -> str:
        """Return the keys in what came from the terminal; an answer that is not whole yet is kept for the next call."""
        if not self.is_open:
            return text
        text, self._begun = self._begun + text, ""
        keys, at = "", 0
        for reply in _REPLY.finditer(text):
            keys, at = keys + text[at : reply.start()], reply.end()
            self._take(reply)
        rest = text[at:]
        begun = _BEGUN.search(rest) if self.is_open else None
        if begun:
            rest, self._begun = rest[: begun.start()], begun[0]
        return keys + rest

    def _take(self, reply: re.Match[str]) -> None:
        if reply["last"] is not None:
            self.is_open = False
        elif colour := _COLOUR.fullmatch(reply["background"]):
            red, green, blue = (round(255 * int(part, 16) / (16 ** len(part) - 1)) for part in colour.groups())
            self.background = red, green, blue
            self.heard()
