"""The programs that speak: what each is told of the language, and how the words are written for it."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from drillcli.kinds.compare import HAN

_CHINESE = re.compile(rf"[{HAN}][^A-Za-z&]*")
"""From a Chinese character up to the next letter of an alphabet, or a sign that is escaped."""


class Voice(NamedTuple):
    """A program; its options by language; how the words are written for it."""

    program: str
    options: Mapping[str, tuple[str, ...]]
    written: Callable[[str], str]


def bare(text: str) -> str:
    """Return words that hold no option and no command: of espeak and of macOS, `[[` begins one."""
    return " " + text.replace("[[", "[ [")


def marked(text: str) -> str:
    """Return words as SSML in which Chinese has a voice of its own.

    The voice that espeak-ng 1.51 has for Chinese reads tones as numbers: "hao three" (its issue 1028). The other one
    does not, but it reads English words as pinyin. A program that does not know the name speaks in the voice it has.
    """
    from html import escape  # noqa: PLC0415 its table of names costs 2 ms, and most sittings are silent

    said = _CHINESE.sub(r'<voice name="cmn-latn-pinyin">\g<0></voice>', escape(bare(text), quote=False))
    return f"<speak>{said}</speak>"


VOICES = (
    Voice("say", {"zh": ("-v", "Tingting"), "en": ()}, bare),
    Voice("spd-say", {"zh": ("--wait", "-x", "-l", "zh"), "en": ("--wait", "-x", "-l", "en")}, marked),
    Voice("espeak-ng", {"zh": ("-m", "-v", "cmn"), "en": ("-m", "-v", "en")}, marked),
)
"""By preference: that of macOS, the system's, the one that is often there."""
