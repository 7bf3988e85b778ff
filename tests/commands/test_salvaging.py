"""`drill restore --salvage`: what can be read of a damaged collection takes its place, when that is wanted."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from collection_cases import hide_bundled, logged, write_deck

from drillcli.cli import main


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def database(drill, env, tmp_path, monkeypatch):
    """A collection whose first page is lost."""
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    drill("study", "letters", stdin="4\n3\n2\n1\n")
    drill("suspend", "letters/f")
    path = env.home / "drill.db"
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    assert drill("due").code == 1
    return path


def test_without_consent_nothing_is_replaced(drill, env, database):
    """The new database lies beside the damaged one, and the command that puts it in place is printed: it works."""
    before = database.read_bytes()
    done = drill("restore", "--salvage")
    assert done.code == 0
    assert "revlog                 4\n" in done.out
    assert " pages cannot be read" in done.out
    assert database.read_bytes() == before
    (line,) = done.err.splitlines()
    command = line.partition("to put it in place: ")[2].split()
    assert command[:2] == ["drill", "restore"]
    assert drill(*command[1:], "--yes").code == 0
    assert len(logged(env.home)) == 4
    assert drill("doctor").code == 0


def test_with_consent_it_takes_the_place(drill, env, database, clock):
    """The damaged one is kept under another name, every state follows from the log, and study goes on."""
    before = database.read_bytes()
    done = drill("restore", "--salvage", "--yes")
    assert done.code == 0
    assert "it is in place; `drill doctor` examines it" in done.err
    (kept,) = (path for path in env.home.iterdir() if ".damaged-" in path.name)
    assert str(kept) in done.err
    assert kept.read_bytes() == before
    assert not [path for path in env.home.iterdir() if ".salvaged-" in path.name]
    assert drill("doctor").code == 0
    assert len(logged(env.home)) == 4
    clock.advance(minutes=20)
    assert drill("study", "letters", stdin="3\n").code == 0
    assert len(logged(env.home)) == 5


@pytest.mark.parametrize(("said", "replaced"), [("y\n", True), ("\n", False), ("", False), ("是\n", True)])
def test_the_question(drill, env, database, said, replaced):
    """On a terminal the report comes first, then the question; only a yes is a yes."""
    out, err = Terminal(), Terminal()
    code = main(["restore", "--salvage"], replace(env, stdin=Terminal(said), stdout=out, stderr=err))
    assert code == 0
    assert "Put this in the place of the collection?" in err.getvalue()
    assert (drill("due").code == 0) is replaced


def test_as_json(drill, env, database):
    """The counts, and where the files are."""
    report = json.loads(drill("restore", "--salvage", "--json").out)
    assert report["rows"] == {"device": 1, "deck": 1, "card": 6, "revlog": 4, "act": 1}
    assert report["file"].startswith(str(env.home / "drill.db.salvaged-"))
    assert (report["guessed"], report["refused"], report["may_hold_deleted"]) == ({}, {}, False)
    assert (report["missing"], report["unsound"], report["made_up"], report["backup"]) == (0, [], {}, None)
    report = json.loads(drill("restore", "--salvage", "--yes", "--json").out)
    assert report["file"] is None
    assert ".damaged-" in report["moved"]


def test_another_file(drill, env, database, tmp_path):
    """A file that is named is salvaged instead; what cannot be is refused in one line, and the collection stays."""
    (tmp_path / "other.db").write_bytes(b"nothing")
    before = database.read_bytes()
    for name, text in (
        ("other.db", "nothing in it can be read as data of drill"),
        ("none.db", "there is no such file"),
    ):
        done = drill("restore", "--salvage", name, "--yes")
        assert (done.code, done.out) == (1, "")
        assert text in done.err
    assert database.read_bytes() == before
