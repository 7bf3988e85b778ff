"""Line breaking for Chinese, English and mixed text, by cells; rich breaks only at spaces."""

import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len

SPACES = " \t\u3000"
"""What hangs over the end of a line and is dropped there."""

_GLUES = "\u00a0\u2007\u202f\u2060\ufeff"
_NEVER_FIRST = frozenset(
    ",.!?:;/%‰°℃…‥·‧•—–‐-～々〻ゝゞヽヾー゠ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ｡､･ｰ¢￠"
)
_PREFIXES = frozenset("$£¥€₩₽₹￥￡＄￦+±№\\")
_HYPHENS = frozenset("-‐–—/")
_POSTFIXES = frozenset("%‰°℃％¢￠")


class _Kind(Enum):
    SPACE = auto()
    ATTACHED = auto()  # belongs to the character before it: marks, joiners, selectors
    GLUE = auto()
    OPEN = auto()
    CLOSE = auto()
    OPEN_QUOTE = auto()
    CLOSE_QUOTE = auto()
    QUOTE = auto()  # straight: may open or close
    PREFIX = auto()
    OTHER = auto()


_BY_CATEGORY = {
    "Ps": _Kind.OPEN,
    "Pe": _Kind.CLOSE,
    "Pi": _Kind.OPEN_QUOTE,
    "Pf": _Kind.CLOSE_QUOTE,
    "Mn": _Kind.ATTACHED,
    "Mc": _Kind.ATTACHED,
    "Me": _Kind.ATTACHED,
    "Cf": _Kind.ATTACHED,
}


@lru_cache(maxsize=8192)
def _kind(char: str) -> _Kind:
    if char in SPACES:
        return _Kind.SPACE
    if char in _GLUES:
        return _Kind.GLUE
    if char in "\"'":
        return _Kind.QUOTE
    if char in _PREFIXES:
        return _Kind.PREFIX
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\u1160" <= char <= "\u11ff":  # skin tones, Hangul vowels and finals
        return _Kind.ATTACHED
    category = unicodedata.category(char)
    if char in _NEVER_FIRST or (category in ("Po", "Pd") and _east_asian(char)):
        return _Kind.CLOSE
    return _BY_CATEGORY.get(category, _Kind.OTHER)


