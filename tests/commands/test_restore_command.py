"""`drill restore`: the list of backups, and going back to one."""

import json
import sqlite3
from dataclasses import replace
from io import StringIO

import pytest
from commands_cases import METRICS, later, world

from drillcli.cli import main


@pytest.fixture
def folder(drill, env, tmp_path, monkeypatch):
    """Make a collection with two answers, a backup after each; return where the backups are."""
    world(tmp_path, monkeypatch, metrics=METRICS)
    drill("study", "metrics", stdin="2\n")
    drill("study", "metrics", stdin="2\n", at=later(3))
    return env.home / "backups"


def answers(env):
    connection = sqlite3.connect(env.home / "drill.db")
    (n,) = connection.execute("SELECT count(*) FROM revlog").fetchone()
    connection.close()
    return n


def ask(env, said, *args):
    """Run `drill restore` in a terminal where somebody says something; return its exit code and stderr."""

    class Terminal(StringIO):
        def isatty(self):
            return True

    err = StringIO()
    return main(["restore", *args], replace(env, stdin=Terminal(said), stdout=Terminal(), stderr=err)), err.getvalue()


def test_the_list(drill, folder):
    """The newest first, with what is needed to choose."""
    (folder / "20261122T100000Z-before-fit.db").write_bytes(b"torn")
    done = drill("restore", at=later(5))
    assert done.code == 0
    lines = [line.split("  ") for line in done.out.splitlines()]
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines[1:4]]
    assert rows[0][:6] == ["1", "2 days ago", "2026-11-25 09:00", "daily", "whole", "2"]
    assert rows[1][3:5] == ["before a fit", "unusable"]
    assert lines[5] == ["2", " file is not a database"]
    assert rows[2][:6] == ["3", "5 days ago", "2026-11-22 09:00", "daily", "whole", "1"]
    report = json.loads(drill("restore", "--json").out)
    assert [row["number"] for row in report] == [1, 2, 3]
    assert report[1] | {"file": ""} == {
        "number": 2,
        "name": "20261122T100000Z-before-fit",
        "file": "",
        "at": "2026-11-22T10:00:00+00:00",
        "reason": "before-fit",
        "reviews": None,
        "cards": None,
        "bytes": 4,
        "whole": False,
        "fault": "file is not a database",
    }


def test_an_empty_list(drill):
    """There need be no collection; nothing is made by asking."""
    assert "There is no backup yet" in drill("restore").out
    assert json.loads(drill("restore", "--json").out) == []


@pytest.mark.parametrize("way", ["number", "name", "file"])
def test_going_back_and_forth(drill, env, folder, way, tmp_path):
    """A backup is named by its number, its name or its file; the command that is printed takes the restore back."""
    which = {"number": "2", "name": "20261122T090000Z-daily", "file": "mine.db"}[way]
    (tmp_path / "mine.db").write_bytes((folder / "20261122T090000Z-daily.db").read_bytes())
    done = drill("restore", which, "--yes")
    assert (done.code, done.out) == (0, "")
    first, second = done.err.splitlines()
    assert first.endswith("is restored: 1 review")
    assert second == "to take this back: drill restore 20261125T090000Z-before-restore"
    assert answers(env) == 1
    assert drill("doctor").code == 0
    assert json.loads(drill("due", "--json").out)
    done = drill("restore", second.split()[-1], "--yes", "--json")
    report = json.loads(done.out)
    assert report["reviews"] == 2
    assert report["undo"] == "drill restore 20261125T090000Z-before-restore-2"
    assert answers(env) == 2


def test_somebody_is_asked(env, folder):
    """Whoever says yes gets it; anything else changes nothing. The question says what is at stake."""
    for said in ("n\n", "\n", ""):
        code, err = ask(env, said, "2")
        assert code == 1
        assert err.startswith("Restore 20261122T090000Z-daily.db (1 reviews, 1 cards)? The collection as it is (2 rev")
        assert err.endswith("nothing was changed\n")
        assert answers(env) == 2
    code, _err = ask(env, "y\n", "2")
    assert code == 0
    assert answers(env) == 1


def test_what_is_refused(drill, env, folder, tmp_path):
    """Each in one line, with nothing changed."""
    (tmp_path / "text").write_text("text")
    (folder / "20261122T100000Z-before-fit.db").write_bytes(b"torn")
    before = sorted(folder.iterdir())
    for line, code, text in (
        (["1"], 1, "add --yes to do so without being asked"),
        (["0", "--yes"], 2, "there is no backup 0; `drill restore` lists them"),
        (["9", "--yes"], 2, "there is no backup 9"),
        (["nothing", "--yes"], 1, "no backup and no file is called nothing"),
        (["text", "--yes"], 1, "cannot be restored: file is not a database"),
        (["2", "--yes"], 1, "before-fit.db cannot be restored: "),
    ):
        done = drill("restore", *line)
        assert (done.code, done.out) == (code, "")
        assert text in done.err
        assert done.err.count("\n") == 1
    assert answers(env) == 2
    assert sorted(folder.iterdir()) == before


def test_a_damaged_collection(drill, env, folder):
    """What no command can open any more is moved aside, and the backup takes its place."""
    (env.home / "drill.db").write_bytes(b"rubbish " * 999)
    assert drill("due").code == 1
    done = drill("restore", "1", "--yes")
    assert done.code == 0
    assert done.err.splitlines()[1] == (
        f"the collection before was damaged; it is kept as {env.home / 'drill.db.damaged-20261125T090000Z'}"
    )
    assert len(done.err.splitlines()) == 2
    assert answers(env) == 2
    assert drill("doctor").code == 0


def test_a_lost_collection(drill, env, folder):
    """The backups are enough."""
    (env.home / "drill.db").unlink()
    assert drill("restore", "1", "--yes").code == 0
    assert answers(env) == 2


def test_decks_that_have_changed_since(drill, env, folder, tmp_path):
    """The decks are what they are now: a card that is new since the backup can be studied."""
    deck = tmp_path / "decks" / "metrics.yaml"
    deck.write_text(METRICS + "  - {id: more, q: More?, a: yes}\n")
    drill("study", "metrics", stdin="4\n", at=later(4))
    assert drill("restore", "20261122T090000Z-daily", "--yes").code == 0
    (row,) = json.loads(drill("due", "--json").out)["decks"]
    assert (row["deck"], row["new"]) == ("metrics", 1)
    assert drill("doctor").code == 0
