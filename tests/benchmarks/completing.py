"""What TAB costs, as the shells ask for it, against bare Python of the same environment."""

import sys
from functools import partial
from pathlib import Path

import world
from harness import Bar, Contender, Lab, child, only
from places import variables

EVERYDAY = Bar(7, 5.5)
PARSED = Bar(9, 7)
LINES = {
    "s": EVERYDAY,
    "study deck-1": EVERYDAY,
    "show deck-3/": EVERYDAY,
    "bury deck-3/n0": EVERYDAY,
    "study --tag a": PARSED,
    "study --li": PARSED,
}
"""The lines that are completed; those with an option need the parser."""


def run(lab: Lab) -> None:
    drill = Path(sys.executable).with_name("drill")
    cards = lab.pick(10_000, 100_000)
    home = world.collection(lab, cards)
    ours = (
        Contender(f"drill {line}⇥", partial(tab, lab, home, drill, *line.split()), {"wall": bar})
        for line, bar in LINES.items()
    )
    bare = Contender("python -c pass", partial(tab, lab, home, sys.executable, "-c", "pass"))
    lab.compare(f"completion, {cards:,} cards", [bare, *ours], lab.pick(7, 25))


def tab(lab: Lab, home: Path, *words: str | Path) -> dict[str, float]:
    """Run a program as a shell does that asks what may come next."""
    asking = {**variables(lab.cache, home), "_DRILL_COMPLETE": "bash"}
    return only(child(words, asking, home / "elsewhere"), "wall", "cpu")
