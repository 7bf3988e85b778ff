"""A question whose short answer is typed."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from drillcli.kinds import checks
from drillcli.kinds.base import Back, Front, How, Problem, Shape, Verdict, lines, said
from drillcli.kinds.compare import nearest, plain, same
from drillcli.locale import _
from drillcli.model import Card, Note

NAME = "typed"
FIELDS: Mapping[str, Shape] = {"accept": Shape.LINES, "q": Shape.TEXT}
REQUIRED: tuple[str, ...] = ("q", "accept")
SHOWN = 3
"""So many other accepted texts are shown; the rest are spellings that nobody needs to read."""


def parts(note: Note) -> tuple[str, ...]:  # noqa: ARG001 whatever the note
    """Return the one part."""
    return ("",)


def front(card: Card, lang: str, rng: Random) -> Front:  # noqa: ARG001 nothing to shuffle
    """Return the question."""
    return Front(said(card.note, "q", lang), How.TYPE)


def back(card: Card, lang: str) -> Back:
    """Return the first accepted text, and the next few in the same language below it."""
    first, *others = lines(card.note, "accept", lang)
    return Back("\n\n".join(filter(None, (first, _also(others)))), said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:  # noqa: ARG001 nothing was shuffled
    """Judge a text: right when it counts as the same as an accepted one, in whatever language."""
    verdict = judged(response, typed(card, lang))
    others = [text for text in lines(card.note, "accept", lang) if plain(text) != verdict.expected]
    return verdict._replace(besides=_also(others))


def judged(response: str, accepted: Sequence[str]) -> Verdict:
    """Hold a response against the texts that are right: it is the same as one, or else one is nearest to it."""
    right = next((text for text in accepted if same(response, text)), "")
    return Verdict(bool(right), response.strip(), right or nearest(response, accepted))


def typed(card: Card, lang: str) -> tuple[str, ...]:
    """Return every accepted text, those in `lang` first."""
    every = [*lines(card.note, "accept", lang)]
    every += [text for texts in card.note.fields["accept"].values() for text in texts]
    return tuple(dict.fromkeys(plain(text) for text in every))


def problems(note: Note) -> Iterator[Problem]:
    """Yield blank, missing, overlong or repeated texts, and a list that accepts nothing."""
    yield from checks.texts(note, FIELDS)
    yield from checks.too_long(note, "q", checks.LONG_FRONT)
    for lang, accepted in note.fields["accept"].items():
        yield from checks.distinct(note, "accept", lang)
        if not accepted:
            yield Problem(checks.place("accept", lang), _("`accept` is empty: give at least one right answer"))


def _also(others: Sequence[str]) -> str:
    """Return what else is right, as many texts as are shown; "" for none."""
    return _("also: {others}").format(others=" · ".join(others[:SHOWN])) if others else ""
