"""All that is known of one card: what it says, how well it is remembered, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drillcli.model import Card, CardState
from drillcli.store.history import Marks, Review


@dataclass(frozen=True, slots=True)
class Face:
    """A card in one language: what is asked, with its options in the author's order, the answer, and why it is so."""

    front: str
    options: tuple[str, ...]
    back: str
    why: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What the memory model says: days until recall falls to 90 %, difficulty (1 to 10), recall now (0 to 1)."""

    stability: float
    difficulty: float
    recall: float


@dataclass(frozen=True, slots=True)
class Dossier:
    """A card with its faces by language, its state and memory (None when new), its marks and its reviews, oldest first.

    `is_buried` tells whether it is hidden today.
    """

    card: Card
    faces: Mapping[str, Face]
    state: CardState | None
    memory: Memory | None
    marks: Marks
    is_buried: bool
    reviews: Sequence[Review]
