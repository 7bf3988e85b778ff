"""Runs of text with a style -> one line of Markdown that reads as they look."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from drillcli.importers.markup.formulas import MATHS


class Style:
    """How a run of text looks, as bits, for an IntFlag would take most of the time; `RAW` is Markdown already."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    STRUCK = 4
    CODE = 8
    SUB = 16
    SUP = 32
    RAW = 64


class Run(NamedTuple):
    """Some text in one style."""

    text: str
    style: int


_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|`|(?<=\S)\*|\*(?=\S)|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|\](?=[(:])"
    r"|<(?=[a-zA-Z/!?])|&(?=#?\w+;)"
)
"""What CommonMark would take for a mark; stars between spaces and underscores within words are none."""
_BLOCK_START = re.compile(r"(?:#{1,6}|[-+*]|\d{1,9}[.)])(?=\s|$)|>|[-*_=][-*_= ]*$|~~~")
_MARK = re.compile(r"[\\`*_~\]<&$]")
"""How a mark begins: a search for one is much faster than for those above."""
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_ODD_SPACE = re.compile(r"[\t\r\n\f\xa0]")
_LETTER = re.compile(r"[^\W_]")
_SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SUPERSCRIPTS = dict(
    zip("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)


def line(runs: Sequence[Run]) -> str:
    """Return runs as one line: spaces collapse, what would be a mark is escaped, styles become marks.

    The beginning of a line is not escaped: see `escaped_start`.
    """
    if len(runs) == 1 and not runs[0].style:
        return plain(runs[0].text)
    has_maths = "$" in "".join([text for text, style in runs if style & Style.RAW])
    made, before = list[str](), ""
    for text, style in runs:
        piece = _piece(text, style, dollars=has_maths)
        if before and piece and before[-1] == piece[0] and before[-1] in "*~" and not style & Style.RAW:
            piece = escaped(_collapsed(text), dollars=has_maths)  # two marks side by side would be read as another
        elif before and piece and _clash(before, piece):
            made.append(" ")
        made.append(piece)
        before = piece or before
    return "".join(made).strip(" ")


def plain(text: str) -> str:
    """Return a text without any style as one line."""
    return escaped(_collapsed(text)).strip(" ")


def escaped(text: str, *, dollars: bool = False) -> str:
    """Return plain text as Markdown; `dollars` are escaped too where they would make a formula, or always."""
    if not _MARK.search(text):
        return text
    made = _SPECIAL.sub(r"\\\g<0>", text)
    if "$" in made and (dollars or MATHS.search(made)):
        made = re.sub(r"(?<!\\)\$", r"\\$", made)
    return made


def escaped_start(text: str) -> str:
    """Return a line of Markdown that does not begin a heading, a list, a quotation or a rule."""
    found = _BLOCK_START.match(text)
    if not found:
        return text
    at = found.end() - 1 if found[0][0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def code(text: str) -> str:
    """Return a code span."""
    text = _collapsed(text)
    if not text.strip():
        return text
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text.strip(' ')}{pad}{fence}"


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text) if "  " in text or _ODD_SPACE.search(text) else text


def _piece(text: str, style: int, *, dollars: bool) -> str:
    if style & Style.RAW:
        return text
    text = _collapsed(text)
    if not style:
        return escaped(text, dollars=dollars)
    if style & Style.CODE:
        return code(text)
    if style & (Style.SUB | Style.SUP):
        return _raised(text, style)
    return _marked(escaped(text, dollars=dollars), style)


def _clash(before: str, after: str) -> bool:
    """Tell whether two pieces would make another mark together: `$x$2`, two spans of code."""
    if before[-1] == "$":
        return after[0].isdigit() or after[0] == "$"
    return before[-1] == after[0] == "`"


def _marked(text: str, style: int) -> str:
    """Return escaped text in emphasis; what ends it that is no letter stays outside, where marks would not be seen."""
    marks = ("**" if style & Style.BOLD else "") + ("*" if style & Style.ITALIC else "")
    struck = "~~" if style & Style.STRUCK else ""
    first, last = _LETTER.search(text), _LETTER.search(text[::-1])
    if not first or not last:
        return text
    start, end = first.start(), len(text) - last.start()
    return f"{text[:start]}{struck}{marks}{text[start:end]}{marks}{struck}{text[end:]}"


def _raised(text: str, style: int) -> str:
    """Return text above or below the line, in Unicode where there are all its characters."""
    table, mark = (_SUPERSCRIPTS, "^") if style & Style.SUP else (_SUBSCRIPTS, "_")
    bare = text.strip()
    if not bare:
        return text
    if all(char in table for char in bare):
        return "".join(table[char] for char in bare)
    return f"{mark}({escaped(bare)})"
