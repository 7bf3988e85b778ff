"""How far each candidate reaches: the units up to the next of its kind, a heading, or the end of what holds it."""

from collections.abc import Sequence, Set

from drillcli.extract.candidates import Key
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import asks, ends_as_question
from drillcli.extract.units import DEFINES, Unit
from drillcli.extract.words import NOT_ITEMS, Field

_BLOCKS = (("summary",), ("term",))
"""What begins a folded text, and an entry of a list of definitions."""


def ends(units: Sequence[Unit], keys: Sequence[Key | None], members: Sequence[int], bounds: Set[int]) -> list[int]:
    """Return for each member of a group the index its extent ends before; `bounds` are limits for all."""
    inside = _stays_inside(units, members)
    limits = [
        _whole_block(units, keys, at, limit) for at, limit in zip(members, [*members[1:], len(units)], strict=True)
    ]
    return [_end(units, keys, at, limit, bounds, inside=inside) for at, limit in zip(members, limits, strict=True)]


def _whole_block(units: Sequence[Unit], keys: Sequence[Key | None], at: int, limit: int) -> int:
    """Return where a `Q:` without its `A:` ends before `limit`: at a block that asks and answers by itself."""
    if keys[at] != ("label",):
        return limit
    for index in range(at + 1, limit):
        if units[index].opens_field(Field.ANSWER, Field.EXPLANATION):
            break
        if keys[index] == ("row",) or (keys[index] in _BLOCKS and asks(units[index].title)):
            return index
    return limit


def _stays_inside(units: Sequence[Unit], members: Sequence[int]) -> bool:
    """Tell whether most entries of a list hold their answers inside, so that what stands outside is not theirs."""
    entries = [at for at in members if units[at].piece.bullet and units[at].piece.shape is Shape.LINE]
    full = sum(_holds_more(units, at) for at in entries)
    return bool(entries) and full * 2 >= len(members)


def _holds_more(units: Sequence[Unit], at: int) -> bool:
    path = units[at].piece.path
    following = units[at + 1] if at + 1 < len(units) else None
    if following is None or following.piece.path[: len(path)] != path:
        return False
    return following.piece.opens or following.mark.field is not None or ends_as_question(units[at].piece.text)


def _end(
    units: Sequence[Unit], keys: Sequence[Key | None], at: int, limit: int, bounds: Set[int], *, inside: bool
) -> int:
    unit = units[at]
    if unit.piece.shape is Shape.ROW:
        return at + 1
    path, folds = unit.piece.path, 0
    for index in range(at + 1, limit):
        other = units[index]
        if index in bounds or (inside and other.piece.path[: len(path)] != path and not _adjoins(units, index)):
            return index
        if other.piece.shape is Shape.HEADING and _ends_at_heading(unit, other):
            return index
        if unit.piece.shape is Shape.SUMMARY:
            folds += (other.piece.shape is Shape.SUMMARY and keys[index] is None) - (other.piece.shape is Shape.CLOSE)
            if folds < 0:
                return index + 1
        if keys[at] == ("term",) and index > at + 1 and _leaves_definition(other):
            return index
    return limit


def _adjoins(units: Sequence[Unit], index: int) -> bool:
    """Tell whether a list of another kind begins or goes on right below the line before it, with no blank between."""
    piece, before = units[index].piece, units[index - 1].piece
    return bool(piece.path) and piece.shape is Shape.LINE and piece.first == before.last + 1


def _ends_at_heading(unit: Unit, heading: Unit) -> bool:
    if heading.mark.field not in (None, Field.QUESTION) and heading.mark.word not in NOT_ITEMS:
        return False
    path = unit.piece.path
    if unit.piece.shape is Shape.HEADING:
        return heading.piece.level <= unit.piece.level
    return not path or heading.piece.path[: len(path)] != path


def _leaves_definition(other: Unit) -> bool:
    piece = other.piece
    outside = piece.opens and not piece.path and piece.column == 0 and other.mark.word != DEFINES
    return outside or other.opens_field(Field.QUESTION)
