"""`drill due`, `drill --version` and `drill --help` against bare Python of the same environment."""

import sys
from functools import partial
from pathlib import Path

import world
from harness import Bar, Contender, Lab, child, only
from places import variables

UP_TO_10000 = Bar(6.5, 5)
BEYOND = Bar(7, 5.5)
COMMANDS = (("due",), ("due", "--prompt"), ("due", "--json"), ("--version",), ("--help",))


def run(lab: Lab) -> None:
    drill = Path(sys.executable).with_name("drill")
    for cards in lab.pick((100, 10_000), (100, 10_000, 100_000)):
        home = world.collection(lab, cards)
        bar = {"wall": UP_TO_10000 if cards <= 10_000 else BEYOND}
        started = partial(start, lab, home)
        ours = (Contender(f"drill {' '.join(words)}", partial(started, drill, *words), bar) for words in COMMANDS)
        bare = Contender("python -c pass", partial(started, sys.executable, "-c", "pass"))
        lab.compare(f"start-up, {cards:,} cards", [bare, *ours], lab.pick(7, 25))


def start(lab: Lab, home: Path, *words: str | Path) -> dict[str, float]:
    """Run a program on a collection, in an empty folder."""
    return only(child(words, variables(lab.cache, home), home / "elsewhere"), "wall", "cpu")
