"""How the user wants a foreign file read, where its reader is not to find that out."""

from dataclasses import dataclass
from pathlib import Path

from drillcli.importers.place import Place


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says of a file; "" and () leave it to the reader.

    `deck` is the title of the deck for cards that name none. `columns`, `delimiter` and `html` describe a table,
    `encoding` any text file. `cards` are Markdown files or folders whose cards a database of reviews belongs to.
    `place` is where the learner was when times without an offset were written.
    """

    place: Place
    deck: str = ""
    columns: tuple[str, ...] = ()
    delimiter: str = ""
    encoding: str = ""
    html: bool = False
    cards: tuple[Path, ...] = ()
