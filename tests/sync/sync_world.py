"""Machines that share a repository: each has a home, a clock and a git of its own, and calls `drill` as a user does."""

import os
import shutil
import subprocess
from contextlib import closing
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

from conftest import Clock, Result, own_variables

from drillcli.cli import main
from drillcli.config import DATABASE, Environment
from drillcli.deckfile import find
from drillcli.store.database import open_database

NOTES = 12
GIT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def deck(notes: int = NOTES, title: str = "Many") -> str:
    """Return a deck of notes n0, n1 and so on."""
    return f"title: {title}\nnotes:\n" + "".join(f"  - {{id: n{n}, q: {n}?, a: '{n}'}}\n" for n in range(notes))


class Machine:
    """One of a learner's machines, with a deck `many` outside what is shared."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.home = folder / "drill_home"
        self.sync_folder = self.home / "sync"
        self.clock = Clock()
        self.variables = {**own_variables(folder), **GIT, **variables}
        if not folder.exists():
            (self.home / "decks").mkdir(parents=True)
            (self.home / "decks" / "many.yaml").write_text(deck())

    def drill(self, *words: str, stdin: str = "", **variables: str) -> Result:
        """Run a line."""
        out, err = StringIO(), StringIO()
        clock = self.clock
        env = Environment(self.folder, {**self.variables, **variables}, StringIO(stdin), out, err,
                          read_clock=clock, tick=clock.tick, rng=Random(0))  # fmt: skip
        return Result(main(words, env), out.getvalue(), err.getvalue())

    def does(self, *words: str, stdin: str = "", **variables: str) -> str:
        """Run a line that must go well and have nothing to say but its output."""
        done = self.drill(*words, stdin=stdin, **variables)
        told = [line for line in done.err.splitlines() if "a new repository was begun there" not in line]
        assert (done.code, told) == (0, []), done
        return done.out

    def study(self, *ratings: int, days: float = 0) -> None:
        """Rate cards of the deck `many`, after some days."""
        self.clock.advance(days=days)
        for rating in ratings:
            self.clock.advance(minutes=1)
            done = self.drill("study", "many", "--limit", "1", "--seed", str(self.clock.ms), stdin=f"{rating}\n")
            assert done.code == 0, done

    def looks(self, *more: str) -> list[str]:
        """Return what two machines which are in step say alike, at one moment; `more`: of further reports."""
        return [self.drill(line, "--json").out for line in ("due", "stats", *more)] + [repr(self.log())]

    def log(self) -> list[Any]:
        """Return the rows of the log by what they say, in time order, whatever their numbers here."""
        query = """SELECT uuid, at_ms, slug || '/' || name, rating, took_ms, revlog.day, revlog.interval, 0, 0
                FROM revlog
                JOIN card ON card.id = revlog.card JOIN deck ON deck.id = card.deck JOIN device ON device.id = device
            UNION ALL SELECT d.uuid, at_ms, slug || '/' || name, kind, 0, act.day, 0, iif(kind = 7, NULL, other), o.uuid
                FROM act JOIN card ON card.id = act.card JOIN deck ON deck.id = card.deck JOIN device d ON d.id = device
                LEFT JOIN device o ON o.id = other_device
            ORDER BY 2, 1, 3"""
        with closing(open_database(self.home / DATABASE)) as connection:
            return connection.execute(query).fetchall()

    def is_sound(self) -> bool:
        """Prove that the database is whole and its caches follow from the log."""
        done = self.drill("doctor", "--json")
        assert done.code == 0, done.out
        return True

    def git(self, *words: str) -> str:
        """Run git in the shared folder of this machine."""
        return git(self.sync_folder, *words)


def git(folder: Path, *words: str, stdin: str = "") -> str:
    """Run git in a folder; return what it says."""
    identity = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {**GIT, **identity, "HOME": str(folder)}
    done = subprocess.run(["git", "-C", str(folder), *words], input=stdin, env=environ, capture_output=True,
                          encoding="utf-8", check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def machines(tmp_path: Path, monkeypatch: Any, *names: str, **variables: str) -> list[Machine]:
    """Return machines without bundled decks, none of which shares anything yet."""
    monkeypatch.setattr(find, "bundled", lambda: tmp_path / "nowhere")
    return [Machine(tmp_path / name, **variables) for name in names]


def joined(tmp_path: Path, monkeypatch: Any, *names: str) -> list[Machine]:
    """Return machines that share the repository tmp_path/shared.git: copies of such as were made once."""
    made = tmp_path.parent / f"machines-{'-'.join(names)}"
    if not made.exists():
        for machine in machines(made, monkeypatch, *names):
            machine.does("sync", "init", str(made / "shared.git"))
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    for name in names:
        config = tmp_path / name / "drill_home" / "sync" / ".git" / "config"
        config.write_text(config.read_text().replace(str(made), str(tmp_path)))
    return machines(tmp_path, monkeypatch, *names)


def in_step(*found: Machine, more: tuple[str, ...] = ()) -> bool:
    """Let machines sync until each has what the others have; prove that they say the same and are sound."""
    for machine in (*found, *found[:-1]):
        done = machine.drill("sync")
        assert done.code == 0, done.err
    now = max(machine.clock.ms for machine in found)
    for machine in found:
        machine.clock.set(now)
    first, *others = [machine.looks(*more) for machine in found]
    for other in others:
        assert other == first
    return all(machine.is_sound() for machine in found)
