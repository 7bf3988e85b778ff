"""Writes the missing ids into a deck file and leaves every other byte alone."""

from pathlib import Path

from drillcli.deckfile.build import Loaded, load
from drillcli.deckfile.lines import Lines
from drillcli.deckfile.reader import BOM
from drillcli.errors import DeckError
from drillcli.locale import _
from drillcli.model import Deck, Note


def write_ids(data: bytes, loaded: Loaded) -> bytes:
    """Return the bytes of a deck file with an `id:` in each note that has none: the id that it goes by already.

    `loaded` is what `load` made of `data`. A file with errors is returned as it is. Raises DeckError
    when a note is written in a form that an id cannot be inserted into.
    """
    if loaded.deck is None:
        return data
    nameless = [note for note in loaded.deck.notes if "id" not in note.fields]
    if not nameless:
        return data
    text = data.removeprefix(BOM).decode()
    lines = Lines(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces, done = [], 0
    for note in nameless:
        at, inserted = _insertion(text, lines.index(note.line, note.column), note, newline)
        pieces += [text[done:at], inserted]
        done = at
    bom = BOM if data.startswith(BOM) else b""
    return _proven(bom + "".join([*pieces, text[done:]]).encode(), loaded.deck)


def _insertion(text: str, start: int, note: Note, newline: str) -> tuple[int, str]:
    """Return where to insert the id of a note that begins at `start`, and the text to insert."""
    if text[start] == "{":
        return start + 1, f"id: {note.id}, "
    return start, f"id: {note.id}{newline}{' ' * (note.column - 1)}"


def _proven(data: bytes, deck: Deck) -> bytes:
    """Return the new bytes once they are seen to hold the same notes: the author's file is at stake."""
    after = load(Path(deck.path), deck.slug, data).deck
    kept = [{**note.fields, "id": note.id} for note in deck.notes]
    if after is None or [note.fields for note in after.notes] != kept:
        message = _("ids cannot be written into notes of this form: begin each note on a line of its own with `- `")
        raise DeckError(f"{deck.path}:1:1: {message}")
    return data
