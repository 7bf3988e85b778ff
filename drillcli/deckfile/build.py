"""Makes a `Deck` of a deck file, or says everything that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drillcli.deckfile.document import Document, Map, Node
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.identity import content_id
from drillcli.deckfile.reader import read, without_gc
from drillcli.deckfile.shapes import CONVERTERS, Converter, identifier, integer, text
from drillcli.deckfile.suggest import nearest
from drillcli.kinds import COMMON, KINDS, kind_names, kind_of
from drillcli.kinds.base import Kind, Level
from drillcli.locale import _, commas
from drillcli.locale.reasons import reason_of
from drillcli.model import Deck, Note

DECK_FIELDS: Mapping[str, Converter] = {"title": text, "about": text, "order": integer}
"""The fields of a deck beside its notes."""


def _converters(kind: Kind) -> Mapping[str, Converter]:
    shapes = {**COMMON, **kind.FIELDS}
    return {field: CONVERTERS[shape] for field, shape in shapes.items()} | {"id": identifier}


NOTE_FIELDS: Mapping[str, Mapping[str, Converter]] = {name: _converters(kind) for name, kind in KINDS.items()}
"""The fields of a note by its kind."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A deck file as read: `deck` is None when one of the `faults` is an error. Faults stand in the file's order."""

    deck: Deck | None
    faults: tuple[Fault, ...]


def load(path: Path, slug: str, data: bytes | None = None) -> Loaded:
    """Read the deck at `path`, named `slug`; `data` is what the file holds where the caller has read it."""
    if data is None:
        try:
            if is_endless(path):
                return Loaded(None, (Fault(str(path), 1, 1, _("a pipe or a device is no deck: name a file")),))
            data = path.read_bytes()
        except OSError as error:
            return Loaded(None, (Fault(str(path), 1, 1, _unreadable(error)),))
    with without_gc():
        document = read(data, str(path))
        builder = _Builder(document, slug, str(path))
        deck = builder.deck()
    faults = sorted(builder.faults, key=lambda fault: (fault.line, fault.column))
    broken = any(fault.level is Level.ERROR for fault in faults)
    return Loaded(None if broken else deck, tuple(faults))


def is_endless(path: Path) -> bool:
    """Tell whether there is something that is neither a file nor a folder: to read it may never end."""
    return path.exists() and not path.is_file() and not path.is_dir()


def load_block(block: bytes, slug: str, path: str, first_line: int) -> Note | None:
    """Read one note alone, from the lines that it takes in its file, the first of which is `first_line`.

    Returns None when the lines are not exactly one note without any fault: then the whole file must be read.
    """
    document = read(block, path)
    builder = _Builder(document, slug, path, first_line - 1)
    if builder.faults or not isinstance(document.root, list) or len(document.root) != 1:
        return None
    raw = document.root[0]
    note = builder.note(raw) if isinstance(raw, Map) else None
    return None if builder.faults else note


