"""The entries of lists: the points of an answer with their labels."""

import re
from collections.abc import Collection, Sequence

from drillcli.extract.items import Point
from drillcli.extract.pieces import Shape
from drillcli.extract.source import verbatim
from drillcli.extract.units import Unit
from drillcli.extract.words import Field

LONGEST_LABEL = 24
"""Characters (or, of other scripts, twice as many) of what may stand before a colon and be called a label."""

_BOLD = re.compile(
    r"(\*\*|__|\*|<b>|<strong>)(?P<label>(?:(?!\1).){1,80}?)(?:\1|</b>|</strong>)\s*(?P<colon>[:：]?)\s*", re.DOTALL
)
_PLAIN = re.compile(r"(?P<label>[^:：。，,;；？?!！\n|`\[\]]{1,60}?)\s*(?:：|:(?=\s))\s*(?=\S)")


def points(lines: Sequence[str], units: Sequence[Unit]) -> tuple[Point, ...]:
    """Return the outermost list entries among the units, each with its label and the label over its list."""
    starts = _entries(units)
    known = frozenset(starts)
    found = []
    for at, following in zip(starts, [*starts[1:], len(units)], strict=False):
        body = [units[at], *_inside(units, at, following)]
        label, text = labelled(_without_bullet(units[at], verbatim(lines, body)))
        found.append(Point(label, text, _group(units, at, known)))
    return tuple(found)


def _entries(units: Sequence[Unit]) -> list[int]:
    """Return the units that begin an entry of the outermost list; numbered lines are a list, too."""
    bullets = [at for at, unit in enumerate(units) if unit.piece.bullet]
    if bullets:
        depth = min(len(units[at].piece.path) for at in bullets)
        return [at for at in bullets if len(units[at].piece.path) == depth]
    numbered = [at for at, unit in enumerate(units) if unit.piece.shape is Shape.LINE and unit.mark.number is not None]
    numbers = [units[at].mark.number for at in numbered]
    return numbered if len(numbered) > 1 and numbers == list(range(1, len(numbers) + 1)) else []


def _inside(units: Sequence[Unit], at: int, following: int) -> list[Unit]:
    path, found = units[at].piece.path, []
    for unit in units[at + 1 : following]:
        if (path and unit.piece.path[: len(path)] != path) or (not path and unit.piece.opens):
            break
        found.append(unit)
    return found


def _without_bullet(unit: Unit, text: str) -> str:
    """Return an entry's text from behind its marker on."""
    begin = unit.piece.text[unit.mark.start :] if not unit.piece.bullet and unit.mark.number else unit.piece.text
    line, _newline, more = text.partition("\n")
    cut = line.rfind(begin.split("\n", 1)[0])
    kept = line[cut:] if cut >= 0 else begin
    return f"{kept}\n{_outdented(more)}".strip() if more else kept.strip()


def _outdented(text: str) -> str:
    rows = text.split("\n")
    cut = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return "\n".join(row[cut:] for row in rows)


def labelled(text: str) -> tuple[str, str]:
    """Return the label of an entry and the rest, the label empty where there is none."""
    found = _BOLD.match(text)
    if found and text[found.end() :].strip():
        label = found["label"].strip()
        colon = found["colon"] or label.endswith((":", "："))
        if colon or found.group(1) in ("**", "__", "<b>", "<strong>"):
            return label.rstrip(":： "), text[found.end() :]
    plain = _PLAIN.match(text)
    if plain and _short(plain["label"]):
        return plain["label"].strip(), text[plain.end() :]
    return "", text


def _short(label: str) -> bool:
    wide = any(ord(character) > 0x2E7F for character in label)
    return len(label) <= (LONGEST_LABEL if wide else 2 * LONGEST_LABEL) and not label.startswith(("http", "$"))


def _group(units: Sequence[Unit], at: int, starts: Collection[int]) -> str:
    """Return the label over the list that the entry is in: a bold or short line that ends in a colon, a heading."""
    for before in range(at - 1, -1, -1):
        unit = units[before]
        if before in starts or unit.piece.path[: len(units[at].piece.path)] == units[at].piece.path != ():
            continue
        if unit.opens_field(Field.ANSWER, Field.EXPLANATION):
            return ""
        if unit.piece.shape is Shape.HEADING:
            return unit.piece.text
        text = unit.piece.text
        bold = _BOLD.fullmatch(text)
        return bold["label"].rstrip(":： ") if bold and unit.piece.shape is Shape.LINE else ""
    return ""
