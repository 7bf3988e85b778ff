"""The notes of a collection as they are here, one by one, but for the reviews of their cards."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from drillcli.importers.apkg.collection import stored
from drillcli.importers.apkg.cooked import Cooked
from drillcli.importers.apkg.kitchen import Kitchen
from drillcli.importers.apkg.schema import layout_of
from drillcli.importers.draft import Draft, drafted
from drillcli.importers.parcel import LeftOut
from drillcli.store.foreign import open_foreign

ServedCard: TypeAlias = tuple[str, int, bool, bool, bool]
"""(part, id of the card in the collection, suspended, buried, flagged)."""

ServedNote: TypeAlias = tuple[
    str,
    tuple[str, ...],
    str,
    Mapping[str, Any],
    list[ServedCard],
    Mapping[str, Any] | None,
    Mapping[str, str],
    tuple[Any, ...] | None,
]
"""What `Cooked` has, and the draft: None for a note that refers to media, or cannot stand in a deck file."""

Serving: TypeAlias = tuple[int, list[ServedNote], list[tuple[str, str, str]]]
"""What a stored note, by its id, is here, and what was left out since the note before.

All are plain tuples: between processes others take five times as long.
"""

AFTER_ALL = (1 << 63) - 1
"""In the place of a note's id, for what is left out after the last one."""


def serve(path: Path, shown: str) -> Iterator[Serving]:
    """Yield the notes of the collection at `path`, which messages call `shown`.

    Raises ValueError with the reason where the file is no collection, DrillError where it cannot be read.
    """
    left_out: list[LeftOut] = []
    with open_foreign(path, shown) as file:
        kitchen = Kitchen(layout_of(file), left_out)
        for note in stored(file, left_out):
            made = list(map(_served, kitchen.notes(note)))
            yield note.id, made, [(*one,) for one in left_out]
            left_out.clear()
    yield AFTER_ALL, [], [(*one,) for one in left_out]


def _served(cooked: Cooked) -> ServedNote:
    guid, deck, kind, fields, cards, base, media = cooked
    plain = [(part, card.id, card.suspended, card.buried, card.flagged) for part, card in cards.items()]
    draft = _draft(cooked)
    return guid, deck, kind, fields, plain, base, media, None if draft is None else tuple(draft)


def _draft(cooked: Cooked) -> Draft | None:
    try:
        draft = drafted(cooked.kind, cooked.fields, cooked.guid)
    except ValueError:
        return None
    return None if draft.may_refer else draft
