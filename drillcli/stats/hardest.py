"""The cards that are hardest to keep, and the leeches among them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HardCard:
    """A card that was forgotten often, and its `text`: what it asks, in the learner's language.

    `lapses` counts Again given in review since the card was new (or forgotten by command); `difficulty` is the
    model's, 1 to 10; `recall` (0 to 1) is what the model expects now; `again` of its `answers`, ever given and not
    undone, were Again. A leech has the lapses that the setting `leech_lapses` says.
    """

    card: str
    text: str
    lapses: int
    difficulty: float
    recall: float
    answers: int
    again: int
    is_leech: bool
    is_suspended: bool
