"""Finds the word that was probably meant."""

from collections.abc import Iterable

NEAR = 0.6
"""How like a word is that was probably meant (`difflib.SequenceMatcher.ratio`)."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`; None when none is near."""
    found = most_alike(word, known, 1, NEAR)
    return found[0] if found else None


def most_alike(word: str, known: Iterable[str], most: int, least: float = 0.0) -> list[str]:
    """Return at most `most` known words, the most like `word` first, of at least the likeness `least` (0 to 1)."""
    from difflib import get_close_matches  # noqa: PLC0415 only a mistake needs it, and every start would pay for it

    return get_close_matches(word.casefold(), known, n=most, cutoff=least)
