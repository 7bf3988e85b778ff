"""When a note was renamed or rewritten: its cards' histories go over to the nearest new note, and never silently."""

from collections.abc import Iterator, Sequence

from drillcli.deckfile.rename import Move, match
from drillcli.kinds import cards
from drillcli.locale import _
from drillcli.model import Moment, Note
from drillcli.store import cards as rows
from drillcli.store.store import Store


def hand_over(store: Store, gone: Sequence[Note], new: Sequence[Note], now: Moment) -> list[str]:
    """Give the history of each vanished card to the new card that is most alike; return a line on each note."""
    notices = []
    for move, pairs in hand_overs(store, gone, new):
        store.take_over(pairs, now)
        notices.append(
            _("{new} takes over the history of {old}: the text is {percent} % the same (`drill undo` if not)").format(
                new=f"{move.new.deck}/{move.new.id}", old=move.old.id, percent=round(100 * move.score)
            )
        )
    return notices


def hand_overs(store: Store, gone: Sequence[Note], new: Sequence[Note]) -> Iterator[tuple[Move, list[tuple[str, str]]]]:
    """Yield the notes whose histories are to go over, with the pairs (old, new) of their cards.

    Only cards with a history give, only cards without one take.
    """
    for move in match(gone, new) if gone and new else ():
        taking = {card.part: card.id for card in cards(move.new)}
        pairs = [
            (card.id, taking[card.part])
            for card in cards(move.old)
            if card.part in taking and has_state(store, card.id) and not has_state(store, taking[card.part])
        ]
        if pairs:
            yield move, pairs


def has_state(store: Store, card_id: str) -> bool:
    """Tell whether a card was ever answered and not forgotten."""
    row = rows.find(store.connection, card_id)
    return row is not None and rows.read_state(store.connection, row) is not None
