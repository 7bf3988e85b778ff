"""Settings, parameter sets and exams of two machines become the same."""

import sqlite3
from pathlib import Path

import pytest
from conftest import NOW
from exchange_cases import machine
from store_cases import later

from drillcli.store import database, exams, parameters
from drillcli.store.exchange import streams
from drillcli.store.exchange_state import Exam, Setting, State, state_in, state_out
from drillcli.store.parameters import Computed
from drillcli.store.settings import set_setting, settings
from drillcli.sync.state import merge


@pytest.fixture
def two():
    """Two machines."""
    stores = machine("b" * 32), machine("a" * 32)
    yield stores
    for store in stores:
        store.close()


def meet(*stores):
    """Let machines learn from each other; tell which of them changed."""
    merged = merge([state_out(store.connection) for store in stores])
    changed = [state_in(store, merged) for store in stores]
    first, *others = (state_out(store.connection) for store in stores)
    assert all(other == first for other in others)
    assert not any(state_in(store, merged) for store in stores)
    return changed


def test_the_later_setting_counts(two):
    """On both; one that was taken out is, until it is set again."""
    me, you = two
    set_setting(me, "lang", "zh", NOW)
    set_setting(you, "lang", "en", later(minutes=1))
    set_setting(you, "new_per_day", "5", NOW)
    assert meet(me, you) == [True, False]
    assert settings(me.connection) == {"lang": "en", "new_per_day": "5"}
    set_setting(me, "lang", None, later(minutes=2))
    meet(me, you)
    assert settings(you.connection) == {"new_per_day": "5"}
    set_setting(you, "lang", "zh", later(minutes=3))
    meet(me, you)
    assert settings(me.connection)["lang"] == "zh"


def test_what_is_written_last_here_is_the_later_one(two):
    """Even when what it replaces came from a machine whose clock is ahead."""
    me, you = two
    set_setting(you, "lang", "en", later(days=2))
    exams.put(you, ["law"], NOW.day + 9, 30, later(days=2))
    parameters.choose(you, ["law"], "fsrs7", 0, later(days=2))
    meet(me, you)
    set_setting(me, "lang", "zh", NOW)
    exams.remove(me, exams.rows(me)[0].id, NOW)
    parameters.release(me, ["law"], NOW)
    assert meet(me, you) == [False, True]
    assert settings(you.connection)["lang"] == "zh"
    assert exams.rows(you) == []
    assert set(parameters.in_force(you.connection, "fsrs6")) == {""}


def test_parameter_sets_have_other_numbers_elsewhere(two):
    """What is in force is the same set."""
    me, you = two
    parameters.add(you, "fsrs6", [9.0], (), {}, NOW)
    mine = parameters.add(me, "fsrs6", [1.5], ("law",), {"reviews": 3}, later(minutes=1))
    parameters.choose(me, ("law",), "fsrs6", mine, later(minutes=2))
    parameters.choose(me, (), "fsrs7", 0, later(minutes=2))
    meet(me, you)
    found = parameters.in_force(you.connection, "fsrs7")
    assert found[""] == Computed("fsrs7", 0)
    assert found["law"].parameters != mine
    assert list(parameters.weights(you.connection, found["law"].parameters)) == [1.5]
    assert [one.weights for one in parameters.sets(you)] == [(9.0,), (1.5,)]
    assert [one.weights for one in parameters.sets(me)] == [(9.0,), (1.5,)]
    assert settings(you.connection)["model"] == "fsrs7"


def test_a_deck_has_one_choice(two):
    """Made here with one model, there with another: the later one replaces the earlier."""
    me, you = two
    parameters.choose(me, ("law",), "fsrs6", 0, NOW)
    parameters.choose(you, ("law",), "fsrs7", 0, later(minutes=1))
    meet(me, you)
    assert parameters.in_force(me.connection, "fsrs6")["law"] == Computed("fsrs7", 0)
    assert me.connection.execute("SELECT count(*) FROM in_force").fetchone() == (1,)


def test_one_exam_planned_twice_is_one(two):
    """The same day and decks, in whatever order: the later minutes count, and a plan made for others is dropped."""
    me, you = two
    exams.put(me, ["law", "ops"], NOW.day + 9, 30, NOW)
    exams.keep(me, exams.rows(me)[0].id, {"a": 1})
    exams.put(you, ["ops", "law"], NOW.day + 9, 45, later(minutes=1))
    exams.put(you, ["ops"], NOW.day + 9, None, later(minutes=1))
    meet(me, you)
    for store in two:
        assert sorted((row.minutes, row.look) for row in exams.rows(store)) == [(20.0, None), (45.0, None)]


def test_an_exam_that_was_taken_out_may_be_planned_again(two):
    """With the usual minutes, unless others are given; the other machine follows."""
    me, you = two
    number = exams.put(me, ["law"], NOW.day + 9, 30, NOW)
    meet(me, you)
    exams.remove(you, exams.rows(you)[0].id, later(minutes=1))
    meet(me, you)
    assert exams.rows(me) == []
    assert exams.put(me, ["law"], NOW.day + 9, None, later(minutes=2)) == number
    meet(me, you)
    assert [row.minutes for row in exams.rows(you)] == [20.0]


def test_nothing_is_written_when_nothing_is_later(two):
    """A machine that was told the same, or something older, stays as it is."""
    me, _you = two
    set_setting(me, "lang", "zh", NOW)
    exams.put(me, ["law"], NOW.day + 9, 30, NOW)
    old = State({"lang": Setting(5, "en")}, frozenset(), {}, {(NOW.day + 9, ("law",)): Exam(5, 1.0, ("law",))})
    assert not state_in(me, old)
    assert settings(me.connection) == {"lang": "zh"}
    assert exams.rows(me)[0].minutes == 30


def test_what_was_there_before_sync_is_kept():
    """A file of version 4: its settings and exams stand, an import's rows are this machine's to send."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    older = {version: script for version, script in database.MIGRATIONS.items() if version < 5}
    database.upgrade(connection, Path(":memory:"), older)
    connection.execute("INSERT INTO setting VALUES ('lang', 'zh', 7)")
    connection.execute("INSERT INTO device VALUES (2, 'import:f00d', 9)")
    columns, values = "at_ms, device, offset, day, decks, minutes", "8, 1, 0, 20000, '[\"law\"]', 30"
    connection.execute(f"INSERT INTO exam ({columns}) VALUES ({values})")  # noqa: S608 constants
    database.upgrade(connection, Path(":memory:"), {version: database.MIGRATIONS[version] for version in (2, 3, 4, 5)})
    found = state_out(connection)
    assert found.settings == {"lang": Setting(7, "zh")}
    assert found.exams == {(20_000, ("law",)): Exam(8, 30.0, ("law",))}
    own, imported = streams(connection)
    assert (own.since_ms, own.imports, imported.since_ms, imported.imports) == (-1, 0, -1, 1)
    connection.close()
