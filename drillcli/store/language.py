"""The language that a collection is set to, read before anything else is loaded."""

from contextlib import closing
from pathlib import Path

from drillcli.locale import LANGUAGES


def wanted(path: Path) -> str:
    """Return the setting `lang` of the database at `path`; "" where it says nothing, or cannot be read just now.

    The words of --help and of a wrong command line are in this language, so it is read where nothing is opened yet.
    """
    if not path.is_file():
        return ""
    import sqlite3  # noqa: PLC0415 where there is no collection yet, --help and a wrong line need none

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            found = connection.execute("SELECT value FROM setting WHERE name = 'lang'").fetchone()
    except sqlite3.Error:
        return ""
    return found[0] if found and found[0] in LANGUAGES else ""
