"""The decks that come with drill, drawn: no TeX is left, no table and no line is cut."""

import re
from functools import cache
from pathlib import Path
from random import Random

import pytest
from rich.cells import cell_len

from drillcli.deckfile.build import load
from drillcli.kinds import cards, kind
from drillcli.model import Deck
from drillcli.ui.console import plain
from drillcli.ui.text import render

DECKS = sorted((Path(__file__).parents[2] / "decks").glob("*.yaml"))
COMMAND = re.compile(r"\\[a-zA-Z]+|(?<!\\)\$[^$\s][^$]*\\")
"""A command of TeX, or a formula whose dollars are still there."""


@cache
def deck(path: Path) -> Deck:
    loaded = load(path, path.stem).deck
    assert loaded is not None
    return loaded


def texts(path: Path, lang: str) -> list[str]:
    """Return every text that cards of a deck show, but for those with code, in which backslashes have their place."""
    found = []
    for note in deck(path).notes:
        for card in cards(note):
            front, back = kind(note).front(card, lang, Random(0)), kind(note).back(card, lang)
            found += [front.ask, *front.options, back.answer, back.why]
    return [text for text in found if text and "`" not in text]


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_tex_is_left(path: Path, lang: str):
    """In a narrow and in a wide window, in both languages; a line that would be cut would be too wide."""
    for text in dict.fromkeys(texts(path, lang)):
        for width in (60, 100):
            shown = plain(render(text), width)
            assert not COMMAND.search(shown), shown
            assert max(map(cell_len, shown.split("\n"))) <= width
