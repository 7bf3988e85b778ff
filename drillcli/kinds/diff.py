"""What sets a typed answer apart from the right one, character by character, for the screen."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from drillcli.kinds.compare import fold


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that the two texts share, that the given one lacks, or that it has too much."""

    kind: Literal["equal", "missing", "extra"]
    text: str


def diff(given: str, expected: str) -> tuple[Piece, ...]:
    """Return how `given` becomes `expected`: "equal" and "missing" joined are `expected`, width-folded.

    Width and case do not count as differences; an equal run is written as in `expected`.
    """
    source, target = characters(fold(given)), characters(fold(expected))
    return tuple(_pieces(source, target))


def _pieces(source: list[str], target: list[str]) -> Iterator[Piece]:
    for edit in Levenshtein.opcodes([c.casefold() for c in source], [c.casefold() for c in target]):
        given, expected = source[edit.src_start : edit.src_end], target[edit.dest_start : edit.dest_end]
        if edit.tag == "equal":
            yield Piece("equal", "".join(expected))
            continue
        if given:
            yield Piece("extra", "".join(given))
        if expected:
            yield Piece("missing", "".join(expected))


def characters(text: str) -> list[str]:
    """Return the characters as a reader counts them: combining marks stay with their base."""
    found: list[str] = []
    for char in text:
        if found and (unicodedata.category(char).startswith("M") or char == "\u200d" or found[-1][-1] == "\u200d"):
            found[-1] += char
        else:
            found.append(char)
    return found
