"""Media beside the deck files: copied under safe names, each only once, and the texts that refer to them."""

import os
import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from drillcli.errors import DrillError
from drillcli.importers import naming
from drillcli.importers.parcel import LeftOut, Parcel
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

FOLDER = "media"
LARGEST = 100 << 20
"""A medium of more bytes stays out."""

_KINDS = ("image/", "audio/", "video/")
_AWAY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")

_REFERENCE = re.compile(
    r"(\]\()(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*)(?=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')?[ \t]*\))"
)
"""Where a link or picture of Markdown leads to (CommonMark 0.31, 6.3: link destination)."""


class Media:
    """Takes media of a parcel to where texts want them. `leave` is told of each that cannot come.

    Without `write` nothing is copied. `made` are the files that were, `count` is how many were wanting.
    """

    def __init__(self, parcel: Parcel, leave: Callable[[LeftOut], None], *, write: bool) -> None:
        self.made: list[Path] = []
        self.count = 0
        self._media = parcel.media
        self._has_all = parcel.has_all_media
        self._leave = leave
        self._write = write
        self._placed: dict[tuple[Path, str], str | None] = {}
        self._used: set[str] = set()
        self._missed: set[str] = set()

    def rewritten(self, value: Any, folder: Path) -> Any:
        """Return a field with its references to media of the parcel as those to files beside a deck file in `folder`.

        Raises OSError where such a file cannot be written.
        """
        if isinstance(value, str):
            return (
                _REFERENCE.sub(lambda found: found[1] + self._target(found[2], folder), value)
                if "](" in value
                else value
            )
        if isinstance(value, Mapping):
            return {key: self.rewritten(item, folder) for key, item in value.items()}
        return [self.rewritten(item, folder) for item in value] if isinstance(value, list | tuple) else value

    def unused(self) -> int:
        """Return how many media no text referred to."""
        used = {id(self._media[name]) for name in self._used}  # one medium may have several names
        return len({id(medium) for medium in self._media.values()} - used)

    def discard(self) -> None:
        """Remove what was copied."""
        for path in self.made:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in self.made}:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _target(self, written: str, folder: Path) -> str:
        bare = written.removeprefix("<").removesuffix(">")
        name = next((name for name in (bare, unquote(bare)) if name in self._media), None)
        if name is None:
            self._miss(bare)
            return written
        key = (folder, name)
        if key not in self._placed:
            self._used.add(name)
            self._placed[key] = self._place(name, folder / FOLDER)
        return self._placed[key] or written

    def _miss(self, name: str) -> None:
        """Tell of a picture or sound that a text refers to and the parcel should have, each once."""
        kind = guess_type(name)[0] or ""
        if self._has_all and name not in self._missed and not _AWAY.match(name) and kind.startswith(_KINDS):
            self._missed.add(name)
            self._leave(LeftOut("medium", _("a text refers to it, and the package does not have it"), unquote(name)))

    def _place(self, name: str, folder: Path) -> str | None:
        """Copy one medium into a folder; return what leads there from beside it, None where it must stay out."""
        data = self._content(name)
        if data is None:
            return None
        safe = naming.medium(name)
        if not _holds(folder / safe, data, free=True):
            stem, dot, suffix = safe.partition(".")
            safe = f"{stem}-{blake2b(data, digest_size=4).hexdigest()}{dot}{suffix}"
        if not _holds(folder / safe, data, free=False):
            self.count += 1
            if self._write:
                self._copy(folder / safe, data)
        return f"{FOLDER}/{safe}"

    def _content(self, name: str) -> bytes | None:
        medium = self._media[name]
        try:
            if isinstance(medium, Path):
                data = medium.read_bytes() if medium.stat().st_size <= LARGEST else None
            else:
                data = medium()
        except OSError as error:
            self._leave(LeftOut("medium", _("it cannot be read: {reason}").format(reason=reason_of(error)), name))
            return None
        except DrillError as error:  # of one that is damaged in its package the others need know nothing
            self._leave(LeftOut("medium", str(error), name))
            return None
        if data is None or len(data) > LARGEST:
            self._leave(LeftOut("medium", _("it is larger than {n} MB").format(n=LARGEST >> 20), name))
            return None
        return data

    def _copy(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(data)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        self.made.append(path)


def _holds(path: Path, data: bytes, *, free: bool) -> bool:
    """Tell whether a file has these bytes; `free` is the answer where there is no file. A link is no such file."""
    if path.is_symlink():
        return False
    if not path.exists():
        return free
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
