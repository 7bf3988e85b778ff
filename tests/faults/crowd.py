"""Several processes over one collection at once: sittings with each other, and with every other command that writes."""

import select
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from clocks import PATIENCE
from failing import unclear
from fault_cases import answers
from tally import Tally
from world import Fact, Facts, begin, database, ended, examine, facts, minus, put_back

BESIDE: dict[str, Sequence[Sequence[str]]] = {
    "undo": (("undo",), ("undo",), ("undo",)),
    "suspend, bury, forget": (("suspend", "many/n20"), ("bury", "many/n21"), ("forget", "many/n5")),
    "an import of reviews": (("import", "--reviews", "reviews.csv", "--deck", "many", "--tz", "UTC"),),
    "an import of cards": (("import", "cards.csv", "--deck", "numbers", "--to", "decks"),),
    "doctor": (("doctor",), ("doctor", "--json")),
    "exam and config": (("exam", "many", "60d"), ("config", "new_per_day", "30")),
    "fit": (("fit", "--use", "1"), ("fit", "--reset")),
    "backup": (("backup",), ("backup", "copy.db")),
    "restore": (("restore", "old.db", "--yes"), ("restore", "1", "--yes")),
    "sync": (("sync",), ("sync",)),
}
"""What runs, one command after the other, while two sittings go on."""
HALF = "3\n1\n4\n2\n3\n" * 4
SITTING = ("study", "many", "--new", "30", "--ahead", "9")


def together(folder: Path, sittings: int, beside: str = "") -> Tally:
    """Let so many sittings, and commands beside them, run at once: nothing said is lost, and each ends clearly.

    The commands run while the sittings take the first half of their lines; the second half comes after the last.
    """
    tally = Tally(f"{sittings} sittings at once" if not beside else f"2 sittings and {beside}")
    put_back(folder, "synced" if beside == "sync" else "saved")
    before, commands = facts(database(folder)), BESIDE.get(beside, ())
    running = [begin(folder, (*SITTING, "--seed", str(number))) for number in range(sittings)]
    for each in running:
        feed(each)
    done = [ended(begin(folder, words)) for words in commands]
    done += [ended(each, HALF) for each in running]
    said = [answers(each.out) for each in done[len(commands) :]]
    now = kept(folder)
    told = Counter(("review", *answer) for each in said for answer in each)
    there: Counter[Fact] = Counter()
    for fact, count in minus(now, before).items():
        there[fact[:3]] += count
    problems = [line for each in done for line in unclear(each)]
    silent = [f"sitting {number} said nothing" for number, each in enumerate(said) if not each]
    tally.add("", told.total(), [*minus(told, there), *minus(before, now)], examine(folder), [*problems, *silent])
    return tally


def feed(sitting: "subprocess.Popen[bytes]") -> None:
    """Give a sitting the first half of its lines, and wait until it has begun."""
    assert sitting.stdin is not None
    sitting.stdin.write(HALF.encode())
    sitting.stdin.flush()
    select.select([sitting.stdout], [], [], PATIENCE)


def kept(folder: Path) -> Facts:
    """Return the facts of the collection, and of what was in its place before something was restored."""
    found = Counter(facts(database(folder)))
    for copy in (folder / "drill_home").glob("backups/*before-restore*.db"):
        found |= Counter(facts(copy))
    return found


def crowds(folder: Path, most: int = 8) -> Iterator[Tally]:
    """Try two to `most` sittings at once, and two beside each command that there is."""
    yield from (together(folder, n) for n in range(2, most + 1))
    yield from (together(folder, 2, name) for name in BESIDE)
