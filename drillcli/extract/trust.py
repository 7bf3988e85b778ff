"""How sure it is that an item is a question with its answer."""

from dataclasses import replace

from drillcli.extract.items import Item, Reason
from drillcli.extract.structure import SURE_OF_ALL, Start

BASE = 0.2
WEIGHTS = {
    Reason.MARKED_QUESTION: 0.3,
    Reason.MARKED_ANSWER: 0.3,
    Reason.NUMBERED: 0.2,
    Reason.ASKS: 0.25,
    Reason.RECURS: 0.1,
    Reason.UNMARKED_ANSWER: 0.1,
    Reason.DOES_NOT_ASK: -0.15,
    Reason.NO_ANSWER: 0.0,
}
UNANSWERED = 0.15
"""The most that an item without an answer gets: it may be a list of topics, and it makes no card."""


def trust(item: Item, start: Start, *, marked_question: bool, marked_answer: bool) -> Item:
    """Return the item with its reasons and the confidence they add up to."""
    replied = bool(item.answer or item.explanation or item.code or item.correct)
    marked_question = marked_question or start.traits.labelled
    holds = {
        Reason.MARKED_QUESTION: marked_question,
        Reason.MARKED_ANSWER: replied and marked_answer,
        Reason.NUMBERED: item.number is not None and start.traits.follows,
        Reason.ASKS: start.traits.asks,
        Reason.RECURS: start.alike > 2,
        Reason.UNMARKED_ANSWER: replied and not marked_answer,
        Reason.NO_ANSWER: not replied,
        Reason.DOES_NOT_ASK: not (marked_question or start.traits.asks or _counted_with_askers(start)),
    }
    return graded(item, tuple(reason for reason, held in holds.items() if held))


def _counted_with_askers(start: Start) -> bool:
    """Tell whether it has the next number in a group of which nearly all ask: `5. == and ===` after four questions."""
    return start.traits.follows and start.alike > 2 and start.asking >= SURE_OF_ALL


def graded(item: Item, reasons: tuple[Reason, ...]) -> Item:
    """Return the item with these reasons and the confidence they add up to, 0 to 1 in hundredths."""
    total = BASE + sum(WEIGHTS[reason] for reason in reasons)
    most = UNANSWERED if Reason.NO_ANSWER in reasons else 1.0
    return replace(item, reasons=reasons, confidence=round(min(max(total, 0.0), most), 2))
