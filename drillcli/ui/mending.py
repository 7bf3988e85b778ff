"""Editing the card on the table in the middle of a sitting."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from drillcli.config import Environment
from drillcli.locale import _
from drillcli.sitting import Sitting
from drillcli.ui.editor import edit_deck


class Mended(NamedTuple):
    """What is to be said of the edited deck, and what is wrong with it; "" for nothing."""

    said: str
    trouble: str


def mend(sitting: Sitting, env: Environment, away: Callable[[Callable[[], Path]], Path]) -> Mended:
    """Open the deck of the card on the table at its line, and read it again; raises DrillError without an editor.

    The deck that has an error is opened there: that is to be mended first. `away` calls what is no thinking.
    """
    if sitting.table is None:
        return Mended("", "")
    note, said = sitting.table.card.note, ""
    found = re.search(r":(\d+):\d+: ", _fault(sitting, note.deck))
    path = away(lambda: edit_deck(env, Path(note.path), int(found[1]) if found else note.line))
    if path != Path(note.path):
        text = _("{deck} comes with drill; from now on your own copy is used: {path}")
        said = text.format(deck=note.deck, path=path)
    trouble = sitting.reread()
    if _fault(sitting, note.deck):
        trouble = _("{fault}; e opens it again").format(fault=trouble)
    return Mended(said, trouble)


def _fault(sitting: Sitting, slug: str) -> str:
    """Return the error of a deck, "" when it has none."""
    deck = sitting.collection.index.decks().get(slug)
    return (deck.error if deck else None) or ""
