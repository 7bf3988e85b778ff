"""The collection's own settings, and the parameter sets of its memory models."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from drillcli.model import Moment
from drillcli.store.store import Store


class Computed(NamedTuple):
    """Which model and parameter set (0: the defaults) the memory columns of `card` were computed with."""

    model: str
    parameters: int


def settings(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return the collection's own settings, as text."""
    return dict(connection.execute("SELECT name, value FROM setting"))


def set_setting(store: Store, name: str, value: str | None, now: Moment) -> None:
    """Write a setting; None takes it out."""
    with store.writing():
        store.connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        if value is not None:
            store.connection.execute("INSERT INTO setting VALUES (?,?,?)", (name, value, now.ms))


def parameters(connection: sqlite3.Connection, model: str) -> tuple[int, Sequence[float] | None]:
    """Return the parameter set in force for a model and its id; (0, None) means the model's defaults."""
    query = "SELECT id, weights FROM parameters WHERE model = ? ORDER BY id DESC LIMIT 1"
    row = connection.execute(query, (model,)).fetchone()
    return (row[0], json.loads(row[1])) if row else (0, None)


def computed(connection: sqlite3.Connection) -> Computed | None:
    """Return what the cards were computed with; None for a collection that was never opened."""
    row = connection.execute("SELECT model, parameters FROM computed").fetchone()
    return Computed(*row) if row else None


def set_computed(connection: sqlite3.Connection, value: Computed) -> None:
    """Write down what the cards were computed with."""
    connection.execute("INSERT OR REPLACE INTO computed VALUES (1, ?, ?)", value)
