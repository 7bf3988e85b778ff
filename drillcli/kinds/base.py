"""What every kind of card has in common: shapes of fields, the two faces, the verdict, the protocol."""

from collections.abc import Iterator, Mapping
from enum import Enum
from random import Random
from typing import NamedTuple, Protocol

from drillcli.kinds.compare import plain
from drillcli.model import Card, Note, in_language


class Shape(Enum):
    """The form a field of a note takes in a deck file."""

    STRING = "a text"
    DATE = "a year, a month or a day, such as 2026, 2026-11 or 2026-11-30"
    STRINGS = "a list of texts"
    TEXT = "a text, or one text for each language"
    LINES = "a list of texts, or one list for each language"
    FLAG = "true or false"
    INTEGER = "a whole number"
    NUMBER = "a mapping with value, tolerance and unit"


class Level(Enum):
    """How grave a problem is: an error keeps a deck from being studied."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """A fault of a note: `where` is the path to it within the note, such as ("choices", "zh", 2)."""

    where: tuple[str | int, ...]
    message: str
    level: Level = Level.ERROR


class How(Enum):
    """What the learner does with a front. Only RATE leaves the rating to the learner."""

    RATE = "rate"
    CHOOSE = "choose"
    ORDER = "order"
    TYPE = "type"
    NUMBER = "number"


class Front(NamedTuple):
    """What is shown first: Markdown, and for CHOOSE and ORDER the options in the order shown.

    `places[i]` is the author's index (from 0) of the option shown at i.
    """

    ask: str
    how: How
    options: tuple[str, ...] = ()
    places: tuple[int, ...] = ()


class Back(NamedTuple):
    """What is shown after the answer, in Markdown: the answer, and why it is so ("" when unsaid)."""

    answer: str
    why: str = ""


class Verdict(NamedTuple):
    """Whether a response was right; `expected` is the right response nearest to the `given` one, in plain text.

    `besides` is what else there is to tell where `expected` was told, in Markdown; None where that is the whole answer.
    """

    right: bool
    given: str
    expected: str
    besides: str | None = None


class Kind(Protocol):
    """A kind of card is a module with these members; `drillcli.kinds.KINDS` lists them."""

    NAME: str
    FIELDS: Mapping[str, Shape]
    """The fields of this kind beyond the common ones; the first one marks the kind."""
    REQUIRED: tuple[str, ...]

    def parts(self, note: Note) -> tuple[str, ...]:
        """Return the parts a note is made into, one card each; ("",) when it is one card."""

    def front(self, card: Card, lang: str, rng: Random) -> Front:
        """Return the front in `lang`; options are shuffled by `rng`."""

    def back(self, card: Card, lang: str) -> Back:
        """Return the back in `lang`."""

    def grade(self, card: Card, front: Front, response: str, lang: str) -> Verdict | None:
        """Judge a response; None for a kind that the learner rates.

        Raises UsageError, in one line, for a response that is incomplete.
        """

    def typed(self, card: Card, lang: str) -> tuple[str, ...]:
        """Return the texts that count as right when the learner types the answer; () when it cannot be typed."""

    def problems(self, note: Note) -> Iterator[Problem]:
        """Yield the faults that shapes alone do not show; only asked of a note whose shapes are right."""


def untold(front: Front, back: Back, verdict: Verdict | None) -> str:
    """Return what of the answer, in Markdown, is still to be shown below a verdict, so that nothing is told twice."""
    if verdict is None:
        return back.answer
    if front.how is How.CHOOSE or plain(back.answer) == verdict.expected:  # the marks on the options say it all
        return ""
    is_told = not verdict.right or verdict.given == verdict.expected
    return back.answer if verdict.besides is None or not is_told else verdict.besides


def said(note: Note, field: str, lang: str) -> str:
    """Return a TEXT field in `lang` (or the language it has); "" when the note lacks it."""
    return str(in_language(note.fields.get(field, {}), lang))


def lines(note: Note, field: str, lang: str) -> tuple[str, ...]:
    """Return a LINES field in `lang` (or the language it has)."""
    return tuple(in_language(note.fields.get(field, {}), lang))
