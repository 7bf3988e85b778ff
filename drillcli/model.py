"""The frozen values that every other module speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

Text: TypeAlias = Mapping[str, str]
"""One text by language code ("en", "zh"); the key "" holds a text written once for every language."""

MINUTES_PER_DAY = 1440


def in_language(text: Mapping[str, Any], lang: str) -> Any:
    """Return the value of a by-language mapping in `lang`, else the neutral one, else the first written."""
    for key in (lang, ""):
        if key in text:
            return text[key]
    return next(iter(text.values()), "")


class Rating(IntEnum):
    """What the learner says of an answer."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


FORGET = 0
"""The rating column of a revlog row that makes its card new again (`drill forget`)."""


class Phase(IntEnum):
    """Where a card stands on its way into memory."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Mode(IntEnum):
    """Why an answer was given. CRAM leaves the schedule alone and is in no report's `reviews`."""

    STUDY = 0
    CRAM = 1
    EXAM = 2
    IMPORT = 3


class Moment(NamedTuple):
    """An instant where the learner is: epoch `ms` (UTC), study `day` (days since 1970-01-01), offset in minutes."""

    ms: int
    day: int
    offset: int


@dataclass(frozen=True, slots=True)
class Note:
    """What the author wrote: one entry of a deck file, from which one card or several are made.

    `fields` holds the author's fields as read (strings, lists, mappings by language); the note's
    kind (`drillcli.kinds`) knows what they mean. `line` and `column` count from 1.
    """

    deck: str
    id: str
    kind: str
    fields: Mapping[str, Any]
    path: str = ""
    line: int = 0
    column: int = 0


class Card(NamedTuple):
    """What is asked: a note, or one part of it (a gap of a cloze, the reverse)."""

    note: Note
    part: str = ""

    @property
    def id(self) -> str:
        """`deck/note`, or `deck/note#part`."""
        return f"{self.note.deck}/{self.note.id}" + (f"#{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck file that was read without error. `order` is its place in the curriculum (None: at the end)."""

    slug: str
    title: Text
    about: Text
    path: str
    notes: tuple[Note, ...]
    order: int | None = None


class CardState(NamedTuple):
    """What the scheduler knows of a card after its last review. A new card has no state (`None`).

    `memory` is opaque: only the memory model reads it. `interval` is the one that was given, in
    minutes; from 1440 on it is whole days and the card is due on a study day, below it is due at
    an instant. `at` is the last review; `lapses` counts Again given in the REVIEW phase.
    """

    phase: Phase
    step: int
    memory: tuple[float, ...]
    interval: int
    at: Moment
    reps: int
    lapses: int

    @property
    def due_day(self) -> int:
        """The study day on which the card is due."""
        return self.at.day + self.interval // MINUTES_PER_DAY

    @property
    def due_ms(self) -> int | None:
        """The instant (epoch ms) at which a card within the day is due; None when it is due by the day."""
        return None if self.interval >= MINUTES_PER_DAY else self.at.ms + self.interval * 60_000


Answer: TypeAlias = tuple[int, int, int, int, int, int]
"""An answer as the log has it, where there are millions: epoch ms, study day, offset (minutes), rating, time taken
(ms), interval given (minutes). A plain tuple, for one with names takes three times as long to make."""


class RevlogEntry(NamedTuple):
    """One review, in memory and on disk: a fact that is never changed.

    `rating` is 1 to 4, or `FORGET`; `took_ms` the time from question to rating; `interval` the
    one that was given, in minutes.
    """

    card: str
    rating: int
    at: Moment
    took_ms: int
    mode: Mode
    interval: int
