"""Imports that are cut off: nothing is left, or what importing again completes."""

import errno
import os
import signal
import warnings
from datetime import UTC
from pathlib import Path

import pytest
from collection_cases import hide_bundled
from deliver_cases import BESIDE, basic, card, decks, edit, parcel, sent, sound, states, take, world

from drillcli.collection import open_collection
from drillcli.deckfile import rewrite
from drillcli.deckfile.rewrite import LOCK
from drillcli.errors import DrillError, StoreError
from drillcli.importers import deliver, deliver_deck
from drillcli.importers.parcel import Parcel
from drillcli.importers.place import Place

NOTES = [
    basic(name, f"![](x.png) {name}", deck=(deck,), cards={"": card(sent(3))}) for name, deck in ("aA", "bA", "cB")
]
MEDIA = {"x.png": lambda: b"x"}


@pytest.fixture(autouse=True)
def _decks(monkeypatch):
    hide_bundled(monkeypatch)


def everything(env):
    """Return all files of a world but the database's own and the lock."""
    return sorted(str(path) for path in env.home.rglob("*") if not path.name.startswith(BESIDE))


def cut(monkeypatch, where, error):
    """Let an error strike at the second call of something."""
    module, name = where
    original, calls = getattr(module, name), []

    def struck(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise error
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, struck)


BEFORE_THE_END = [
    (deliver_deck.NewFile, "add"),
    (deliver_deck.NewFile, "finish"),
    (os, "fsync"),
    (deliver.NewCards, "add"),
    (Path, "mkdir"),
]


@pytest.mark.parametrize("where", BEFORE_THE_END, ids=lambda where: where[1])
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device", "x")], ids=type
)
def test_nothing_is_left_of_an_import_that_is_cut_off(env, monkeypatch, where, error):
    """Neither files nor rows; a full disk is one line."""
    before = world(env)
    with monkeypatch.context() as patch:
        cut(patch, where, error)
        with pytest.raises((KeyboardInterrupt, DrillError)) as raised:
            take(env, parcel(*NOTES, media=MEDIA))
    if isinstance(raised.value, DrillError):
        assert str(raised.value) == "cannot write x: No space left on device; nothing was imported"
    assert everything(env) == []
    assert world(env) == before


def test_another_drill_writes_a_deck_meanwhile(env, monkeypatch):
    """What it adds stays: the import waits for its turn, then gives up and can be done again."""
    monkeypatch.setattr(rewrite, "PATIENCE_S", 0)
    before = world(env)
    with rewrite.held(env.home / LOCK, env.home), pytest.raises(DrillError, match="another drill is writing decks"):
        take(env, parcel(*NOTES, media=MEDIA))
    assert everything(env) == []
    assert world(env) == before
    take(env, parcel(*NOTES, media=MEDIA))
    assert list(decks(env)) == ["a", "b"]
    with rewrite.held(env.home / LOCK, env.home):
        pass


def test_a_reader_that_fails_leaves_nothing(env):
    """A file that turns out to be damaged in the midst."""

    def notes():
        yield from NOTES
        raise DrillError("damaged")

    before = world(env)
    with pytest.raises(DrillError, match="damaged"):
        take(env, Parcel(notes(), MEDIA, []))
    assert everything(env) == []
    assert world(env) == before


@pytest.mark.parametrize("at", ["keep_copy", "place 0", "place 1", "confirm"])
def test_a_killed_import_is_completed_by_the_next(env, at, tmp_path):
    """Killed before the transaction ended, it left nothing; after it, importing again brings files and text."""
    take(env, parcel(NOTES[0]), "old")
    newer = [basic("a", "changed", deck=("A",), cards={"": card(sent(3), sent(1))}), *NOTES[1:]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: these only wait
        child = os.fork()
    if child == 0:
        try:
            _die_at(at)
            take(env, parcel(*newer, media=MEDIA), "new")
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    with sound(env):
        pass
    done = take(env, parcel(*newer, media=MEDIA), "new")
    assert done.removed == done.kept == done.edited == 0
    assert {slug: text.count("- id:") for slug, text in decks(env).items()} == {"a": 2, "b": 1}
    assert "a: changed" in decks(env)["a"]
    assert {name: reps for name, (reps, *_rest) in states(env).items()} == {"a/a": 2, "a/b": 1, "b/c": 1}
    again = take(env, parcel(*newer, media=MEDIA), "new")
    assert (again.is_change, again.same) == (False, 3)


def _die_at(at):
    """Let this process be killed when the import comes to a point."""
    name, _space, number = at.partition(" ")
    if name == "keep_copy":
        deliver.keep_copy = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
    elif name == "confirm":
        deliver.imported.confirm = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
    else:
        places = []
        for kind in (deliver_deck.NewFile, deliver_deck.OldFile):

            def place(self, original=kind.place):
                if len(places) == int(number):
                    os.kill(os.getpid(), signal.SIGKILL)
                places.append(1)
                original(self)

            kind.place = place


def test_a_deck_that_is_edited_meanwhile_is_not_written_over(env):
    """The import is given up."""
    take(env, parcel(NOTES[0]), "old")
    path = env.home / "decks" / "a.yaml"

    def notes():
        yield basic("a", "changed", deck=("A",))
        edit(path, "title: A", "title: Mine")

    with pytest.raises(DrillError, match=r"a\.yaml:1:1: the file was changed while this import ran"):
        take(env, Parcel(notes()), "new")
    assert "title: Mine" in path.read_text()
    assert "changed" not in path.read_text()


def test_a_folder_that_cannot_be_written_is_one_line(env, tmp_path):
    """And no data is written."""
    env.home.mkdir()
    (env.home / "decks").write_text("a file")
    with pytest.raises(DrillError, match=r"cannot write .*decks.*; nothing was imported"):
        take(env, parcel(*NOTES))
    assert states(env) == {}


def test_another_model_ends_the_import(env):
    """What another process has replayed with other parameters is not written to."""
    with open_collection(env) as collection:
        collection.store.connection.execute("""UPDATE computed SET scheduling = '{"": ["fsrs6", 7]}'""")
        request = deliver.Request(env.home / "decks", Place(UTC, 240), "x")
        with pytest.raises(StoreError, match="another drill has changed the memory model"):
            deliver.deliver(collection, parcel(*NOTES), request)
    assert decks(env) == {}
    assert states(env) == {}


def test_files_that_cannot_be_put_in_place_come_with_the_next_import(env, monkeypatch):
    """The data is written by then, and the line says what to do."""
    with monkeypatch.context() as patch:
        cut(patch, (deliver_deck.NewFile, "place"), OSError(errno.EACCES, "Permission denied", "x"))
        with pytest.raises(DrillError, match="Permission denied; make room there, and import the file again"):
            take(env, parcel(*NOTES, media=MEDIA))
    assert list(decks(env)) == ["a"]
    assert take(env, parcel(*NOTES, media=MEDIA)).restored == 1
    assert list(decks(env)) == ["a", "b"]
