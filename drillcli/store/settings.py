"""The collection's own settings."""

import sqlite3
from collections.abc import Mapping

from drillcli.model import Moment
from drillcli.store.store import Store


def settings(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return the collection's own settings, as text."""
    return dict(connection.execute("SELECT name, value FROM setting"))


def set_setting(store: Store, name: str, value: str | None, now: Moment) -> None:
    """Write a setting; None takes it out."""
    with store.writing():
        store.connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        if value is not None:
            store.connection.execute("INSERT INTO setting VALUES (?,?,?)", (name, value, now.ms))
