"""What to do next, and the rest of what `drill` alone says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from drillcli.stats.standing import Standing


class Reason(Enum):
    """Why the next step is what it is: cards are due, some come again soon, new ones may be learned, nothing to do."""

    DUE = "due"
    AGAIN = "again"
    NEW = "new"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Ready:
    """A deck and what a sitting would ask of it now, within the day's limits.

    `again` of the cards come once the others are done, the first in `minutes`: they are in their steps, and not due
    for so long as the learn-ahead time at most.
    """

    deck: str
    due: int
    new: int
    again: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: study a deck with `count` cards ready, or wait `minutes` (None: nothing is scheduled).

    Of cards that come again the first one does in `minutes`.
    """

    reason: Reason
    deck: str | None = None
    count: int = 0
    minutes: int | None = None

    @property
    def command(self) -> str | None:
        """The command to type; None when there is nothing to do now."""
        return f"drill study {self.deck}" if self.deck else None


@dataclass(frozen=True, slots=True)
class ExamAhead:
    """An exam on a study day: `expected` is the share (0 to 1) of its cards that will be recalled, None without cards.

    `minutes` may be studied for it a day; `minutes_left` of them are left today.
    """

    id: int
    day: int
    decks: Sequence[str]
    cards: int
    expected: float | None
    minutes: float
    minutes_left: float


@dataclass(frozen=True, slots=True)
class Home:
    """What `drill` alone shows: where each deck stands, days in a row with an answer, answers today, the next step.

    `exams` are those ahead, the next one first.
    """

    day: int
    decks: Sequence[Standing]
    streak: int
    answered_today: int
    step: Step
    exams: Sequence[ExamAhead] = ()


def next_step(ready: Sequence[Ready], minutes: int | None) -> Step:
    """Return what to do next: the deck with most cards due, else that which was begun, else the first with new ones.

    The deck that was begun is the one with most cards that come again; its new ones are asked before these. The decks
    come in the order of the curriculum. When there is none of these cards, wait `minutes`.
    """
    most = max(ready, key=lambda deck: deck.due, default=None)
    if most and most.due:
        return Step(Reason.DUE, most.deck, most.due)
    begun = max(ready, key=lambda deck: deck.again, default=None)
    if begun and begun.again and not begun.new:
        return Step(Reason.AGAIN, begun.deck, begun.again, begun.minutes)
    first = begun if begun and begun.again else next((deck for deck in ready if deck.new), None)
    if first:
        return Step(Reason.NEW, first.deck, first.new)
    return Step(Reason.WAIT, minutes=minutes)
