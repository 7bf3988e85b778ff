"""What the templates of a note type make of a note: two sides for each card, as HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from drillcli.importers.apkg.filters import FILTERS, Filter
from drillcli.importers.apkg.schema import Notetype, Template
from drillcli.importers.apkg.templates import CLOZE, TYPE, Field, Node, fields_in, parse, render
from drillcli.importers.markup import to_markdown

HINT = "hint"

_ANSWER = re.compile(r"<hr\b[^<>]*\bid=[\"']?answer\b[^<>]*>", re.IGNORECASE)
_CODE = re.compile(r"<(script|style)\b")


class Show(NamedTuple):
    """What a side makes of a field that is typed, and of one with gaps."""

    typed: Filter
    cloze: Filter


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of one card. `typed` is the field whose text the learner types, `clozes` are those with gaps.

    The back is what the answer adds to the front; `repeats` tells where it may begin with the front again.
    """

    ord: int
    name: str
    front: tuple[Node, ...]
    back: tuple[Node, ...]
    typed: str
    clozes: tuple[str, ...]
    repeats: bool

    def ask(self, texts: Mapping[str, str], show: Show) -> str:
        """Return the HTML of the front; hints are hidden on it."""
        return render(self.front, texts, _filters(show, asking=True))

    def tell(self, texts: Mapping[str, str], show: Show) -> str:
        """Return the HTML of the back."""
        return render(self.back, texts, _filters(show, asking=False))


@dataclass(frozen=True, slots=True)
class Recipe:
    """A note type whose templates were read; `dropped` are tags in them that cannot be shown, `faults` by card."""

    notetype: Notetype
    sides: tuple[Sides, ...]
    dropped: tuple[str, ...]
    faults: Mapping[int, str]


def recipe_of(notetype: Notetype) -> Recipe:
    """Read the templates of a note type; a card whose template makes no sense is among the faults, with the reason."""
    sides, dropped, faults = [], list[str](), {}
    for template in notetype.templates:
        try:
            sides.append(_sides(template))
        except ValueError as error:
            faults[template.ord] = str(error)
        dropped += to_markdown(template.front + template.back).dropped
    return Recipe(notetype, tuple(sides), tuple(dict.fromkeys(dropped)), faults)


def _sides(template: Template) -> Sides:
    front = parse(_without_code(template.front))
    back, repeats = _back(_without_code(template.back))
    shown = {field.name for field in fields_in(back)}
    hints = [field for field in fields_in(front) if HINT in field.filters and field.name not in shown]
    for hint in hints:
        back = (*back, "<br>", Field(hint.name))
    typed = next((field.name for field in fields_in(front) if TYPE in field.filters and CLOZE not in field.filters), "")
    clozes = tuple(dict.fromkeys(field.name for field in fields_in(front) if CLOZE in field.filters))
    return Sides(template.ord, template.name, front, back, typed, clozes, repeats)


def _back(source: str) -> tuple[tuple[Node, ...], bool]:
    """Return what stands below the line that parts question and answer, or all where there is none."""
    line = _ANSWER.search(source)
    if line:
        try:
            return parse(source[line.end() :]), False
        except ValueError:  # the line stands within a condition
            return parse(source), True
    return parse(source), True


def _without_code(source: str) -> str:
    """Return a template without its scripts and styles, in which braces would be taken for fields."""
    lower, kept, at = source.lower(), list[str](), 0
    while start := _CODE.search(lower, at):
        kept.append(source[at : start.start()])
        end = lower.find(f"</{start[1]}", start.end())
        at = lower.find(">", end) + 1 if end >= 0 else 0
        if not at:
            return "".join(kept)
    return "".join([*kept, source[at:]])


@cache
def _filters(show: Show, *, asking: bool) -> Mapping[str, Filter]:
    hint = {HINT: _nothing} if asking else {}
    return {**FILTERS, **hint, TYPE: show.typed, CLOZE: show.cloze}


def _nothing(_text: str) -> str:
    return ""
