"""Which language a text is written in: Chinese or English."""

import re

from drillcli.kinds.cloze import VERBATIM
from drillcli.kinds.compare import HAN

_FENCED = re.compile(r"(?ms)^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)")
_VERBATIM = re.compile(VERBATIM)
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def language(*texts: str) -> str:
    """Return "zh" or "en" for what texts say together, code and formulas left out; "" where they say nothing.

    A Chinese text may be full of English terms, an English one seldom has Chinese words: the one that has as many
    Chinese characters as English words is Chinese.
    """
    bare = _VERBATIM.sub(" ", _FENCED.sub(" ", "\n\n".join(texts)))
    han, words = len(_HAN.findall(bare)), len(_WORD.findall(bare))
    return "" if not han and not words else "zh" if han >= words else "en"