@lru_cache(maxsize=8192)
def _east_asian(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFH"


@lru_cache(maxsize=8192)
def _free(char: str) -> bool:
    """A line may break on either side of it unless another rule forbids: a Chinese character, an emoji."""
    return unicodedata.east_asian_width(char) in "WF" and char not in _POSTFIXES and _kind(char) is not _Kind.PREFIX


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what a reader sees as one character: base and marks, joined emoji, a flag."""
    start, flags = 0, 0
    for i, char in enumerate(text):
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        flags = flags + 1 if flag else 0
        joined = _kind(char) is _Kind.ATTACHED or (i > 0 and text[i - 1] == "\u200d") or (flag and flags % 2 == 0)
        if i > start and not (joined and text[start] not in SPACES):
            yield start, i
            start = i
    if text:
        yield start, len(text)


def _allowed(chars: list[str], at: int, last: int) -> bool:
    """May a line break before `chars[at]`, whose nearest neighbour that is not a space is `chars[last]`?"""
    before, after = chars[last], chars[at]
    left, right = _kind(before), _kind(after)
    if _Kind.GLUE in (left, right) or right in (_Kind.CLOSE, _Kind.CLOSE_QUOTE):
        return False
    if left in (_Kind.OPEN, _Kind.OPEN_QUOTE):
        return False
    return at - last > 1 or _allowed_inside(chars, at)


def _allowed_inside(chars: list[str], at: int) -> bool:
    """May a line break where there is no space, for what the neighbours are together?"""
    before, after = chars[at - 1], chars[at]
    left, right = _kind(before), _kind(after)
    if _Kind.QUOTE in (left, right) or left is _Kind.PREFIX:
        return False
    if left is _Kind.CLOSE and right is _Kind.PREFIX:
        return False
    if right is _Kind.OPEN_QUOTE:  # outside of Chinese on both sides a quotation mark clings to its neighbours
        return _east_asian(before) and at + 1 < len(chars) and _east_asian(chars[at + 1])
    if left is _Kind.CLOSE_QUOTE:
        return _east_asian(after) and at > 1 and _east_asian(chars[at - 2])
    if before in _HYPHENS and at > 1 and after.isalpha() and chars[at - 2].isalpha():
        return True
    if before in _POSTFIXES and right is _Kind.OPEN:
        return False
    return _free(before) or _free(after)


def _units(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of clusters (offset, cells) between two break opportunities; trailing spaces included."""
    spans = list(_clusters(text))
    chars = [text[start] for start, _end in spans]
    unit: list[tuple[int, int]] = []
    last = -1  # the nearest cluster before this one that is not a space
    for at, (start, end) in enumerate(spans):
        spaced = _kind(chars[at]) is _Kind.SPACE
        if last >= 0 and not spaced and _allowed(chars, at, last):
            yield unit
            unit = []
        unit.append((start, cell_len(text[start:end])))
        last = last if spaced else at
    if unit:
        yield unit


def breaks(text: str, width: int) -> list[int]:
    """Return the offsets in a one-line `text` at which its second and later lines begin.

    Follows UAX #14 with a few opportunities less: never before a dash, an ellipsis, a middle dot or a small
    kana, nor inside a run without spaces that is neither Chinese nor hyphenated. A unit that is wider
    than the line is broken between clusters all the same. No line is wider than `width` cells (at
    least 1) once the `SPACES` at its end are dropped, but for a cluster that is wider by itself.
    """
    offsets: list[int] = []
    used = 0
    for unit in _units(text):
        visible = _visible(unit, text)
        needed, hanging = _cells(visible), _cells(unit[len(visible) :])
        if used and used + needed > width:
            offsets.append(unit[0][0])
            used = 0
        used = hanging + (used + needed if needed <= width else _force(visible, text, width, offsets))
    return offsets


def _visible(unit: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Return the unit without the spaces at its end."""
    size = len(unit)
    while size and text[unit[size - 1][0]] in SPACES:
        size -= 1
    return unit[:size]


def _cells(unit: list[tuple[int, int]]) -> int:
    return sum(cells for _start, cells in unit)


def _force(unit: list[tuple[int, int]], text: str, width: int, offsets: list[int]) -> int:
    """Break `unit` between clusters, at the start of a line; return the cells used on its last line."""
    used = first = 0
    for at, (_start, cells) in enumerate(unit):
        if used and used + cells > width:
            first = _least_bad(unit, text, first, at, width)
            offsets.append(unit[first][0])
            used = _cells(unit[first:at])
        used += cells
    return used


def _least_bad(unit: list[tuple[int, int]], text: str, first: int, at: int, width: int) -> int:
    """Return where to cut a line that begins with cluster `first` and has no room for `at`.

    If possible that is not before closing punctuation nor after an opening one, though cells stay empty.
    """
    for cut in range(at, first, -1):
        if _cells(unit[cut : at + 1]) > width:
            break
        before, after = _kind(text[unit[cut - 1][0]]), _kind(text[unit[cut][0]])
        if after not in (_Kind.CLOSE, _Kind.CLOSE_QUOTE) and before not in (_Kind.OPEN, _Kind.OPEN_QUOTE):
            return cut
    return at


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of `text` at `width` cells, without the spaces that hang over; a newline ends a line."""
    lines: list[str] = []
    for paragraph in text.expandtabs().split("\n"):
        cuts = [0, *breaks(paragraph, width), len(paragraph)]
        lines += [paragraph[a:b].rstrip(SPACES) for a, b in pairwise(cuts)]
    return lines


def widest(text: str) -> int:
    """Return the cells of the widest unit of `text`: the narrowest column that needs no forced break."""
    return max((_cells(_visible(unit, text)) for unit in _units(text)), default=0)
