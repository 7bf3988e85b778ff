"""Splits HTML into texts and tags, in linear time whatever the input.

The standard library's parser is not used: it takes about five times as long, and quadratic time for broken tags.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple, TypeAlias


class Tag(NamedTuple):
    """A tag by its name in lower case; `inside` is what stands between the name and the `>`."""

    name: str
    closing: bool
    inside: str


Token: TypeAlias = str | Tag

_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_LOOSE = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_RAW = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "template", "noscript", "svg")}
_SIMPLE = ("b", "i", "u", "em", "strong", "div", "br", "p", "li", "ul", "ol", "span", "sub", "sup", "code")
_KNOWN = {f"<{end}{name}>": Tag(name, bool(end), "") for name in _SIMPLE for end in ("", "/")}
"""Tags that most texts have, for speed."""
_SIMPLE_TAG = re.compile(f"({'|'.join(_KNOWN)})")
_SHORT = max(map(len, _KNOWN))
_DECLARATIONS = {"<!--": "-->", "<!": ">", "<?": ">", "<![CDATA[": "]]>"}


def tokens(html: str) -> Iterator[Token]:
    """Yield texts (entities decoded) and tags; of a script and its like only the tag, comments not at all.

    A tag or a comment that is not closed ends the markup: what follows is text, or nothing.
    """
    pieces = _SIMPLE_TAG.split(html)
    if "<" in "".join(pieces[::2]):
        yield from _scanned(html)
        return
    for place, piece in enumerate(pieces):  # most texts
        if place % 2:
            yield _KNOWN[piece]
        elif piece:
            yield _decoded(piece)


def _scanned(html: str) -> Iterator[Token]:
    at = 0
    while opening := _OPENING.search(html, at):
        start = opening.start()
        if start > at:
            yield _decoded(html[at:start])
        end = html.find(">", start, start + _SHORT) + 1
        if (known := _KNOWN.get(html[start:end])) is not None:
            yield known
            at = end
            continue
        found = _TAG.match(html, start)
        if found is None:
            found = _LOOSE.match(html, start)
        if found is not None:
            tag = Tag(found[2].lower(), bool(found[1]), found[3])
            yield tag
            at = found.end() if tag.closing or tag.name not in _RAW else _after(_RAW[tag.name], html, found.end())
        elif html.startswith(("<!", "<?"), start):
            at = _after_declaration(html, start)
        else:
            at = start
            break
    if at < len(html):
        yield _decoded(html[at:])


def attributes(tag: Tag) -> Mapping[str, str]:
    """Return the attributes of a tag that have values, names in lower case, entities decoded."""
    return {
        name.lower(): _decoded(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag.inside)
    }


def _decoded(text: str) -> str:
    return unescape(text) if "&" in text else text


def _after(end: re.Pattern[str], html: str, start: int) -> int:
    found = end.search(html, start)
    return found.start() if found else len(html)


def _after_declaration(html: str, start: int) -> int:
    opening = max((mark for mark in _DECLARATIONS if html.startswith(mark, start)), key=len)
    end = html.find(_DECLARATIONS[opening], start + 2)
    return end + len(_DECLARATIONS[opening]) if end >= 0 else len(html)
