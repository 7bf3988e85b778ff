"""The collection's own settings."""

import sqlite3
from collections.abc import Mapping

from drillcli.model import Moment
from drillcli.store.store import Store


def settings(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return the collection's own settings, as text."""
    return dict(connection.execute("SELECT name, value FROM setting WHERE value IS NOT NULL"))


def set_setting(store: Store, name: str, value: str | None, now: Moment) -> None:
    """Write a setting; None takes it out."""
    with store.writing():
        store.connection.execute(SET, (name, value, now.ms))


SET = """INSERT INTO setting VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value, at_ms = max(excluded.at_ms, at_ms + 1)"""
"""What is written last is later than what there was, whatever the clocks say: of two values `sync` keeps the later."""
