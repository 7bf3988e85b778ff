"""`drill backup`, and the backups that make themselves."""

import json
import sqlite3

import pytest
from commands_cases import METRICS, later, world

from drillcli.store import copying


@pytest.fixture
def folder(env, tmp_path, monkeypatch):
    """Make a collection with nothing in it yet; return where its backups will be."""
    world(tmp_path, monkeypatch, metrics=METRICS)
    return env.home / "backups"


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_backup_by_hand(drill, env, folder):
    """It says where it is and what is in it."""
    drill("study", "metrics", stdin="2\n")
    done = drill("backup", at=later(minutes=5))
    path = folder / "20261122T090500Z-by-hand.db"
    assert done.code == 0
    assert done.out == f"{path}\n"
    assert done.err.startswith("checked and whole: 1 review, 1 card, ")
    assert done.err.endswith(" kB; `drill restore` goes back to it\n")
    report = json.loads(drill("backup", "--json").out)
    assert report == {"file": str(folder / "20261122T090500Z-by-hand-2.db"), "reviews": 1, "cards": 1} | {
        "bytes": path.stat().st_size
    }


def test_a_backup_elsewhere(drill, env, folder, tmp_path):
    """In a file or a folder of the user's own; the others are left alone."""
    drill("study", "metrics", stdin="2\n")
    before = names(folder)
    assert drill("backup", "mine.db").code == 0
    (tmp_path / "stick").mkdir()
    assert drill("backup", "stick").code == 0
    assert names(tmp_path / "stick") == ["20261122T090000Z-by-hand.db"]
    for path in (tmp_path / "mine.db", tmp_path / "stick" / "20261122T090000Z-by-hand.db"):
        assert sqlite3.connect(path).execute("SELECT sum(reviews) FROM day").fetchone() == (1,)
        assert path.stat().st_mode & 0o777 == 0o600
    assert names(folder) == before


def test_nothing_is_written_over(drill, env, folder, tmp_path):
    """Not the collection, not a backup, not any other file; nor is a backup written to stdout."""
    assert drill("backup").err.endswith("yet; `drill study` begins one\n")
    drill("study", "metrics", stdin="2\n")
    (tmp_path / "mine").write_text("mine")
    for name, text in (
        (str(env.home / "drill.db"), "is there already"),
        ("mine", "is there already; a backup writes over nothing: choose another name"),
        ("gone/x.db", "there is no such folder"),
    ):
        done = drill("backup", name)
        assert (done.code, done.out) == (1, "")
        assert text in done.err
    assert (tmp_path / "mine").read_text() == "mine"
    assert drill("backup", "-").code == 2


def test_one_of_its_own_a_day(drill, folder):
    """When a sitting or an act has ended, not when a report has; once a day, and only after a change."""
    assert drill("due").code == 0
    assert names(folder) == []
    assert drill("study", "metrics", stdin="").code == 0
    assert names(folder) == []
    drill("study", "metrics", stdin="2\n")
    drill("suspend", "metrics/pick")
    assert names(folder) == ["20261122T090000Z-daily.db"]
    drill("due", at=later(1))
    assert len(names(folder)) == 1
    drill("unsuspend", "metrics/pick", at=later(1))
    assert names(folder) == ["20261122T090000Z-daily.db", "20261123T090000Z-daily.db"]


def test_no_backup_of_the_day_can_be_made(drill, folder, monkeypatch):
    """The answer is kept and the exit code is 0, but it is said."""

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying.os, "fsync", full)
    done = drill("study", "metrics", stdin="2\n")
    assert done.code == 0
    assert done.out.startswith("metrics/pick\t")
    assert f"drill: cannot write in {folder}: No space left on device" in done.err.splitlines()[-1]
    assert names(folder) == []
    monkeypatch.undo()


def test_a_collection_of_a_newer_drill(drill, env, folder):
    """It can be backed up though it cannot be used."""
    drill("study", "metrics", stdin="2\n")
    connection = sqlite3.connect(env.home / "drill.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert drill("study").code == 1
    assert drill("backup", "--json").code == 0


def test_another_file_in_its_place(drill, env, folder):
    """Neither a database of another program nor a text is backed up; one line says so."""
    env.home.mkdir()
    (env.home / "drill.db").write_text("text " * 500)
    done = drill("backup")
    assert done.code == 1
    assert "drill.db is damaged" in done.err
    (env.home / "drill.db").unlink()
    connection = sqlite3.connect(env.home / "drill.db")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert drill("backup").err == f"drill: {env.home / 'drill.db'} is not a drill database\n"
    assert names(folder) == []


def test_chinese(drill, env, folder):
    """The line is in the learner's language."""
    drill("study", "metrics", stdin="2\n")
    assert "复习" in drill("backup", "--lang", "zh").err
