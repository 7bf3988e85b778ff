"""A full disk and a read-only folder: what was answered stays, and one line says what is wrong."""

import os
import resource
import sqlite3
from functools import partial

import pytest
from collection_cases import logged, opened, write_deck
from fault_cases import answers, faults, one_line, study, write_many
from fault_cases import logged as rows_of
from fault_cases import opened as store_of

from drillcli import collection
from drillcli.store.database import open_database


@pytest.mark.parametrize("room", [0, 20_000, 70_000, 150_000])
def test_files_that_may_not_grow(tmp_path, room):
    """The system refuses to let a file grow: the answers before are on disk, and with room again all goes on."""
    write_many(tmp_path)
    assert study(tmp_path, "3\n3\n")[0] == 0
    limit = (tmp_path / "drill_home" / "drill.db").stat().st_size + room
    code, out, err = study(
        tmp_path,
        "3\n1\n" * 400,
        "--new",
        "500",
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)),
    )
    said = answers(out)
    if code:
        assert code == 1
        assert "drill.db" in one_line(err)
    else:
        assert len(said) == 800
    assert code == 1 or room > 100_000
    store = store_of(tmp_path)
    assert rows_of(store)[2:] == said
    assert faults(store) == []
    store.close()
    code, out, _err = study(tmp_path, "3\n4\n", "--new", "2")
    assert (code, len(answers(out))) == (0, 2)


def test_a_full_disk(drill, env, tmp_path, monkeypatch):
    """In the midst of a sitting: exit 1, one line that says that this was not written and what came before was."""
    write_deck(tmp_path)
    assert drill("study", "letters", stdin="4\n").code == 0

    def without_room(path, **clock):
        connection = open_database(path, **clock)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        return connection

    monkeypatch.setattr(collection, "open_database", without_room)
    done = drill("study", "letters", "--limit", "5000", stdin="1\n" * 5000)
    assert done.code == 1
    assert one_line(done.err) == (
        f"drill: the disk of {env.home / 'drill.db'} is full; this was not written, what came before is safe: make room"
    )
    assert len(logged(env.home)) == 1 + len(done.out.splitlines()) > 2
    monkeypatch.undo()
    with opened(env) as mended:
        assert mended.store.newest_ms()


def test_a_database_that_may_not_be_written(drill, env, tmp_path, monkeypatch):
    """Refused in one line, exit 1; counting still works."""
    write_deck(tmp_path)
    assert drill("study", "letters", stdin="4\n").code == 0

    def read_only(path, **clock):
        connection = open_database(path, **clock)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(collection, "open_database", read_only)
    done = drill("study", "letters", stdin="4\n")
    assert (done.code, done.out) == (1, "")
    assert one_line(done.err) == (
        f"drill: {env.home / 'drill.db'} cannot be written; make the file and its folder writable,"
        " or choose another folder with --home"
    )
    assert drill("due").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(drill, env, tmp_path):
    """Without the right to write in the data folder: one line, exit 1."""
    write_deck(tmp_path)
    assert drill("study", "letters", stdin="4\n").code == 0
    for path in (*env.home.iterdir(), env.home):
        path.chmod(0o500)
    done = drill("study", "letters", stdin="4\n")
    for path in (env.home, *env.home.iterdir()):
        path.chmod(0o700)
    assert done.code == 1
    assert "writable, or choose another folder with --home" in one_line(done.err)


def test_a_new_folder_that_may_not_be_made(drill, monkeypatch, tmp_path):
    """The system's own reason is told."""

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    done = drill("due")
    assert done.code == 1
    assert done.err == (
        f"drill: cannot write in {tmp_path / 'drill_home'}: Permission denied; make it writable, or choose another"
        " folder with --home\n"
    )


def test_no_room_for_the_backup_before_a_replay(drill, env, tmp_path, monkeypatch):
    """Another model is not taken up without a backup: one line, and the collection is as it was."""
    write_deck(tmp_path)
    assert drill("study", "letters", stdin="4\n").code == 0

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("drillcli.store.copying.os.fsync", full)
    done = drill("due", variables={"DRILL_MODEL": "fsrs7"})
    assert done.code == 1
    assert "No space left on device" in one_line(done.err)
    monkeypatch.undo()
    connection = sqlite3.connect(env.home / "drill.db")
    assert connection.execute("SELECT scheduling FROM computed").fetchone() == ('{"": ["fsrs6", 0]}',)
    connection.close()
