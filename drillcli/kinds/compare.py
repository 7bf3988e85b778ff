"""When two texts count as the same answer, and which of several is nearest to what was given."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

HAN = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\U00020000-\U0003ffff"
"""Chinese and Japanese characters and their punctuation, for use inside `[…]` of a regular expression."""

FULL_WIDTH = {0x3000: " ", 0xFFE1: "£", 0xFFE5: "¥"} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
TWINS = str.maketrans("。、“”「」‘’『』【】‐‑‒–—−", ".,\"\"\"\"''''[]------")
MARKS = frozenset("`$*_\\")
# Patterns are strings here: a start that compares nothing must not pay for compiling them. What stands between two
# marks is bounded, or a text of nothing but marks would take the square of its length.
MARKUP = (
    r"(?s)(?<!`)(`+)(?!`)(?P<inner>.{1,1000}?)(?<!`)\1(?!`)",
    r"\$(?=\S)(?P<inner>[^$]{1,1000}?)(?<=\S)\$(?!\d)",
    r"(?s)(?<![0-9A-Za-z*])(\*{1,3})(?=\S)(?P<inner>.{1,1000}?)(?<=\S)\1(?![0-9A-Za-z*])",
    r"(?s)(?<!\w)_(?=[^\s_])(?P<inner>.{1,1000}?)(?<=[^\s_])_(?!\w)",
)
DEEPEST = 50
"""Nobody writes more marks within marks."""
ESCAPED = r"\\([!-/:-@\[-`{-~])"
UNSPACED = rf"{HAN},.:;!?()"
"""Beside these a space does not count: Chinese punctuation, which is wide, has none."""
SPACE = rf" (?=[{UNSPACED}])|(?<=[{UNSPACED}]) "


def fold(text: str) -> str:
    """Return the text in NFC with full-width ASCII made half-width; case and the rest stay."""
    return unicodedata.normalize("NFC", text).translate(FULL_WIDTH)


def plain(text: str) -> str:
    """Return Markdown without its backticks, emphasis, `$` and escaping backslashes, on one line."""
    if not MARKS.isdisjoint(text):
        for _round in range(DEEPEST):
            bare = text
            for mark in MARKUP:
                text = re.sub(mark, r"\g<inner>", text)
            if bare == text:
                break
        text = re.sub(ESCAPED, r"\1", text)
    return " ".join(text.split())


def normalise(text: str) -> str:
    """Return the form in which two texts that count as the same answer are equal.

    Ignored are width, case, markup, runs of spaces, spaces beside Chinese and punctuation, a final full stop, and
    whether punctuation is Chinese or ASCII. Traditional and simplified characters are not the same: one form can
    stand for several of the other, so that `accept` lists both where both are right.
    """
    if text.isascii():
        text = plain(text).lower()
    else:
        text = unicodedata.normalize("NFC", plain(fold(text).translate(TWINS)).casefold())
    text = re.sub(SPACE, "", text) if " " in text else text
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") and len(text) > 1 else text


def same(one: str, other: str) -> bool:
    """Return whether two texts count as the same answer; an empty one is the same as none."""
    return bool(one.strip()) and normalise(one) == normalise(other)


def nearest(given: str, accepted: Iterable[str]) -> str:
    """Return the accepted text most alike to the given one (the first of equals; "" of none).

    Alike is Dice's coefficient (Dice 1945) over the characters and their pairs.
    """
    grams = _grams(normalise(given))
    return max(accepted, key=lambda text: _dice(grams, _grams(normalise(text))), default="")


def _grams(text: str) -> Counter[str]:
    return Counter([*text, *(text[i : i + 2] for i in range(len(text) - 1))])


def _dice(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)
