"""Many cards whose logs have changed: their rows, and what they add to the roll-ups, for less work than one by one."""

from collections.abc import Collection, Sequence

from drillcli.model import FORGET, CardState, Mode
from drillcli.store import cards, log
from drillcli.store.history import Replayer, Review, fold, folded_marks, in_order
from drillcli.store.intake_cards import lives
from drillcli.store.intake_rows import Shares
from drillcli.store.rollup import MOST_MS, Rollup
from drillcli.store.store import Store


def fold_anew(store: Store, found: Collection[int]) -> None:
    """Write cards (rows) as their logs are, and add their answers to the roll-ups; call it inside `store.writing()`.

    What the cards added before must have been taken away.
    """
    rollup, shares = Rollup(), Shares()
    for row, deck, reviews, acts in log.histories(store.connection, found):
        replayer = store.replayer_of(deck)
        if all(review.took_ms <= MOST_MS for review in reviews):
            state = _replayed(rollup, deck, reviews, replayer)
        else:  # the roll-up of many holds no answer that took so long
            folded = fold(reviews, (), replayer)
            shares.take(deck, folded)
            state = folded.state
        cards.write_card(store.connection, row, state, folded_marks(acts))
    rollup.write(store.connection)
    shares.write(store.connection, 1)


def _replayed(rollup: Rollup, deck: int, reviews: Sequence[Review], replayer: Replayer) -> CardState | None:
    """Return the state to which reviews lead, and let a roll-up take them: what `fold` does."""
    answers = [
        (*review.at, review.rating, review.took_ms, review.interval)
        for review in in_order(reviews)
        if review.mode != Mode.CRAM
    ]
    state: CardState | None = None
    for life in lives(answers) if answers else ():
        state = None
        if life[0][3] != FORGET:
            state, recalls = replayer.replay(life)
            rollup.add(deck, life, recalls)
    return state
