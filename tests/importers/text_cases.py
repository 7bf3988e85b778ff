"""What the tests of readers share: a file that is read as a whole, and options of a learner in UTC."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from drillcli.importers.options import Options
from drillcli.importers.parcel import LeftOut, Medium, Parcel, ParcelNote
from drillcli.importers.place import Place

OPTIONS = Options(Place(UTC, 240))


class Read(NamedTuple):
    """What came over, and what did not."""

    notes: list[ParcelNote]
    left_out: list[LeftOut]
    media: dict[str, Medium]

    def fields(self) -> list[dict]:
        """Return the fields of the notes."""
        return [dict(note.fields) for note in self.notes]

    def told(self, path: Path) -> list[tuple[str, str]]:
        """Return what was left out, and where: the line, or what else stands after the path."""
        return [(left.what, left.where.removeprefix(str(path)).lstrip(": ")) for left in self.left_out]


def taken(reader: Callable[[Path, Options], Parcel], path: Path, text: str | bytes = "", **options: object) -> Read:
    """Return everything that a reader makes of a file, which is written first where `text` is given."""
    if text:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    wanted = Options(**{"place": OPTIONS.place, **options})
    parcel = reader(path, wanted)
    return Read(list(parcel.notes), parcel.left_out, dict(parcel.media))
