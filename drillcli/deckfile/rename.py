"""Finds which new note of a deck is an old one with its text or its id changed, so that its history can follow."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

from rapidfuzz.fuzz import ratio

from drillcli.deckfile.identity import content_id
from drillcli.model import Note

THRESHOLD = 0.75
"""Measured on 52 bilingual notes and on decks of one pattern (capitals, years, methods), in Chinese and English.

Different notes reach 0.73; a typo in question and answer leaves 0.87 or more for 95 % of the notes, a clause
added to the answer 0.83, clauses of a third to a half of the length added to both 0.72 to 0.76.
"""
_ASKED = ("q", "cloze")
_ANSWERED = ("a", "choices", "answer", "accept", "order", "number")
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)

Half: TypeAlias = Mapping[str, str]
"""What a note asks, or what it answers, by language ("" where it is written once for all)."""


@dataclass(frozen=True, slots=True)
class Move:
    """A note that goes on as another; `score` is how alike they are, from `THRESHOLD` to 1 (the same content)."""

    old: Note
    new: Note
    score: float


def match(gone: Sequence[Note], new: Sequence[Note]) -> list[Move]:
    """Pair notes that vanished with notes that appeared, the most alike first, each at most once.

    Only notes of one kind are alike. Among equals the earlier ones come first, so the same notes in
    the same order always give the same pairs.
    """
    same = _same(gone, new)
    taken = {id(note) for move in same for note in (move.old, move.new)}
    return same + _alike([n for n in gone if id(n) not in taken], [n for n in new if id(n) not in taken])


def _same(gone: Iterable[Note], new: Sequence[Note]) -> list[Move]:
    """Pair the notes of which only the id changed, without comparing each with each."""
    by_content: dict[str, list[Note]] = {}
    for note in reversed(new):
        by_content.setdefault(content_id(note.kind, note.fields), []).append(note)
    pairs = ((old, by_content.get(content_id(old.kind, old.fields))) for old in gone)
    return [Move(old, twins.pop(), 1.0) for old, twins in pairs if twins]


def _alike(gone: Iterable[Note], new: Iterable[Note]) -> list[Move]:
    pairs = product([(note, _halves(note)) for note in gone], [(note, _halves(note)) for note in new])
    scored = (Move(old, other, _similarity(a, b)) for (old, a), (other, b) in pairs if old.kind == other.kind)
    moves = sorted((move for move in scored if move.score >= THRESHOLD), key=lambda move: -move.score)
    taken: set[int] = set()
    chosen = []
    for move in moves:
        if taken.isdisjoint((id(move.old), id(move.new))):
            taken |= {id(move.old), id(move.new)}
            chosen.append(move)
    return chosen


def similarity(one: Note, other: Note) -> float:
    """Return how alike two notes are, 0 to 1: the mean of how alike what they ask and what they answer is.

    Each is 1 - (insertions + deletions) / (length of both), by characters, so it means the same for
    Chinese and English, over the languages that both have; without a common one, the two most alike.
    The mean keeps notes of one pattern apart ("capital of France", "capital of Spain"): their answers differ.
    """
    return _similarity(_halves(one), _halves(other))


def _similarity(one: tuple[Half, Half], other: tuple[Half, Half]) -> float:
    return sum(map(_ratio, one, other)) / 2


def _ratio(one: Half, other: Half) -> float:
    common = sorted(one.keys() & other.keys())
    if common:
        return ratio("\n".join(one[lang] for lang in common), "\n".join(other[lang] for lang in common)) / 100
    return max((ratio(a, b) for a, b in product(one.values(), other.values())), default=0.0) / 100


def _halves(note: Note) -> tuple[Half, Half]:
    """Return what a note asks and what it answers; the answer of a cloze is what stands in its gaps."""
    asked, answered = _texts(note, _ASKED), _texts(note, _ANSWERED)
    if "cloze" in note.fields:
        answered = {lang: "\n".join(_GAP.findall(text)) for lang, text in asked.items()}
    return asked, answered


def _texts(note: Note, names: Iterable[str]) -> Half:
    parts: dict[str, list[str]] = {}
    for name in names:
        value = note.fields.get(name)
        by_language = value if isinstance(value, Mapping) and name != "number" else {"": value}
        for lang, said in by_language.items():
            parts.setdefault(lang, []).extend(_strings(said))
    return {lang: "\n".join(said) for lang, said in parts.items() if said}


def _strings(value: Any) -> Iterator[str]:
    """Yield the scalars of a text, a list or a number."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif value is not None:
        yield str(value)
