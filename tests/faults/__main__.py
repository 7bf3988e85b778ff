"""The full run of the faults by hand: `python -m tests.faults --help`; prints the table as Markdown.

Exit code 0: all survived; 3: something was found, which stands on stderr.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from clocks import jumped  # noqa: E402 the folder is on the path only now
from crowd import crowds  # noqa: E402
from doomed import killed_at_any_time  # noqa: E402
from failing import FAILING, failed, limited, mounted  # noqa: E402
from kills import killed  # noqa: E402
from old_versions import build_old, migrated, migrations  # noqa: E402
from operations import OPERATIONS, SYNC, Operation  # noqa: E402
from power import lost  # noqa: E402
from shim import missing  # noqa: E402
from tally import HEAD, RULE, Tally, line  # noqa: E402
from world import build, build_shared  # noqa: E402
from zones import travelled  # noqa: E402

ALL = (*OPERATIONS, SYNC, *migrations())

PARTS: dict[str, tuple[int, Callable[[Path, int, Sequence[Operation]], Iterable[Tally]]]] = {
    "kills": (53, lambda folder, n, among: (killed(folder, each, n) for each in among)),
    "timed": (200, lambda folder, n, _among: [killed_at_any_time(folder, n)]),
    "power": (30, lambda folder, n, among: (lost(folder, each, n) for each in among)),
    "failing": (2, lambda folder, n, among: (failed(each, folder, n, among) for each in FAILING)),
    "limit": (20, lambda folder, n, _among: [limited(folder, n)]),
    "mount": (20, lambda folder, n, _among: [mounted(folder, n)]),
    "clock": (30, lambda folder, n, _among: [jumped(folder, n)]),
    "zones": (1, lambda folder, _n, _among: [travelled(folder)]),
    "crowd": (8, lambda folder, n, _among: crowds(folder, n)),
    "versions": (1, lambda folder, _n, _among: [migrated(folder)]),
}
"""The parts: how much of each is tried (of kills, power and failing: for each operation) if not told."""


def main() -> int:
    """Try the faults that were asked for, and print the table."""
    names = [operation.name for operation in ALL]
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all when left out")
    parser.add_argument("--among", action="append", choices=names, help="an operation; all when left out")
    for name, (count, _part) in PARTS.items():
        parser.add_argument(f"--{name}", type=int, default=count, metavar="N", help=f"{count} when left out")
    given = parser.parse_args()
    sys.stdout.write(line(HEAD) + line(RULE))
    among = [operation for operation in ALL if operation.name in (given.among or names)]
    with tempfile.TemporaryDirectory(prefix="drill-faults-") as name:
        tempfile.tempdir = name
        if missing():
            parser.error(missing())
        folder = Path(name).resolve()
        build(folder)
        build_shared(folder)
        build_old(folder)
        chosen = [part for part in PARTS if part in (given.parts or PARTS)]
        tallies = (tally for part in chosen for tally in PARTS[part][1](folder, getattr(given, part), among))
        return 3 if sum([told(tally) for tally in tallies]) else 0


def told(tally: Tally) -> int:
    """Print the row of a tally, and on stderr what was found; return how much that is."""
    sys.stdout.write(line(tally.row))
    sys.stdout.flush()
    sys.stderr.write("".join(f"{problem}\n" for problem in tally.problems))
    return len(tally.problems)


if __name__ == "__main__":
    sys.exit(main())
