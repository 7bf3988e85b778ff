"""Decks and what was learned of them, as files of other programs."""
