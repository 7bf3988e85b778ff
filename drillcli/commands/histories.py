"""What `drill check` says of histories: which will go over to another note, which did, which have no card any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from drillcli.commands.peeking import peeked_index, peeked_store
from drillcli.config import DATABASE, Environment
from drillcli.deckfile.find import find_decks
from drillcli.deckfile.index import DeckInfo
from drillcli.deckfile.rename import Move
from drillcli.errors import DrillError
from drillcli.rename import hand_overs
from drillcli.store import cards as rows
from drillcli.store import log, roster
from drillcli.store.store import Store


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The history of the card `old` became that of `new`, `at` epoch ms."""

    old: str
    new: str
    at: int


@dataclass(frozen=True, slots=True)
class Histories:
    """`pending` goes over when the collection is next opened; `orphans` counts cards in no deck that have a history."""

    pending: Sequence[Move]
    done: Sequence[TakenOver]
    orphans: int


def histories(env: Environment, paths: Sequence[Path]) -> Histories | None:
    """Return what there is to say of the decks at `paths` (files, or folders of them); nothing is changed.

    None when there is no collection, or none that can be read.
    """
    if not (env.home / DATABASE).exists():
        return None
    try:
        found = find_decks(env.cwd, env.home)
        with peeked_store(env) as store, peeked_index(env, found) as (index, changes):
            decks = {slug for slug, deck in index.decks().items() if is_among(deck, paths)}
            waiting = [change for change in changes if change.slug in decks]
            orphans = roster.orphans(store, list(found))
            pending = [move for change in waiting for move, _pairs in hand_overs(store, change.gone, change.new)]
            return Histories(pending, taken_over(store, decks), len(orphans))
    except (DrillError, OSError):
        return None


def is_among(deck: DeckInfo, paths: Sequence[Path]) -> bool:
    """Tell whether a deck is one of some files, or directly in one of some folders."""
    return Path(deck.path) in paths or Path(deck.path).parent in paths


def taken_over(store: Store, decks: Collection[str]) -> list[TakenOver]:
    """Return the take-overs in force by cards of these decks, the oldest first."""
    connection = store.connection
    moves = sorted(move for of_card in log.moves(connection).values() for move in of_card)
    named = [TakenOver(rows.id_of(connection, m.old), rows.id_of(connection, m.new), m.key[0]) for m in moves]
    return [move for move in named if move.new.partition("/")[0] in decks]
