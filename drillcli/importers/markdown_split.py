"""A Markdown file of cards, parted as hashcards and repeater part it: tagged cards, and the text that is between them.

Both take a card to begin at a line that begins with `Q:`, `C:` or `T:`, and to last until the next one, or `---`.
Sources: hashcards' src/parser.rs, repeater's src/parser/parse_from_file.rs.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from drillcli.locale import _

_TAG = re.compile(r"(Q|A|C|T|D|问题|问|答案|答|填空)[:：](.*)", re.DOTALL)
_MEANS = {"问题": "Q", "问": "Q", "答案": "A", "答": "A", "填空": "C"}
_SECOND = {"Q": "A", "T": "D"}
_FENCE = re.compile(r"\s*(```+|~~~+)([^`]*)$")
RULE = "---"
"""The line that ends a card."""
_HEADING = re.compile(r"#{1,6}\s+\S")


class Tagged(NamedTuple):
    """A card: its tag (Q, C or T), its two texts as hashcards trims them, where it begins (from 1), and its lines.

    `closing` are the headings between this card and the next one; hashcards counts them to the card, whose last text
    is then `whole`.
    """

    tag: str
    first: str
    second: str
    line: int
    source: str
    whole: str
    closing: str = ""


class Loose(NamedTuple):
    """Lines that are in no tagged card, and where the first of them stands (from 1)."""

    lines: Sequence[str]
    line: int


class Fault(NamedTuple):
    """A card that is none, and why."""

    why: str
    line: int


class Fence:
    """Knows, when it is told each line of a text, whether that line is part of a fenced block of code."""

    def __init__(self) -> None:
        self._mark = ""

    def holds(self, line: str) -> bool:
        """Take the next line; its fences are part of a block too."""
        found = _FENCE.match(line)
        if self._mark:
            if found and found[1].startswith(self._mark) and not found[2].strip():
                self._mark = ""
            return True
        self._mark = found[1] if found else ""
        return bool(found)

    @property
    def is_open(self) -> bool:
        """Whether the next line is part of a block."""
        return bool(self._mark)


def split(lines: Sequence[str], first_line: int = 1, pairs: Container[int] = ()) -> Iterator[Tagged | Loose | Fault]:
    """Yield the cards of a file and what is between them, in the file's order.

    `pairs` are the lines (by index) that may hold a card of their own: a tagged card that is whole ends there. Neither
    hashcards nor repeater knows such lines.
    """
    starts = [*_starts(lines), (len(lines), "")]
    at = 0
    for (start, tag), (end, _next) in pairwise(starts):
        if start > at:
            yield Loose(lines[at:start], at + first_line)
        at = start
        if tag == "-":
            at += 1
        elif tag:
            at = _end(tag, lines, start, end, pairs)
            yield _card(tag, lines[start:at], start + first_line)
    if at < len(lines):
        yield Loose(lines[at:], at + first_line)


def _starts(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each line that begins a card, with its tag, and of each `---`, with "-"."""
    fence = Fence()
    for index, line in enumerate(lines):
        if fence.holds(line):
            continue
        if line.strip() == RULE:
            yield index, "-"
        elif (tag := tag_of(line)) in ("Q", "C") or (tag == "T" and _is_defined(lines, index)):
            yield index, tag


def tag_of(line: str) -> str:
    """Return what a line begins: Q, A, C, T or D; "" for another line."""
    found = _TAG.match(line)
    return _MEANS.get(found[1], found[1]) if found else ""


def _is_defined(lines: Sequence[str], term: int) -> bool:
    """Return whether a definition follows a term: else `T:` is the beginning of a text."""
    for line in lines[term + 1 : term + 100]:
        if (tag := tag_of(line)) or line.strip() == RULE:
            return tag == "D"
    return False


def _end(tag: str, lines: Sequence[str], start: int, end: int, pairs: Container[int]) -> int:
    """Return where a card ends: at the first of `pairs` below its last text, else at `end`."""
    closing = _SECOND.get(tag, tag)
    last = next((index for index in range(start, end) if tag_of(lines[index]) == closing), end)
    has_text = False
    for index in range(last, end):
        if has_text and index in pairs:
            return index
        found = _TAG.match(lines[index]) if index == last else None
        has_text |= bool((found[2] if found else lines[index]).strip())
    return end


def _card(tag: str, lines: Sequence[str], line: int) -> Tagged | Fault:
    fence = Fence()
    sides: list[list[str]] = [[]]
    for index, text in enumerate(lines):
        inside = fence.holds(text)
        starts_second = not inside and len(sides) == 1 and tag_of(text) == _SECOND.get(tag, "-")
        if starts_second:
            sides.append([])
        found = _TAG.match(text) if starts_second or index == 0 else None
        sides[-1].append(found[2].strip() if found else text)
    whole = "\n".join(sides[-1]).strip()
    closing = _closing(sides[-1])
    first, second = ("\n".join(side).strip() for side in [*sides, [""]][:2])
    if tag == "C":
        return Tagged(tag, first, "", line, "\n".join(lines), whole, closing)
    if not first:
        return Fault(_("there is nothing after `{tag}:`").format(tag=tag), line)
    if not second:
        return Fault(_("no `{second}:` follows `{tag}:`").format(tag=tag, second=_SECOND[tag]), line)
    return Tagged(tag, first, second, line, "\n".join(lines), whole, closing)


def _closing(side: list[str]) -> str:
    """Take headings after a blank line off the end of a card: they open the next section. Return them."""
    end = len(side)
    while end and (not side[end - 1].strip() or _HEADING.match(side[end - 1])):
        end -= 1
    closing = side[end:]
    if end == 0 or not any(map(str.strip, closing)) or closing[0].strip():
        return ""
    del side[end:]
    return "\n".join(closing).strip()
