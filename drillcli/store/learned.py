"""What was learned of single cards, for whoever asks for one after another: undone answers and cram left out."""

from typing import NamedTuple

from drillcli.model import CardState, Mode
from drillcli.store import cards, log
from drillcli.store.history import Marks, Review
from drillcli.store.store import Store


class OfCard(NamedTuple):
    """The reviews that count for a card, in time order; its state, None when it is new; its marks."""

    reviews: list[Review]
    state: CardState | None
    marks: Marks


class LearnedCards:
    """Knows the undos and take-overs of the whole log, so that each card costs one look into the database."""

    def __init__(self, store: Store) -> None:
        self._connection = store.connection
        self._undone = log.undone(self._connection)
        moves = [move for of_card in log.moves(self._connection).values() for move in of_card]
        self._moved = {card for move in moves for card in (move.old, move.new)}

    def of(self, card_id: str) -> OfCard:
        """Return what was learned of a card; raises StoreError for one that the store never saw."""
        row = cards.read(self._connection, card_id)
        if row.id in self._moved:
            reviews, _acts = log.history(self._connection, row.id)
        else:
            out = self._undone.get(row.id, ())
            reviews = [r for r in log.reviews_of(self._connection, row.id) if r.key not in out]
        return OfCard(sorted(r for r in reviews if r.mode != Mode.CRAM), row.state, row.marks)
