"""The deck that notes are added to: its file, or the learner's own copy of one that came with drill."""

from collections.abc import Sequence
from pathlib import Path

from drillcli.config import Environment
from drillcli.deckfile import append
from drillcli.deckfile.append import Added
from drillcli.deckfile.build import is_endless
from drillcli.deckfile.find import Found
from drillcli.deckfile.rewrite import LOCK, patiently
from drillcli.deckfile.write import Entry
from drillcli.errors import DrillError
from drillcli.importers.naming import entries
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.model import Deck
from drillcli.ui.editor import own_copy


class Shelf:
    """One deck that grows; `path` is its file, and `copied` whether a copy of it was made for that."""

    def __init__(self, env: Environment, found: Found) -> None:
        self.env = env
        self.slug = found.slug
        self.path = found.path
        self.copied = False

    def deck(self) -> Deck:
        """Return the deck as it is now; raises DeckError where it has an error, DrillError where it cannot be read."""
        if is_endless(self.path):
            raise DrillError(_("{path} is a device or a pipe: name a file to write").format(path=self.path))
        try:
            return append.read_deck(self.path, patiently(self.path))
        except OSError as error:
            text = _("cannot read {path}: {reason}")
            raise DrillError(text.format(path=self.path, reason=reason_of(error))) from None

    def add(self, notes: Sequence[Entry]) -> Added:
        """Add notes, on disk when this returns; those without an id ("") get one.

        Raises DeckError where they cannot be added, DrillError where the file cannot be written.
        """
        path = own_copy(self.path, self.env.home)
        try:
            added = append.append(path, self._lock, lambda deck: entries(notes, (note.id for note in deck.notes)))
        except DrillError:
            if path != self.path and path.read_bytes() == self.path.read_bytes():
                path.unlink()
            raise
        self.copied |= path != self.path
        self.path = path
        return added

    def take_back(self, added: Added) -> None:
        """Take notes out again; raises DeckError where they were changed since, DrillError as `add`."""
        append.take_back(self.path, self._lock, added)

    @property
    def _lock(self) -> Path:
        return self.env.home / LOCK
