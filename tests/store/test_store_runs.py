"""Runs of training programs on disk."""

import pytest
from conftest import NOW
from exercise_cases import report
from store_cases import later, make_store

from drillcli.store import runs


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    yield store
    store.close()


def test_a_run_is_kept_whole(store):
    """What is read is what was written, with its number."""
    number = runs.add(store, report(message="学习"), NOW, "asked", "like", 2.0)
    assert runs.get(store, number) == {**report(message="学习"), "id": number}
    assert runs.get(store, number + 1) is None


def test_the_last_runs_of_an_exercise(store):
    """The oldest first, no more than asked for, none of another exercise."""
    for exercise in ("toy", "toy", "other", "toy"):
        runs.add(store, report(exercise=exercise), NOW, "asked", "like", 2.0)
    assert [run["id"] for run in runs.latest(store, "toy", 2)] == [2, 4]
    assert runs.latest(store, "third", 9) == []


def test_the_best_is_the_quickest_of_those_that_may_be(store):
    """Runs without seconds (a target missed, a trial) are never the best; a likeness narrows the choice."""
    for likeness, seconds in (("a", None), ("a", 3.0), ("a", 2.0), ("b", 1.0), (None, None)):
        runs.add(store, report(), NOW, "asked", likeness, seconds)
    assert runs.best(store, "toy")["id"] == 4
    assert runs.best(store, "toy", "a")["id"] == 3
    assert runs.best(store, "toy", "c") is None
    assert runs.best(store, "other") is None
    assert [run["id"] for run in runs.alike(store, "a", 2)] == [3, 2]


def test_a_request_finds_the_last_complete_run_of_its_like(store):
    """Incomplete runs, older ones and those of another request are passed over."""
    for request, likeness, days in (("a", "x", 0), ("a", "x", 1), ("a", None, 2), ("b", "x", 3)):
        runs.add(store, report(), later(days), request, likeness, None)
    assert runs.asked(store, "toy", "a", NOW.ms - 1)["id"] == 2
    assert runs.asked(store, "toy", "a", later(days=1).ms) is None
    assert runs.asked(store, "other", "a", 0) is None


def test_a_run_has_its_moment_and_device(store):
    """The row says when and where, as rows of the logs do."""
    runs.add(store, report(), NOW, "asked", None, None)
    row = store.connection.execute("SELECT at_ms, offset, day, device, exercise FROM exercise_run").fetchone()
    assert row == (NOW.ms, NOW.offset, NOW.day, 1, "toy")
