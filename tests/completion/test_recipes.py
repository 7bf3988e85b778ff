"""The recipes of README's section "Every day" do what it says, in the programs that they are for."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pexpect
import pyte
import pytest
from at_shell import ENTER, STARTS, STARTUP, AtShell, furnish, surroundings
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("\n## Every day\n")[2].partition("\n## ")[0]
RECIPES = dict(re.findall(r"```(\w+)\n(.*?)```", SECTION, re.DOTALL))
SAID = "20 new: drill study foundations"
NOTHING = {"DRILL_NEW_PER_DAY": "0"}
"""With no new cards a day there is nothing to do."""


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(program), reason=f"no {program} here")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of somebody who has just begun; drill lies in ~/.local/bin, too."""
    furnish(tmp_path)
    (tmp_path / "home/.local/bin").mkdir(parents=True)
    (tmp_path / "home/.local/bin/drill").symlink_to(tmp_path / "bin/drill")
    return tmp_path


def test_there_is_a_test_for_each():
    """No recipe is left untried."""
    assert set(RECIPES) == {"bash", "zsh", "fish", "toml", "tmux", "cron"}


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in STARTS])
def test_prompts(shell, home):
    """A shell that starts with the recipe says before each line what to do next, and nothing when that is nothing."""
    startup = home / STARTUP[shell]
    startup.write_text(f"{startup.read_text()}\n{RECIPES[shell]}", encoding="utf-8")
    for variables, said in (({}, [SAID]), (NOTHING, [])):
        person = AtShell(shell, home, "ready>" if shell == "fish" else "test_prompts", **variables)
        person.type("echo al''ive" + ENTER)
        lines = person.see("alive", *said)
        assert any(SAID in line for line in lines) == bool(said)
        person.leave()


def test_starship(home):
    """Starship runs the command of the module in the shell it names, and shows what that prints."""
    module = tomllib.loads(RECIPES["toml"])["custom"]["drill"]
    assert set(module) == {"command", "when", "shell"}
    line = [*module["shell"], "-c", module["command"]]
    for variables, said in (({}, f"{SAID}\n"), (NOTHING, "")):
        done = subprocess.run(
            line, env=surroundings(home, **variables), cwd=home, capture_output=True, text=True, check=True
        )
        assert done.stdout == said


@needs("tmux")
def test_tmux(home):
    """The status bar of tmux shows it."""
    (home / "tmux.conf").write_text(RECIPES["tmux"], encoding="utf-8")
    start = ["-S", str(home / "tmux"), "-f", str(home / "tmux.conf")]
    world = surroundings(home)
    child = pexpect.spawn("tmux", start, cwd=str(home), env=world, dimensions=(24, 120), encoding="utf-8", timeout=30)
    screen = pyte.Screen(120, 24)
    stream = pyte.Stream(screen)
    try:
        while SAID not in screen.display[-1]:
            stream.feed(child.read_nonblocking(65536, timeout=30))
    finally:
        subprocess.run(["tmux", *start, "kill-server"], env=world, check=False)
        child.close(force=True)


@pytest.mark.parametrize("program", ["notify-send", "osascript"])
def test_reminders(program, home):
    """The line for cron tells the desktop what is due, and nothing on a day without; cron has next to no PATH."""
    (line,) = [line for line in RECIPES["cron"].splitlines() if program in line]
    assert re.match(r"\d+ \d+ \* \* \* [^%]+$", line)  # % ends a line of cron
    told = home / "told"
    fake = home / "bin" / program
    fake.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {told}\n', encoding="utf-8")
    fake.chmod(0o755)
    (home / "bin/drill").rename(home / "bin/drill-elsewhere")
    (home / "home/.local/bin/drill").unlink()
    (home / "home/.local/bin/drill").symlink_to(home / "bin/drill-elsewhere")
    world = {**surroundings(home), "PATH": f"{home / 'bin'}:/usr/bin:/bin"}
    for variables in (NOTHING, {}):
        assert not told.exists()
        subprocess.run(["sh", "-c", line.split(maxsplit=5)[5]], env={**world, **variables}, cwd=home, check=True)
    assert SAID in told.read_text()
