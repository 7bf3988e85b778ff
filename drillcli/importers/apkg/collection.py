"""The rows of a collection in one sorted pass: each note with its cards."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from drillcli.importers.markup import to_markdown
from drillcli.importers.parcel import LeftOut
from drillcli.locale import _
from drillcli.store.foreign import ForeignFile, Row

MOST = {"notes": 1_000_000, "cards": 4_000_000, "revlog": 6_000_000}
"""The most rows of a table. Who answers 1,000 cards a day for ten years has 3.7 million reviews."""

SHOWN = 60
"""So many characters of a note are shown."""

_SUSPENDED, _BURIED = -1, (-2, -3)
_FLAGS = 7
_NOTES = "SELECT rowid, guid, mid, tags, flds FROM notes NOT INDEXED ORDER BY rowid"
_CARDS = """
    SELECT CAST(ifnull(nid, 0) AS INTEGER), CAST(ifnull(ord, 0) AS INTEGER), rowid, CAST(ifnull(did, 0) AS INTEGER),
           CAST(ifnull(odid, 0) AS INTEGER), CAST(ifnull(queue, 0) AS INTEGER), CAST(ifnull(flags, 0) AS INTEGER)
    FROM cards NOT INDEXED ORDER BY 1, 2, 3
"""
"""Indices of a foreign file are not trusted."""


class StoredCard(NamedTuple):
    """A card: its place among those of its note (from 0), the deck it is at home in, its id, what was done with it."""

    ord: int
    deck: int
    id: int
    suspended: bool
    buried: bool
    flagged: bool


class StoredNote(NamedTuple):
    """A note as stored, with its cards in order."""

    id: int
    guid: str
    notetype: int
    tags: str
    fields: str
    cards: tuple[StoredCard, ...]

    @property
    def shown(self) -> str:
        """The beginning of its text, which tells it from others where something was left out."""
        text = " ".join(to_markdown(self.fields[: 10 * SHOWN].split("\x1f")[0]).text.split())
        return (text or self.guid)[:SHOWN]


def counts(file: ForeignFile) -> dict[str, int]:
    """Return how many rows the tables have; raises ValueError with the reason where they are too many."""
    found = {table: file.count(table, most) for table, most in MOST.items()}
    for table, count in found.items():
        if count > MOST[table]:
            text = _("its table {table} has more than {most} rows")
            raise ValueError(text.format(table=table, most=f"{MOST[table]:,}"))
    return found


def stored(file: ForeignFile, left_out: list[LeftOut]) -> Iterator[StoredNote]:
    """Yield all notes by id; `left_out` is told of cards that have none."""
    by_note = groupby(file.rows(_CARDS), key=itemgetter(0))
    waiting = next(by_note, None)
    for note, guid, notetype, tags, fields in file.rows(_NOTES):
        while waiting and waiting[0] < note:
            left_out.extend(map(_orphan, waiting[1]))
            waiting = next(by_note, None)
        cards: tuple[StoredCard, ...] = ()
        if waiting and waiting[0] == note:
            cards = tuple(map(_card, waiting[1]))
            waiting = next(by_note, None)
        yield StoredNote(note, str(guid), notetype, str(tags), str(fields), cards)
    while waiting:
        left_out.extend(map(_orphan, waiting[1]))
        waiting = next(by_note, None)


def _card(row: Row) -> StoredCard:
    _note, place, card, deck, home, queue, flags = row
    return StoredCard(place, home or deck, card, queue == _SUSPENDED, queue in _BURIED, bool(flags & _FLAGS))


def _orphan(row: Row) -> LeftOut:
    return LeftOut("card", _("its note is not in the collection"), str(row[2]))
