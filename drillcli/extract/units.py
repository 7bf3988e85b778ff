"""Pieces with their marks, and lines of two fields taken apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from drillcli.extract import marks
from drillcli.extract.marks import Mark
from drillcli.extract.pieces import Piece, Shape
from drillcli.extract.prose import asks, ends_as_question
from drillcli.extract.words import FIELD_OF, REPLIERS, Field

DEFINES = ":"
"""The word of a definition: `: text` under its term, `<dd>`, or what follows ` :: `."""

MOST_FIELDS = 8
"""Fields that one line may hold; what comes after them belongs to the last one."""

_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\([^()\s]*\)")
_DEFINES = re.compile(r" :: |(?<=[?？]) +(?:->|=>|→|-|–|—) +(?=\S)")
"""Between a term and its definition: `term :: meaning`, `Question? -> answer`."""
_INLINE = re.compile(
    r"(?<=[\s。？！?.!；;，,)）*_])(?:[*_]{1,3}|[\[【(（])?(?:"
    + "|".join(
        re.escape(word)
        for word in sorted(FIELD_OF, key=len, reverse=True)
        if FIELD_OF[word] in (Field.ANSWER, Field.EXPLANATION, Field.NOTE)
    )
    + r")\s*(?:[*_]{1,3}\s*[:：]|[:：]|[\]】])",
    re.IGNORECASE,
)


class Unit(NamedTuple):
    """A piece and what its beginning says."""

    piece: Piece
    mark: Mark

    @property
    def rest(self) -> str:
        """The text behind the marker."""
        return self.piece.text[self.mark.start : self.mark.stop].strip()

    @property
    def title(self) -> str:
        """The text behind the marker; of a link its words."""
        linked = _LINK.fullmatch(self.rest)
        return linked["words"] if linked else self.rest

    @property
    def is_text(self) -> bool:
        """Whether it is words: a heading, a line, something folded."""
        return self.piece.shape in (Shape.HEADING, Shape.LINE, Shape.SUMMARY)

    def opens_field(self, *fields: Field) -> bool:
        """Whether its marker opens one of these fields."""
        return self.mark.field in fields


def units(pieces: Sequence[Piece]) -> list[Unit]:
    """Return the pieces with their marks; a line with question and answer becomes two, `A:` before `B:` a choice."""
    found = [unit for piece in pieces for unit in _split(piece)]
    letters = [marks.option(unit.piece.text) for unit in found]
    for at, (unit, letter) in enumerate(zip(found, letters, strict=True)):
        if letter and letter[0] == "A" and unit.piece.shape is Shape.LINE:
            chosen = any(each and each[0] == "B" for each in letters[at + 1 : at + 4])
            asked = any(before.mark.word == "q" for before in found[max(at - 3, 0) : at])
            if chosen:
                found[at] = Unit(unit.piece, Mark(stop=len(unit.piece.text)))
            elif asked and unit.mark.field is None:
                found[at] = Unit(unit.piece, Mark(None, "", Field.ANSWER, "a", letter[1], len(unit.piece.text)))
    return found


def _split(piece: Piece) -> Iterator[Unit]:
    for _field in range(MOST_FIELDS):
        mark = _mark(piece)
        cut = _cut(piece, mark)
        if cut is None:
            yield Unit(piece, _with_tail(piece, mark))
            return
        head = piece.text[:cut].rstrip()
        stop = min(mark.stop, len(head))
        yield Unit(replace(piece, text=head, end=piece.column + len(head)), replace(mark, stop=stop, tail=None))
        defines = _DEFINES.match(piece.text, cut)
        text = piece.text[defines.end() if defines else cut :].lstrip()
        start = piece.column + len(piece.text) - len(text)
        piece = replace(piece, column=start, text=text, bullet="", opens=False)
        if defines:
            yield Unit(piece, Mark(None, "", Field.ANSWER, DEFINES, 0, len(text)))
            return
    yield Unit(piece, Mark(stop=len(piece.text)))


def _with_tail(piece: Piece, mark: Mark) -> Mark:
    """Return a mark whose text goes on behind the words in bold that it begins with: `**Label** text`."""
    if mark.tail is None or piece.shape is not Shape.LINE:
        return mark
    start = len(piece.text[: mark.start].rstrip("*_"))
    return replace(mark, start=start, stop=len(piece.text), tail=None)


def _mark(piece: Piece) -> Mark:
    if piece.shape not in (Shape.HEADING, Shape.LINE, Shape.SUMMARY):
        return Mark()
    if piece.text.startswith((": ", ":\t")) or piece.bullet == DEFINES:
        return Mark(None, "", Field.ANSWER, DEFINES, 0 if piece.bullet else 2, len(piece.text))
    mark = marks.read(piece.text, heading=piece.shape is not Shape.LINE)
    if mark.number is None and piece.bullet[:1].isdigit():
        return replace(mark, number=int(piece.bullet[:-1]), style="ol")
    return mark


def _cut(piece: Piece, mark: Mark) -> int | None:
    """Return where the second field of a line begins, None for a line of one."""
    if piece.shape is not Shape.LINE:
        return None
    if mark.tail is not None and _starts(piece, mark):
        return mark.tail
    defines = list(_DEFINES.finditer(piece.text, 1))
    if len(defines) == 1 and mark.field is None:
        return defines[0].start()
    if not any(sign in piece.text for sign in ":：]】"):
        return None
    for found in _INLINE.finditer(piece.text, mark.start):
        is_plain = found.group().strip("*_ :：").lower() in ("a", *REPLIERS)  # a word of any sentence, too
        before = piece.text[: found.start()]
        if found.start() > mark.start and (not is_plain or mark.field or ends_as_question(before)):
            return found.start()
    return None


def _starts(piece: Piece, mark: Mark) -> bool:
    numbered = mark.number is not None and mark.style != "ol"
    if mark.field not in (None, Field.QUESTION) and piece.text[: mark.start].endswith(("*", "_")):
        return False  # `A: **Yes.** It does.`: the answer only begins in bold
    return numbered or mark.field is not None or asks(piece.text[mark.start : mark.stop])
