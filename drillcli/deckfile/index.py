"""The compiled decks: what a start needs to know of every deck without reading one that has not changed."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from drillcli.deckfile import rows
from drillcli.deckfile.find import Found
from drillcli.errors import DeckError
from drillcli.model import Card, Note, Text

RACY_NS = 2_000_000_000
"""A file may change once more without a new mtime within this time: the coarsest clock of a file system in use."""

_STATE = "SELECT path, size, mtime_ns, checked_ms FROM file"
_INFO = "SELECT slug, path, title, about, ord, n_cards, hex(hash), error FROM file WHERE path = ?"
_CARDS = "SELECT cards FROM layout JOIN file ON file = id WHERE path = ?"
_PLACES = "SELECT keys, lines FROM layout JOIN file ON file = id WHERE path = ?"
_NOTES = 'SELECT name, kind, "column", fields, key, parts FROM note JOIN file ON file = id WHERE path = ?'
_TAGGED = "SELECT name FROM note JOIN file ON file = id WHERE path = ? AND instr(tags, ?)"
_LINKED = """SELECT fields FROM note JOIN file ON file = id WHERE path = ? AND instr(fields, '"exercise":')"""
_TAGS = "SELECT tags FROM layout JOIN file ON file = id WHERE path = ?"


class DeckInfo(NamedTuple):
    """A deck without its notes. `cards` is how many it makes; `error` is why it cannot be used, None when it can."""

    slug: str
    path: str
    title: Text
    about: Text
    order: int | None
    cards: int
    hash: str
    error: str | None


class Changed(NamedTuple):
    """A deck that was compiled again: the notes, by name, that vanished and appeared since its last good version."""

    slug: str
    info: DeckInfo
    gone: tuple[Note, ...]
    new: tuple[Note, ...]


class DeckIndex:
    """Decks as they were when last compiled, in a file that can be deleted at any time.

    Everything but `open` speaks of the decks of the last `refresh`; a deck with an error lists no cards.
    """

    def __init__(self, db: sqlite3.Connection, path: Path | None) -> None:
        self._db = db
        self._path = path
        self._found: tuple[Found, ...] = ()
        self._now_ms = 0
        self._decks: dict[str, DeckInfo] = {}

    @classmethod
    def open(cls, path: Path | None) -> "DeckIndex":
        """Open the index at `path`; in memory when that is None or nothing can be written there."""
        return cls(rows.connect(path), path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def refresh(self, found: Iterable[Found], now_ms: int) -> list[Changed]:
        """Compile the deck files that are new or have changed by `now_ms` (epoch ms), and return those.

        A file whose size and mtime are as they were is not opened, unless its mtime was younger than
        two seconds when it was read.
        """
        self._found, self._now_ms = tuple(found), now_ms
        try:
            return self._refresh()
        except sqlite3.DatabaseError as fault:
            self._replace(fault)
            return self._refresh()

    def is_behind(self, found: Iterable[Found]) -> bool:
        """Tell whether any of the deck files is new, or has another size or mtime than when it was read."""
        try:
            known = {path: state for path, *state in self._db.execute(_STATE)}
        except sqlite3.DatabaseError:  # a refresh will build it anew
            return True
        return any(_stat(deck) != known.get(str(deck.path), [])[:2] for deck in found)

    def changed(self, found: Iterable[Found]) -> list[Found]:
        """Return the deck files that a refresh would read."""
        known = {path: state for path, *state in self._db.execute(_STATE)}
        return [deck for deck in found if not self._is_current(deck, known.get(str(deck.path)))]

    def decks(self) -> dict[str, DeckInfo]:
        """Return the decks by slug, in the order they were found in."""
        return self._decks

    def card_names(self, slug: str) -> list[str]:
        """Return the names of a deck's cards ("note" or "note#part") in the file's order."""
        return [name for (cards,) in self._rows(_CARDS, slug) for name in cards.split("\n") if name]

    def card(self, card_id: str) -> Card | None:
        """Return a card by its id ("deck/note" or "deck/note#part"), None when there is none.

        Of a deck with an error it is the last good version's, so that a sitting goes on while the deck is mended.
        Raises DeckError where there is none.
        """
        slug, _, name = card_id.partition("/")
        name, _, part = name.partition("#")
        for row in self._query(_NOTES + " AND name = ?", slug, name):
            if part in row[5].split("\n"):
                return Card(self._to_note(slug, row), part)
        deck = self._decks.get(slug)
        if deck and deck.error and not self._query(_CARDS, slug):
            raise DeckError(deck.error)
        return None

    def note(self, slug: str, name: str) -> Note | None:
        """Return a note by its deck and name, None when there is none."""
        found = self._rows(_NOTES + " AND name = ?", slug, name)
        return self._to_note(slug, found[0]) if found else None

    def notes(self, slug: str) -> Iterator[Note]:
        """Yield the notes of a deck in the file's order."""
        return self._holding(slug, "")

    def tagged(self, slug: str, tag: str) -> set[str]:
        """Return the names of the notes of a deck that have a tag."""
        return {name for (name,) in self._rows(_TAGGED, slug, f"\n{tag}\n")}

    def tags(self) -> list[str]:
        """Return all tags, sorted."""
        return sorted(
            {tag for slug in self._decks for (tags,) in self._rows(_TAGS, slug) for tag in tags.split("\n")} - {""}
        )

    def exercises(self, slugs: Iterable[str]) -> list[str]:
        """Return the exercises that the notes of some decks name, sorted."""
        fields = (json.loads(row[0]) for slug in slugs for row in self._rows(_LINKED, slug))
        return sorted({found["exercise"] for found in fields if "exercise" in found})

    def search(self, text: str, slugs: Iterable[str]) -> list[Note]:
        """Return the notes of some decks with `text`, in any case, within one of their texts or their `deck/note`."""
        wanted, written = text.casefold(), rows.to_json(text)[1:-1].casefold()
        notes = (note for slug in slugs for note in self._holding(slug, written))
        return [note for note in notes if any(wanted in said.casefold() for said in _texts(note))]

    def complete(self, prefix: str) -> list[str]:
        """Return the card ids that begin with `prefix`."""
        near = [slug for slug in self._decks if f"{slug}/".startswith(prefix) or prefix.startswith(f"{slug}/")]
        ids = (f"{slug}/{name}" for slug in near for name in self.card_names(slug))
        return [card_id for card_id in ids if card_id.startswith(prefix)]

    def _refresh(self) -> list[Changed]:
        stale = self.changed(self._found)
        changes = _compiler().update(self._db, stale, self._now_ms) if stale else {}
        self._decks = {deck.slug: self._info(deck) for deck in self._found}
        return [Changed(slug, self._decks[slug], change.gone, change.new) for slug, change in changes.items()]

    def _is_current(self, deck: Found, state: Sequence[int] | None) -> bool:
        stat = _stat(deck)
        if state is None or stat is None or state[:2] != stat:
            return False
        return stat[1] < state[2] * 1_000_000 - RACY_NS

    def _info(self, deck: Found) -> DeckInfo:
        row = self._db.execute(_INFO, (str(deck.path),)).fetchone()
        slug, path, title, about, order, cards, digest, error = row
        return DeckInfo(slug, path, json.loads(title), json.loads(about), order, 0 if error else cards, digest, error)

    def _holding(self, slug: str, text: str) -> Iterator[Note]:
        """Yield, in the file's order, the notes of a deck that have `text` (in lower case) in their stored form."""
        kept = [row for row in self._rows(_NOTES, slug) if text in f"{slug}/{row[0]} {row[3]}".casefold()]
        lines = rows.lines_by_key(*self._rows(_PLACES, slug)[0]) if kept else {}
        ordered = sorted((lines[row[4]], row[2], row) for row in kept)
        return (rows.to_note(slug, self._decks[slug].path, line, row[:4]) for line, _, row in ordered)

    def _to_note(self, slug: str, row: Any) -> Note:
        places = self._query(_PLACES, slug)  # none: the index was lost after `row`, and the deck cannot be read
        line = rows.line_of(row[4], *places[0]) if places else 1
        return rows.to_note(slug, self._decks[slug].path, line, row[:4])

    def _rows(self, sql: str, slug: str, *values: str) -> list[Any]:
        """Return what a query says of a deck that can be used."""
        deck = self._decks.get(slug)
        return [] if deck is None or deck.error else self._query(sql, slug, *values)

    def _query(self, sql: str, slug: str, *values: str) -> list[Any]:
        """Return what a query says of a deck; a damaged index is built anew on the way."""
        deck = self._decks.get(slug)
        if deck is None:
            return []
        try:
            return self._db.execute(sql, (deck.path, *values)).fetchall()
        except sqlite3.DatabaseError as fault:
            self._replace(fault)
            self._refresh()
            return self._db.execute(sql, (deck.path, *values)).fetchall()

    def _replace(self, fault: sqlite3.DatabaseError) -> None:
        self._db.close()
        self._db = rows.replace(self._path, fault)


def _stat(deck: Found) -> list[int] | None:
    """Return size and mtime (ns) of a deck file; None when there is no such file."""
    try:
        stat = deck.path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def _texts(note: Note) -> Iterator[str]:
    """Yield `deck/note` and every text of a note."""
    yield f"{note.deck}/{note.id}"
    values: list[Any] = [note.fields]
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping | list):
            values.extend(value.values() if isinstance(value, Mapping) else value)


def _compiler() -> ModuleType:
    """Return the module that reads deck files, loaded only when one must be read."""
    # The one lazy import outside cli.py: PyYAML takes longer to load than all else that `drill due` does,
    # and only what the index says of the files tells whether it is needed.
    from drillcli.deckfile import compile as compiler  # noqa: PLC0415

    return compiler
