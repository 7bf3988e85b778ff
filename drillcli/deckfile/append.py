"""Adds notes to a deck file after its last one, and takes them back; every other byte stays as it was."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from drillcli.deckfile import write
from drillcli.deckfile.build import Loaded, load
from drillcli.deckfile.reader import BOM
from drillcli.deckfile.rewrite import rewrite
from drillcli.errors import DeckError
from drillcli.kinds.base import Level
from drillcli.locale import _, commas
from drillcli.model import Deck

OPEN_MARKS = (".{name}.swp", ".#{name}", ".{name}.kate-swp")
"""What editors leave beside a file that they have open."""

_DASH = re.compile(r"( *)- +")
_OF_THE_DECK = re.compile(r"^[^ \t\r\n#-]", re.MULTILINE)
"""The beginning of a line that is no part of the notes."""
_BETWEEN = re.compile(r"^(?:[ \t]*\r?\n|#[^\n]*\n)*\Z", re.MULTILINE)
_NO_NOTES = re.compile(r"^notes:(?P<none>[ \t]*\[[ \t]*\])?[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)


class Added(NamedTuple):
    """Notes that were added: their ids, and the bytes of the file that say them."""

    ids: tuple[str, ...]
    piece: bytes


class Grown(NamedTuple):
    """The bytes of a deck with more notes, and what was added."""

    data: bytes
    added: Added


def read_deck(path: Path, data: bytes) -> Deck:
    """Return the deck that is in the bytes of a file; raises DeckError with its first error."""
    loaded = load(path, normalize("NFC", path.stem), data)
    if loaded.deck is None:
        raise DeckError(_first_error(loaded))
    return loaded.deck


def append(path: Path, lock: Path, notes: Callable[[Deck], Sequence[write.Entry]]) -> Added:
    """Add notes to a deck file: those that `notes` makes once the deck is known. They are on disk when this returns.

    `lock` as for `rewrite`. Raises DeckError where the deck has an error or is laid out so
    that no note can be added, DrillError where it cannot be written.
    """
    done: list[Added] = []

    def grow(data: bytes) -> bytes:
        whole = data if data.endswith(b"\n") else data + _newline(data)
        deck = read_deck(path, whole)
        made = grown(whole, deck, notes(deck))
        done.append(made.added)
        return made.data

    rewrite(path, lock, grow)
    return done[-1]


def take_back(path: Path, lock: Path, added: Added) -> None:
    """Take notes out again that were added; raises DeckError where they do not stand in the file as they were added."""

    def shrink(data: bytes) -> bytes:
        before = read_deck(path, data)
        after = data.replace(added.piece, b"")
        wanted = [note.fields for note in before.notes if note.id not in added.ids]
        if data.count(added.piece) != 1 or _fields(path, after) != wanted:
            text = _("{path}:1:1: {ids} has been changed since it was added: take it out in your editor")
            raise DeckError(text.format(path=path, ids=commas(added.ids)))
        return after

    rewrite(path, lock, shrink)


def grown(data: bytes, deck: Deck, entries: Sequence[write.Entry]) -> Grown:
    """Return the bytes of a deck, whose last line is whole, with more notes: seen to hold the same notes and these.

    Raises DeckError where the deck is laid out so that no note can be added.
    """
    bom = BOM if data.startswith(BOM) else b""
    newline = _newline(data).decode()
    text = data.removeprefix(BOM).decode()
    margin, start, gap = _layout(text, deck)
    key = _OF_THE_DECK.search(text, start)
    at = key.start() if key else len(text)
    if key and (between := _BETWEEN.search(text, start, at)):
        at = between.start()
    pieces = [("\n" if gap else "") + write.note(*entry, margin) for entry in entries]
    piece = "".join(pieces).replace("\n", newline)
    head = text[:at] if deck.notes else _NO_NOTES.sub(_opened, text[:at])
    made = bom + (head + piece + text[at:]).encode()
    wanted = [*(note.fields for note in deck.notes), *({"id": name, **fields} for name, _kind, fields in entries)]
    if _fields(Path(deck.path), made) != wanted:
        raise DeckError(_refused(deck))
    return Grown(made, Added(tuple(name for name, _kind, _fields in entries), piece.encode()))


def _layout(text: str, deck: Deck) -> tuple[int, int, bool]:
    """Return the column of the dashes (from 0), where the last note begins, and whether blank lines part the notes."""
    if not deck.notes:
        found = _NO_NOTES.search(text)
        if not found:
            raise DeckError(_refused(deck))
        return write.MARGIN, found.end(), True
    lines = text.split("\n")
    last = deck.notes[-1]
    dash = _DASH.fullmatch(lines[last.line - 1][: last.column - 1])
    if not dash:
        raise DeckError(_refused(deck))
    start = sum(len(line) + 1 for line in lines[: last.line])
    return len(dash[1]), start, len(deck.notes) == 1 or not lines[last.line - 2].strip()


def _opened(found: re.Match[str]) -> str:
    """Return the line that begins the notes without the `[]` of a list of none."""
    return found[0].replace(found["none"], "") if found["none"] else found[0]


def _fields(path: Path, data: bytes) -> list[object] | None:
    deck = load(path, normalize("NFC", path.stem), data).deck
    return [note.fields for note in deck.notes] if deck else None


def _refused(deck: Deck) -> str:
    line = deck.notes[-1].line if deck.notes else 1
    text = _("{path}:{line}:1: no note can be added below: begin each note on a line of its own with `- `")
    return text.format(path=deck.path, line=line)


def _newline(data: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in data else b"\n"


def _first_error(loaded: Loaded) -> str:
    return str(next(fault for fault in loaded.faults if fault.level is Level.ERROR))


def open_elsewhere(path: Path) -> bool:
    """Tell whether an editor that leaves a mark beside the files it has open (vim, Emacs, Kate) has this one open."""
    return any(os.path.lexists(path.parent / mark.format(name=path.name)) for mark in OPEN_MARKS)
