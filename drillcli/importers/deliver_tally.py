"""What came of an import: counts of all that came over, and of all that did not, with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from drillcli.importers.parcel import LeftOut, ParcelCard
from drillcli.locale import _
from drillcli.model import Answer

_DAY = 1
"""Of an `Answer`."""
EXAMPLES = 3
MOST_REASONS = 100
"""So many reasons are told apart: some speak of the text at fault, and a file may have a hundred thousand of these."""


@dataclass(slots=True)
class Left:
    """Things that were left out for one reason: how many, and what tells the first ones from others."""

    what: str
    why: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class DeckDone(NamedTuple):
    """A deck that notes were written to: `new` and `updated` count them."""

    slug: str
    title: str
    path: Path
    new: int
    updated: int


@dataclass(slots=True)
class Delivered:
    """What came of an import, or would come.

    Notes are `new`, `updated` (changed in the source), the `same`, `edited` (by the learner alone), `kept` (changed by
    both: the learner's text stays), `removed` (taken out of the deck by the learner) or `restored` (their deck file was
    gone). `cards` are new ones; `reviews` are new, `known` ones were in the log; days are study days, None where no
    review is new. Of `noted` notes only what is known of their source changed. `backup` is the database as it was, None
    where nothing was written.
    """

    new: int = 0
    updated: int = 0
    same: int = 0
    edited: int = 0
    kept: int = 0
    removed: int = 0
    restored: int = 0
    cards: int = 0
    reviews: int = 0
    known: int = 0
    suspended: int = 0
    buried: int = 0
    flagged: int = 0
    media: int = 0
    noted: int = 0
    first_day: int | None = None
    last_day: int | None = None
    decks: list[DeckDone] = field(default_factory=list)
    backup: Path | None = None
    _left: dict[tuple[str, str], Left] = field(default_factory=dict)

    @property
    def notes(self) -> int:
        """How many notes there were that made sense."""
        return self.new + self.updated + self.same + self.edited + self.kept + self.removed + self.restored

    @property
    def is_change(self) -> bool:
        """Whether there was anything to write."""
        return bool(self.new or self.updated or self.restored or self.cards or self.reviews or self.noted)

    @property
    def left_out(self) -> list[Left]:
        """What did not come over, by reason, the most frequent first."""
        return sorted(self._left.values(), key=lambda left: -left.count)

    def leave(self, one: LeftOut, count: int = 1) -> None:
        """Count one thing that does not come over, or several without a name."""
        why = one.why if (one.what, one.why) in self._left or len(self._left) < MOST_REASONS else _("other reasons")
        left = self._left.setdefault((one.what, why), Left(one.what, why))
        left.count += count
        if one.where and len(left.examples) < EXAMPLES:
            left.examples.append(one.where)

    def arrived(self, reviews: Sequence[Answer], card: ParcelCard) -> None:
        """Count a new card and its reviews, in time order."""
        self.cards += 1
        self.suspended += card.suspended
        self.buried += card.buried
        self.flagged += card.flagged
        if reviews:
            self.reviewed(reviews)

    def reviewed(self, reviews: Sequence[Answer]) -> None:
        """Count new reviews, in time order."""
        self.reviews += len(reviews)
        first, last = reviews[0][_DAY], reviews[-1][_DAY]
        if self.first_day is None or first < self.first_day:
            self.first_day = first
        if self.last_day is None or last > self.last_day:
            self.last_day = last
