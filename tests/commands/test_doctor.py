"""`drill doctor`: what is examined, what it finds, and what it mends."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from collection_cases import hide_bundled, write_deck

from drillcli.commands import doctor_place
from drillcli.deckfile import find
from drillcli.store import backup, verify

CHECKS = [
    "permissions", "writable", "space", "leftovers", "file", "integrity", "references", "schema", "replay", "rollups",
    "orphans", "decks", "clock", "shadowed", "backups",
]  # fmt: skip


@pytest.fixture
def database(drill, env, tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    drill("study", "letters", stdin="4\n3\n2\n1\n")
    drill("suspend", "letters/f")
    return env.home / "drill.db"


def tamper(database, sql):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql)


def levels(drill, *words):
    """Return the exit code, and the outcome of each check that did not go well."""
    done = drill("doctor", "--json", *words)
    report = json.loads(done.out)
    assert done.err == ""
    return done.code, {check["check"]: check["level"] for check in report["checks"] if check["level"] != "ok"}


def test_no_collection_yet(drill, env):
    """Exit 0: nothing is wrong with what is not there; nothing is made either; `--report` tells of the program."""
    done = drill("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"no collection in {env.home} yet; `drill study` begins one\n"
    report = json.loads(drill("doctor", "--json").out)
    assert (report["collection"], report["checks"]) == (False, [])
    assert drill("doctor", "--report").out.startswith("drill: ")
    assert not env.home.exists()


def test_a_sound_collection(drill, database):
    """Exit 0, each check with its verdict, nothing but these; nothing is written."""
    before = database.read_bytes()
    done = drill("doctor")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) == len(CHECKS)
    assert all(line.startswith("ok       ") for line in lines)
    assert database.read_bytes() == before


def test_as_json(drill, env, database):
    """Every check with its keys; what is known of program and machine."""
    tamper(database, "UPDATE card SET lapses = 9 WHERE name = 'a'")
    report = json.loads(drill("doctor", "--json").out)
    assert list(report) == ["home", "collection", "mended", "checks", "about"]
    assert report["home"] == str(env.home)
    assert [check["check"] for check in report["checks"]] == CHECKS
    found = next(check for check in report["checks"] if check["check"] == "replay")
    assert found.pop("faults")[0].startswith("letters/a: ")
    assert found == {
        "check": "replay",
        "about": "states of cards, computed anew from the log",
        "level": "wrong",
        "ok": False,
        "remedy": "`drill doctor --fix` computes them anew from the log",
        "mends": True,
    }
    assert report["about"]["sqlite"] == sqlite3.sqlite_version
    assert report["about"]["encoding"]


@pytest.mark.parametrize(
    ("sql", "check", "names"),
    [
        ("UPDATE card SET due_day = due_day + 3 WHERE reps > 0", "replay", "letters/"),
        ("UPDATE card SET suspended = 0", "replay", "letters/f"),
        ("UPDATE day SET good = good + 5", "rollups", "day 20779"),
        ("DELETE FROM load", "rollups", "load "),
        ("DELETE FROM spread", "rollups", "spread "),
        ("DROP INDEX card_queue", "schema", "index card_queue is missing"),
        ("DROP TRIGGER card_changed", "schema", "trigger card_changed is missing"),
        ("DROP TABLE spread", "schema", "table spread is missing"),
    ],
)
def test_what_is_mended(drill, env, database, sql, check, names):
    """Exit 3 with what is wrong; `--fix` mends it after a backup, says so, and then all is well."""
    tamper(database, sql)
    code, found = levels(drill)
    assert code == 3
    assert found[check] == "wrong"
    assert names in drill("doctor").out
    backups = len(backup.listed(env.home / "backups"))
    done = drill("doctor", "--fix")
    assert done.code == 0
    assert done.err.splitlines()[-1].endswith("-before-fix.db")
    assert levels(drill) == (0, {})
    kept = backup.listed(env.home / "backups")
    assert len(kept) == backups + 1
    assert backup.contents(kept[0].path).fault is None


@pytest.mark.parametrize(
    ("sql", "check", "names"),
    [
        ("UPDATE card SET deck = 99 WHERE name = 'e'", "references", "card -> deck: 1"),
        ("DROP TABLE exam", "schema", "table exam is missing"),
        ("CREATE TRIGGER eve AFTER INSERT ON revlog BEGIN DELETE FROM act; END", "schema", "trigger eve does not"),
    ],
)
def test_what_is_not_mended(drill, env, database, sql, check, names):
    """What holds facts, or is not ours, is not touched by `--fix`; the remedy is another."""
    tamper(database, sql)
    with closing(sqlite3.connect(database)) as connection:
        before = list(connection.iterdump())
    for words in ((), ("--fix",)):
        code, found = levels(drill, *words)
        assert (code, found[check]) == (3, "wrong")
    done = drill("doctor")
    assert names in done.out
    assert "`drill restore` goes back to a backup" in done.out
    with closing(sqlite3.connect(database)) as connection:
        assert list(connection.iterdump()) == before


def test_warnings_change_no_exit_code(drill, env, database, tmp_path, monkeypatch):
    """A deck with a fault, one that is hidden, an orphan, an unfinished copy, rights of others, no room: exit 0."""
    write_deck(tmp_path, "title: [", "broken")
    write_deck(env.home, name="letters")
    drill("study", "letters", stdin="4\n")
    monkeypatch.setattr(doctor_place, "_ROOM", 1 << 60)
    (env.home / "backups" / "x.db.99.part").write_bytes(b"half")
    database.chmod(0o644)
    code, found = levels(drill)
    assert code == 0
    assert found == dict.fromkeys(("permissions", "space", "leftovers", "decks", "shadowed"), "warning")
    out = drill("doctor").out
    assert "broken.yaml:1:" in out
    assert "drill.db: others may read or write it (0644)" in out
    done = drill("doctor", "--fix")
    assert "x.db.99.part: removed" in done.err
    assert database.stat().st_mode & 0o777 == 0o600
    assert set(levels(drill)[1]) == {"space", "decks", "shadowed"}


def test_orphans(drill, database, tmp_path):
    """Cards with a history that left their deck are counted, with the command that lists them."""
    write_deck(tmp_path, "title: T\nnotes:\n  - {id: z, q: quite another question, a: b}\n")
    assert levels(drill) == (0, {"orphans": "warning"})
    assert "4 cards are in no deck\n         `drill orphans` lists them" in drill("doctor").out


def test_a_shared_deck_that_another_hides(drill, env, database):
    """A deck in the folder that syncs, with the name of one in `decks/`: its edits would not be seen."""
    (env.home / "sync" / "decks").mkdir(parents=True)
    write_deck(env.home / "sync")
    assert levels(drill)[1]["shadowed"] == "warning"


def test_a_deck_of_drill_that_a_copy_hides(drill, tmp_path):
    """In a clone of drill its decks lie in ./decks, too: nothing is to be done about that."""
    assert (find.bundled() / "training.yaml").exists()
    write_deck(tmp_path, name="training")
    drill("study", "training", stdin="4\n")
    assert "shadowed" not in levels(drill)[1]


def test_the_clock(drill, clock, database):
    """A clock before the last answer, in another century, and rows from the future are warnings."""
    clock.advance(days=-3)
    out = drill("doctor").out
    assert "it stands 4320 minutes before your last answer" in out
    assert "rows of the log are from after tomorrow" in out
    clock.set(0)
    assert "it says 1970-01-01" in drill("doctor").out
    assert levels(drill)[0] == 0


def test_backups(drill, env, clock, database):
    """No backup, a damaged one and an old one are warnings."""
    for kept in backup.listed(env.home / "backups"):
        kept.path.unlink()
    assert "the newest backup\n         there is none" in drill("doctor").out
    drill("backup")
    assert levels(drill)[1] == {}
    (newest,) = backup.listed(env.home / "backups")
    clock.advance(days=40)
    drill("suspend", "letters/a")
    for kept in backup.listed(env.home / "backups"):
        if kept != newest:
            kept.path.unlink()
    assert "the newest is 40 days old" in drill("doctor").out
    newest.path.write_bytes(newest.path.read_bytes()[:5000])
    assert "the newest is damaged" in drill("doctor").out
    assert levels(drill) == (0, {"backups": "warning"})


def test_sync(drill, env, database):
    """A folder for sync that is no repository, and a sync long ago, are warnings; without one there is no check."""
    (env.home / "sync").mkdir()
    assert levels(drill) == (0, {"sync": "warning"})
    git = env.home / "sync" / ".git"
    git.mkdir()
    now = env.read_clock(0).ms // 1000
    os.utime(git, (now, now))
    assert levels(drill) == (0, {})
    os.utime(git, (now - 50 * 86_400, now - 50 * 86_400))
    assert "the last was 50 days ago" in drill("doctor").out


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_a_report_for_others_is_private(drill, env, database, tmp_path, extra):
    """Whatever is found: no card, no deck, no folder, no name of the user stands in it, though the findings do."""
    write_deck(tmp_path, "title: [", "broken")
    write_deck(env.home, name="letters")
    database.chmod(0o644)
    tamper(database, "UPDATE card SET lapses = 9, suspended = 0")
    done = drill("doctor", "--report", *extra)
    assert done.code == 3
    assert done.err == ""
    for word in ("letters", "broken", str(tmp_path), env.home.name, tmp_path.name, "a?", str(Path.home())):
        assert word not in done.out
    assert extra or "card: 6" in done.out
    assert sqlite3.sqlite_version in done.out


def test_a_report_of_a_damaged_database(drill, database, tmp_path):
    """It is made all the same, and names no folder."""
    data = database.read_bytes()
    database.write_bytes(data[:4096] + bytes(len(data) - 4096))
    done = drill("doctor", "--report")
    assert done.code == 3
    assert str(tmp_path) not in done.out
    assert "drill: " in done.out


def test_many_faults_are_counted(drill, database):
    """Ten lines of a check are shown, the others counted; JSON has them all."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("INSERT INTO spread VALUES (1, 1, ?, 1, 1, 0, 0, 0)", [(day,) for day in range(30)])
    rows = 30
    assert f"         and {rows - 10} more\n" in drill("doctor").out
    report = json.loads(drill("doctor", "--json").out)
    assert sum(len(check["faults"]) for check in report["checks"]) == rows


