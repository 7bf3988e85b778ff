"""`drill check`."""

import json
import os
import stat

import pytest
from commands_cases import METRICS, RIVERS, world

from drillcli.commands import fixing
from drillcli.commands.check import speak
from drillcli.locale import _

BROKEN = "title: Broken\nnotes:\n  - q: Only a question\n  - q: Why?\n    a: so\n    tagz: [x]\n"
TWINS = "title: Twins\nnotes:\n  - {id: a, q: Why?, a: so}\n  - {id: b, q: Why?, a: thus}\n"
NAMELESS = "# keep me\r\ntitle:  Odd   spacing\r\nnotes:\r\n- q: Why?   # and me\r\n  a: so\r\n- {q: How?, a: thus}\r\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


def test_sound_decks_pass(drill):
    """Nothing on stdout, the summary on stderr, exit code 0; without a path all decks are checked."""
    done = drill("check")
    assert (done.code, done.out) == (0, "")
    assert done.err == "2 decks without error; 4 cards; 0 errors; 0 warnings\n"


def test_every_fault_is_a_line_with_its_place(drill, folder):
    """`file:line:column: level: message` on stdout, relative to the current folder; exit code 3."""
    (folder / "broken.yaml").write_text(BROKEN)
    done = drill("check", "decks/broken.yaml")
    assert done.code == 3
    places = [line.split(": ")[:2] for line in done.out.splitlines()]
    assert places == [["decks/broken.yaml:3:5", "error"], ["decks/broken.yaml:6:5", "error"]]
    assert "tagz" in done.out.splitlines()[1]
    assert done.err == "0 decks without error; 0 cards; 2 errors; 0 warnings\n"


def test_warnings_alone_pass(drill, folder):
    """They are printed, and the exit code is 0."""
    (folder / "twins.yaml").write_text(TWINS)
    done = drill("check", "twins")
    assert done.code == 0
    assert done.out.startswith("decks/twins.yaml:4:5: warning: ")
    assert done.err.endswith("0 errors; 1 warning\n")


def test_an_exercise_that_is_none_is_a_warning(drill, folder):
    """With the name that was meant; the deck can be used all the same."""
    notes = "".join(f"  - {{id: {name}, q: {name}?, a: so, exercise: {name}}}\n" for name in ("cnn", "cnnn", "zzz"))
    (folder / "links.yaml").write_text(f"title: Links\nnotes:\n{notes}")
    done = drill("check", "links")
    assert done.code == 0
    assert done.out.splitlines() == [
        "decks/links.yaml:4:5: warning: no exercise `cnnn`: did you mean `cnn`?",
        "decks/links.yaml:5:5: warning: no exercise `zzz`: remove it",
    ]


def test_a_picture_or_sound_that_is_not_there_is_a_warning(drill, folder):
    """Each once a note, by the name it is called; what is there, and what lies on the web, is none."""
    text = """\
title: Nets
notes:
  - {q: "Which? ![](net.png) ![](http://a.example/b.png)", a: {en: "![](lost.png)", zh: "![](lost.png)"}}
  - {q: "Said how?", accept: ["[hear](word.mp3)", "[read](page.html)"]}
"""
    (folder / "nets.yaml").write_text(text)
    (folder / "net.png").touch()
    done = drill("check", "nets")
    said = "warning: no picture or sound `{}` beside the deck: put it there, or mend its name\n"
    lines = f"decks/nets.yaml:3:5: {said.format('lost.png')}decks/nets.yaml:4:5: {said.format('word.mp3')}"
    assert (done.code, done.out) == (0, lines)


def test_check_speaks_the_language_of_the_learner(drill, env):
    """The option, else the setting of the collection, else the system; nothing is changed to find out."""
    drill("config", "lang", "zh")
    speak(env)
    assert _("Again") == "重来"
    speak(env.with_options(lang="en"))
    assert _("Again") == "Again"


def test_check_takes_files_folders_and_names(drill, folder, tmp_path):
    """A word that is no file may be a deck's name; a file that is not there is a fault."""
    for words in (("decks",), ("decks/rivers.yaml", "metrics"), (str(folder),)):
        assert drill("check", *words).err.startswith("2 decks without error; 4 cards;")
    done = drill("check", "nothing.yaml")
    assert done.code == 3
    assert done.out == "nothing.yaml:1:1: error: there is no such file: check the name\n"
    elsewhere = tmp_path.parent / f"{tmp_path.name}-away.yaml"
    elsewhere.write_text(TWINS)
    assert drill("check", str(elsewhere)).out.startswith(f"{elsewhere}:4:5: ")


def test_check_as_json(drill, folder):
    """The names are a promise."""
    (folder / "twins.yaml").write_text(TWINS)
    done = drill("check", "twins", "--json")
    report = json.loads(done.out)
    assert list(report["faults"][0]) == ["file", "line", "column", "level", "message", "note"]
    assert (report["faults"][0]["file"], report["faults"][0]["note"]) == ("decks/twins.yaml", "b")
    del report["faults"]
    assert report == {
        "errors": 0,
        "warnings": 1,
        "decks": 1,
        "notes": 2,
        "cards": 2,
        "fixed": [],
        "not_fixed": [],
        "renames": [],
        "taken_over": [],
        "orphans": None,
    }
    assert done.err == ""


