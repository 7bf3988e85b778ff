"""The pictures and sounds of a deck that go along: files in the folder of its file, under names safe anywhere."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff"))
SOUNDS = frozenset((".mp3", ".ogg", ".oga", ".opus", ".wav", ".flac", ".m4a", ".aac", ".mp4", ".webm", ".mov"))
_SAFE = re.compile(r"\w[\w.-]{0,79}")
_ODD = re.compile(r"[^\w-]+")


def is_sound(source: str) -> bool:
    """Tell whether what a link leads to is a sound or a film here, not on the web."""
    return "://" not in source and PurePosixPath(unquote(source)).suffix.lower() in SOUNDS


def found(folder: Path, source: str) -> Path | None:
    """Return the file that a text calls `source`: a picture or a sound in a folder or below it, None for another.

    A name that comes from macOS may have its accents apart, and is the same there.
    """
    called = unquote(source)
    if "://" in called or "\0" in called or PurePosixPath(called).suffix.lower() not in SUFFIXES | SOUNDS:
        return None
    names = dict.fromkeys((called, normalize("NFC", called), normalize("NFD", called)))
    try:
        root = folder.resolve()
        paths = [(root / name).resolve() for name in names]
        return next((path for path in paths if path.is_relative_to(root) and path.is_file()), None)
    except (OSError, RuntimeError):
        return None


class Media:
    """Gathers what the texts of the decks call pictures or link to as sounds.

    `files` are by name in the package, `missing` as called.
    """

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        self.missing: dict[str, None] = {}
        self._folder = Path()
        self._renamed: dict[str, str] = {}

    def within(self, folder: Path) -> None:
        """Look for files in a folder from now on: nothing outside it ever goes along, whatever a deck says."""
        self._folder = folder

    def picture(self, source: str) -> str | None:
        """Return the name under which a picture or a sound goes along; None, and remember it, for one that does not.

        Raises DrillError for one that cannot be read.
        """
        called = unquote(source)
        path = found(self._folder, source)
        if path is None:
            self.missing.setdefault(called)
            return None
        try:
            path.open("rb").close()
        except OSError as error:
            text = _("cannot read {path}: {reason}")
            raise DrillError(text.format(path=path, reason=reason_of(error))) from error
        name = self._name(called, path)
        self.files[name] = path
        if name != called:
            self._renamed[called] = name
        return name

    def renamed(self) -> Mapping[str, str]:
        """Return what was renamed since this was last asked, by how the texts call it."""
        renamed, self._renamed = self._renamed, {}
        return renamed

    def _name(self, called: str, path: Path) -> str:
        """Return the name as called where that is safe and no other file has it, else one with a digest."""
        if _SAFE.fullmatch(called) and self.files.get(called, path) == path:
            return called
        mark = blake2b(path.read_bytes(), digest_size=4).hexdigest()
        stem = _ODD.sub("-", path.stem)[:40]
        return f"{stem}-{mark}{path.suffix.lower()}"
