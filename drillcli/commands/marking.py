"""What `bury`, `suspend` and `unsuspend` share: all cards named are marked, or none."""

from collections.abc import Sequence

from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.store.cards import row_of
from drillcli.store.history import ActKind


def mark(env: Environment, cards: Sequence[str], kind: ActKind, done: str) -> int:
    """Mark each card and say so on stderr with `done`, a text with a place for {card}."""
    with opened(env) as (collection, _decks):
        for card in cards:
            row_of(collection.store.connection, card)  # refuses an unknown card before anything is written
        for card in cards:
            collection.store.mark(card, kind, collection.read_clock())
            env.stderr.write(done.format(card=card) + "\n")
    return 0
