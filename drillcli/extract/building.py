"""An item made from its fields: texts, points, code, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drillcli.extract import settling
from drillcli.extract.choices import correct
from drillcli.extract.fields import Fields, Run, sort
from drillcli.extract.items import Code, Item, Kind, Point, Reason
from drillcli.extract.marks import read
from drillcli.extract.pieces import Shape
from drillcli.extract.points import labelled, points
from drillcli.extract.prose import ends_as_question
from drillcli.extract.source import spans, verbatim
from drillcli.extract.structure import Start
from drillcli.extract.trust import trust
from drillcli.extract.units import DEFINES, Unit
from drillcli.extract.words import Field


@dataclass(frozen=True, slots=True)
class Document:
    """A document on the way: its name, its lines, its units, and the columns of each row of a table of questions."""

    name: str
    lines: list[str]
    units: list[Unit]
    tables: dict[int, dict[Field, int]]


@dataclass(frozen=True, slots=True)
class Built:
    """An item and the indices of the units it took."""

    item: Item
    taken: tuple[int, ...]


def build(document: Document, start: Start, end: int, section: str) -> list[Built]:
    """Return the item of `start` whose units end before `end`, then the replies to other items that lie in it."""
    own, body = document.units[start.index], document.units[start.index + 1 : end]
    if own.piece.shape is Shape.ROW:
        return [_row(document, start, section)]
    fields = sort(own, body)
    if start.zone:
        settling.as_reply(own, fields)
    else:
        settling.as_question(own, fields)
    index = {id(unit): at for at, unit in enumerate(body, start=start.index + 1)}
    away = {index[id(unit)] for unit in fields.unused}
    replies = []
    for number, run in fields.foreign:
        taken = tuple(index[id(unit)] for unit in run.units)
        away.update(taken)
        replies.append(reply(document, number, verbatim(document.lines, run.units, behind_marker=True), taken, section))
    kept = tuple(at for at in range(start.index, end) if at not in away)
    return [Built(_item(document, start, fields, kept, section), kept), *replies]


def reply(document: Document, number: int, text: str, taken: tuple[int, ...], section: str) -> Built:
    """Return an answer that stands apart from its question."""
    read = [document.units[at] for at in taken]
    item = Item(
        Kind.QUESTION, number, "", "", text, points(document.lines, read[1:]), "", (), (), (), (), (), section,
        document.name, read[0].piece.first, spans(read), 0.0, (Reason.MARKED_ANSWER,),
    )  # fmt: skip
    return Built(item, taken)


def _item(document: Document, start: Start, fields: Fields, taken: Sequence[int], section: str) -> Item:
    lines, own = document.lines, document.units[start.index]
    heading = own.title.strip()
    asked = _texts(lines, fields.question)
    marked = any(run.marked for run in fields.question)
    question = asked if marked or not heading else _joined(heading, asked, fields.question)
    if fields.choices and not fields.explanation:
        settling.split_choice(fields)
    answer, explanation = _texts(lines, fields.answer), _texts(lines, fields.explanation)
    choices = tuple(point for found, _ticked in fields.choices for point in found)
    ticked = tuple(letter for _found, letters in fields.choices for letter in letters)
    code = _codes(fields)
    item = Item(
        kind=Kind.EXERCISE if _is_program(fields) and not ends_as_question(question) else Kind.QUESTION,
        number=own.mark.number,
        heading=heading or asked.split("\n", 1)[0],
        question=question,
        answer=answer,
        points=_points(lines, fields.answer),
        explanation=explanation,
        explanation_points=_points(lines, fields.explanation),
        code=code,
        options=choices,
        correct=ticked or correct(question, answer, choices),
        notes=_notes(lines, fields.notes),
        section=section,
        file=document.name,
        line=own.piece.first,
        spans=spans([document.units[at] for at in taken]),
        confidence=0.0,
        reasons=(),
    )
    if not (answer or explanation or choices or code or start.zone or start.traits.asks or asked):
        label, text = labelled(heading)
        item = replace(item, heading=label or heading, question=label or question, answer=text if label else "")
    marked_answer = bool(ticked) or any(run.marked for run in (*fields.answer, *fields.explanation))
    return trust(item, start, marked_question=marked or _marked(own, fields), marked_answer=marked_answer)


def _joined(heading: str, asked: str, runs: Sequence[Run]) -> str:
    """Return the opening line with what belongs to it: the same paragraph after a line break, else after a blank."""
    if not asked:
        return heading
    same = not runs[0].units[0].piece.opens
    return heading + ("\n" if same else "\n\n") + asked


def _marked(own: Unit, fields: Fields) -> bool:
    defined = bool(fields.answer) and fields.answer[0].units[0].mark.word == DEFINES
    return own.mark.field is Field.QUESTION or own.piece.shape is Shape.SUMMARY or defined


def _texts(lines: Sequence[str], runs: Sequence[Run]) -> str:
    texts = [verbatim(lines, run.units, behind_marker=run.marked) for run in runs]
    return "\n\n".join(text for text in texts if text)


def _points(lines: Sequence[str], runs: Sequence[Run]) -> tuple[Point, ...]:
    """Return the list entries; a unit whose marker opened the field is no entry, even where a list holds it."""
    return points(lines, [unit for run in runs for unit in run.units[int(run.marked) :]])


def _notes(lines: Sequence[str], runs: Sequence[Run]) -> tuple[Point, ...]:
    return tuple(Point(run.units[0].mark.word, verbatim(lines, run.units, behind_marker=True)) for run in runs)


def _codes(fields: Fields) -> tuple[Code, ...]:
    found = [_code(block, caption.rest) for caption, block in fields.code]
    for run in (*fields.question, *fields.answer, *fields.explanation):
        for before, unit in zip([None, *run.units], run.units, strict=False):
            if unit.piece.shape is Shape.CODE:
                introduces = before is not None and before.piece.text.endswith((":", "："))
                found.append(_code(unit, before.rest if before and introduces else ""))
    return tuple(sorted(found, key=lambda code: code.line))


def _code(unit: Unit, caption: str) -> Code:
    return Code(unit.piece.language, caption, unit.piece.text, unit.piece.first)


def _is_program(fields: Fields) -> bool:
    """Tell whether the reply is code and no word more."""
    shapes = {unit.piece.shape for run in (*fields.answer, *fields.explanation) for unit in run.units}
    program = bool(fields.code) or shapes == {Shape.CODE}
    return program and shapes <= {Shape.CODE}


def _row(document: Document, start: Start, section: str) -> Built:
    """Return the item of a table's row: numbered in its first cell, or at the beginning of the question."""
    own = document.units[start.index]
    columns = document.tables[start.index]
    cells = {field: own.piece.cells[index].strip() for field, index in columns.items() if index < len(own.piece.cells)}
    number = own.piece.cells[0].strip().rstrip(".")
    first = 0 not in columns.values() and number.isdigit()
    question = cells[Field.QUESTION]
    mark = read(question)
    is_numbered = mark.number is not None and mark.field is None and not mark.bold and mark.start < mark.stop
    empty = _item(document, start, Fields(), (start.index,), section)
    item = replace(
        empty,
        number=int(number) if first else mark.number if is_numbered else None,
        heading=question[mark.start :] if is_numbered else question,
        question=question[mark.start :] if is_numbered else question,
        answer=cells.get(Field.ANSWER, ""),
        explanation=cells.get(Field.EXPLANATION, ""),
    )
    return Built(trust(item, start, marked_question=True, marked_answer=True), (start.index,))
