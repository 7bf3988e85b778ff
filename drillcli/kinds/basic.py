"""A question and its answer, on request in both directions; the learner rates."""

from collections.abc import Iterator, Mapping
from random import Random

from drillcli.kinds import checks
from drillcli.kinds.base import Back, Front, How, Problem, Shape, Verdict, said
from drillcli.kinds.compare import plain
from drillcli.model import Card, Note

NAME = "basic"
FIELDS: Mapping[str, Shape] = {"q": Shape.TEXT, "a": Shape.TEXT, "reverse": Shape.FLAG}
REQUIRED: tuple[str, ...] = ("q", "a")
REVERSE = "reverse"
TYPED_LIMIT = 80
"""The most characters of an answer that one can be asked to type word for word."""


def parts(note: Note) -> tuple[str, ...]:
    """Return one part, or two when the note is asked in reverse too."""
    return ("", REVERSE) if note.fields.get(REVERSE) else ("",)


def front(card: Card, lang: str, rng: Random) -> Front:  # noqa: ARG001 nothing to shuffle
    """Return the question; in reverse, the answer."""
    return Front(said(card.note, _faces(card)[0], lang), How.RATE)


def back(card: Card, lang: str) -> Back:
    """Return the answer; in reverse, the question."""
    return Back(said(card.note, _faces(card)[1], lang), said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:  # noqa: ARG001 the learner rates
    """Return None: the learner rates."""
    return None


def typed(card: Card, lang: str) -> tuple[str, ...]:
    """Return the answer when it is short enough to be typed."""
    answer = said(card.note, _faces(card)[1], lang).strip()
    return () if "\n" in answer or len(answer) > TYPED_LIMIT else (plain(answer),)


def problems(note: Note) -> Iterator[Problem]:
    """Yield blank, missing and overlong texts."""
    yield from checks.texts(note, FIELDS)
    yield from checks.too_long(note, "q", checks.LONG_FRONT)
    yield from checks.too_long(note, "a", checks.LONG_ANSWER)
    yield from checks.one_fact(note, "a")


def _faces(card: Card) -> tuple[str, str]:
    return ("a", "q") if card.part == REVERSE else ("q", "a")
