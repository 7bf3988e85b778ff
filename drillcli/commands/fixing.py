"""What `drill check --fix` does: writes missing ids into deck files, each file whole at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from drillcli.commands.naming import shown
from drillcli.deckfile.build import load
from drillcli.deckfile.check import deck_files
from drillcli.deckfile.fix import write_ids
from drillcli.deckfile.write import replace_file
from drillcli.errors import DrillError
from drillcli.locale import _


@dataclass(frozen=True, slots=True)
class Fixed:
    """The ids that were written, as (path, id), and what kept others from being written."""

    ids: Sequence[tuple[str, str]] = ()
    troubles: Sequence[str] = ()


def write_missing(paths: Sequence[Path], cwd: Path) -> Fixed:
    """Write the missing ids into deck files; a file with errors stays as it is."""
    ids: list[tuple[str, str]] = []
    troubles = []
    for file in (file for path in paths for file in deck_files(path) if file.is_file()):
        try:
            ids += [(shown(file, cwd), name) for name in write_into(file)]
        except DrillError as error:
            troubles.append(str(error))
    return Fixed(ids, troubles)


def write_into(file: Path) -> list[str]:
    """Write the missing ids into one deck file, and nothing else, and return them.

    The file is whole at any moment: the old or the new one. Raises DrillError when it cannot be done.
    """
    try:
        data = file.read_bytes()
        loaded = load(file, normalize("NFC", file.stem), data)
        written = write_ids(data, loaded)
        if written == data or loaded.deck is None:
            return []
        replace_file(file, [written.decode()])
    except OSError as error:
        text = _("{path}: the ids cannot be written ({reason}); make the file and its folder writable")
        raise DrillError(text.format(path=file, reason=error.strerror)) from None
    return [note.id for note in loaded.deck.notes if "id" not in note.fields]
