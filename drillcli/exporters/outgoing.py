"""What every exporter gets: decks with their notes, and what was learned where that is asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from drillcli.model import CardState, Note, Text
from drillcli.scheduler import Scheduler
from drillcli.store.history import Review

BOTH = "both"
LANGUAGES = ("en", "zh")


class Learned(NamedTuple):
    """What is known of a card: the reviews that count, in time order and without cram, its state, and its marks."""

    reviews: Sequence[Review]
    state: CardState | None
    suspended: bool
    flagged: bool
    buried: bool


class Past(NamedTuple):
    """What was learned: both functions take a card's id; the study day begins at `rollover_hour`."""

    learned: Callable[[str], Learned]
    scheduler: Callable[[str], Scheduler]
    rollover_hour: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A deck on its way out. `notes` may be gone through more than once; `path` is its file."""

    slug: str
    title: Text
    about: Text
    order: int | None
    path: Path
    notes: Callable[[], Iterator[Note]]


@dataclass(frozen=True, slots=True)
class Wish:
    """How decks are written: in the language `lang` or in `BOTH`; with what was learned where `past` is given.

    `first` is the learner's language, which comes first of both. `made_ms` (epoch ms) is when the file was made, which
    tells other programs which of two texts is newer. `formula` makes Unicode of TeX.
    """

    lang: str
    first: str
    made_ms: int
    formula: Callable[[str], str]
    past: Past | None = None

    def languages(self, *texts: Any) -> tuple[str, ...]:
        """Return the languages in which by-language values are shown; one at least, which some may lack."""
        if self.lang != BOTH:
            return (self.lang,)
        ordered = (self.first, *(lang for lang in LANGUAGES if lang != self.first))
        return tuple(lang for lang in ordered if any(lang in text for text in texts)) or (self.first,)


def spoken_by(note: Note) -> list[Any]:
    """Return the values of a note that are by language."""
    return [value for name, value in note.fields.items() if isinstance(value, dict) and name != "number"]


def key_of(text: Any, lang: str) -> str:
    """Return the key of a by-language value under which `model.in_language` finds what it shows in `lang`."""
    return next((key for key in (lang, "", *text) if key in text), "")
