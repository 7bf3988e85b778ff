"""What was decided on the candidates for a deck, on the disk: whatever ends the program, the next run goes on there."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from drillcli.config import Environment
from drillcli.deckfile.write import replace_file
from drillcli.extract import draft_notes
from drillcli.extract.draft import Draft
from drillcli.model import Note

FOLDER = "choices"
"""The folder of decisions in the data folder."""


class Decided(NamedTuple):
    """Whether each candidate so far is kept, and the notes that some were made into, by their places."""

    kept: list[bool]
    changed: dict[int, tuple[Note, ...]]


class Decisions:
    """The file of the decisions on the candidates of one draft: documents that have changed have another."""

    def __init__(self, env: Environment, made: Draft) -> None:
        candidates = json.dumps([candidate.entry for candidate in made.candidates], ensure_ascii=False, sort_keys=True)
        digest = blake2b(candidates.encode(errors="replace"), digest_size=8).hexdigest()
        self.path: Path = env.home / FOLDER / f"{digest}.json"

    def take_up(self) -> Decided:
        """Return what was decided in an earlier run; nothing where there was none."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # not written by us
            found = json.loads(self.path.read_text(encoding="utf-8"))
            changed = {int(place): draft_notes.notes(text) for place, text in found["changed"].items()}
            return Decided([keep is True for keep in found["kept"]], changed)
        return Decided([], {})

    def keep(self, kept: Sequence[bool], changed: Mapping[int, Sequence[Note]]) -> None:
        """Write down what is decided so far. Raises OSError."""
        if not kept and not changed:
            self.forget()
            return
        texts = {place: draft_notes.yaml(map(draft_notes.entry, notes)) for place, notes in changed.items()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, [json.dumps({"kept": list(kept), "changed": texts}, ensure_ascii=False)])

    @property
    def are_kept(self) -> bool:
        """Whether there are any."""
        return self.path.exists()

    def forget(self) -> None:
        """Take the file away: the deck is written."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
