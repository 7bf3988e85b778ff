"""`drill forget`: makes cards new again; their history stays in the log."""

from collections.abc import Sequence

from drillcli.commands.naming import ids_of
from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.model import FORGET, Mode
from drillcli.store.cards import row_of
from drillcli.visible import one_line


def run(env: Environment, words: Sequence[str]) -> int:
    """Make each card, or all cards of a note, new; undoable."""
    with opened(env) as (collection, _decks):
        cards = ids_of(collection, words)
        for card in cards:
            row_of(collection.store.connection, card)  # refuses an unknown card before anything is written
        for card in cards:
            collection.store.answer(card, FORGET, collection.read_clock(), 0, Mode.STUDY, lambda _before, _at: None)
            env.stderr.write(one_line(_("new again: {card}").format(card=card)) + "\n")
    return 0
