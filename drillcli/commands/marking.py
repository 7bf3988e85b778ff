"""What `bury`, `suspend` and `unsuspend` share: no card is marked where one that was named is unknown."""

from collections.abc import Sequence

from drillcli.commands.naming import ids_of
from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.store.cards import row_of
from drillcli.store.history import ActKind, marked
from drillcli.visible import one_line


def mark(env: Environment, words: Sequence[str], kind: ActKind, done: str, already: str) -> int:
    """Mark each card, or all cards of a note, and say so on stderr with `done`, a text with a place for {card}.

    One that is marked so `already` stays, and that text is said of it.
    """
    with opened(env) as (collection, _decks):
        cards = ids_of(collection, words)
        for card in cards:
            row_of(collection.store.connection, card)  # refuses an unknown card before anything is written
        for card in cards:
            marks, now = collection.store.marks(card), collection.read_clock()
            if marked(marks, kind, now.day) == marks:
                env.stderr.write(one_line(already.format(card=card)) + "\n")
                continue
            collection.store.mark(card, kind, now)
            env.stderr.write(one_line(done.format(card=card)) + "\n")
    return 0
