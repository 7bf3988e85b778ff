"""A question with options to choose from."""

from collections.abc import Iterator, Mapping
from random import Random

from drillcli.kinds import checks
from drillcli.kinds.base import Back, Front, How, Problem, Shape, Verdict, lines, said
from drillcli.kinds.compare import normalise, plain, same
from drillcli.locale import _
from drillcli.model import Card, Note

NAME = "choice"
FIELDS: Mapping[str, Shape] = {"choices": Shape.LINES, "q": Shape.TEXT, "answer": Shape.INTEGER}
REQUIRED: tuple[str, ...] = ("q", "choices", "answer")


def parts(note: Note) -> tuple[str, ...]:  # noqa: ARG001 whatever the note
    """Return the one part."""
    return ("",)


def front(card: Card, lang: str, rng: Random) -> Front:
    """Return the question and its options; for one `rng` they stand alike in every language."""
    choices = lines(card.note, "choices", lang)
    places = list(range(len(choices)))
    rng.shuffle(places)
    return Front(said(card.note, "q", lang), How.CHOOSE, tuple(choices[i] for i in places), tuple(places))


def back(card: Card, lang: str) -> Back:
    """Return the right choice."""
    return Back(_right(card, lang), said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:
    """Judge the number of an option as shown (from 1), or else the text of a choice in any language."""
    chosen = _chosen(card, front, response)
    choices = lines(card.note, "choices", lang)
    given = response.strip() if chosen is None else plain(choices[chosen])
    return Verdict(chosen == card.note.fields["answer"] - 1, given, plain(_right(card, lang)))


def typed(card: Card, lang: str) -> tuple[str, ...]:
    """Return the right choice."""
    return (plain(_right(card, lang)),)


def problems(note: Note) -> Iterator[Problem]:
    """Yield what is wrong with the texts, the number of choices, or the answer's index."""
    yield from checks.texts(note, FIELDS)
    yield from checks.too_long(note, "q", checks.LONG_FRONT)
    yield from checks.options(note, "choices")
    fewest = min(len(choices) for choices in note.fields["choices"].values())
    if not 1 <= note.fields["answer"] <= fewest:
        message = _("`answer` is {answer}, but there are {n} choices: give the number of the right one, from 1")
        yield Problem(("answer",), message.format(answer=note.fields["answer"], n=fewest))


def _right(card: Card, lang: str) -> str:
    number: int = card.note.fields["answer"]
    return lines(card.note, "choices", lang)[number - 1]


def _chosen(card: Card, front: Front, response: str) -> int | None:
    """Return the author's index (from 0) of the choice that the response means."""
    shown = {str(number): index for number, index in enumerate(front.places, 1)}
    if (number := normalise(response)) in shown:
        return shown[number]
    every = [choice for choices in card.note.fields["choices"].values() for choice in enumerate(choices)]
    exact = (index for index, choice in every if choice == response.strip())
    return next(exact, next((index for index, choice in every if same(response, choice)), None))
