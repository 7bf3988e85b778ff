"""Notes and questions about them, for the tests of the kinds of cards."""

from random import Random
from typing import Any

from drillcli.kinds import cards, kind, kind_of
from drillcli.kinds.base import Front, Level, Verdict
from drillcli.model import Card, Note


def make(**fields: Any) -> Note:
    """Return a note; a text or list that is not by language is written once for all."""
    read = {
        name: {"": value} if name in TEXTS and not isinstance(value, dict) else value for name, value in fields.items()
    }
    return Note("deck", "note", kind_of(read), read)


TEXTS = {"q", "a", "why", "cloze", "choices", "accept", "order"}


def only(note: Note) -> Card:
    (card,) = cards(note)
    return card


def asked(card: Card, lang: str = "en", seed: int = 0) -> Front:
    return kind(card.note).front(card, lang, Random(seed))


def answered(card: Card, response: str, lang: str = "en", seed: int = 0) -> Verdict:
    verdict = kind(card.note).grade(card, asked(card, lang, seed), response, lang)
    assert verdict is not None
    return verdict


def faults(note: Note, level: Level = Level.ERROR) -> list[tuple[tuple[str | int, ...], str]]:
    return [(found.where, found.message) for found in kind(note).problems(note) if found.level is level]


def warnings(note: Note) -> list[tuple[tuple[str | int, ...], str]]:
    return faults(note, Level.WARNING)
