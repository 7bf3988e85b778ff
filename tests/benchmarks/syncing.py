"""`drill sync` between two machines with a large log: what it takes beyond git's own time, and what it moves."""

import shutil
import sys
from functools import partial
from pathlib import Path

import world
from harness import Bar, Contender, Lab, child
from places import variables

CARDS = (10_000, 100_000)
"""The larger collection has more than a million reviews."""
ANSWERS = 20
"""New ones before each sync that has something to send."""

TIMED = """
import sys, time
from pathlib import Path
from drillcli.sync import git
call, spent = git._run, 0.0
def timed(*words, **more):
    global spent
    begin = time.perf_counter()
    try:
        return call(*words, **more)
    finally:
        spent += time.perf_counter() - begin
git._run = timed
from drillcli.cli import main
code = main(sys.argv[2:])
Path(sys.argv[1]).write_text(str(spent))
sys.exit(code)
"""
"""`drill`, with the seconds that pass while git runs written into a file."""


def run(lab: Lab) -> None:
    made = world.collection(lab, lab.pick(*CARDS))
    folder = lab.cache / "syncing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    here, there = folder / "here", folder / "there"
    shutil.copytree(made, here)
    (there / "decks").mkdir(parents=True)
    shutil.copytree(made / "decks", there / "decks", dirs_exist_ok=True)
    for home in (here, there):
        own, git = timed(lab, home, "init", str(folder / "shared.git"))
        size = sum(file.stat().st_size for file in (folder / "shared.git").rglob("*") if file.is_file())
        print(f"first use of {home.name}: {own:.1f} s beyond git's {git:.1f} s; shared: {size / 2**20:.0f} MiB")
    timed(lab, here)
    bars = {"wall": Bar(1.0)}
    contenders = (
        Contender("a second", lambda: {"wall": 1.0, "git": 0.0}),
        Contender(f"sending {ANSWERS} answers", partial(sent, lab, here), bars),
        Contender(f"receiving {ANSWERS} answers", partial(figures, lab, there), bars),
        Contender("nothing new", partial(figures, lab, here), bars),
    )
    lab.compare("drill sync, whole process, beyond git's own time", contenders, lab.pick(3, 7))


def sent(lab: Lab, home: Path) -> dict[str, float]:
    """Answer some cards, and sync."""
    words = [sys.executable, "-m", "drillcli", "study", "--cram", "--limit", str(ANSWERS)]
    answers = home / "answers"
    answers.write_text("3\n" * ANSWERS)
    shell = ["/bin/sh", "-c", '"$@" <answers 2>/dev/null', "sh", *words]
    child(shell, variables(lab.cache, home), home)
    return figures(lab, home)


def figures(lab: Lab, home: Path) -> dict[str, float]:
    """Return the seconds of a sync beyond git's ("wall"), and git's."""
    own, git = timed(lab, home)
    return {"wall": own, "git": git}


def timed(lab: Lab, home: Path, *words: str) -> tuple[float, float]:
    """Run `drill sync`; return the seconds of the whole process beyond git's, and git's."""
    spent = home / "spent"
    whole = child([sys.executable, "-c", TIMED, spent, "sync", *words], variables(lab.cache, home), home)["wall"]
    git = float(spent.read_text())
    return whole - git, git