def _unreadable(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return _("this is a folder: name a deck file")
    if isinstance(error, FileNotFoundError):
        return _("there is no such file: check the name")
    if isinstance(error, PermissionError):
        return _("the file may not be read: check its permissions")
    return _("the file cannot be read ({reason}): try again").format(reason=reason_of(error))


class _Builder:
    """Builds one deck and gathers its faults; lines of the file are those of the document plus `above`."""

    def __init__(self, document: Document, slug: str, path: str, above: int = 0) -> None:
        self.faults = list(document.faults)
        self._document = document
        self._slug = slug
        self._path = path
        self._above = above
        self._raw = Map()
        self._lines: dict[str, int] = {}

    def deck(self) -> Deck | None:
        """Return the deck; it counts only when no fault is an error."""
        root = self._document.root
        if not isinstance(root, Map):
            self._not_a_deck(root)
            return None
        self._raw = root
        known = len(self.faults)
        fields = self._convert(root, DECK_FIELDS, others=("notes",))
        sound = len(self.faults) == known  # else a field that seems to be missing may be there, misspelt
        if "title" not in root and sound:
            self._report((), _("the deck has no title: write `title: …` at the top"))
        for lang, title in fields.get("title", {}).items():
            if type(title) is str and not title.strip():
                self._report(("title", lang), _("the title is empty: write one"))
        notes = tuple(self._notes(root)) if "notes" in root or sound else ()
        empty: Mapping[str, str] = {}
        about, order = fields.get("about", empty), fields.get("order")
        return Deck(self._slug, fields.get("title", empty), about, self._path, notes, order)

    def _not_a_deck(self, root: Node | None) -> None:
        if root is not None:
            message = _("a deck begins with `title:` and `notes:`, each at the beginning of a line")
            self.faults.append(Fault(self._path, 1, 1, message))
        elif not self.faults:
            message = _("the file is empty: write `title:` and `notes:`")
            self.faults.append(Fault(self._path, 1, 1, message))

    def _notes(self, root: Map) -> Iterator[Note]:
        entries = root.get("notes", "")
        if not entries:
            level = Level.WARNING if "notes" in root else Level.ERROR  # a deck that was just begun is no fault
            self._report(("notes",), _("the deck has no notes: write at least one under `notes:`"), level=level)
        elif not isinstance(entries, list):
            self._report(("notes",), _("`notes` must be a list: begin each note with `- `"))
            return
        for index, raw in enumerate(entries):
            if not isinstance(raw, Map):
                self._raw = root
                self._report(("notes", index), _("a note has fields, such as `q: …` and `a: …`"))
                return
            note = self.note(raw)
            if note is not None:
                yield note

    def note(self, raw: Map) -> Note | None:
        """Return the note that was written as `raw`; None when it has an error in the shape of its fields."""
        self._raw = raw
        known = len(self.faults)
        try:
            name = kind_of(raw)
        except ValueError as error:
            self._report((), str(error))
            return None
        kind = KINDS[name]
        fields = self._convert(raw, NOTE_FIELDS[name], kind=name)
        missing = [field for field in kind.REQUIRED if field not in raw]
        if missing and len(self.faults) == known:
            message = _("a {kind} note needs {fields}: add it")
            self._report((), message.format(kind=kind_names()[name], fields=commas(f"`{field}`" for field in missing)))
        if len(self.faults) > known:
            return None
        identity = fields.get("id") or content_id(name, fields)
        note = Note(self._slug, identity, name, fields, self._path, raw.line + self._above, raw.column)
        self._claim(note)
        for problem in kind.problems(note):
            self._report(problem.where, problem.message, level=problem.level, note_id=identity)
        return note

    def _claim(self, note: Note) -> None:
        """Refuse an id that another note has already."""
        if note.id not in self._lines:
            self._lines[note.id] = note.line
            return
        first = self._lines[note.id]
        if "id" in note.fields:
            message = _("duplicate id `{id}`, first at line {line}: give this note another id")
        else:
            message = _("the same note stands at line {line}: remove one of them")
        where = ("id",) if "id" in note.fields else ()
        self._report(where, message.format(id=note.id, line=first), note_id=note.id)

    def _convert(
        self, raw: Map, converters: Mapping[str, Converter], *, kind: str = "", others: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return the values of the known fields, and refuse the unknown ones."""
        report = self._report
        fields = {}
        for field, value in raw.items():
            converter = converters.get(field)
            if converter is not None:
                fields[field] = converter(field, value, report)
            elif field not in others:
                report((field,), _unknown(field, [*converters, *others], kind), key=True)
        return fields

    def _report(
        self,
        where: Sequence[str | int],
        message: str,
        *,
        key: bool = False,
        level: Level = Level.ERROR,
        note_id: str | None = None,
    ) -> None:
        line, column = self._document.place(self._raw, where, key=key)
        self.faults.append(Fault(self._path, line + self._above, column, message, level, note_id))


def _unknown(field: str, known: Sequence[str], kind: str) -> str:
    """Return what to say of an unknown field, in a note of a kind or ("") in the deck."""
    owner = next((name for name, fields in NOTE_FIELDS.items() if kind and field in fields), None)
    if owner is not None:
        message = _("`{field}` belongs to a {owner} note, and this one is {kind}: remove it")
        return message.format(field=field, owner=kind_names()[owner], kind=kind_names()[kind])
    meant = _meant(field, tuple(known), kind)
    if meant is not None:
        return _("unknown field `{field}`: did you mean `{meant}`?").format(field=field, meant=meant)
    return _("unknown field `{field}`: remove it, or write one of {known}").format(field=field, known=commas(known))


@cache  # a field that is wrong is often wrong in every note
def _meant(field: str, known: Sequence[str], kind: str) -> str | None:
    others = [name for fields in NOTE_FIELDS.values() for name in fields] if kind else []
    return nearest(field, dict.fromkeys([*known, *others]))
