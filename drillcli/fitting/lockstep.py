"""Many cards walked at once: all take their first review together, then all that have one their second, and so on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from drillcli.fitting.dual import Number
from drillcli.fitting.history import History


class Formulas(Protocol):
    """A memory model on arrays: a module such as `drillcli.fitting.fsrs6`."""

    STATE: int
    """How many numbers a memory is."""

    def first(self, w: Sequence[Number], rating: np.ndarray) -> tuple[Number, ...]:
        """Return the memories after first reviews."""

    def step(
        self, w: Sequence[Number], memory: Sequence[Number], elapsed: np.ndarray, rating: np.ndarray
    ) -> tuple[Number, ...]:
        """Return recall at reviews `elapsed` days after the ones before, then each number of the memories after."""


class Block(NamedTuple):
    """The reviews of some cards (the one with most reviews first): all first ones, then all second ones, and so on."""

    cards: np.ndarray
    """(k,) index of each card in the history."""
    rows: np.ndarray
    """(m,) index of each review in the history."""
    rounds: tuple[slice, ...]
    """Where in `rows` the first, second … reviews lie; those of the cards that have so many, in the cards' order."""
    elapsed: np.ndarray
    """(m,) days since the review before."""
    rating: np.ndarray
    """(m,) 1 to 4."""


class Walk(NamedTuple):
    """What a model makes of a block."""

    recall: np.ndarray
    """(m,) probability of recall before each review; 1 for a card's first."""
    before: np.ndarray
    """(state, m) the memory before each review; means nothing at a card's first."""
    last: np.ndarray
    """(state, k) the memory after each card's last review."""


def blocks(history: History, lengths: np.ndarray, elapsed: np.ndarray, size: int) -> Iterator[Block]:
    """Lay out the first `lengths[k]` reviews of each card k in blocks of about `size` reviews.

    `elapsed` are the days since the review before, for each review of the history.
    """
    order = np.argsort(-lengths, kind="stable")
    order = order[: np.count_nonzero(lengths)]
    ends = np.cumsum(lengths[order])
    cuts = np.searchsorted(ends, np.arange(size, ends[-1] if len(ends) else 0, size)) + 1
    for cards in np.split(order, np.unique(cuts)):
        if len(cards):
            yield _block(history, cards, lengths[cards], elapsed)


def _block(history: History, cards: np.ndarray, lengths: np.ndarray, elapsed: np.ndarray) -> Block:
    """Lay out some cards, of which the first has most reviews."""
    left = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
    starts = history.starts[cards]
    rows = np.concatenate([starts[:count] + done for done, count in enumerate(left)])
    ends = np.cumsum(left).tolist()
    rounds = tuple(slice(end - count, end) for count, end in zip(left.tolist(), ends, strict=True))
    return Block(cards, rows, rounds, elapsed[rows], history.rating[rows])


def walk(formulas: Formulas, w: Sequence[float], block: Block) -> Walk:
    """Return what the model with parameters `w` makes of a block."""
    recall = np.ones(len(block.rows))
    before = np.ones((formulas.STATE, len(block.rows)))
    last = np.array(formulas.first(w, block.rating[block.rounds[0]]))
    for at in block.rounds[1:]:
        count = at.stop - at.start
        before[:, at] = last[:, :count]
        recall[at], *after = formulas.step(w, before[:, at], block.elapsed[at], block.rating[at])
        last[:, :count] = after
    return Walk(recall, before, last)
