"""The units of one item sorted into its fields: question, options, answer, explanation, code, notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from drillcli.extract.choices import Choices, options
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import asks_for_words
from drillcli.extract.units import Unit
from drillcli.extract.words import Field


@dataclass(slots=True)
class Run:
    """Units of a field that follow each other; `marked` when the first one's marker is not part of the text."""

    units: list[Unit]
    marked: bool = False


@dataclass(slots=True)
class Fields:
    """The runs of units of each field; `lead` is what no marker opens, `foreign` answers that name other numbers."""

    lead: list[Run] = field(default_factory=list)
    question: list[Run] = field(default_factory=list)
    answer: list[Run] = field(default_factory=list)
    explanation: list[Run] = field(default_factory=list)
    code: list[tuple[Unit, Unit]] = field(default_factory=list)
    notes: list[Run] = field(default_factory=list)
    foreign: list[tuple[int, Run]] = field(default_factory=list)
    choices: list[Choices] = field(default_factory=list)
    choosing: list[Unit] = field(default_factory=list)
    unused: list[Unit] = field(default_factory=list)


UNUSED = (Shape.RULE, Shape.MARKUP, Shape.CLOSE, Shape.COMMENT, Shape.FRONT, Shape.CONTENTS)


def sort(own: Unit, body: Sequence[Unit]) -> Fields:
    """Return the fields of the item that `own` begins."""
    return _Sorter(own, body).fields


class _Sorter:
    """One walk over an item's units, in the field that the last marker opened."""

    def __init__(self, own: Unit, body: Sequence[Unit]) -> None:
        self.own = own
        self.body = body
        self.fields = Fields()
        self.into: list[Run] = self.fields.lead
        self.back: list[Run] | None = None
        self.broken = True
        first = self._first_answer()
        listed = first == len(body) and asks_for_words(own.rest)
        self.options = {} if listed else options(body[:first])
        visible = self._visible()
        if visible:
            self.fields.question.append(Run([unit for unit in body[:visible] if unit.piece.shape not in UNUSED]))
        skip = False
        for at, unit in enumerate(body):
            if at < visible and unit.piece.shape not in UNUSED:
                continue
            if skip:
                skip = False
            elif unit.piece.shape in UNUSED:
                self.fields.unused.append(unit)
            elif at in self.options:
                self._choose(at, unit)
            else:
                skip = self._put(at, unit)

    def _first_answer(self) -> int:
        marked = (Field.ANSWER, Field.EXPLANATION)
        return next((at for at, unit in enumerate(self.body) if unit.opens_field(*marked)), len(self.body))

    def _visible(self) -> int:
        """Return how many units belong to what can be seen of something folded: a list before its `</summary>`."""
        if self.own.piece.shape is not Shape.SUMMARY:
            return 0
        ends = (at for at, unit in enumerate(self.body) if unit.piece.text.startswith("</summary"))
        end = next(ends, 0)
        said = any(unit.piece.shape not in UNUSED for unit in self.body[:end])
        return end if said else 0

    def _choose(self, at: int, unit: Unit) -> None:
        self.fields.choices.append(self.options[at])
        self.fields.choosing.append(unit)
        self.broken = True

    def _put(self, at: int, unit: Unit) -> bool:
        """Put a unit where it belongs; return whether the next one went with it."""
        following = self.body[at + 1] if at + 1 < len(self.body) else None
        which = unit.mark.field
        if which is Field.CODE and following and following.piece.shape is Shape.CODE:
            self.fields.code.append((unit, following))
            self.broken = True
            return True
        if self.back is not None and unit.piece.opens and which is None:
            self.into, self.back, self.broken = self.back, None, True
        if which in (Field.ANSWER, Field.EXPLANATION) or (which is Field.QUESTION and self._may_ask(at)):
            self._open(unit)
        elif which is Field.NOTE:
            self._note(unit)
        else:
            self._add(unit)
        return False

    def _may_ask(self, at: int) -> bool:
        """Tell whether a question can still be opened: 问题： inside an answer is a part of it."""
        first = not self.fields.question and self.into is self.fields.lead
        return first and (not self.fields.lead or any(each.opens_field(Field.ANSWER) for each in self.body[at:]))

    def _open(self, unit: Unit) -> None:
        own, number = self.own.mark.number, unit.mark.number
        self.back = None
        if unit.mark.field is Field.ANSWER and None not in (own, number) and own != number:
            run = Run([unit], marked=True)
            self.fields.foreign.append((number or 0, run))
            self.into, self.broken = [run], False
            return
        self.into = getattr(self.fields, unit.mark.field or "lead")
        self.into.append(Run([unit], marked=True))
        self.broken = False

    def _note(self, unit: Unit) -> None:
        before = self.back if self.back is not None else self.into
        self.fields.notes.append(Run([unit], marked=True))
        self.into, self.broken = self.fields.notes, False
        self.back = before if unit.rest else None

    def _add(self, unit: Unit) -> None:
        if self.broken:
            self.into.append(Run([]))
        self.into[-1].units.append(unit)
        self.broken = False
