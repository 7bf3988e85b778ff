"""The templates of Anki's cards: `{{Field}}`, `{{filter:Field}}`, `{{#Field}}…{{/Field}}`, `{{^Field}}…{{/Field}}`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from drillcli.importers.apkg.filters import FILTERS, Filter
from drillcli.locale import _

DEEPEST = 30
"""Conditions within conditions; Anki's own templates have two or three."""
LONGEST, LONGEST_SIDE = 512 << 10, 2 << 20
"""The most characters of a template, and of what it makes of a note."""

TYPE, CLOZE = "type", "cloze"

_TAG = re.compile(r"\{\{(?:([^{}]*+)|\{([^{}]*+)\})\}\}")
"""Three braces say the same as two."""
_CLOZE_NUMBER = re.compile(r"c\d+")
_BLANK = re.compile(r"(?:\s++|&nbsp;|</?(?:br|div|p)\s*+/?>)*+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A field in braces, with the filters before it, the outermost first."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What is shown only where a field has a text, or (`negated`) has none."""

    name: str
    negated: bool
    nodes: tuple["Node", ...]


Node: TypeAlias = str | Field | Section


def parse(source: str) -> tuple[Node, ...]:
    """Return the nodes of a template.

    Raises ValueError with the reason where a condition is not closed, closed twice, or lies too deep.
    """
    if len(source) > LONGEST:
        raise ValueError(_("its template is too long"))
    open_sections: list[tuple[str, bool]] = []
    levels: list[list[Node]] = [[]]
    for token in _tokens(source):
        if isinstance(token, Field) and token.name[:1] in ("#", "^"):
            open_sections.append((token.name[1:].strip(), token.name[0] == "^"))
            levels.append([])
            if len(levels) > DEEPEST:
                raise ValueError(_("the conditions in its template lie too deep"))
        elif isinstance(token, Field) and token.name[:1] == "/":
            name = token.name[1:].strip()
            if not open_sections or open_sections[-1][0] != name:
                raise ValueError(_("its template closes a condition that is not open: {name}").format(name=name))
            nodes = tuple(levels.pop())
            levels[-1].append(Section(*open_sections.pop(), nodes))
        else:
            levels[-1].append(token)
    if open_sections:
        raise ValueError(_("a condition in its template is not closed: {name}").format(name=open_sections[-1][0]))
    return tuple(levels[0])


def fields_in(nodes: Sequence[Node]) -> Iterator[Field]:
    """Yield every field that is shown, under whatever condition."""
    for node in nodes:
        if isinstance(node, Field):
            yield node
        elif isinstance(node, Section):
            yield from fields_in(node.nodes)


def render(nodes: Sequence[Node], texts: Mapping[str, str], show: Mapping[str, Filter] = FILTERS) -> str:
    """Return the HTML of a side for these texts by field; unknown fields are empty. `show` has the filters by name.

    Raises OverflowError where it would be longer than any card.
    """
    if len(nodes) == 1 and isinstance(nodes[0], Field) and not nodes[0].filters:
        return texts.get(nodes[0].name, "")  # most sides
    pieces: list[str] = []
    _render(nodes, texts, show, pieces, LONGEST_SIDE)
    return "".join(pieces)


def _render(
    nodes: Sequence[Node], texts: Mapping[str, str], show: Mapping[str, Filter], pieces: list[str], room: int
) -> int:
    """Add the pieces of a side; return how much room is left for others."""
    for node in nodes:
        if isinstance(node, Section):
            if node.negated != _holds(node.name, texts):
                room = _render(node.nodes, texts, show, pieces, room)
            continue
        piece = node if isinstance(node, str) else _shown(node, texts.get(node.name, ""), show)
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            raise OverflowError
    return room


def _holds(name: str, texts: Mapping[str, str]) -> bool:
    """Tell whether a field has a text: spaces, line breaks and empty paragraphs are none (Anki: `field_is_empty`)."""
    if name not in texts and _CLOZE_NUMBER.fullmatch(name):
        return True  # shown on one card of a cloze; our text is the same for all its cards
    text = texts.get(name, "")
    return bool(text) and not _BLANK.fullmatch(text)


def _shown(field: Field, text: str, show: Mapping[str, Filter]) -> str:
    for name in reversed(field.filters):
        if name in show:
            text = show[name](text)
    return text


def _tokens(source: str) -> Iterator[str | Field]:
    source = "".join(_outside_comments(source))
    at = 0
    for tag in _TAG.finditer(source):
        if at < tag.start():
            yield source[at : tag.start()]
        at = tag.end()
        yield _field(tag[1] or tag[2] or "")
    if at < len(source):
        yield source[at:]


def _outside_comments(source: str) -> Iterator[str]:
    at = 0
    while (start := source.find("<!--", at)) >= 0:
        yield source[at:start]
        end = source.find("-->", start)
        at = end + 3 if end >= 0 else len(source)
    yield source[at:]


def _field(inside: str) -> Field:
    inside = inside.strip()
    if inside[:1] in ("#", "^", "/"):
        return Field(inside)
    *filters, name = inside.split(":")
    return Field(name.strip(), tuple(word.strip().split(" ")[0] for word in filters))