def test_fix_writes_ids_and_keeps_every_other_byte(drill, folder):
    """Comments, spacing, line ends and the mode of the file stay; what was written is said on stderr."""
    path = folder / "odd.yaml"
    path.write_bytes(NAMELESS.encode())
    path.chmod(0o640)
    done = drill("check", "odd", "--fix")
    assert done.code == 0
    first, second = (line.rpartition(" ")[2] for line in done.err.splitlines()[:2])
    assert done.err.splitlines()[0] == f"decks/odd.yaml: wrote id {first}"
    data = path.read_bytes().decode()
    assert data == NAMELESS.replace("- q: Why?", f"- id: {first}\r\n  q: Why?").replace(
        "{q: How?", f"{{id: {second}, q: How?"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(file.name for file in folder.iterdir()) == ["metrics.yaml", "odd.yaml", "rivers.yaml"]
    again = drill("check", "--fix", "--json")
    assert json.loads(again.out)["fixed"] == []
    assert path.read_bytes().decode() == data


def test_fix_follows_a_link_to_the_file(drill, folder, tmp_path):
    """A linked deck stays a link; the file it points to is written."""
    (tmp_path / "real.yaml").write_bytes(NAMELESS.encode())
    (folder / "odd.yaml").symlink_to(tmp_path / "real.yaml")
    assert len(json.loads(drill("check", "decks", "--fix", "--json").out)["fixed"]) == 2
    assert (folder / "odd.yaml").is_symlink()
    assert b"id: c" in (tmp_path / "real.yaml").read_bytes()


def test_fix_keeps_what_is_written_meanwhile(drill, folder, monkeypatch):
    """A note that is saved between reading and writing is there afterwards, with an id."""
    path = folder / "odd.yaml"
    path.write_bytes(NAMELESS.encode())
    write = fixing.write_ids

    def writing(data, loaded):
        written = write(data, loaded)
        if b"Late?" not in data:
            path.write_bytes(data + b"- q: Late?\r\n  a: x\r\n")
        return written

    monkeypatch.setattr(fixing, "write_ids", writing)
    assert len(json.loads(drill("check", "odd", "--fix", "--json").out)["fixed"]) == 3
    assert path.read_bytes().count(b"id: ") == 3
    assert b"q: Late?" in path.read_bytes()


def test_a_deck_that_may_only_be_read_is_no_trouble_where_no_id_is_missing(drill, folder, monkeypatch):
    """Such as one that came with drill; where one is missing, it stays as it is, and that is told."""
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert drill("check", "rivers", "--fix").code == 0
    (folder / "odd.yaml").write_bytes(NAMELESS.encode())
    done = drill("check", "odd", "--fix")
    assert done.code == 3
    assert "odd.yaml cannot be written (Permission denied)" in done.err
    assert (folder / "odd.yaml").read_bytes() == NAMELESS.encode()


def test_fix_leaves_a_deck_with_errors_alone(drill, folder):
    """What is not understood is not written."""
    (folder / "broken.yaml").write_text(BROKEN)
    assert drill("check", "--fix").code == 3
    assert (folder / "broken.yaml").read_text() == BROKEN


def test_fixed_ids_keep_the_history(drill, folder):
    """The id that is written is the one that the note went by already."""
    (folder / "odd.yaml").write_bytes(NAMELESS.encode())
    drill("study", "odd", "--limit", "1", stdin="4\n")
    before = drill("decks", "--json").out
    drill("check", "--fix")
    assert drill("decks", "--json").out == before


def test_a_coming_rename_is_told_and_not_carried_out(drill, folder, env):
    """`check` says which history will go over; opening the collection does it, and `check` then says so."""
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    (folder / "rivers.yaml").write_text(RIVERS.replace("id: nile", "id: the-nile"), encoding="utf-8")
    files = {path: path.read_bytes() for path in env.home.rglob("*.*")}
    done = drill("check")
    assert done.err.splitlines()[0] == (
        "decks/rivers.yaml:4: rivers/the-nile takes over the history of nile when drill next opens it: 100 % the same"
    )
    report = json.loads(drill("check", "--json").out)
    assert report["renames"] == [{"old": "rivers/nile", "new": "rivers/the-nile", "score": 1.0}]
    assert (report["taken_over"], report["orphans"]) == ([], 0)
    assert json.loads(drill("check", "metrics", "--json").out)["renames"] == []
    assert {path: path.read_bytes() for path in env.home.rglob("*.*")} == files
    assert "takes over the history" in drill("due").err
    report = json.loads(drill("check", "--json").out)
    assert report["renames"] == []
    assert report["taken_over"] == [{"old": "rivers/nile", "new": "rivers/the-nile", "date": "2026-11-22"}]
    assert "rivers/the-nile took over the history of rivers/nile on 2026-11-22" in drill("check").err
    drill("undo")
    assert json.loads(drill("check", "--json").out)["taken_over"] == []


def test_a_rename_of_a_card_without_history_is_nobodys_business(drill, folder):
    """Nothing goes over, so nothing is told."""
    drill("due")
    (folder / "rivers.yaml").write_text(RIVERS.replace("id: nile", "id: the-nile"), encoding="utf-8")
    assert json.loads(drill("check", "--json").out)["renames"] == []


def test_orphans_are_counted(drill, folder):
    """A card with a history that is in no deck any more."""
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    (folder / "rivers.yaml").unlink()
    assert json.loads(drill("check", "--json").out)["orphans"] == 1
    assert "1 card with a history is in no deck; `drill orphans` lists it\n" in drill("check").err


def test_a_damaged_collection_does_not_keep_decks_from_being_checked(drill, env):
    """What cannot be known of histories is left out."""
    env.home.mkdir()
    (env.home / "drill.db").write_bytes(b"not a database" * 100)
    done = drill("check", "--json")
    assert done.code == 0
    assert json.loads(done.out)["orphans"] is None


def test_check_makes_no_data_folder(drill, env):
    """It only reads."""
    drill("check", "--fix")
    assert not env.home.exists()
