"""Parts of a document that hold the answers to questions asked before: `# Answers`, 参考答案."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from drillcli.extract.candidates import Key
from drillcli.extract.pieces import Shape
from drillcli.extract.replies import key_line
from drillcli.extract.units import Unit
from drillcli.extract.words import Field

_NAMED = re.compile(
    r"(?:answers?(?: key)?|solutions?|key) (?:to|for) .{1,60}"
    r"|(?!.*(?:question|exercise|problem|quiz)s?\s*(?:and|&|with|/|,)).{1,60} (?:answers|answer key|solutions)"
    r"|(?!.*[及与和、附含/]\s*(?:参考)?答案).{1,30}答案",
    re.IGNORECASE,
)
"""A heading over the answers alone; `Questions and answers` and 题目及答案 head both."""

TWO = 2
"""Questions that must have been asked, and replies that must follow, before a heading opens such a part."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The units of such a part, `index` its heading, and the group of the questions it answers."""

    index: int
    end: int
    asked: Key


def zones(units: Sequence[Unit], keys: Sequence[Key | None]) -> list[Zone]:
    """Return the parts that hold answers to questions asked before them, in order."""
    found: list[Zone] = []
    asked: Counter[Key] = Counter()
    open_answer, skip = False, 0
    for index, unit in enumerate(units):
        if index < skip:
            continue
        zone = _zone(units, index, asked) if _bare_answer(unit) and not open_answer else None
        if zone:
            found.append(zone)
            skip, asked = zone.end, Counter()
        elif unit.opens_field(Field.ANSWER, Field.EXPLANATION):
            open_answer, asked = True, Counter()
        else:
            key = keys[index]
            if unit.piece.shape is Shape.HEADING or unit.mark.field is Field.QUESTION or (key and key[0] == "bold"):
                open_answer = False
            if key and unit.mark.number is not None and not open_answer:
                asked[key] += 1
    return found


def _bare_answer(unit: Unit) -> bool:
    """Tell whether a unit says that answers follow: `Answers`, or a heading such as `Answers to chapter 3`."""
    if unit.piece.shape is Shape.HEADING and _NAMED.fullmatch(unit.rest[:100]):
        return True
    alone = unit.piece.shape is Shape.HEADING or (unit.piece.shape is Shape.LINE and unit.piece.opens)
    return alone and unit.mark.field is Field.ANSWER and not unit.rest and unit.mark.number is None


def _zone(units: Sequence[Unit], index: int, asked: Counter[Key]) -> Zone | None:
    """Return the part that a bare `Answers` opens, None where it only opens the answer to one question."""
    if not asked:
        return None
    key, count = asked.most_common(1)[0]
    end = _end(units, index)
    numbers = sum(unit.mark.number is not None for unit in units[index + 1 : end])
    numbers += sum(len(key_line(unit.piece.text)) for unit in units[index + 1 : end] if unit.piece.shape is Shape.LINE)
    return Zone(index, end, key) if count >= TWO and numbers >= TWO else None


def _end(units: Sequence[Unit], index: int) -> int:
    level = units[index].piece.level or 6
    for at in range(index + 1, len(units)):
        if units[at].piece.shape is Shape.HEADING and units[at].piece.level <= level:
            return at
    return len(units)
