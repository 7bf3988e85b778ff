"""Reading a large deck for the first time, and after one card was edited, against `yaml.load(…, CSafeLoader)`."""

import shutil
import sys
from functools import partial
from pathlib import Path

import decktext
from harness import Bar, Contender, Lab, child, only
from places import variables

SAFE_LOADER = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb').read(), yaml.CSafeLoader)"
OURS = """
import gc, sys
from pathlib import Path
from drillcli.clock import now
from drillcli.deckfile.find import Found
from drillcli.deckfile.index import DeckIndex
gc.set_threshold(100_000)  # as `drill` does
index = DeckIndex.open(Path(sys.argv[2]))
assert len(index.refresh([Found('large', Path(sys.argv[1]))], now().ms)) == 1
assert not index.decks()['large'].error
index.close()
gc.freeze()
"""
FIRST = "drill, first reading"
FILES = ("index.db", "drill.db")


def run(lab: Lab) -> None:
    notes = lab.pick(10_000, 100_000)
    home = lab.cache / f"large-{notes}"
    deck = decktext.write(home / "decks" / "large.yaml", decktext.deck("Large", 0, notes, seed=1))
    read_before(lab, home)
    edit(deck)
    drill = Path(sys.executable).with_name("drill")
    reader = (sys.executable, "-c", OURS, deck, home / "index.db")
    again = {"cpu": Bar(0.15)}
    contenders = (
        Contender("yaml.load(…, CSafeLoader)", partial(once, lab, home, sys.executable, "-c", SAFE_LOADER, deck)),
        Contender(FIRST, partial(once, lab, home, *reader), {"cpu": Bar(0.25, 0.15), "peak memory": Bar(0.3)}),
        Contender("drill, one card edited", partial(once, lab, home, *reader, known=True), again, FIRST),
        Contender("the whole first `drill due`", partial(once, lab, home, drill, "due", "large")),
        Contender(
            "the whole `drill due`, one card edited", partial(once, lab, home, drill, "due", "large", known=True)
        ),
    )
    size = deck.stat().st_size / 1e6
    title = f"reading {notes:,} cards ({size:.1f} MB), whole process"
    lab.compare(title, contenders, lab.pick(3, 3), warm_up=lab.quick)


def read_before(lab: Lab, home: Path) -> None:
    """Let `drill` read the deck, and keep what it wrote as "known"."""
    once(lab, home, Path(sys.executable).with_name("drill"), "due", "large")
    for name in FILES:
        (home / name).replace(home / f"known-{name}")


def edit(deck: Path) -> None:
    """Change the text of one note in the middle."""
    text = deck.read_text("utf-8")
    middle = text.index("why", len(text) // 2)
    decktext.write(deck, f"{text[:middle]}how{text[middle + 3 :]}")


def once(lab: Lab, home: Path, *words: str | Path, known: bool = False) -> dict[str, float]:
    """Run a program that knows nothing of the deck yet, or knows it as it was before the edit."""
    for name in FILES:
        (home / name).unlink(missing_ok=True)
        if known:
            shutil.copy(home / f"known-{name}", home / name)
    return only(child(words, variables(lab.cache, home), home), "cpu", "peak memory")
