"""What the fault tests share: `drill` in a process of its own, and proof that the data is sound."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from conftest import ROOT, own_variables

from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.database import open_database
from drillcli.store.store import Store
from drillcli.store.verify import integrity, verify

CARDS = 1200


def write_many(folder: Path) -> None:
    """Write a deck of many cards, called `many`."""
    notes = "".join(f"  - {{id: n{n}, q: {n}?, a: '{n}'}}\n" for n in range(CARDS))
    (folder / "decks").mkdir(exist_ok=True)
    (folder / "decks" / "many.yaml").write_text("title: Many\nnotes:\n" + notes)


def start(
    folder: Path, *args: str, variables: Mapping[str, str] | None = None, **streams: Any
) -> "subprocess.Popen[bytes]":
    """Start `python -m drillcli` with these words, in a folder that is all its world."""
    environ = {"PATH": os.environ["PATH"], **own_variables(folder), "PYTHONPATH": str(ROOT), **(variables or {})}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-m", "drillcli", *args], cwd=folder, env=environ, **{**pipes, **streams})


def study(folder: Path, lines: str, *args: str, **streams: Any) -> tuple[int, str, str]:
    """Run a scripted sitting over the deck `many` to its end; return exit code, stdout, stderr."""
    running = start(folder, "study", "many", *args, **streams)
    out, err = running.communicate(lines.encode(), 60)
    return running.returncode, out.decode(), err.decode()


def answers(out: str) -> list[tuple[str, int]]:
    """Return (card, rating) of each whole line that a sitting printed."""
    lines = [line.split("\t") for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [(card, int(rating)) for card, rating, _due in lines]


def opened(folder: Path) -> Store:
    """Open the data of a world."""
    path = folder / "drill_home" / "drill.db"
    return Store(open_database(path), path, Scheduler(model("fsrs6"), Policy()))


def logged(store: Store) -> list[tuple[str, int]]:
    """Return (card, rating) of every row of the log in the order of time."""
    query = """SELECT slug || '/' || name, rating FROM revlog JOIN card ON card.id = revlog.card
        JOIN deck ON deck.id = card.deck ORDER BY at_ms"""
    return store.connection.execute(query).fetchall()


def faults(store: Store) -> list[object]:
    """Return whatever is wrong with the data; [] when nothing is."""
    return [*integrity(store), *verify(store)]


def one_line(err: str | IO[str]) -> str:
    """Return the one line with which a run was refused, the fronts of its cards left out; it must be the only one."""
    lines = [line for line in str(err).splitlines() if not line.startswith("[")]
    assert len(lines) == 1, err
    assert lines[0].startswith("drill: ")
    return lines[0]
