"""`drill edit`, and how editors are called."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from commands_cases import METRICS, RIVERS, world

from drillcli.deckfile import find
from drillcli.errors import DrillError
from drillcli.ui import editor


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


@pytest.fixture
def fake(tmp_path):
    """Make an editor that notes its arguments and does what the shell lines say; return its path."""

    def make(name="vim", does=""):
        path = tmp_path / "bin with space" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/argv"\n{does}\n')
        path.chmod(0o755)
        return f'"{path}"'

    return make


@pytest.fixture
def argv(tmp_path):
    """The arguments with which the editor was called."""
    return lambda: (tmp_path / "argv").read_text().splitlines()


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("vi", ["+7", "d.yaml"]),
        ("/usr/bin/vim.basic", ["+7", "d.yaml"]),
        ("nvim -n", ["+7", "d.yaml"]),
        ("nano", ["+7", "d.yaml"]),
        ("emacs -nw", ["+7", "d.yaml"]),
        ("emacsclient -t", ["+7", "d.yaml"]),
        ("kak", ["+7", "d.yaml"]),
        ("micro", ["+7", "d.yaml"]),
        ("gvim", ["-f", "+7", "d.yaml"]),
        ("gvim -f", ["+7", "d.yaml"]),
        ("code", ["--wait", "--goto", "d.yaml:7"]),
        ("code --wait", ["--goto", "d.yaml:7"]),
        ("cursor", ["--wait", "--goto", "d.yaml:7"]),
        ("hx", ["d.yaml:7"]),
        ("subl", ["--wait", "d.yaml:7"]),
        ("zed --wait", ["d.yaml:7"]),
        ("gedit", ["--wait", "+7", "d.yaml"]),
        ("kate", ["--block", "--line", "7", "d.yaml"]),
        ("mate -w", ["--wait", "--line", "7", "d.yaml"]),
        ("something-else", ["d.yaml"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(command, arguments):
    """And to come back only when the file is closed; an unknown one gets the file alone."""
    assert editor.arguments(command.split(), Path("d.yaml"), 7) == arguments


def test_edit_opens_the_deck_at_the_line_of_the_card(drill, folder, fake, argv):
    """EDITOR may have arguments and spaces; no shell reads it."""
    done = drill("edit", "rivers/rhine", variables={"EDITOR": f"{fake()} -X '$HOME;exit'"})
    assert (done.code, done.out, done.err) == (0, "", "")
    assert argv() == ["-X", "$HOME;exit", "+10", str(folder / "rivers.yaml")]


def test_a_deck_is_opened_by_its_name(drill, folder, fake, argv):
    """At its first line; a deck with an error at the error, whichever of its cards was named."""
    assert drill("edit", "rivers", variables={"EDITOR": fake()}).code == 0
    assert argv() == ["+1", str(folder / "rivers.yaml")]
    (folder / "rivers.yaml").write_text("title: Rivers\nnotes:\n  - id: nile\n    q: Which?\n    b: x\n")
    for word in ("rivers", "rivers/nile"):
        assert drill("edit", word, variables={"EDITOR": fake()}).code == 3
        assert argv() == ["+5", str(folder / "rivers.yaml")]


def test_a_deck_is_opened_by_its_file(drill, folder, fake, argv):
    """Wherever it lies; at its first error."""
    elsewhere = folder.parent / "mine.yaml"
    elsewhere.write_text("title: x\nnotes:\n  - q: a\n", encoding="utf-8")
    assert drill("edit", "mine.yaml", variables={"EDITOR": fake()}).code == 3
    assert argv() == ["+3", str(elsewhere)]
    assert drill("edit", "decks/rivers.yaml", variables={"EDITOR": fake()}).code == 0


def test_an_editor_that_ends_at_once_is_told(drill, fake):
    """Its window may still be open; one of which it is known how it waits has been told to."""
    hint = "the editor ended at once; if its window is open, add to EDITOR what makes it wait\n"
    assert drill("edit", "rivers/nile", variables={"EDITOR": fake("textedit")}).err == hint
    assert drill("edit", "rivers/nile", variables={"EDITOR": fake("code")}).err == ""


def test_a_deck_that_may_only_be_read_is_told(drill, folder, fake, argv, monkeypatch):
    """Before the editor opens it, which may still show it."""
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    done = drill("edit", "rivers/nile", variables={"EDITOR": fake()})
    assert done.err == "decks/rivers.yaml may only be read: what you change cannot be saved there\n"
    assert argv() == ["+4", str(folder / "rivers.yaml")]


def test_an_installed_editor_is_named(drill, tmp_path):
    """Where none is set, and nano is not there."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/vim").write_text("#!/bin/sh\n")
    (tmp_path / "bin/vim").chmod(0o755)
    done = drill("edit", "rivers/nile", variables={"PATH": str(tmp_path / "bin")})
    assert "(such as `export EDITOR=vim`)" in done.err


def test_a_card_without_its_deck_is_found(drill):
    """The deck that has a note of this name is named."""
    assert drill("edit", "nile").err == "drill: no card nile in any deck; did you mean rivers/nile?\n"


def test_visual_goes_before_editor(drill, fake, argv):
    """As git and others have it; an empty VISUAL counts as none."""
    drill("edit", "rivers/rhine#mouth", variables={"VISUAL": fake("hx"), "EDITOR": "false"})
    assert argv()[0].endswith("rivers.yaml:10")
    assert drill("edit", "rivers/nile", variables={"VISUAL": " ", "EDITOR": fake("nano")}).code == 0
    assert argv()[0] == "+4"


