"""What every reader of a foreign file makes of it: notes, the histories of their cards, media, what was left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from drillcli.importers.draft import Draft

Medium: TypeAlias = Path | Callable[[], bytes]
"""Where the bytes of a medium are: a file, or what gives them when they are wanted."""


class Sent(NamedTuple):
    """A review as it comes: epoch ms, rating 1 to 4 or `model.FORGET`, how long it took in ms.

    `offset` (minutes east of UTC) and `interval` (the one that was given, in minutes) are None where the source does
    not say.
    """

    ms: int
    rating: int
    took_ms: int
    offset: int | None = None
    interval: int | None = None


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """What a learner did with a card elsewhere: reviews in any order, and marks. `buried` means: for today."""

    reviews: tuple[Sent, ...] = ()
    suspended: bool = False
    buried: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class ParcelNote:
    """A note as it comes.

    `guid` is its identity in the source and stays the same in a newer export ("anki:…", "md:…", "csv:…"); `deck` is
    the path of deck titles, the outermost first. `fields` are those of a deck file without `id`: a text as a string or
    by language, `reverse` as a bool, `answer` as an int. `cards` are by part as the note's kind (`drillcli.kinds`)
    makes the parts; cards without a history need not be there. Where a note comes home that drill exported, `base` are
    the fields with which it left. `draft` is what the fields become, where the reader knows: they refer to no medium.
    """

    guid: str
    deck: tuple[str, ...]
    kind: str
    fields: Mapping[str, Any]
    cards: Mapping[str, ParcelCard] = field(default_factory=dict)
    base: Mapping[str, Any] | None = None
    draft: Draft | None = field(default=None, compare=False)


class LeftOut(NamedTuple):
    """One thing that did not come over: what it was ("note", "card", "review", "medium", …), why, and where it stood.

    `why` is a whole phrase in the user's language that is the same for all things left out for the same reason, so
    that they can be counted; `where` is what tells this one from others.
    """

    what: str
    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A foreign file as read.

    `notes` is gone through once and may be a generator, so that 100,000 notes need not be in memory at once.
    `media` are by the name that texts refer to them by, as in `![](name)`; with `has_all_media` any other that a text
    refers to is missing. `left_out` grows while notes are read.
    """

    notes: Iterable[ParcelNote]
    media: Mapping[str, Medium] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    has_all_media: bool = False
