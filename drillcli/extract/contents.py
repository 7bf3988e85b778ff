"""Tables of contents and links within the document: they name questions and ask none."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from drillcli.extract.marks import Mark
from drillcli.extract.pieces import Shape
from drillcli.extract.units import Unit

_LINKS = re.compile(
    r"[\W\d_]*(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*#[^)]*\)[\W_]*)+|[\W\d_]*<a [^>]*href=.#.*</a>[\W_]*"
)
_OTHER_TAGS = re.compile(r"</?(?!a\b)\w[^<>]*>")


def set_apart(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, those that only point at a part of the document or repeat its headings as contents."""
    pointing = {at for at, unit in enumerate(units) if _links(unit)} | _repeats(units)
    return [
        Unit(replace(unit.piece, shape=Shape.CONTENTS), Mark()) if at in pointing else unit
        for at, unit in enumerate(units)
    ]


def _repeats(units: Sequence[Unit]) -> set[int]:
    """Return the entries of lists, two or more, whose every entry is worded as a heading of the document."""
    headings = {_words(unit.rest) for unit in units if unit.piece.shape is Shape.HEADING or unit.mark.bold} - {""}
    found: set[int] = set()
    run: list[int] = []
    for at, unit in enumerate(units):
        if unit.piece.shape is Shape.LINE and unit.piece.opens and not unit.mark.bold:
            run.append(at)
            continue
        found |= _all_repeated(units, run, headings)
        run = []
    return found | _all_repeated(units, run, headings)


def _all_repeated(units: Sequence[Unit], run: Sequence[int], headings: Set[str]) -> set[int]:
    repeated = {at for at in run if _words(units[at].rest) in headings}
    return repeated if len(repeated) > 1 and len(repeated) * 3 >= len(run) * 2 else set()


def _links(unit: Unit) -> bool:
    if unit.piece.shape is Shape.ROW:
        return "](#" in unit.piece.text
    if unit.piece.shape is not Shape.LINE or "#" not in unit.piece.text:
        return False
    return bool(_LINKS.fullmatch(_OTHER_TAGS.sub("", unit.piece.text[:2000])))


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
