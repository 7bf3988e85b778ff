"""Decks as an Anki package (`.apkg`), which Anki updates rather than doubles when it is exported again.

It is the format of schema 11, which every Anki from 2.1 on reads and so does whatever else reads packages. genanki
writes it too, but neither reviews nor schedules, and it holds all notes in memory; so this is our own.

What Anki knows a note again by depends on deck and note id alone. Its text is taken up where the package was made
later than Anki's note was last changed. The numbers of gaps follow the text: c1 is the first in the first language
that the deck file has, so a gap that is added before others renumbers them; the hidden field tells their names.
Without a history the cards are new ones. With one, they are due when they are due here; the study day of Anki must
begin when it does here. Of reviews in one millisecond the later ones move on by one, for in Anki the time is the key.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha1
from html import unescape
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from drillcli.exporters.anki_collection import FIRST_DAY, collection, deck_id, stable_id
from drillcli.exporters.anki_history import Answered, Scheduled, answered, scheduled
from drillcli.exporters.anki_note import AnkiNote, anki_note, guid
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import Outgoing, Wish
from drillcli.model import Card, Note
from drillcli.store.foreign_write import TableRow

DATABASE = "collection.anki2"
SCRIPT = (Path(__file__).parent / "anki_schema.sql").read_text("utf-8")
_SEPARATOR = "\x1f"
_TAG = re.compile(r"<[^>]*>")


def rows(decks: Sequence[Outgoing], wish: Wish, media: Media) -> Iterator[TableRow]:
    """Yield all rows of the database, one note after another; `media` gathers what goes along."""
    yield "col", collection(decks, wish)
    numbers = _Numbers(stable_id("notes:", decks[0].slug))
    for deck in decks:
        media.within(deck.path.parent)
        for note in deck.notes():
            made = anki_note(note, wish, media)
            note_id = next(numbers.notes)
            yield "notes", _note_row(note_id, note, made, wish)
            for ord_, part in enumerate(made.parts):
                ids = next(numbers.cards), note_id, deck_id(deck), ord_
                yield from _card_rows(ids, Card(note, part).id, wish, numbers)


def zip_up(target: Path, database: Path, media: Media) -> None:
    """Write the package at `target`; raises OSError. The times in it are fixed, so that like input gives like bytes."""
    with ZipFile(target, "w") as package:
        _put(package, DATABASE, database, ZIP_DEFLATED)
        names = sorted(media.files)
        for number, name in enumerate(names):
            _put(package, str(number), media.files[name], ZIP_STORED)
        by_number = {str(number): name for number, name in enumerate(names)}
        package.writestr(ZipInfo("media"), json.dumps(by_number, ensure_ascii=False))


class _Numbers:
    """Gives out ids and places, each once."""

    def __init__(self, first: int) -> None:
        self.notes, self.cards, self.places = count(first), count(first), count(1)
        self._times: set[int] = set()

    def time(self, ms: int) -> int:
        """Return a time for a review that no other has: its own, or the next that is free."""
        while ms in self._times:
            ms += 1
        self._times.add(ms)
        return ms


def _put(package: ZipFile, name: str, path: Path, compression: int) -> None:
    info = ZipInfo(name)
    info.compress_type = compression
    info.file_size = path.stat().st_size  # tells zipfile whether it needs the form for large files
    with path.open("rb") as source, package.open(info, "w") as entry:
        while piece := source.read(1 << 20):
            entry.write(piece)


def _note_row(note_id: int, note: Note, made: AnkiNote, wish: Wish) -> tuple[object, ...]:
    tags = f" {' '.join(made.tags)} " if made.tags else ""
    first = unescape(_TAG.sub("", made.fields[0]))
    checksum = int(sha1(first.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:8], 16)
    fields = _SEPARATOR.join(made.fields)
    return note_id, guid(note), made.type, wish.made_ms // 1000, -1, tags, fields, first, checksum, 0, ""


def _card_rows(ids: tuple[int, int, int, int], name: str, wish: Wish, numbers: _Numbers) -> Iterator[TableRow]:
    """Yield the row of a card, whose number, note, deck and number within the note are `ids`, and its reviews."""
    place = next(numbers.places)
    plan = Scheduled(0, 0, place, 0, 0, 0, 0, 0, 0, "{}")
    reviews: Iterable[Answered] = ()
    if wish.past:
        learned, scheduler = wish.past.learned(name), wish.past.scheduler(name)
        plan = scheduled(learned, place, FIRST_DAY, scheduler)
        reviews = answered(learned.reviews, scheduler)
    kind, queue, due, interval, factor, reps, lapses, left, flags, data = plan
    seconds = wish.made_ms // 1000
    when = (kind, queue, due, interval, factor, reps, lapses, left, 0, 0, flags, data)
    yield "cards", (*ids, seconds, -1, *when)
    for row in reviews:
        yield "revlog", (numbers.time(row.id), ids[0], -1, *row[1:])
