"""The runs of training programs on disk, each with its report."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drillcli.model import Moment
from drillcli.store.store import THIS_DEVICE, Store

Report = dict[str, Any]
"""The report of a run, with the number of its row as `id`."""


def add(
    store: Store, report: Mapping[str, Any], at: Moment, request: str, likeness: str | None, seconds: float | None
) -> int:
    """Write a run that began `at`; return its number. Raises StoreError when it cannot be written.

    `request` is what was asked for; `likeness` is equal for runs that may be compared (None: with none);
    `seconds` is what training took, of a run that can be the best.
    """
    row = (at.ms, THIS_DEVICE, at.offset, at.day, report["exercise"], request, likeness, seconds)
    columns = "at_ms, device, offset, day, exercise, request, likeness, seconds, report"
    with store.writing():
        done = store.connection.execute(
            f"INSERT INTO exercise_run ({columns}) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608 constants
            (*row, json.dumps(report, ensure_ascii=False)),
        )
    return int(done.lastrowid or 0)


def get(store: Store, number: int) -> Report | None:
    """Return the run of this number; None when there is none."""
    return _first(store, "id = ?", (number,), "id")


def latest(store: Store, exercise: str, limit: int) -> list[Report]:
    """Return the last `limit` runs of an exercise, the oldest first."""
    return _reports(store, "exercise = ?", (exercise,), "id DESC", limit)[::-1]


def alike(store: Store, likeness: str, limit: int) -> list[Report]:
    """Return the last `limit` runs that may be compared with one, the newest first."""
    return _reports(store, "likeness = ?", (likeness,), "id DESC", limit)


def best(store: Store, exercise: str, likeness: str | None = None) -> Report | None:
    """Return the run that met its targets in the least time, of those that may be compared when a likeness is given."""
    where = "exercise = ? AND seconds IS NOT NULL AND (? IS NULL OR likeness = ?)"
    return _first(store, where, (exercise, likeness, likeness), "seconds")


def asked(store: Store, exercise: str, request: str, since_ms: int) -> Report | None:
    """Return the last complete run of the same request that began after `since_ms` (epoch ms)."""
    where = "exercise = ? AND request = ? AND at_ms > ? AND likeness IS NOT NULL"
    return _first(store, where, (exercise, request, since_ms), "id DESC")


def tallies(store: Store) -> dict[str, tuple[int, int, int]]:
    """Return for each exercise that was run how often, when last (epoch ms), and that run's offset in minutes."""
    query = "SELECT exercise, count(*), max(at_ms), offset FROM exercise_run GROUP BY exercise ORDER BY exercise"
    return {exercise: (n, at, offset) for exercise, n, at, offset in store.connection.execute(query)}


def _first(store: Store, where: str, values: Iterable[Any], order: str) -> Report | None:
    return next(iter(_reports(store, where, values, order, 1)), None)


def _reports(store: Store, where: str, values: Iterable[Any], order: str, limit: int) -> list[Report]:
    query = f"SELECT id, report FROM exercise_run WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 constants
    rows = store.connection.execute(query, (*values, limit))
    return [{**json.loads(report), "id": number} for number, report in rows]
