"""Which media a package has: their names in texts, and where their bytes are; names that are unsafe are left out."""

import json
import re
from collections.abc import Iterator
from functools import partial

from drillcli.errors import DrillError
from drillcli.importers.apkg import wire
from drillcli.importers.apkg.archive import Archive
from drillcli.importers.parcel import LeftOut, Medium
from drillcli.locale import _

LIST = "media"
LIST_MOST = 64 << 20
FILE_MOST = 512 << 20
"""The most bytes of one medium."""
NAME_MOST = 255
_ENTRY, _NAME, _SIZE, _MEMBER = 1, 1, 2, 255
"""Field numbers of Anki's MediaEntries and MediaEntry (proto/anki/import_export.proto)."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]|^\.|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
"""What Windows or Unix would take for a path, a device or a hidden file."""


def media_of(archive: Archive, left_out: list[LeftOut]) -> dict[str, Medium]:
    """Return what gives the bytes of each medium, by name; raises DrillError where the list makes no sense."""
    found: dict[str, Medium] = {}
    for member, name, size in _listed(archive):
        if not _is_safe(name):
            left_out.append(LeftOut("medium", _("its name is no plain file name"), ascii(name)[:NAME_MOST]))
        elif member not in archive.members:
            left_out.append(LeftOut("medium", _("the package lists it, but does not have it"), name))
        elif archive.is_link(member):
            left_out.append(LeftOut("medium", _("it is a link, not a file"), name))
        else:
            found[name] = partial(archive.read, member, FILE_MOST if size is None else min(size, FILE_MOST))
    return found


def _is_safe(name: str) -> bool:
    return bool(name) and len(name.encode("utf-8", "replace")) <= NAME_MOST and not _UNSAFE.search(name)


def _listed(archive: Archive) -> Iterator[tuple[str, str, int | None]]:
    """Yield (member, name, size) of each medium: a JSON mapping in old packages, MediaEntries in new ones."""
    if LIST not in archive.members:
        return
    raw = archive.read(LIST, LIST_MOST)
    try:
        if raw.lstrip()[:1] == b"{":
            yield from ((member, str(name), None) for member, name in json.loads(raw).items())
        else:
            entries = (value for number, value in wire.fields(raw) if number == _ENTRY and isinstance(value, bytes))
            yield from (_entry(place, message) for place, message in enumerate(entries))
    except (ValueError, RecursionError) as error:
        raise DrillError(
            _("{file}: its list of media makes no sense; export it again").format(file=archive.path)
        ) from error


def _entry(place: int, message: bytes) -> tuple[str, str, int | None]:
    """Return (member, name, size): members bear the place of their entry, unless it says another one."""
    name, size, member = "", 0, place
    for number, value in wire.fields(message):
        if number == _NAME:
            name = wire.text(value)
        elif number == _SIZE and isinstance(value, int):
            size = value
        elif number == _MEMBER and isinstance(value, int):
            member = value
    return str(member), name, size
