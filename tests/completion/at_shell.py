"""Somebody who sits at a shell: keys go in, and what stands on the lines of the terminal comes out."""

import os
import sys
from pathlib import Path

import pexpect
import pyte
from conftest import ROOT, own_variables

from drillcli.clock import monotonic_ms

PATIENCE_S = 30
TAB, ENTER, ERASE_LINE, ERASE_SCREEN = "\t", "\r", "\x15", "\x0c"
STARTS = {
    "bash": ["bash", "--noprofile", "-i"],
    "zsh": ["zsh", "--no-globalrcs", "-i"],
    "fish": ["fish", "-i"],
}
STARTUP = {"bash": "home/.bashrc", "zsh": "home/.zshrc", "fish": "xdg_config_home/fish/config.fish"}
"""The file in which its owner has set up a shell, in a test's folder."""

OWN_LINES = {
    "bash": "PS1='ready> '",
    "zsh": "PS1='ready> '",
    "fish": "function fish_prompt; echo -n 'ready> '; end; set -g fish_greeting",
}


def furnish(folder: Path) -> None:
    """Make a home in which every shell has been set up by its owner (the last line without an end) and knows drill."""
    for shell, file in STARTUP.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OWN_LINES[shell], encoding="utf-8")
    (folder / "xdg_data_home/fish/generated_completions").mkdir(parents=True)  # or fish reads every man page there is
    command = folder / "bin" / "drill"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m drillcli "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def surroundings(folder: Path, **variables: str) -> dict[str, str]:
    """Return the variables of a person at a terminal in `folder`."""
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    own = {**own_variables(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    return {**inherited, **own, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **variables}


class AtShell:
    """A shell in a terminal of 200 by 24 cells: the folder of a test, which some prompts show, has a long name."""

    def __init__(self, shell: str, folder: Path, prompt: str = "ready>", **variables: str) -> None:
        self.screen = pyte.Screen(200, 24)
        self.stream = pyte.Stream(self.screen)
        word, *words = STARTS[shell]
        world = surroundings(folder, **variables)
        self.child = pexpect.spawn(
            word, words, cwd=str(folder), env=world, dimensions=(24, 200), encoding="utf-8", timeout=PATIENCE_S
        )
        self.child.delaybeforesend = None
        self.see(prompt)

    def type(self, keys: str) -> None:
        self.child.send(keys)

    def see(self, *texts: str) -> list[str]:
        """Wait until each text stands on the screen; return its lines."""
        deadline = monotonic_ms() + PATIENCE_S * 1000
        while not all(any(text in line for line in self.lines) for text in texts):
            try:
                self.stream.feed(self.child.read_nonblocking(65536, timeout=max(deadline - monotonic_ms(), 0) / 1000))
            except (pexpect.TIMEOUT, pexpect.EOF):
                raise AssertionError(f"never saw {texts}:\n" + "\n".join(self.lines)) from None
        return self.lines

    def complete(self, typed: str, *expected: str) -> list[str]:
        """Type the beginning of a line, press TAB, wait for what is expected, and take the line back."""
        self.type(typed + TAB)
        seen = self.see(*expected)
        self.screen.reset()
        self.type(ERASE_LINE + ERASE_SCREEN)
        self.see("ready>")
        return seen

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty, but for the backslash that zsh writes before a #."""
        return [line.rstrip().replace("\\#", "#") for line in self.screen.display if line.strip()]

    def leave(self) -> None:
        self.child.close(force=True)
