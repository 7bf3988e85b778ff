"""What the units of an item are that no marker opens: more of the question, its task, or the answer."""

from collections.abc import Sequence

from drillcli.extract.choices import correct
from drillcli.extract.fields import Fields, Run
from drillcli.extract.items import Point
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import asks, ends_as_question, is_unfolded
from drillcli.extract.units import Unit
from drillcli.extract.words import Field

ANY = tuple(Point(letter, "") for letter in "ABCDEFGH")


def as_reply(own: Unit, fields: Fields) -> None:
    """Take an entry of the answers' part as answer, its first line included."""
    if not fields.answer:
        fields.answer = [Run([own], marked=True), *fields.lead] if own.rest else fields.lead
        if own.rest and fields.lead and not fields.lead[0].marked:
            fields.answer = [Run([own, *fields.lead[0].units], marked=True), *fields.lead[1:]]
        fields.lead = []


def as_question(own: Unit, fields: Fields) -> None:
    """Decide what the units without a marker are: more of the question before a marked answer, else the answer."""
    if fields.answer or (fields.choices and not _after_choices(fields)):
        fields.question = [*fields.lead, *fields.question]
    elif not fields.question and _is_task(own, fields):
        units = [unit for run in fields.lead for unit in run.units]
        cut = next(at for at, unit in enumerate(units) if unit.piece.shape is Shape.CODE)
        fields.question, fields.answer = [Run(units[:cut])], [Run(units[cut:])]
    elif not fields.question and fields.lead and not _complete(own):
        first = fields.lead[0].units
        cut = _sentence(own, first)
        fields.question = [Run(first[:cut])] if cut else []
        rest = [Run(first[cut:])] if cut < len(first) else []
        fields.answer = [*rest, *fields.lead[1:]]
    else:
        fields.answer = fields.lead
    fields.lead = []


def _sentence(own: Unit, units: Sequence[Unit]) -> int:
    """Return how many units still belong to the question: the lines of its paragraph up to a question mark.

    In a paragraph without one they are the lines up to a full stop.
    """
    begin = 0 if own.rest else 1
    end = next((at for at in range(begin, len(units)) if units[at].piece.opens), len(units))
    texts = [own.rest, *(unit.piece.text for unit in units[:end])]
    asked = [at for at in range(begin, end) if ends_as_question(texts[at])]
    stopped = [at for at in range(begin, end) if texts[at].endswith((".", "。"))]
    return next(iter(asked or stopped), end)


def split_choice(fields: Fields) -> None:
    """Take what follows the letter of the right choice as its explanation."""
    runs = [run for run in fields.answer if run.units[0].rest or len(run.units) > 1]
    if runs and len(runs[0].units) > 1 and correct("", runs[0].units[0].rest, ANY):
        fields.explanation = [Run(runs[0].units[1:]), *runs[1:]]
        fields.answer = [Run(runs[0].units[:1], marked=runs[0].marked)]


def _is_task(own: Unit, fields: Fields) -> bool:
    """Tell whether a name (`Exercise 2: Palindrome`) is followed by the task in words and a program at the end."""
    units = [unit for run in fields.lead for unit in run.units]
    named = own.mark.field is Field.QUESTION and bool(own.rest) and not asks(own.rest)
    return named and bool(units) and units[0].is_text and units[-1].piece.shape is Shape.CODE


def _after_choices(fields: Fields) -> bool:
    last = fields.choosing[-1].piece.last
    return any(unit.piece.first > last for run in fields.lead for unit in run.units)


def _complete(own: Unit) -> bool:
    """Tell whether the line that opens an item is the whole question: a heading, a folded line, one that asks."""
    whole = own.mark.bold or ends_as_question(own.rest) or is_unfolded(own.rest)
    return bool(own.rest) and (own.piece.shape is not Shape.LINE or whole)
