"""Items to be put in their right order."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random

from drillcli.errors import UsageError
from drillcli.kinds import checks
from drillcli.kinds.base import Back, Front, How, Problem, Shape, Verdict, lines, said
from drillcli.kinds.compare import fold, normalise, plain
from drillcli.locale import _
from drillcli.model import Card, Note

NAME = "order"
FIELDS: Mapping[str, Shape] = {"order": Shape.LINES, "q": Shape.TEXT}
REQUIRED: tuple[str, ...] = ("q", "order")
SEPARATORS = (r"->|=>|>|→", ";", "[,、]", r"\s")
"""What may stand between the items' texts, the strongest first: a weaker one may be part of an item."""


def parts(note: Note) -> tuple[str, ...]:  # noqa: ARG001 whatever the note
    """Return the one part."""
    return ("",)


def front(card: Card, lang: str, rng: Random) -> Front:
    """Return the question and the items, never in the right order; for one `rng` alike in every language."""
    items = lines(card.note, "order", lang)
    places = list(range(len(items)))
    while len(items) > 1 and places == sorted(places):
        rng.shuffle(places)
    return Front(said(card.note, "q", lang), How.ORDER, tuple(items[i] for i in places), tuple(places))


def back(card: Card, lang: str) -> Back:
    """Return the items in their right order, numbered."""
    numbered = (f"{number}. {item}" for number, item in enumerate(lines(card.note, "order", lang), 1))
    return Back("\n".join(numbered), said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:
    """Judge the positions shown (from 1) in the order given, or else the items' texts in any language.

    Raises UsageError for more or fewer of them than were asked for: a slip of the hand, not of memory.
    """
    given = _by_position(front, response) or _by_text(card.note, response)
    items = lines(card.note, "order", lang)
    said_so = _chain(items[i] for i in given) if given else response.strip()
    return Verdict(given == sorted(front.places) and bool(given), said_so, _chain(items))


def typed(card: Card, lang: str) -> tuple[str, ...]:  # noqa: ARG001 whatever the card
    """Return nothing: an order is given by positions."""
    return ()


def problems(note: Note) -> Iterator[Problem]:
    """Yield what is wrong with the texts or the number of items."""
    yield from checks.texts(note, FIELDS)
    yield from checks.too_long(note, "q", checks.LONG_FRONT)
    yield from checks.options(note, "order")


def _chain(items: Iterable[str]) -> str:
    return " → ".join(plain(item) for item in items)


def _by_position(front: Front, response: str) -> list[int] | None:
    """Return the author's indexes for `3 1 2`, `3,1,2` or `312`; None unless each position is named once."""
    text = normalise(response)
    if not re.fullmatch(r"[\d\s,;>→=.-]+", text, re.ASCII):
        return None
    numbers = re.findall(r"\d+", text)
    positions = list(numbers[0]) if len(numbers) == 1 else numbers
    _count(positions, len(front.places))
    shown = {str(number): index for number, index in enumerate(front.places, 1)}
    return [shown[position] for position in positions] if sorted(positions) == sorted(shown) else None


def _count(given: Sequence[object], asked: int) -> None:
    """Raise UsageError for an order that has not as many steps as are asked for; none at all means not known."""
    if given and len(given) != asked:
        text = _("{asked} steps are asked, {n} given")
        raise UsageError(text.format(asked=asked, n=len(given)))


def _by_text(note: Note, response: str) -> list[int] | None:
    """Return the author's indexes of the items named, in the order named; None unless each is named once."""
    text = fold(response)
    for items in note.fields["order"].values():
        index = {normalise(item): i for i, item in enumerate(items)}
        for separator in SEPARATORS:
            named = [index.get(normalise(word), -1) for word in re.split(separator, text)]
            if sorted(named) == list(range(len(items))):
                return named
            if len(named) > 1 and -1 not in named:
                _count(named, len(items))
    return None
