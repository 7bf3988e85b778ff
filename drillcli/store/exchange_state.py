"""What is small and changes, out and in: settings, parameter sets, which of them is in force, exams."""

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias, TypeVar

from drillcli.store.parameters import DEFAULTS
from drillcli.store.store import THIS_DEVICE, Store


class Fitted(NamedTuple):
    """A parameter set, known by all of this: its number is another on each machine. `report` is JSON text."""

    model: str
    weights: tuple[float, ...]
    at_ms: int
    decks: tuple[str, ...]
    report: str


class Setting(NamedTuple):
    """The text of a setting since `at_ms`; None: it was taken out."""

    at_ms: int
    value: str | None


class InForce(NamedTuple):
    """What schedules a deck since `at_ms`: a model and its parameter set, None for the model's defaults.

    A model "" is none of its own: the deck follows the collection.
    """

    at_ms: int
    model: str
    fitted: Fitted | None


class Exam(NamedTuple):
    """How many minutes a day an exam may take, since `at_ms`, over decks in order; None: it was taken out."""

    at_ms: int
    minutes: float | None
    decks: tuple[str, ...]


Scope: TypeAlias = tuple[str, str]
"""A deck and ""; or "" and a model, for the collection keeps what was chosen for each."""

ExamKey: TypeAlias = tuple[int, tuple[str, ...]]
"""The study day, and the decks sorted: two machines that plan toward the same exam mean one."""


Key = TypeVar("Key")
Value = TypeVar("Value", Setting, InForce, Exam)


class State(NamedTuple):
    """What one machine knows, settings by name; `sync.state` merges several."""

    settings: Mapping[str, Setting]
    fitted: frozenset[Fitted]
    in_force: Mapping[Scope, InForce]
    exams: Mapping[ExamKey, Exam]


def scope(deck: str, model: str) -> Scope:
    """Return that of which one choice is in force: a deck, or a model of the collection."""
    return (deck, "") if deck else ("", model)


def order(value: Setting | InForce | Exam) -> tuple[int, str]:
    """Return what decides between two values of one thing: the later counts; of one instant, the greater text."""
    return value.at_ms, json.dumps(value[1:])


def state_out(connection: sqlite3.Connection) -> State:
    """Return what this machine knows."""
    numbered = _fitted(connection)
    in_force = connection.execute("SELECT deck, model, parameters, at_ms FROM in_force")
    return State(
        {name: Setting(at, value) for name, value, at in connection.execute("SELECT name, value, at_ms FROM setting")},
        frozenset(numbered.values()),
        {scope(deck, model): InForce(at, model, numbered.get(number)) for deck, model, number, at in in_force},
        {_key(exam, day): exam for _id, day, exam in _exams(connection)},
    )


def state_in(store: Store, merged: State) -> bool:
    """Write what is later than what is there, in one transaction; tell whether anything was.

    Settings and scheduling may be others afterwards: open the collection anew, which computes the cards anew where
    they are. Do this before `take_in`, so that the rows that come are folded once.
    """
    connection = store.connection
    with store.writing():
        present = state_out(connection)
        for name, setting in later(merged.settings, present.settings).items():
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?, ?)", (name, setting.value, setting.at_ms))
        _add_fitted(connection, merged.fitted - present.fitted)
        _put_in_force(connection, later(merged.in_force, present.in_force))
        _put_exams(connection, later(merged.exams, present.exams))
        return state_out(connection) != present


def later(merged: Mapping[Key, Value], present: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return the values of `merged` that count where `present` is what is there."""
    return {key: value for key, value in merged.items() if key not in present or order(value) > order(present[key])}


def _fitted(connection: sqlite3.Connection) -> dict[int, Fitted]:
    query = "SELECT id, model, weights, at_ms, decks, report FROM parameters ORDER BY id"
    return {
        number: Fitted(model, tuple(json.loads(weights)), at, tuple(json.loads(decks)), report)
        for number, model, weights, at, decks, report in connection.execute(query)
    }


def _add_fitted(connection: sqlite3.Connection, found: frozenset[Fitted]) -> None:
    connection.executemany(
        "INSERT INTO parameters (model, weights, at_ms, decks, report) VALUES (?, ?, ?, ?, ?)",
        [
            (one.model, json.dumps(one.weights), one.at_ms, json.dumps(one.decks), one.report)
            for one in sorted(found, key=lambda one: (one.at_ms, one))
        ],
    )


def _put_in_force(connection: sqlite3.Connection, found: Mapping[Scope, InForce]) -> None:
    numbers = {one: number for number, one in _fitted(connection).items()}
    for (deck, model), chosen in found.items():
        connection.execute("DELETE FROM in_force WHERE deck = ? AND (deck <> '' OR model = ?)", (deck, model))
        number = DEFAULTS if chosen.fitted is None else numbers[chosen.fitted]
        connection.execute("INSERT INTO in_force VALUES (?, ?, ?, ?)", (deck, chosen.model, number, chosen.at_ms))


def _exams(connection: sqlite3.Connection) -> list[tuple[int, int, Exam]]:
    """Return the exams with their numbers and study days, in the order in which they were last changed."""
    query = "SELECT id, day, at_ms, iif(removed, NULL, minutes), decks FROM exam ORDER BY at_ms, id"
    return [
        (number, day, Exam(at, minutes, tuple(json.loads(decks))))
        for number, day, at, minutes, decks in connection.execute(query)
    ]


def _key(exam: Exam, day: int) -> ExamKey:
    return day, tuple(sorted(exam.decks))


def _put_exams(connection: sqlite3.Connection, found: Mapping[ExamKey, Exam]) -> None:
    numbers = {_key(exam, day): number for number, day, exam in _exams(connection)}
    for key, exam in found.items():
        query = """INSERT INTO exam (id, at_ms, device, offset, day, decks, minutes, removed)
            VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, decks = excluded.decks,
            minutes = excluded.minutes, removed = excluded.removed, plan = NULL"""
        decks, removed = json.dumps(exam.decks), exam.minutes is None
        values = (numbers.get(key), exam.at_ms, THIS_DEVICE, key[0], decks, exam.minutes or 0.0, removed)
        connection.execute(query, values)
