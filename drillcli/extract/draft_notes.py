"""Notes of a draft as they stand in a deck file, and back from what the user made of them there."""

from collections.abc import Iterable
from pathlib import Path

from drillcli.deckfile.build import Loaded, load
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.write import Entry, dump
from drillcli.extract.draft_ids import unique
from drillcli.kinds import kind
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.model import Note

SLUG = "draft"


def yaml(entries: Iterable[Entry]) -> str:
    """Return notes as a deck file of their own."""
    return dump(SLUG, None, entries)


def notes(source: str) -> tuple[Note, ...]:
    """Return the notes of a deck file; raises ValueError with the first fault and its line."""
    loaded = load(Path(SLUG), SLUG, source.encode())
    if loaded.deck is None:
        fault = _first(loaded)
        raise ValueError(_("line {line}: {message}").format(line=fault.line, message=fault.message))
    return loaded.deck.notes


def note(entry: Entry) -> Note:
    """Return the note that an entry is; raises ValueError, with what is wrong, for one that no deck may hold."""
    loaded = load(Path(SLUG), SLUG, yaml([entry]).encode())
    if loaded.deck is None:
        raise ValueError(_first(loaded).message)
    return loaded.deck.notes[0]


def _first(loaded: Loaded) -> Fault:
    return next(fault for fault in loaded.faults if fault.level is Level.ERROR)


def entry(made: Note) -> Entry:
    """Return a note as it is written into a deck file."""
    return made.id, kind(made).NAME, made.fields


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Return the notes with a number after each id that an earlier one has."""
    used: dict[str, int] = {}
    return [(unique(name, used), kind_name, fields) for name, kind_name, fields in entries]