def test_faults_of_the_edited_deck_are_told(drill, folder, fake):
    """On stderr with their places, and the exit code is 3."""
    breaking = fake(does=f'echo "title: x" > "{folder}/rivers.yaml"')
    done = drill("edit", "rivers/nile", variables={"EDITOR": breaking})
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("decks/rivers.yaml:1:1: error: ")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "no editor is set; set EDITOR (such as `export EDITOR=nano`), or open the file yourself"),
        (
            {"EDITOR": "/no/such/editor -w"},
            "EDITOR=/no/such/editor -w cannot be started (No such file or directory); set EDITOR to an editor you have",
        ),
        (
            {"VISUAL": "vim 'x"},
            "VISUAL=vim 'x cannot be started (No closing quotation); set VISUAL to an editor you have",
        ),
        (
            {"EDITOR": "/bin/false"},
            "EDITOR=/bin/false failed with code 1; see what it says, or open the file yourself",
        ),
    ],
)
def test_without_an_editor_that_works_the_place_is_told(drill, folder, variables, message):
    """One line with file, line and what to do; exit code 1."""
    done = drill("edit", "rivers/nile", variables=variables)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"drill: {folder}/rivers.yaml:4: {message}\n"


def test_an_unknown_card_is_refused(drill):
    """Before any editor is started."""
    done = drill("edit", "rivers/nyle", variables={"EDITOR": "/bin/false"})
    assert (done.code, done.err) == (
        1,
        "drill: no card rivers/nyle in any deck; did you mean rivers/nile?\n",
    )


def test_a_deck_of_the_package_is_copied_and_the_copy_is_edited(drill, env, tmp_path, fake, argv, monkeypatch):
    """An upgrade would lose the edit; the copy shadows the deck of the package, and the history stays."""
    package = tmp_path / "site-packages/drillcli"
    (package / "decks").mkdir(parents=True)
    (package / "decks/lakes.yaml").write_text(RIVERS, encoding="utf-8")
    monkeypatch.setattr(find, "bundled", lambda: package / "decks")
    monkeypatch.setattr(editor, "PACKAGE", package)
    drill("study", "lakes", "--limit", "1", stdin="4\n")
    copy = env.home / "decks/lakes.yaml"
    changing = fake(does=f"sed -i s/6650/6695/ '{copy}'")
    done = drill("edit", "lakes/nile", variables={"EDITOR": changing})
    assert argv() == ["+4", str(copy)]
    assert done.err == "lakes comes with drill; from now on your own copy is used: drill_home/decks/lakes.yaml\n"
    assert (package / "decks/lakes.yaml").read_text(encoding="utf-8") == RIVERS
    out = drill("show", "lakes/nile").out
    assert "6695 km" in out
    assert "reviews      1" in out
    again = drill("edit", "lakes/nile", variables={"EDITOR": fake()})
    assert (again.err, argv()) == ("", ["+4", str(copy)])


def test_a_copy_that_is_there_already_is_kept(tmp_path, monkeypatch):
    """What the learner wrote is never written over."""
    monkeypatch.setattr(editor, "PACKAGE", tmp_path / "package")
    home = tmp_path / "home"
    (home / "decks").mkdir(parents=True)
    (home / "decks/d.yaml").write_text("mine")
    assert editor.own_copy(tmp_path / "package/decks/d.yaml", home) == home / "decks/d.yaml"
    assert (home / "decks/d.yaml").read_text() == "mine"


def test_a_deck_of_ones_own_is_not_copied(tmp_path):
    """Only what an upgrade would write over."""
    assert editor.own_copy(tmp_path / "d.yaml", tmp_path / "home") == tmp_path / "d.yaml"
    assert not (tmp_path / "home").exists()


def test_a_copy_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    """One line with the path and what to do."""
    monkeypatch.setattr(editor, "PACKAGE", tmp_path)
    (tmp_path / "home").write_text("a file, no folder")
    with pytest.raises(DrillError, match=r"home/decks/d\.yaml cannot be written \(.+\); make the folder writable"):
        editor.own_copy(tmp_path / "d.yaml", tmp_path / "home")


@pytest.mark.parametrize("command", ["/bin/false", "/no/such/editor"])
def test_an_editor_that_fails_leaves_no_copy(env, tmp_path, monkeypatch, command):
    """A deck of the package whose copy nobody has changed is not shadowed by it."""
    package = tmp_path / "site-packages/drillcli/decks"
    package.mkdir(parents=True)
    (package / "lakes.yaml").write_text(RIVERS, encoding="utf-8")
    monkeypatch.setattr(editor, "PACKAGE", package.parent)
    with pytest.raises(DrillError):
        editor.edit_deck(replace(env, variables={**env.variables, "EDITOR": command}), package / "lakes.yaml", 4)
    assert list((env.home / "decks").iterdir()) == []


def test_no_shell_reads_the_editors_name(drill, folder, fake, argv, tmp_path):
    """Spaces in quotes and arguments are words; what a shell would carry out is a name that nobody has."""
    assert drill("edit", "rivers/nile", variables={"EDITOR": f'{fake("ed")} -n "a b"'}).code == 0
    assert argv() == ["-n", "a b", f"{folder}/rivers.yaml"]
    for command in ("$(touch {0})", "true; touch {0}", "true && touch {0}", "`touch {0}`", "true > {0}"):
        drill("edit", "rivers/nile", variables={"EDITOR": command.format(tmp_path / "carried-out")})
    assert not (tmp_path / "carried-out").exists()
