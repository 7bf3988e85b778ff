"""The file that a command is told to write: one rule for all commands."""

from pathlib import Path

from drillcli.errors import DrillError
from drillcli.locale import _


def check_target(path: Path, name: object, *, force: bool, makes_folder: bool = False) -> None:
    """Refuse what cannot be written, and what would be lost: a file that is there, unless `force` is given.

    `name` is the path as the user wrote it; `makes_folder` says that its folder is made where it is not there.
    Raises DrillError, which says what to do.
    """
    if path.is_dir():
        raise DrillError(_("{path} is a folder: name a file to write").format(path=name))
    if not makes_folder and not path.parent.is_dir():
        raise DrillError(_("{path}: there is no such folder; make it first").format(path=path.parent))
    if path.exists() and not path.is_file():
        raise DrillError(_("{path} is a device or a pipe: name a file to write").format(path=name))
    if path.exists() and not force:
        text = _("{path} is there already: name another file, or write over it with --force")
        raise DrillError(text.format(path=name))
