"""Multiple-choice questions: the options, and which of them are right."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from drillcli.extract import marks
from drillcli.extract.items import Point
from drillcli.extract.pieces import Shape
from drillcli.extract.units import Unit

Choices: TypeAlias = tuple[tuple[Point, ...], tuple[str, ...]]
"""The options of a line, and the letters of those that are ticked."""

_SEVERAL = re.compile(r"(?:^|(?<!\s)\s+)(?=[(（]?(?:[A-H]\s*[)）.．、:：]|[a-h][)）])\s*\S)")
_LETTERS = re.compile(
    r"[*_(（\s]*(?P<letters>[A-H](?:(?:\s*[,、，&/和及与]\s*|\s+and\s+|\s*)[A-H])*)(?=\s*(?:$|\n|[.．、,，。:：)）;；（(*_–—-]))",
    re.IGNORECASE,
)
_IN_STEM = re.compile(r"[(（]\s*(?P<letters>[A-H]{1,6})\s*[)）]")


def options(units: Sequence[Unit]) -> dict[int, Choices]:
    """Return the options of each unit that holds some (`A. …`, `- [x] …`) by its index; {} without two in all."""
    ticks = [at for at, unit in enumerate(units) if unit.piece.bullet and unit.piece.text[:3].lower() in ("[ ]", "[x]")]
    if len(ticks) > 1:
        return {at: _ticked(units[at], chr(ord("A") + place)) for place, at in enumerate(ticks)}
    found: dict[int, Choices] = {}
    letters, expected = "ABCDEFGH", 0
    for at, unit in enumerate(units):
        here = _choices(unit, letters[expected:]) if unit.piece.shape is Shape.LINE else ()
        if here:
            found[at] = (here, ())
            expected += len(here)
    return found if expected > 1 else {}


def _ticked(unit: Unit, letter: str) -> Choices:
    point = Point(letter, unit.piece.text[3:].strip())
    return (point,), (letter,) if unit.piece.text[1] in "xX" else ()


def _choices(unit: Unit, letters: str) -> tuple[Point, ...]:
    """Return the choices of a line if they are the next letters."""
    parts = [part for part in _SEVERAL.split(unit.piece.text) if part.strip()]
    read = [(marks.option(part), part) for part in parts]
    found = tuple(Point(option[0], part[option[1] :].strip()) for option, part in read if option)
    whole = len(found) == len(parts) and "".join(point.label for point in found) == letters[: len(found)]
    return found if whole else ()


def correct(question: str, answer: str, choices: Sequence[Point]) -> tuple[str, ...]:
    """Return the letters that the answer begins with, or that stand in brackets in the question."""
    if not choices:
        return ()
    labels = {point.label for point in choices}
    found = _LETTERS.match(answer) or (None if answer else _IN_STEM.search(question))
    letters = tuple(dict.fromkeys(letter for letter in (found["letters"].upper() if found else "") if letter in labels))
    said = answer.strip("*_.。 \n")
    return letters or tuple(
        point.label
        for point in choices
        if said and said in (text := point.text.strip("*_.。 "), f"{point.label} {text}")
    )
