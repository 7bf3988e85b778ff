"""What no item took, named: titles, sections, introductions, closing words, contents, markup."""

from collections.abc import Mapping, Sequence, Set

from drillcli.extract.building import Document
from drillcli.extract.items import Left, LeftOut
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import asks, closes, ends_as_question
from drillcli.extract.units import Unit
from drillcli.extract.words import SPEAKERS

_BY_SHAPE = {
    Shape.FRONT: Left.FRONT_MATTER,
    Shape.COMMENT: Left.COMMENT,
    Shape.MARKUP: Left.MARKUP,
    Shape.RULE: Left.MARKUP,
    Shape.CLOSE: Left.MARKUP,
    Shape.CONTENTS: Left.CONTENTS,
}


LONGEST_TITLE = 60
"""Characters of a first line without Markdown that may be a title."""


def closing(units: Sequence[Unit], begin: int, end: int) -> int:
    """Return where the closing words after an item begin, `end` if none.

    They are the last paragraphs before a section or the document's end, outside every list, set off by a blank line,
    and begin as closing words do; the item keeps at least one unit of its own.
    """
    found = min(_after_rule(units, begin, end), _after_speech(units, begin, end))
    for at in range(end - 1, begin + 1, -1):
        piece = units[at].piece
        if piece.shape in _BY_SHAPE:
            continue
        if piece.shape is not Shape.LINE or piece.path or units[at].mark.field is not None:
            break
        if piece.opens and closes(piece.text):
            found = min(found, at)
    return found


def _after_speech(units: Sequence[Unit], begin: int, end: int) -> int:
    """Return where a conversation is over: at the first paragraph after the last reply that has no speaker."""
    if units[begin].mark.word not in SPEAKERS or units[begin].piece.shape is not Shape.LINE:
        return end
    spoken = max(at for at in range(begin, end) if units[at].mark.field is not None)
    silent = (at for at in range(spoken + 1, end) if units[at].piece.opens and not units[at].piece.path)
    return next(silent, end)


def _after_rule(units: Sequence[Unit], begin: int, end: int) -> int:
    """Return where the lines after the last rule begin.

    They are closing words where a rule also parts this item from the one before, or at the end of a document that has
    no other rule.
    """
    rules = [at for at in range(begin + 1, end) if units[at].piece.shape is Shape.RULE]
    parted = bool(begin) and units[begin - 1].piece.shape is Shape.RULE
    only = end == len(units) and sum(unit.piece.shape is Shape.RULE for unit in units) == 1
    if not rules or not (parted or only):
        return end
    after = units[rules[-1] + 1 : end]
    plain = all(_is_plain(unit) for unit in after)
    return rules[-1] + 1 if plain and after else end


def _is_plain(unit: Unit) -> bool:
    """Tell whether a unit is a line of a paragraph, quoted or not, outside every list."""
    return unit.piece.shape is Shape.LINE and len(unit.piece.path) == unit.piece.quotes and unit.mark.field is None


def left_out(
    document: Document,
    taken: Set[int],
    sections: Mapping[int, str],
    title: int | None,
    replies: Set[int],
) -> list[LeftOut]:
    """Return what was left out, in order, neighbours of one kind joined.

    `taken` are the indices of the items' units, `replies` those of answers without a question.
    """
    units = document.units
    found: list[tuple[Left, int, int]] = []
    inked = {unit.piece.first for at, unit in enumerate(units) if at in taken or unit.piece.shape not in _BY_SHAPE}
    first, last = min(taken, default=len(units)), max(taken, default=-1)
    section_before = False
    for at, unit in enumerate(units):
        if at in taken or (
            unit.piece.first == unit.piece.last and unit.piece.first in inked and unit.piece.shape in _BY_SHAPE
        ):
            continue
        kind = _BY_SHAPE.get(unit.piece.shape)
        if kind is None:
            kind = _kind(at, title, sections, replies)
        if unit.piece.shape is Shape.ROW and unit.piece.level:
            kind = Left.MARKUP
        if kind is None and _is_question(unit):
            kind = Left.UNANSWERED
        if kind is None:
            kind = _place(at, first, last, taken, under_section=section_before)
        section_before = section_before or kind is Left.SECTION
        if (
            found
            and found[-1][0] is kind
            and kind not in (Left.SECTION, Left.UNANSWERED)
            and _meet(document.lines, found[-1][2], unit.piece.first)
        ):
            found[-1] = (kind, found[-1][1], max(unit.piece.last, found[-1][2]))
        else:
            found.append((kind, unit.piece.first, unit.piece.last))
    return [
        LeftOut(kind, document.name, start, "\n".join(document.lines[start - 1 : end])) for kind, start, end in found
    ]


def _is_question(unit: Unit) -> bool:
    """Tell whether words end in a question mark, or are an entry of a list worded as a question."""
    return unit.is_text and (ends_as_question(unit.piece.text) or (bool(unit.piece.bullet) and asks(unit.rest)))


def _meet(lines: Sequence[str], last: int, first: int) -> bool:
    """Tell whether there are only blank lines between two lines."""
    return not any(line.strip() for line in lines[last : first - 1])


def _kind(at: int, title: int | None, sections: Mapping[int, str], replies: Set[int]) -> Left | None:
    if at == title:
        return Left.TITLE
    if at in sections:
        return Left.SECTION
    return Left.REPLY if at in replies else None


def _place(at: int, first: int, last: int, taken: Set[int], *, under_section: bool) -> Left:
    """Name words by where they stand."""
    if not taken:
        return Left.TEXT
    if at < first:
        return Left.LEAD_IN if under_section else Left.INTRODUCTION
    if at > last:
        return Left.CLOSING
    return Left.LEAD_IN if under_section else Left.TEXT


def title_of(units: Sequence[Unit], starts: Sequence[int], sections: Mapping[int, str]) -> int | None:
    """Return the index of the heading that is the document's title: the first, before all items, and no section.

    It is one if no other heading of its level stands over items, or if the next thing after it is another heading.
    """
    at = min(sections, default=None)
    if at is None or (starts and at > starts[0]) or units[at].piece.shape is not Shape.HEADING:
        return None if at == 0 else _plain_title(units, starts)
    level = units[at].piece.level
    following = units[at + 1].piece if at + 1 < len(units) else None
    if following and following.shape is Shape.HEADING and at + 1 in sections and following.level > level:
        return at if not _peers(units, starts, sections, at) or level == 1 else None
    return at if not _peers(units, starts, sections, at) else None


def _plain_title(units: Sequence[Unit], starts: Sequence[int]) -> int | None:
    """Return the index of a first line that stands alone before the items and is no sentence."""
    at = next((at for at, unit in enumerate(units) if unit.piece.shape not in _BY_SHAPE), None)
    if at is None or not starts or at >= starts[0] or units[at].piece.shape is not Shape.LINE:
        return None
    piece, following = units[at].piece, units[at + 1].piece
    alone = following.opens and not piece.bullet and len(piece.text) <= LONGEST_TITLE
    return at if alone and not piece.text.endswith(("。", ".", "：", ":", "；", "，", ",")) else None


def _peers(units: Sequence[Unit], starts: Sequence[int], sections: Mapping[int, str], title: int) -> bool:
    """Tell whether another heading of the title's level has items under it."""
    level = units[title].piece.level
    places = [at for at in sorted(sections) if units[at].piece.shape is Shape.HEADING]
    for at, end in zip(places, [*places[1:], len(units)], strict=True):
        if at != title and units[at].piece.level == level and any(at < start < end for start in starts):
            return True
    return False
