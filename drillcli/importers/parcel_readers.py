"""Which reader a file is for: by its name where that is plain, else by how it begins."""

from importlib import import_module
from pathlib import Path

from drillcli.errors import DrillError, UsageError
from drillcli.importers.options import Options
from drillcli.importers.parcel import Parcel
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

PACKAGE = "apkg.package"
BY_SUFFIX = {
    ".apkg": PACKAGE,
    ".colpkg": PACKAGE,
    ".csv": "table",
    ".tsv": "table",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "jsonfile",
    ".jsonl": "jsonfile",
}
BY_CONTENT = ("hashcards", "repeater", "jsonfile", "table", "markdown")
"""Modules whose `looks_like` is asked in this order."""

HEAD = 1 << 16
"""So many bytes tell what a file is."""
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
"""Spaces, and byte order marks with nothing behind them."""
_ZIP = b"PK\x03\x04"


def read(path: Path, options: Options) -> Parcel:
    """Return what is in a file, as far as it is read before its notes are gone through.

    Raises UsageError for a folder, DrillError for a file that cannot be read or that no reader knows.
    """
    name = reader_of(path)
    module = import_module(f"{__package__}.{name}")
    parcel: Parcel = module.read(path) if name == PACKAGE else module.read(path, options)
    return parcel


def reader_of(path: Path) -> str:
    """Return the module that reads a file, as it is called in this package; raises what `read` raises."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except IsADirectoryError as error:
        raise UsageError(_("{path} is a folder: name a file").format(path=path)) from error
    except OSError as error:
        text = _("cannot read {path}: {reason}")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from error
    if not head.strip(_BLANK) and len(head) < HEAD:
        raise DrillError(_("{path} is empty").format(path=path))
    if head.startswith(_ZIP):
        return PACKAGE
    named = BY_SUFFIX.get(path.suffix.lower())
    found = named or next((name for name in BY_CONTENT if _knows(name, head, path)), None)
    if found is None:
        text = _(
            "{path} is no file that drill can read: it takes Anki packages (.apkg, .colpkg), tables (.csv, .tsv),"
            " Markdown, JSON, and the databases of hashcards and repeater"
        )
        raise DrillError(text.format(path=path))
    return found


def _knows(name: str, head: bytes, path: Path) -> bool:
    return bool(import_module(f"{__package__}.{name}").looks_like(head, path.name))
