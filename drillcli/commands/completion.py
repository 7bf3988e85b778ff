"""`drill --install-completion`: lets a shell complete the words of drill, from the next terminal on."""

import os
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

from shellingham import ShellDetectionFailure, detect_shell

from drillcli.config import Environment
from drillcli.errors import DrillError, UsageError
from drillcli.locale import _, commas
from drillcli.locale.reasons import reason_of
from drillcli.visible import one_line

SHELLS = ("bash", "zsh", "fish")


class Place(NamedTuple):
    """Where a shell finds what it completes by: a file, and which file must name that; fish looks by itself."""

    script: Path
    startup: Path | None


def run(env: Environment, shell: str = "") -> int:
    """Write what `shell` (the one in use when that is "") completes by, and make it read that when it starts.

    A second time changes nothing. Raises UsageError for a shell that is not known, DrillError where a file cannot be
    written: it says what to do by hand.
    """
    shell = shell or used_shell(env)
    if shell not in SHELLS:
        text = _("no completion for {shell}; there is for bash, zsh and fish: drill --install-completion zsh")
        raise UsageError(text.format(shell=repr(shell)))
    place = place_of(shell, env)
    script = Path(__file__).with_name("shells").joinpath(f"drill.{shell}").read_text(encoding="utf-8")
    written = [place.script] if put(place.script, script) else []
    if place.startup and register(place.startup, loading(place.script)):
        written.append(place.startup)
    files = commas(map(at_home, written))
    told = (
        _("{shell} completes the words of drill in every new terminal: {files} written")
        if written
        else _("{shell} completes the words of drill already: nothing was changed")
    )
    env.stderr.write(one_line(told.format(shell=shell, files=files)) + "\n")
    return 0


def used_shell(env: Environment) -> str:
    """Return the shell in which somebody typed this line; where a script did, or nobody knows, the one of SHELL.

    A shell that is typed in gives every line a process group of its own, a script does not.
    """
    if sys.platform != "win32" and os.getpgid(os.getppid()) != os.getpgrp():
        try:
            return str(detect_shell()[0])
        except ShellDetectionFailure:
            pass
    return Path(env.variables.get("SHELL", "")).name


def place_of(shell: str, env: Environment) -> Place:
    """Return where a shell looks: its startup files are where the shell's own variables say, else at home."""
    home, variables = Path.home(), env.variables
    if shell == "fish":
        settings = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
        return Place(settings / "fish" / "completions" / "drill.fish", None)
    startup = bash_startup(home) if shell == "bash" else Path(variables.get("ZDOTDIR") or home) / ".zshrc"
    return Place(env.home / f"completion.{shell}", startup)


def bash_startup(home: Path) -> Path:
    """Return what bash reads in a new terminal: those of macOS start it as a login shell, which reads one of three."""
    if sys.platform != "darwin":
        return home / ".bashrc"
    names = (".bash_profile", ".bash_login", ".profile")
    return next((home / name for name in names if (home / name).exists()), home / names[0])


def at_home(file: Path) -> str:
    """Return a path as people write it."""
    return f"~/{file.relative_to(Path.home())}" if file.is_relative_to(Path.home()) else str(file)


def put(file: Path, text: str) -> bool:
    """Bring a file up to date; tell whether it was not. Raises DrillError where it cannot be written."""
    try:
        if file.is_file() and file.read_bytes() == text.encode():
            return False
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        text = _("{file} cannot be written ({reason}); nothing was changed")
        raise DrillError(text.format(file=at_home(file), reason=reason_of(error))) from None
    return True


def loading(script: Path) -> str:
    """Return the line that makes bash and zsh read a script, and pass over one that is gone."""
    home = Path.home()
    inside = script.is_relative_to(home)
    file = f'"$HOME"/{shlex.quote(str(script.relative_to(home)))}' if inside else shlex.quote(str(script))
    return f"[ ! -r {file} ] || . {file}  # drill --install-completion"


def register(startup: Path, line: str) -> bool:
    """Add a line at the end of a startup file; tell whether it was wanting.

    Nothing that is there is written anew, so that links, modes and the owner's bytes stay. Raises DrillError where it
    cannot be written, and says which line to add by hand.
    """
    try:
        there = startup.read_bytes() if startup.exists() else b""
        if line.encode() in there.splitlines():
            return False
        with startup.open("ab") as file:
            file.write((b"" if there.endswith(b"\n") or not there else b"\n") + line.encode() + b"\n")
    except OSError as error:
        text = _("{file} cannot be written ({reason}); add this line to what your shell reads: {line}")
        raise DrillError(text.format(file=at_home(startup), reason=reason_of(error), line=line)) from None
    return True
