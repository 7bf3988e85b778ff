"""What `drill check --fix` does: writes missing ids into deck files, each file whole at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from drillcli.commands.naming import shown
from drillcli.config import Environment
from drillcli.deckfile.build import Loaded, load
from drillcli.deckfile.check import deck_files
from drillcli.deckfile.fix import write_ids
from drillcli.deckfile.rewrite import LOCK, rewrite
from drillcli.errors import DrillError


@dataclass(frozen=True, slots=True)
class Fixed:
    """The ids that were written, as (path, id), and what kept others from being written."""

    ids: Sequence[tuple[str, str]] = ()
    troubles: Sequence[str] = ()


def write_missing(paths: Sequence[Path], env: Environment) -> Fixed:
    """Write the missing ids into deck files; a file with errors stays as it is."""
    ids: list[tuple[str, str]] = []
    troubles = []
    for file in (file for path in paths for file in deck_files(path) if file.is_file()):
        try:
            ids += [(shown(file, env.cwd), name) for name in write_into(file, env.home / LOCK)]
        except DrillError as error:
            troubles.append(str(error))
    return Fixed(ids, troubles)


def write_into(file: Path, lock: Path) -> list[str]:
    """Write the missing ids into one deck file, and nothing else, and return them.

    The file is whole at any moment: the old or the new one. Raises DrillError when it cannot be done.
    """
    slug = normalize("NFC", file.stem)
    written = nameless(load(file, slug))
    if not written:
        return []

    def named(data: bytes) -> bytes:
        loaded = load(file, slug, data)
        written[:] = nameless(loaded)
        return write_ids(data, loaded)

    rewrite(file, lock, named)
    return written


def nameless(loaded: Loaded) -> list[str]:
    """Return the ids of the notes in a deck that have none written; none of a deck with errors."""
    return [note.id for note in loaded.deck.notes if "id" not in note.fields] if loaded.deck else []
