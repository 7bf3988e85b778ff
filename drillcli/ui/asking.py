"""What a terminal says of itself when it is asked, apart from the keys that are pressed meanwhile.

Nothing waits for an answer: the first card is drawn meanwhile, and an answer that comes late is no key, either.
"""

import os
import re
import select
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from drillcli.clock import monotonic_ms
from drillcli.ui.themes import Rgb

BACKGROUND = "\x1b]11;?\x1b\\"
"""Asks for the colour of the background (xterm's control sequences, OSC 11)."""

LAST = "\x1b[c"
"""What every terminal answers (primary device attributes), so that after its answer no other one comes."""

CLEAR = "\x1b[H\x1b[2J"
"""Takes away what a terminal showed of questions that it does not know."""

_REPLY = re.compile(
    r"\x1b\]11;(?P<background>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[6;(?P<high>\d+);(?P<wide>\d+)t"
    r"|\x1b_G(?:i=31)?;?(?P<kitty>[^\x1b]*)\x1b\\|\x1bP>\|(?P<name>[^\x1b]*)\x1b\\|\x1b\[\?(?P<last>[\d;]*)c",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\x1b(?:\]1?1?(?:;[^\x07\x1b]*\x1b?)?|\[(?:\?[\d;]*|6(?:;[\d;]*)?)?|_(?:G[^\x1b]*\x1b?)?|P(?:>[^\x1b]*\x1b?)?)\Z"
)
_COLOUR = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
CHUNK = 4096

PATIENCE_MS = 2000
"""How long after a question an answer may come; over a slow connection it takes half a second."""


class Asking:
    """Questions to a terminal and its answers; `keys` are what was pressed before anybody reads keys.

    `said` are the answers, by the names of their parts: the background's colour, what kitty's protocol says, the name,
    the height and width of a cell in pixels, and last what the terminal can. `heard` is called when an answer has come
    that changes what is to be drawn.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self.heard = heard
        self.said: dict[str, str] = {}
        self.background: Rgb | None = None
        self.keys = ""
        self.is_open = False
        self.asked_ms = 0
        self._begun = ""
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")

    def ask(self, questions: str, sink: TextIO) -> None:
        """Ask, and leave an empty screen."""
        sink.write(questions + LAST + CLEAR)
        sink.flush()
        self.is_open, self.asked_ms = True, monotonic_ms()

    def look(self, source: int) -> None:
        """Take what has come so far, without waiting: answers, and keys for later; raises EOFError at the end."""
        while self.is_open and self._read(source, 0):
            pass

    def close(self, source: int) -> None:
        """Wait for the answers that are still on their way: at the prompt of a shell they would pass for keys."""
        with suppress(EOFError):
            while self.is_open and self._read(source, max(self.asked_ms + PATIENCE_MS - monotonic_ms(), 0) / 1000):
                pass

    def _read(self, source: int, seconds: float) -> bool:
        if not select.select([source], [], [], seconds)[0]:
            return False
        try:
            data = os.read(source, CHUNK)
        except OSError:
            data = b""
        if not data:
            raise EOFError
        self.keys += self.hear(self._decoder.decode(data))
        return True

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
        self.said |= {name: text for name, text in reply.groupdict().items() if text is not None}
        if reply["last"] is not None:
            self.is_open = False
            self.heard()
        elif colour := _COLOUR.fullmatch(reply["background"] or ""):
            red, green, blue = (round(255 * int(part, 16) / (16 ** len(part) - 1)) for part in colour.groups())
            self.background = red, green, blue
            self.heard()
