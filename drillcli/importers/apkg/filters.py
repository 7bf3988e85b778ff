"""What the filters of a template, `{{filter:Field}}`, make of a text."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Filter: TypeAlias = Callable[[str], str]

_MARKUP = re.compile(r"<[^<>]*+>")
_READING = re.compile(r" ?+(?<![^ >\[\]])([^ >\[\]]++)\[([^\[\]]++)\]")


def _text(html: str) -> str:
    return _MARKUP.sub("", html)


def _reading(written: str) -> Filter:
    """Return what writes ` 漢字[かんじ]` anew, as `written` says; sounds are no readings."""

    def replace(found: re.Match[str]) -> str:
        return found[0] if found[2].startswith("sound:") else found.expand(written)

    return lambda html: _READING.sub(replace, html)


def _nothing(_html: str) -> str:
    return ""


FILTERS: Mapping[str, Filter] = {
    "text": _text,
    "furigana": _reading(r"\1(\2)"),
    "kanji": _reading(r"\1"),
    "kana": _reading(r"\2"),
    "tts": _nothing,
    "tts-voices": _nothing,
}
"""The rest show the text as it is: `hint`, `edit`, `nc`, and those of add-ons that are not known here."""