def test_mending_what_is_whole_does_nothing(drill, env, database):
    """Without a finding `--fix` writes no backup and no row."""
    before, backups = database.read_bytes(), backup.listed(env.home / "backups")
    done = drill("doctor", "--fix")
    assert (done.code, done.err) == (0, "")
    assert database.read_bytes() == before
    assert backup.listed(env.home / "backups") == backups


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_folder_that_may_not_be_entered(drill, env, database):
    """A report with exit 3, not a traceback."""
    env.home.chmod(0)
    try:
        code, found = levels(drill)
    finally:
        env.home.chmod(0o700)
    assert code == 3
    assert found["writable"] == "wrong"


def test_a_check_that_comes_to_grief_is_a_finding(drill, database, monkeypatch):
    """Whatever goes wrong in a check, the report is complete; its type is all that others are shown."""
    monkeypatch.setattr(verify, "verify", lambda *_args: 1 / 0)
    done = drill("doctor")
    assert done.code == 3
    assert "this could not be examined (ZeroDivisionError: division by zero)" in done.out
    assert "ZeroDivisionError" in drill("doctor", "--report").out


def test_values_that_no_drill_writes(drill, database):
    """A phase that there is none, a state without memory, a setting that is none: findings, and `--fix` helps."""
    tamper(database, "UPDATE card SET phase = 77, m0 = NULL WHERE name = 'a'")
    assert levels(drill)[1] == {"replay": "wrong"}
    assert drill("doctor", "--fix").code == 0
    tamper(database, "INSERT INTO setting VALUES ('model', 'no-such', 1)")
    code, found = levels(drill)
    assert (code, found) == (3, {"collection": "wrong"})
    assert drill("doctor", "--fix").code == 3
