"""Clozes as other programs write them, `[brackets]` and `==highlights==` -> the gaps of a deck file."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from drillcli.kinds import gaps
from drillcli.kinds.cloze import VERBATIM
from drillcli.locale import _

_HIGHLIGHT = re.compile(r"==(?!=)([^\n]+?)==(?:\^\[([^\]\n]{0,200})\])?(?:\[\^(\d+)\])?")
_BRACKET = re.compile(r"\\[\[\]]|!\[[^\]]{0,1000}\]|[\[\]]")
"""An escaped bracket, an image (up to its address), a bracket."""
_BRACE = re.compile(r"[{}]")


class Marked(NamedTuple):
    """A text without its marks, the spans in it that are asked, and their names ("" for none)."""

    text: str
    spans: Sequence[tuple[int, int]]
    names: Sequence[str] = ()


def bracketed(source: str) -> Marked:
    r"""Return the text and the gaps of a `C:` card as hashcards reads it: `[gap]`, `\[` for a bracket.

    Links and images stay as they are. Raises ValueError where brackets do not pair, or there is nothing in them.
    """
    closing = _pairs(source)
    text, at, begin = "", 0, -1
    spans: list[tuple[int, int]] = []
    for mark in _BRACKET.finditer(source):
        if mark.start() < at:
            continue
        text += source[at : mark.start()]
        at = mark.end()
        if len(mark[0]) > 1:
            text += mark[0].removeprefix("\\")
        elif source.startswith("](", closing.get(mark.start(), len(source))):
            at = closing[mark.start()] + 1
            text += source[mark.start() : at]
        elif mark[0] == "[":
            if begin >= 0:
                raise ValueError(_("a gap in brackets has brackets in it: write them as \\[ and \\]"))
            begin = len(text)
        elif begin >= 0:
            spans.append((begin, len(text)))
            begin = -1
    if begin >= 0:
        raise ValueError(_("the brackets of a gap are not closed"))
    if any(start == end for start, end in spans):
        raise ValueError(_("there is nothing in the brackets of a gap"))
    return Marked(text + source[at:], spans)


def highlighted(source: str) -> Marked:
    """Return the text and the gaps that are `==highlighted==`, in groups where `[^1]` follows.

    A hint `^[…]` stands after its gap in parentheses, as one from Anki does. In code and maths nothing is a mark.
    """
    text, at = "", 0
    spans: list[tuple[int, int]] = []
    names: list[str] = []
    bare = re.sub(VERBATIM, lambda span: " " * len(span[0]), source)
    for found in _HIGHLIGHT.finditer(source):
        if "==" not in bare[found.start() : found.start() + 2]:
            continue
        text += source[at : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        names.append(f"g{found[3]}" if found[3] else "")
        text += found[1] + (f" ({found[2]})" if found[2] else "")
        at = found.end()
    return Marked(text + source[at:], spans, names)


def written(marked: Marked) -> tuple[str, tuple[str, ...]]:
    """Return a cloze as a deck file has it, and the part that each span became.

    Raises ValueError where it has no gap, or braces that a deck file would take for one.
    """
    text, at = "", 0
    for number, (start, end) in enumerate(marked.spans, 1):
        inner = marked.text[start:end]
        name = marked.names[number - 1] if marked.names else ""
        name = name or (f"g{number}" if "::" in inner else "")
        text += marked.text[at:start] + _gap(inner, name)
        at = end
    text += marked.text[at:]
    if not marked.spans:
        raise ValueError(_("there is no gap: put brackets around what is asked"))
    read = gaps.read(text)
    if len(read.gaps) != len(marked.spans):
        raise ValueError(_("two braces outside a gap would be taken for one: put a space between them"))
    return text, tuple(gap.part for gap in read.gaps)


def _gap(inner: str, name: str) -> str:
    depth = 0
    for brace in _BRACE.findall(inner):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    paired = inner if depth == 0 else _BRACE.sub(r"\\\g<0>", inner)
    return gaps.OPEN + paired + (f"::{name}" if name else "") + gaps.CLOSE


def _pairs(source: str) -> dict[int, int]:
    """Return where each bracket that is opened is closed."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for found in re.finditer(r"\\.|[\[\]]", source):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] == "]" and opened:
            closing[opened.pop()] = found.start()
    return closing
