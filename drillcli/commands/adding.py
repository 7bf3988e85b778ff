"""What `drill add` takes from a pipe or the command line: notes as in a deck file, or questions with their answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from drillcli.commands.adding_lines import parted
from drillcli.deckfile.build import load
from drillcli.deckfile.check import Asked, same_questions
from drillcli.deckfile.fault import Fault
from drillcli.importers.found import Found
from drillcli.importers.markdown import cloze_of
from drillcli.importers.markdown_gaps import highlighted, written
from drillcli.importers.markdown_loose import Highlights, Pair, Rest, Running, pairs
from drillcli.importers.markdown_split import Fault as Broken
from drillcli.importers.markdown_split import Tagged, split
from drillcli.importers.merge import settled
from drillcli.kinds import KINDS, gaps
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.model import Card, Deck, Note

NAME = "stdin"
_KEY = re.compile(r"\s*(?P<dash>-\s+)?(?P<name>[a-z_]+):(?:\s|$)")
_OF_A_DECK = ("title", "about", "order", "notes")
_HEAD = "title: t\n"
_HARMLESS = ("heading", "schedule", "character")
"""What may stand between cards."""


class Read(NamedTuple):
    """The notes that were read, in order, and what is wrong with them; ids are "" where none was given."""

    notes: Sequence[Note]
    faults: Sequence[Fault]

    @property
    def is_sound(self) -> bool:
        """Whether there is something to add, and no error."""
        return not any(fault.level is Level.ERROR for fault in self.faults)


def read(text: str) -> Read:
    """Return the notes in a text: YAML as in a deck file, else `question :: answer`, `Q:` and `A:`, `C:`.

    Each fault has its line and column in the text.
    """
    first = next((line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    key = _KEY.match(first)
    found = _of_yaml(text, key) if key or first.strip() == "-" else _of_lines(text)
    if found.notes or not found.is_sound:
        return found
    message = _("no note: write `question :: answer`, `Q:` and `A:`, or notes as in a deck file")
    return Read((), [Fault(NAME, 1, 1, message), *found.faults])


def one(fields: dict[str, Any]) -> Read:
    """Return a note made of the command line."""
    found = Found(NAME, Path(NAME))
    made = _note(found, fields, 1)
    return Read([made] if made else [], _faults(found, [made] if made else []))


def against(deck: Deck, read: Read) -> Read:
    """Return what was read with what is wrong with it beside the notes of a deck."""
    first: dict[Asked, Card] = {}
    for note in deck.notes:
        for _message in same_questions(note, first):
            pass
    ids = {note.id: note.line for note in deck.notes}
    faults = list(read.faults)
    for note in read.notes:
        if note.id in ids:
            text = _("duplicate id `{id}`, first at line {line}: give this note another id")
            faults.append(_fault(note, text.format(id=note.id, line=ids[note.id]), Level.ERROR))
        faults += [_fault(note, message, Level.WARNING) for message in same_questions(note, first)]
    return Read(read.notes, sorted(faults, key=lambda fault: (fault.line, fault.column)))


def _of_yaml(text: str, key: re.Match[str] | None) -> Read:
    above, aside = _HEAD + "notes:\n", 0
    if key and not key["dash"]:
        if key["name"] in _OF_A_DECK:
            above = "" if re.search(r"(?m)^title:", text) else _HEAD
        else:  # one note by itself
            lines = text.split("\n")
            at = next(n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
            text = "\n".join(("- " if n == at else "  ") + line if line else line for n, line in enumerate(lines))
            aside = 2
    loaded = load(Path(NAME), "", (above + text).encode())
    down = above.count("\n")
    faults = [
        replace(fault, line=max(fault.line - down, 1), column=max(fault.column - aside, 1)) for fault in loaded.faults
    ]
    notes = [
        replace(
            note,
            id=note.fields.get("id", ""),
            fields={name: value for name, value in note.fields.items() if name != "id"},
            line=note.line - down,
            column=note.column - aside,
        )
        for note in (loaded.deck.notes if loaded.deck else ())
    ]
    return Read(notes, faults)


def _of_lines(text: str) -> Read:
    found = Found(NAME, Path(NAME))
    notes = [note for note in _read_lines(text.split("\n"), found) if note]
    return Read(notes, _faults(found, notes))


def _read_lines(written_lines: Sequence[str], found: Found) -> Iterator[Note | None]:
    running, lines = Running(is_deck=True), [*parted(written_lines)]
    for piece in split(lines, pairs=pairs(written_lines)):
        if isinstance(piece, Broken):
            found.leave("note", piece.why, piece.line)
        elif isinstance(piece, Tagged):
            yield _tagged(found, piece)
        else:
            for card in running.cards(piece):
                paragraph = _paragraph(lines, card.line)
                is_cloze = isinstance(card, Rest) and card.what == "text" and gaps.OPEN in paragraph
                yield _note(found, {"cloze": paragraph}, card.line) if is_cloze else _loose(found, card)


def _paragraph(lines: Sequence[str], line: int) -> str:
    return "\n".join(takewhile(str.strip, lines[line - 1 :]))


def _tagged(found: Found, card: Tagged) -> Note | None:
    try:
        fields: dict[str, Any] = (
            {"cloze": cloze_of(card)[0]} if card.tag == "C" else {"q": card.first, "a": card.second}
        )
    except ValueError as error:
        found.leave("note", str(error), card.line)
        return None
    return _note(found, fields | ({"reverse": "true"} if card.tag == "T" else {}), card.line)


def _loose(found: Found, card: Pair | Highlights | Rest) -> Note | None:
    if isinstance(card, Rest):
        text = _(
            "no card: write `question :: answer`, `Q:` and `A:`, or a text with {{gaps}};"
            " indent a paragraph that goes on with the text above"
        )
        found.leave(card.what, text if card.what == "text" else card.why, card.line)
        return None
    tags = {"tags": list(card.tags)}
    if isinstance(card, Pair):
        reverse = {"reverse": "true"} if card.reverse else {}
        return _note(found, {"q": card.question, "a": card.answer, **reverse, **tags}, card.line)
    try:
        return _note(found, {"cloze": written(highlighted(card.text))[0], **tags}, card.line)
    except ValueError as error:
        found.leave("note", str(error), card.line)
        return None


def _note(found: Found, fields: dict[str, Any], line: int) -> Note | None:
    made = found.note(fields, (), line)
    return Note("", "", made.kind, settled(made.kind, made.fields), NAME, line, 1) if made else None


def _faults(found: Found, notes: Sequence[Note]) -> list[Fault]:
    """Return what was left out as errors, and what is to be said of the notes as warnings."""
    faults = [
        Fault(
            NAME,
            int(left.where.rpartition(":")[2]),
            1,
            left.why,
            Level.WARNING if left.what in _HARMLESS else Level.ERROR,
        )
        for left in found.left_out
    ]
    faults += [
        _fault(note, problem.message, problem.level) for note in notes for problem in KINDS[note.kind].problems(note)
    ]
    return faults


def _fault(note: Note, message: str, level: Level) -> Fault:
    return Fault(NAME, note.line, note.column, message, level, note.id or None)
