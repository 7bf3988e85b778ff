"""A file that the user names for a command to write: one rule for all commands that write one."""

import re
from pathlib import Path

import pytest
from commands_cases import RIVERS, world
from conftest import Result
from exercise_cases import Toy, report

from drillcli.cli.parser import group

WRITERS = {
    "export": "rivers there.json",
    "extract": "doc.md -o there.yaml",
    "stats": "--svg there.svg",
    "exercise": "toy --quick --save there.json",
    "backup": "there.db",
}
"""A line for each command that writes a file which the user names."""

READERS = {("import", "FILE"), ("import", "FILE,…")}

FORCED = [name for name in WRITERS if name != "backup"]
"""A backup is never written over: what is asked for is another one."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drill) -> Path:
    world(tmp_path, monkeypatch, rivers=RIVERS)
    (tmp_path / "programs").mkdir()
    toy = Toy(tmp_path / "programs", monkeypatch)
    toy.says(f"tell(event='record', record={report()!r})\n")
    (tmp_path / "doc.md").write_text("**Q: What is a queue?**\n\nA: A line of tasks.\n", encoding="utf-8")
    assert drill("study", "rivers", stdin="3\n").code == 0
    return tmp_path


def target(line: str) -> str:
    return next(word for word in line.split() if word.startswith("there."))


def test_every_writer_is_here():
    """Whatever takes the name of a file either reads it or is held to the rule."""
    commands = group()
    named = {
        (name, option.metavar)
        for name in commands.list_commands(None)
        for option in commands.get_command(None, name).params
        if re.search(r"FILE|\.yaml", option.metavar or "")
    }
    assert {name for name, _metavar in named - READERS} == set(WRITERS)


def refused(done: Result, code: int = 1) -> bool:
    return (done.code, done.out, done.err.count("\n")) == (code, "", 1)


@pytest.mark.parametrize("command", WRITERS)
def test_a_file_that_is_there_is_kept(command: str, drill, place: Path):
    """One line says what to do: another name, or `--force` where there is such an option."""
    line = WRITERS[command]
    file = place / target(line)
    file.write_text("mine")
    done = drill(command, *line.split())
    assert refused(done)
    assert f"{file.name} is there already" in done.err
    assert "another" in done.err
    assert ("--force" in done.err) is (command in FORCED)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("command", FORCED)
def test_force_writes_over_it(command: str, drill, place: Path):
    """What stands there afterwards is what the command wrote, whole."""
    line = WRITERS[command]
    file = place / target(line)
    file.write_text("mine" * 100_000)
    assert drill(command, *line.split(), "--force").code == 0
    assert file.read_text() != "mine" * 100_000
    assert "mine" not in file.read_text()
    assert [path.name for path in place.glob("*there*")] == [file.name]


@pytest.mark.parametrize("command", WRITERS)
def test_a_new_name_needs_no_force(command: str, drill, place: Path):
    """Nothing is asked where nothing can be lost; a second time, the command refuses its own file, too."""
    line = WRITERS[command]
    assert drill(command, *line.split()).code == 0
    assert (place / target(line)).stat().st_size
    assert refused(drill(command, *line.split()))


@pytest.mark.parametrize("command", FORCED)
def test_what_is_no_file_is_never_replaced(command: str, drill, place: Path):
    """A folder stays a folder, whatever is said."""
    line = WRITERS[command]
    (place / target(line)).mkdir()
    done = drill(command, *line.split(), "--force")
    assert refused(done)
    assert "is a folder" in done.err


@pytest.mark.parametrize("command", [name for name in WRITERS if name != "extract"])
def test_a_folder_that_is_not_there_is_not_made(command: str, drill, place: Path):
    """A slip in a path is told; only the draft of a deck makes the folder of decks."""
    line = WRITERS[command]
    done = drill(command, *line.replace("there.", "nowhere/there.").split())
    assert refused(done)
    assert "there is no such folder" in done.err
    assert not (place / "nowhere").exists()
