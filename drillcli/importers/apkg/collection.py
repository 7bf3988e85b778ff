"""The rows of a collection in one sorted pass: each note with its cards, each card with its reviews."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from drillcli.importers.apkg.history import Histories, no_reviews
from drillcli.importers.markup import to_markdown
from drillcli.importers.parcel import LeftOut, ParcelCard
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
    SELECT CAST(nid AS INTEGER), CAST(ord AS INTEGER), rowid, CAST(did AS INTEGER), CAST(odid AS INTEGER),
           CAST(queue AS INTEGER), CAST(flags AS INTEGER)
    FROM cards NOT INDEXED ORDER BY 1, 2, 3
"""
"""Indices of a foreign file are not trusted."""


class StoredCard(NamedTuple):
    """A card: its place among those of its note (from 0), the deck it is at home in, what was done with it."""

    ord: int
    deck: int
    card: ParcelCard


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


def stored(file: ForeignFile, scheduler: int, left_out: list[LeftOut]) -> Iterator[StoredNote]:
    """Yield all notes by id; `scheduler` is the version that wrote the log."""
    histories = Histories(file, scheduler)
    by_note = groupby(file.rows(_CARDS), key=itemgetter(0))
    waiting = next(by_note, None)
    for note, guid, notetype, tags, fields in file.rows(_NOTES):
        while waiting and waiting[0] < note:
            _orphans(waiting[1], histories, left_out)
            waiting = next(by_note, None)
        cards: tuple[StoredCard, ...] = ()
        if waiting and waiting[0] == note:
            cards = tuple(_card(row, histories) for row in waiting[1])
            waiting = next(by_note, None)
        yield StoredNote(note, str(guid), notetype, str(tags), str(fields), cards)
    while waiting:
        _orphans(waiting[1], histories, left_out)
        waiting = next(by_note, None)
    left_out.extend(no_reviews(file))


def _card(row: Row, histories: Histories) -> StoredCard:
    _note, place, card, deck, home, queue, flags = row
    reviews = histories.of(card)
    return StoredCard(
        place, home or deck, ParcelCard(reviews, queue == _SUSPENDED, queue in _BURIED, bool(flags & _FLAGS))
    )


def _orphans(rows: Iterator[Row], histories: Histories, left_out: list[LeftOut]) -> None:
    for row in rows:
        reviews = histories.of(row[2])
        left_out.append(LeftOut("card", _("its note is not in the collection"), str(row[2])))
        left_out += [LeftOut("review", _("its card is no longer in the collection"))] * len(reviews)
