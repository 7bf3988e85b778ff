"""Which units may begin an item, grouped by what they look like, and how well each group explains the document."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from drillcli.extract.pieces import Shape
from drillcli.extract.prose import asks, ends_as_question, is_unfolded, promises
from drillcli.extract.units import DEFINES, Unit
from drillcli.extract.words import HEADS, NOT_ITEMS, Field

Key: TypeAlias = tuple[str | int, ...]

ENOUGH = 0.4
"""The score from which a group begins items; 0.55 for one that neither asks nor is marked."""


def keys(units: Sequence[Unit]) -> list[Key | None]:
    """Return for each unit the group it belongs to, None for one that cannot begin an item."""
    found = [_key(unit, units[index + 1] if index + 1 < len(units) else None) for index, unit in enumerate(units)]
    for index in tables(units):
        found[index] = ("row",)
    return _without_fields(units, found)


def _key(unit: Unit, following: Unit | None) -> Key | None:
    if following and following.mark.word == DEFINES and unit.mark.word != DEFINES and unit.is_text:
        return ("term",)
    if unit.piece.shape is Shape.SUMMARY:
        return ("summary",) if unit.mark.field in (None, Field.QUESTION) else None
    if unit.piece.shape is Shape.HEADING:
        return _heading_key(unit, following)
    return _line_key(unit, following) if unit.piece.shape is Shape.LINE else None


def _heading_key(unit: Unit, following: Unit | None) -> Key | None:
    level, mark = unit.piece.level, unit.mark
    if mark.field is Field.QUESTION and (mark.number is not None or unit.rest):
        return ("heading", level, "Q")
    if mark.field is not None:
        return None
    if mark.number is not None:
        return ("heading", level, mark.style)
    answered = following is not None and following.opens_field(Field.ANSWER, Field.EXPLANATION, Field.QUESTION)
    is_asking = asks(unit.title) and unit.title.lower() not in NOT_ITEMS
    return ("heading", level, "?") if answered or is_asking else None


def _line_key(unit: Unit, following: Unit | None) -> Key | None:
    piece, mark, depth = unit.piece, unit.mark, len(unit.piece.path)
    if mark.field is not None:
        return ("label",) if mark.field is Field.QUESTION else None
    if mark.number is not None:
        if mark.style == "ol":
            return ("line", "1.") if depth == 1 else ("ol", depth)
        return ("bold" if mark.bold else "line", mark.style)
    if mark.bold and mark.tail is None and (ends_as_question(unit.rest) or _stands_alone(unit, following)):
        return ("bold", "?")
    if piece.bullet:
        return ("ul", depth) if asks(unit.rest) else None
    return ("para",) if piece.opens and not piece.path and ends_as_question(piece.text) else None


def _stands_alone(unit: Unit, following: Unit | None) -> bool:
    """Tell whether a line in bold is a paragraph of its own and worded as a task (`**Tell me about Git**`)."""
    alone = unit.piece.opens and not unit.piece.path and following is not None and following.piece.opens
    return alone and asks(unit.rest) and not unit.rest.endswith((":", "："))


def tables(units: Sequence[Unit]) -> dict[int, dict[Field, int]]:
    """Return which column holds which field, for each row of a table whose head names questions and answers."""
    columns, found = None, {}
    for index, (piece, _mark) in enumerate(units):
        if piece.shape is not Shape.ROW:
            columns = columns if piece.shape is Shape.MARKUP else None
        elif piece.level:
            columns = _columns(piece.cells)
        elif columns and len(piece.cells) > max(columns.values()) and piece.cells[columns[Field.QUESTION]].strip():
            found[index] = columns
    return found


def _columns(cells: Sequence[str]) -> dict[Field, int] | None:
    names = [cell.strip("*_ :：").lower() for cell in cells]
    columns = {
        field: index
        for field, words in HEADS.items()
        for index, name in reversed(list(enumerate(names)))
        if name in words
    }
    return columns if Field.QUESTION in columns and Field.ANSWER in columns else None


def _without_fields(units: Sequence[Unit], found: list[Key | None]) -> list[Key | None]:
    """Take out the labels (`题目：`) that only open the question of the heading or number right before them."""
    labels = [index for index, key in enumerate(found) if key == ("label",)]
    fields = [i for i in labels if i and found[i - 1] and found[i - 1] != ("label",) and units[i].mark.number is None]
    if labels and len(fields) * 10 >= len(labels) * 7:
        for index in fields:
            found[index] = None
    return found


class Traits(NamedTuple):
    """What speaks for one candidate: each 0 or 1, except the number of answers in its extent."""

    asks: bool
    labelled: bool
    follows: bool
    answers: int
    body: bool
    promised: bool


def traits(units: Sequence[Unit], index: int, end: int, before: int | None, heading: str) -> Traits:
    """Return what speaks for the candidate at `index` whose extent ends before `end`.

    `before` is the number of the candidate before it in its group, `heading` the words over it.
    """
    unit = units[index]
    number = unit.mark.number
    marked = unit.mark.field is Field.QUESTION or unit.piece.shape in (Shape.SUMMARY, Shape.ROW)
    inside = [units[at] for at in range(index + 1, end)]
    defined = bool(inside) and inside[0].mark.word == DEFINES
    answers = _answers(inside)
    follows = number is not None and (number == 1 or (before is not None and number == before + 1))
    return Traits(
        unit.mark.field is Field.QUESTION or asks(unit.title) or _asked_inside(inside),
        marked or defined,
        follows,
        1 if unit.piece.shape is Shape.ROW else answers,
        unit.piece.shape is Shape.ROW or _has_body(unit, inside),
        promises(heading),
    )


def _answers(inside: Sequence[Unit]) -> int:
    """Return how many answers are marked: one inside the other (`<summary>Answer`, `#### Answer: B`) are one."""
    said = [each for each in inside if each.piece.shape not in (Shape.MARKUP, Shape.CLOSE)]
    marked = [each.opens_field(Field.ANSWER) for each in said]
    twice = sum(one and other and not each.rest for one, other, each in zip(marked, marked[1:], said, strict=False))
    return sum(marked) - twice or min(sum(each.opens_field(Field.EXPLANATION) for each in inside), 1)


def _asked_inside(inside: Sequence[Unit]) -> bool:
    """Tell whether a marked question comes before the first marked answer, and one answer comes."""
    fields = [each.mark.field for each in inside if each.mark.field in (Field.QUESTION, Field.ANSWER)]
    return fields == [Field.QUESTION, Field.ANSWER]


def _has_body(unit: Unit, inside: Sequence[Unit]) -> bool:
    """Tell whether something follows that is neither a heading nor the same sentence on its next line."""
    text = unit.piece.text
    whole = ends_as_question(text) or text.endswith((".", "。")) or is_unfolded(text)
    asked = unit.piece.shape is not Shape.LINE or whole
    for each in inside:
        if each.piece.shape is Shape.HEADING:
            return each.mark.field is not None
        if each.piece.shape is Shape.CODE or (each.is_text and (each.piece.opens or asked or each.mark.field)):
            return True
    return False


def score(group: Sequence[Traits]) -> float:
    """Return how well a group explains the document, about 0 to 1.5; below the threshold it does not."""
    size = len(group)

    def share(name: str) -> float:
        return sum(bool(getattr(each, name)) for each in group) / size

    one = sum(each.answers == 1 for each in group) / size
    many = sum(each.answers > 1 for each in group) / size
    points = 0.35 * share("asks") + 0.3 * share("labelled") + 0.25 * share("follows") + 0.4 * one - 0.5 * many
    # A marked question without an answer is one all the same; another may be an entry of a list of contents.
    points += 0.15 - 0.65 * sum(not (each.body or each.labelled) for each in group) / size
    points += 0.1 if size > 2 else -0.2 if size == 1 else 0.0
    bare = share("asks") < 0.3 and share("labelled") + one < 0.3
    return points + 0.2 * share("promised") - (0.15 if bare else 0.0)


def grouped(found: Sequence[Key | None]) -> dict[Key, list[int]]:
    """Return the candidates of each group, in order."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for index, key in enumerate(found):
        if key is not None:
            groups[key].append(index)
    return groups
