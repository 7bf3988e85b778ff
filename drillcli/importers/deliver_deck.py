"""The deck files that an import writes: new ones, and notes changed in and added to those that are there.

They are written beside their places first, and put there when everything else is done.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from drillcli.deckfile import write
from drillcli.deckfile.replace import Change, can_grow, edited
from drillcli.durable import to_disk
from drillcli.errors import DeckError
from drillcli.importers.draft import Draft
from drillcli.importers.naming import Names
from drillcli.locale import _
from drillcli.store.imported import Arrived

BUFFER = 1 << 20
"""So many characters of a new deck are held before they go to the disk."""


class NewFile:
    """A deck that is written for the first time; it goes to the disk while it grows. A trial writes nothing."""

    def __init__(self, path: Path, title: str, *, trial: bool) -> None:
        self.path = path
        self._trial = trial
        self._pieces = [write.head(title)]
        self._held = 0
        self._hash = blake2b(digest_size=16)

    @property
    def hash(self) -> str:
        """What stands for the content in the index of decks."""
        return self._hash.hexdigest().upper()

    def add(self, name: str, _kind: str, draft: Draft) -> None:
        """Take the next note."""
        piece = f"\n{' ' * write.MARGIN}- id: {name}\n{draft.lines}"
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held > BUFFER:
            self._flush()

    def finish(self) -> frozenset[str]:
        """Write the rest, durably."""
        self._flush()
        if not self._trial:
            with write.beside(self.path).open("rb") as file:
                to_disk(file.fileno())
        return frozenset()

    def place(self) -> None:
        """Put the file in its place."""
        write.put(self.path)

    def discard(self) -> None:
        """Remove what is not in its place."""
        with suppress(OSError):  # what keeps a file from being written may keep its name from being looked up
            write.beside(self.path).unlink()

    def _flush(self) -> None:
        data = "".join(self._pieces).encode()
        self._hash.update(data)
        if not self._trial:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with write.beside(self.path).open("ab") as file:
                file.write(data)
        self._pieces.clear()
        self._held = 0


class OldFile:
    """A deck file that is there, and the notes to change in it and to add."""

    def __init__(self, path: Path, content_hash: str, *, trial: bool) -> None:
        self.path = path
        self._read_as = content_hash
        self._trial = trial
        self._changes: dict[str, Change] = {}
        self._added: list[write.Entry] = []

    def add(self, name: str, kind: str, draft: Draft) -> None:
        """Take a note to add."""
        self._added.append((name, kind, draft.fields))

    def change(self, name: str, line: int, kind: str, fields: Mapping[str, Any]) -> None:
        """Take other fields for the note that begins on a line."""
        self._changes[name] = (line, kind, fields)

    def can_grow(self) -> bool:
        """Tell whether notes can be added."""
        return can_grow(self.path.read_bytes())

    def finish(self) -> frozenset[str]:
        """Write the file as it is to be, durably, where there is anything to change.

        Raises DeckError where somebody has changed the file since it was read.
        """
        if not self._changes and not self._added:
            return frozenset()
        data = self.path.read_bytes()
        if blake2b(data, digest_size=16).hexdigest().upper() != self._read_as:
            text = _("{path}:1:1: the file was changed while this import ran; nothing was imported: start again")
            raise DeckError(text.format(path=self.path))
        done = edited(data, self._changes, self._added)
        if not self._trial:
            write.write_durably(write.beside(self.path), [done.data])
        return done.refused

    def place(self) -> None:
        """Put the file in its place."""
        if self._changes or self._added:
            write.put(self.path)

    def discard(self) -> None:
        """Remove what is not in its place."""
        with suppress(OSError):  # what keeps a file from being written may keep its name from being looked up
            write.beside(self.path).unlink()


class Here(NamedTuple):
    """A note in a deck file: the digest of its fields, and the line on which it begins."""

    digest: bytes
    line: int


@dataclass(slots=True)
class Deck:
    """A deck that takes part in an import: its file, and what the store knows of it.

    `row` is that of the store and `cards` are the rows of those there, by name. `here` are the notes in the file, by
    id, None when it cannot be read; one that is `closed`, for a reason, takes no notes. `place` counts cards, `new`,
    `updated` and `restored` count notes.
    """

    slug: str
    title: str
    row: int
    cards: Mapping[str, int]
    file: NewFile | OldFile
    here: Mapping[str, Here] | None
    names: Names
    closed: str = ""
    place: int = 0
    new: int = 0
    updated: int = 0
    restored: int = 0
    arrived: list[Arrived] = field(default_factory=list)

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new or self.updated or self.restored)
