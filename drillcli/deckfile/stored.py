"""The last good version of a deck file in the index: its layout, and putting the next version in its place."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from drillcli.deckfile.rows import LINE_TYPE, key_at, note_row, to_note
from drillcli.kinds import kind
from drillcli.model import Note


@dataclass(frozen=True, slots=True)
class Difference:
    """The notes, by name, that are no longer there and that were not there in the last good version.

    There is no difference to nothing: the first version has no new notes.
    """

    gone: tuple[Note, ...] = ()
    new: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The notes of a version in the file's order: their names, keys of 8 bytes each, and first lines.

    With a `header`, the hash of what precedes the notes, a key is a hash of the note's bytes; without
    it the file cannot be read by blocks.
    """

    header: bytes | None
    names: Iterable[str]
    keys: bytes
    lines: "array[int]"


@dataclass(frozen=True, slots=True)
class Version:
    """A deck file in the index: its number there, whose it is, the layout (None: it was never read), cards by note."""

    file: int
    slug: str
    path: str
    layout: Layout | None
    cards: Mapping[str, str]


def read(db: sqlite3.Connection, file: int, slug: str, path: str) -> Version:
    """Return the last good version of a deck."""
    row = db.execute("SELECT header, keys, lines, cards FROM layout WHERE file = ?", (file,)).fetchone()
    if row is None:
        return Version(file, slug, path, None, {})
    header, keys, lines, names = row
    cards: dict[str, str] = {}
    for card in names.split("\n") if names else ():  # a deck that was just begun has none
        name = card.partition("#")[0]
        cards[name] = f"{cards[name]}\n{card}" if name in cards else card
    return Version(file, slug, path, Layout(header, cards, keys, array(LINE_TYPE, lines)), cards)


def put(db: sqlite3.Connection, before: Version, after: Layout, fresh: Mapping[str, Note]) -> Difference:
    """Store the next version of a deck and return how it differs from the one `before`.

    `fresh` holds the notes that were read, by name; all others stay as they are.
    """
    places = {name: at for at, name in enumerate(after.names)}
    gone = tuple(_notes(db, before, [name for name in before.cards if name not in places]))
    _remove(db, before.file, [note.id for note in gone] + [name for name in fresh if name in before.cards])
    _insert(db, before.file, after.keys, places, fresh)
    cards = "\n".join(_cards(fresh[name]) if name in fresh else before.cards[name] for name in places)
    row = (before.file, after.header, after.keys, after.lines.tobytes(), cards, "\n".join(_tags(db, before.file)))
    db.execute("INSERT OR REPLACE INTO layout VALUES(?, ?, ?, ?, ?, ?)", row)
    db.execute("UPDATE file SET n_cards = ? WHERE id = ?", (cards.count("\n") + bool(cards), before.file))
    return Difference(gone, tuple(note for name, note in fresh.items() if before.layout and name not in before.cards))


def _notes(db: sqlite3.Connection, version: Version, names: Iterable[str]) -> Iterator[Note]:
    """Yield the notes of a stored version that bear the `names`."""
    lines = dict(zip(version.cards, version.layout.lines, strict=True)) if version.layout else {}
    for name in names:
        sql = 'SELECT name, kind, "column", fields FROM note WHERE file = ? AND name = ?'
        yield to_note(version.slug, version.path, lines[name], db.execute(sql, (version.file, name)).fetchone())


def _remove(db: sqlite3.Connection, file: int, names: Iterable[str]) -> None:
    db.executemany("DELETE FROM note WHERE file = ? AND name = ?", ((file, name) for name in names))


def _insert(
    db: sqlite3.Connection, file: int, keys: bytes, places: Mapping[str, int], notes: Mapping[str, Note]
) -> None:
    """Insert notes in the order of the table, which packs it and is twice as fast as the file's order."""
    rows = (
        note_row(file, key_at(keys, places[name]), notes[name], kind(notes[name]).parts(notes[name]))
        for name in sorted(notes)
    )
    db.executemany("INSERT INTO note VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _tags(db: sqlite3.Connection, file: int) -> list[str]:
    found = db.execute("SELECT DISTINCT tags FROM note WHERE file = ?", (file,))
    return sorted({tag for (tags,) in found for tag in tags.split("\n") if tag})


def _cards(note: Note) -> str:
    return "\n".join(f"{note.id}#{part}" if part else note.id for part in kind(note).parts(note))
