"""What Anki's table `revlog` tells beside the answers: which of them follow from a memory that is known."""

from collections.abc import Sequence
from typing import NamedTuple

from drillcli.store.intake_rows import Foreign

_HEADS = {"id", "cid", "ease", "type", "factor"}
_LEARNING, _FILTERED = 0, 3


class Marks(NamedTuple):
    """The index of the columns `type` and `factor`."""

    kind: int
    factor: int


def find_marks(heads: Sequence[str]) -> Marks | None:
    """Return where Anki's marks are; None for a log of another origin."""
    plain = [head.strip().casefold() for head in heads]
    return Marks(plain.index("type"), plain.index("factor")) if set(plain) >= _HEADS else None


def is_cram(cells: Sequence[str], marks: Marks) -> bool:
    """Return whether a row was answered in a filtered deck that leaves the schedule alone (`is_cramming` in Anki)."""
    return int(cells[marks.kind]) == _FILTERED and int(cells[marks.factor]) == 0


def is_learning(cells: Sequence[str], marks: Marks) -> bool:
    """Return whether a row was answered in the steps of a new card."""
    return int(cells[marks.kind]) == _LEARNING


def since_learned(reviews: Sequence[Foreign], learning: Sequence[bool]) -> list[Foreign]:
    """Return the reviews of each card from when it was learned (after a reset: learned anew) on, in their order.

    What a card knew before is not known, nor of cards that were never learned in this log. Anki fits to the same rows
    (`reviews_for_fsrs`).
    """
    begun: dict[str, int] = {}
    before: dict[str, bool] = {}
    for review, is_step in sorted(zip(reviews, learning, strict=True), key=lambda row: row[0].at.ms):
        if is_step and not before.get(review.card):
            begun[review.card] = review.at.ms
        before[review.card] = is_step
    return [review for review in reviews if review.card in begun and review.at.ms >= begun[review.card]]
