"""Where things run: fresh environments for `drill` and for Anki's library, and the variables of a measured program."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("fsrs==6.3.2",)
"""What is measured inside the environment of `drill`; it brings no .pth file, which would slow every start."""
ANKI = "anki==26.9.3"

YOUNG_S = 2.5
"""A deck file younger than two seconds is read at every start; those of the package have just been installed."""


def python_of(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / "bin" / "python"


def variables(cache: Path, home: Path | None = None) -> dict[str, str]:
    """Return the variables of a measured program: nothing inherited, so that bytecode is kept and no path is added."""
    own = {"HOME": str(cache), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", "TZ": "UTC", "TERM": "xterm-256color"}
    return {**own, "DRILL_HOME": str(home)} if home else own


def drill_environment(cache: Path) -> Path:
    """Install the working tree as its README says, into a fresh environment, and return that."""
    environment = cache / "venv"
    print(f"installing the working tree into {environment}", flush=True)
    if not environment.exists():
        _run(sys.executable, "-m", "venv", environment)
        _pip(environment, str(ROOT), *PEERS)
    else:
        _pip(environment, "--force-reinstall", "--no-deps", str(ROOT))
    time.sleep(YOUNG_S)
    return environment


def anki_environment(environment: Path) -> Path:
    """Build the environment of Anki's library, unless it is there, and return it."""
    if not environment.exists():
        print(f"installing {ANKI} into {environment}", flush=True)
        _run(sys.executable, "-m", "venv", environment)
        _pip(environment, ANKI)
    return environment


def _pip(environment: Path, *words: str) -> None:
    _run(python_of(environment), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *words)


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True)


def own_variables(cache: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the measuring program itself: those it was started with, in the world it measures."""
    kept = {name: value for name, value in inherited.items() if not name.startswith(("PYTHON", "DRILL_", "LC_"))}
    return {**kept, **variables(cache), "PATH": inherited.get("PATH", "")}
