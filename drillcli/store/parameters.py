"""The parameter sets of memory models, and which of them is in force for which deck."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from drillcli.model import Moment
from drillcli.store.settings import SET
from drillcli.store.store import Store

COLLECTION = ""
"""Stands in the place of a deck for all decks that have nothing of their own."""

DEFAULTS = 0
"""The number of every model's own parameters."""

NOTHING = ""
"""Stands in the place of a model for a deck that follows the collection again."""


class Computed(NamedTuple):
    """A model and the number of one of its parameter sets (0: the defaults)."""

    model: str
    parameters: int


Scheduling: TypeAlias = Mapping[str, Computed]
"""What schedules the decks that have something of their own, by slug, and under `COLLECTION` all the others."""


class ParameterSet(NamedTuple):
    """A parameter set: when it was fitted (epoch ms), for which decks (none: the collection), and how it scored."""

    id: int
    model: str
    weights: tuple[float, ...]
    at_ms: int
    decks: tuple[str, ...]
    report: Mapping[str, Any]


def sets(store: Store) -> list[ParameterSet]:
    """Return every parameter set there is, the oldest first."""
    query = "SELECT id, model, weights, at_ms, decks, report FROM parameters ORDER BY at_ms, id"
    return [
        ParameterSet(number, model, tuple(json.loads(weights)), at_ms, tuple(json.loads(decks)), json.loads(report))
        for number, model, weights, at_ms, decks, report in store.connection.execute(query)
    ]


def weights(connection: sqlite3.Connection, number: int) -> Sequence[float] | None:
    """Return the numbers of a parameter set; None for the defaults."""
    row = connection.execute("SELECT weights FROM parameters WHERE id = ?", (number,)).fetchone()
    return json.loads(row[0]) if row else None


def add(
    store: Store, model: str, weights: Sequence[float], decks: Iterable[str], report: Mapping[str, Any], now: Moment
) -> int:
    """Keep a parameter set; return its number. It is not in force before it is chosen."""
    row = (model, json.dumps(list(weights)), now.ms, json.dumps(list(decks)), json.dumps(report))
    with store.writing():
        cursor = store.connection.execute(
            "INSERT INTO parameters (model, weights, at_ms, decks, report) VALUES (?, ?, ?, ?, ?)", row
        )
    return int(cursor.lastrowid or 0)


def choose(store: Store, decks: Sequence[str], model: str, number: int, now: Moment) -> None:
    """Put a parameter set (0: the defaults) of a model in force for some decks.

    Without decks it is for the collection, whose model it becomes. The cards must be computed anew afterwards.
    """
    with store.writing():
        for deck in decks or (COLLECTION,):
            put_in_force(store.connection, deck, model, number, now.ms)
        if not decks:
            store.connection.execute(SET, ("model", model, now.ms))


def put_in_force(connection: sqlite3.Connection, deck: str, model: str, number: int, at_ms: int) -> None:
    """Write what schedules a deck; of two machines that say different things, the one that was told last is right.

    For the collection each model has a row. The `at_ms` (epoch ms) that is written is later than the one there was.
    """
    there = "deck = ? AND (deck <> '' OR model = ?)"
    query = f"SELECT coalesce(max(at_ms) + 1, ?) FROM in_force WHERE {there}"  # noqa: S608 constant
    (later,) = connection.execute(query, (at_ms, deck, model)).fetchone()
    connection.execute(f"DELETE FROM in_force WHERE {there}", (deck, model))  # noqa: S608 constant
    connection.execute("INSERT INTO in_force VALUES (?, ?, ?, ?)", (deck, model, number, max(at_ms, later)))


def release(store: Store, decks: Iterable[str], now: Moment) -> None:
    """Let decks follow the collection again. The cards must be computed anew afterwards."""
    with store.writing():
        for deck in decks:
            if deck:
                put_in_force(store.connection, deck, NOTHING, DEFAULTS, now.ms)


def in_force(connection: sqlite3.Connection, model: str) -> dict[str, Computed]:
    """Return what schedules each deck that has something of its own, and the collection, whose model is `model`."""
    query = "SELECT deck, model, parameters FROM in_force WHERE model <> ? ORDER BY deck"
    rows = connection.execute(query, (NOTHING,)).fetchall()
    chosen = {deck: Computed(name, number) for deck, name, number in rows if deck or name == model}
    return {COLLECTION: Computed(model, DEFAULTS), **chosen}


def computed(connection: sqlite3.Connection) -> dict[str, Computed] | None:
    """Return what the memory columns of `card` were computed with; None when they never were."""
    row = connection.execute("SELECT scheduling FROM computed").fetchone()
    return {deck: Computed(*value) for deck, value in json.loads(row[0]).items()} if row else None


def set_computed(connection: sqlite3.Connection, scheduling: Scheduling) -> None:
    """Write down what the memory columns of `card` were computed with."""
    connection.execute("INSERT OR REPLACE INTO computed VALUES (1, ?)", (signature(scheduling),))


def signature(scheduling: Scheduling) -> str:
    """Return the text that stands for a scheduling in the table `computed`."""
    return json.dumps(scheduling, sort_keys=True)
