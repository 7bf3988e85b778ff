"""Finds the word that was probably meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`; None when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 only a mistake needs it, and every start would pay for it

    found = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return found[0] if found else None
