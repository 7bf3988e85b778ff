"""What a note becomes in a deck file, as far as that can be told without knowing which one: most work of an import."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from drillcli.deckfile import write
from drillcli.importers import merge, naming
from drillcli.kinds import KINDS
from drillcli.model import Note


class Draft(NamedTuple):
    """A note that can stand in a deck file.

    `fields` are as they will read there, `digest` stands for them; `name` is an id for the note unless it has one,
    `parts` are those of its cards, `lines` is what stands below its id.
    """

    fields: dict[str, Any]
    digest: bytes
    name: str
    parts: tuple[str, ...]
    lines: str

    @property
    def may_refer(self) -> bool:
        """Whether a text of it may lead to a medium."""
        return "](" in self.lines


def drafted(kind: str, fields: Mapping[str, Any], guid: str) -> Draft:
    """Return what a note becomes; raises ValueError with what keeps it from being a note of a deck file."""
    settled = merge.settled(kind, fields)
    if fault := merge.fault(kind, settled):
        raise ValueError(fault)
    parts = KINDS[kind].parts(Note("", "", kind, settled))
    return Draft(settled, merge.digest(settled), naming.note_id(settled, guid), parts, write.lines(kind, settled))
