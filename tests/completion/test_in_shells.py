"""Completion in the shells that people use: bash, zsh and fish in a pseudo-terminal, and TAB."""

import shutil
import subprocess
from pathlib import Path

import pytest
from at_shell import ENTER, OWN_LINES, STARTS, STARTUP, TAB, AtShell, furnish, surroundings
from conftest import ROOT

DECK = """\
title: Letters
notes:
  - id: alpha
    q: "?"
    a: "1"
  - id: 阿尔法
    q: "?"
    a: "2"
  - id: gaps
    cloze: "{{one::first}} and {{two::second}}"
"""

INSTALLED = [shell for shell in STARTS if shutil.which(shell)]
SHELLS = [pytest.param(s, marks=[] if s in INSTALLED else pytest.mark.skip(reason=f"no {s} here")) for s in STARTS]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A person's home, and two decks: one of letters, one called 数学."""
    furnish(tmp_path)
    decks = tmp_path / "decks"
    decks.mkdir()
    for name in ("greek-letters", "数学"):
        (decks / f"{name}.yaml").write_text(DECK, encoding="utf-8")
    (tmp_path / "notes.md").write_text("Q: 1\nA: 2\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def sit_down(home):
    """Open a terminal: `sit_down("zsh")`."""
    open_ones = []

    def start(shell: str, **variables: str) -> AtShell:
        open_ones.append(AtShell(shell, home, **variables))
        return open_ones[-1]

    yield start
    for shell in open_ones:
        shell.leave()


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_one_command_and_every_new_terminal_completes(shell, sit_down, home):
    """`drill --install-completion`, typed in a shell, is all: the shell is recognised, whatever SHELL says."""
    first = sit_down(shell, SHELL="/bin/tcsh")
    first.type("drill --install-completion" + ENTER)
    first.see(f"{shell} completes the words of drill in every new terminal")
    first.leave()
    assert lines_of(home / STARTUP[shell])[0] == OWN_LINES[shell]  # what its owner wrote stands

    person = sit_down(shell)
    person.complete("drill --lang=z", "--lang=zh")
    person.complete("drill --lang zh study --lim", "--limit")
    person.complete("drill study 数", "study 数学")
    person.complete("drill show gre", "show greek-letters/")
    person.complete("drill bury greek-letters/alpha 数学/阿", "greek-letters/alpha 数学/阿尔法")
    person.complete("drill extract no", "extract notes.md")
    person.complete("drill study ./decks/gr", "study ./decks/greek-letters.yaml")
    seen = person.complete("drill s" + (TAB if shell == "bash" else ""), "study", "stats", "show", "search", "simulate")
    if shell != "bash":  # which shows words only
        assert any("Study what is due, then new cards." in line for line in seen)
    person.type("drill show greek-letters/gaps#f" + TAB)
    person.see("greek-letters/gaps#first")
    person.type(ENTER)  # what was completed is what drill takes: no shell reads anything into a card's id
    person.see("[…] and two", "one and two")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_word_from_a_deck_is_no_command(shell, sit_down, home):
    """Whoever wrote the deck: what stands in a tag or a name is quoted, and no shell obeys it."""
    tagged = "title: Sly\nnotes:\n  - {id: a, q: '?', a: '3', tags: ['sly`touch obeyed`$(touch obeyed)']}\n"
    (home / "decks" / "tagged.yaml").write_text(tagged, encoding="utf-8")
    (home / "decks" / "sly;touch obeyed;.yaml").touch()
    person = sit_down(shell)
    person.type("drill --install-completion" + ENTER)
    person.see("in every new terminal")
    person = sit_down(shell)
    for begun in ("drill stats --tag sly", "drill stats sly"):
        person.type(begun + TAB)
        person.see("touch")
        person.type(ENTER + 'echo "do"ne' + ENTER)
        person.see("done")
        person.screen.reset()
    assert not (home / "obeyed").exists()


@pytest.mark.skipif("bash" not in INSTALLED, reason="no bash here")
def test_bash_without_compopt(sit_down, home):
    """That of macOS is 3.2, in which a card's deck has no space after it, a whole word has, and files fit anywhere."""
    startup = home / STARTUP["bash"]
    script = ROOT / "drillcli" / "commands" / "shells" / "drill.bash"
    startup.write_text(f"{startup.read_text()}\nenable -n compopt; . '{script}'\n", encoding="utf-8")
    person = sit_down("bash")
    person.complete("drill show gre" + TAB + "al" + TAB + "x", "show greek-letters/alpha x")
    person.complete("drill --lang=z" + TAB + "x", "--lang=zh x")
    person.complete("drill extract no", "extract notes.md")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_installs_for_the_shell_of_its_owner(shell, home):
    """In a script SHELL counts, not what the script is written in; a second run changes no byte."""
    script = home / "setup.sh"
    script.write_text("drill --install-completion\n", encoding="utf-8")
    world = surroundings(home, SHELL=f"/usr/local/bin/{shell}")

    def run():
        return subprocess.run(["bash", script], env=world, cwd=home, capture_output=True, text=True, check=True).stderr

    assert run().startswith(f"{shell} completes the words of drill in every new terminal: ")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert run() == f"{shell} completes the words of drill already: nothing was changed\n"
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
