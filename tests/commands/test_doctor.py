"""`drill doctor`: what is examined, what it finds, and what it mends."""

import json
import sqlite3

import pytest
from collection_cases import hide_bundled, write_deck


@pytest.fixture
def database(drill, env, tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    drill("study", "letters", stdin="4\n3\n2\n1\n")
    drill("suspend", "letters/f")
    return env.home / "drill.db"


def tamper(database, sql):
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(sql)
    connection.close()


def test_no_collection_yet(drill, env):
    """Exit 0: nothing is wrong with what is not there; as JSON too."""
    done = drill("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"no collection in {env.home} yet; `drill study` begins one\n"
    assert json.loads(drill("doctor", "--json").out) == {"home": str(env.home), "collection": False, "checks": []}


def test_a_sound_collection(drill, database):
    """Exit 0, each check with its verdict."""
    done = drill("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "ok       the database is whole\nok       every state follows from the log\nok       every deck can be read\n"
    )


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("UPDATE card SET due_day = due_day + 3 WHERE reps > 0", "letters/"),
        ("UPDATE day SET good = good + 5", "day 20779"),
        ("DELETE FROM load", "load "),
        ("UPDATE card SET suspended = 0", "letters/f"),
    ],
)
def test_states_that_do_not_follow_from_the_log(drill, env, database, sql, names):
    """Exit 3 with what differs; `--fix` mends it after a backup, and then all is well."""
    tamper(database, sql)
    done = drill("doctor")
    assert done.code == 3
    lines = done.out.splitlines()
    assert lines[1] == "wrong    every state follows from the log"
    assert names in lines[2]
    assert " != " in lines[2]
    assert "         `drill doctor --fix` rebuilds them" in lines
    before = database.read_bytes()
    assert drill("doctor", "--fix").code == 0
    assert drill("doctor").code == 0
    kept = sqlite3.connect(env.home / "drill.db.before-fix")
    assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()
    assert database.read_bytes() != before


def test_as_json(drill, database):
    """Each check with its faults; the exit code is the same."""
    tamper(database, "UPDATE card SET lapses = 9 WHERE name = 'a'")
    done = drill("doctor", "--json")
    assert done.code == 3
    report = json.loads(done.out)
    assert report["collection"] is True
    assert {check["check"]: check["ok"] for check in report["checks"]} == {
        "integrity": True,
        "replay": False,
        "decks": True,
    }
    assert report["checks"][1]["faults"][0].startswith("letters/a: ")


def test_a_deck_with_a_fault_is_a_warning(drill, database, tmp_path):
    """Exit 3 is for the data only: a deck that cannot be read changes no exit code."""
    write_deck(tmp_path, "title: [", "broken")
    done = drill("doctor")
    assert done.code == 0
    assert "warning  every deck can be read\n         " in done.out
    assert "broken.yaml:1:" in done.out
    assert "`drill check` lists the faults" in done.out


def test_rows_that_name_no_card(drill, database):
    """Broken references are damage, which `--fix` does not touch."""
    tamper(database, "UPDATE card SET deck = 99 WHERE name = 'e'")
    for words in (("doctor",), ("doctor", "--fix")):
        done = drill(*words)
        assert done.code == 3
        assert done.out.startswith("wrong    the database is whole\n         foreign key:")
        assert "restore a backup" in done.out


def test_mending_what_is_whole_does_nothing(drill, env, database):
    """Without a finding `--fix` writes no backup and no row."""
    before = database.read_bytes()
    assert drill("doctor", "--fix").code == 0
    assert database.read_bytes() == before
    assert not (env.home / "drill.db.before-fix").exists()
