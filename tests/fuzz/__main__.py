"""Fuzzing by hand: `python tests/fuzz --minutes 5 [--target deck] [--seed 7] [--into FOLDER]`.

An input comes again with its target, seed and number (`--first N --runs 1`). The exit code is 3 for findings.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from subjects import SUBJECTS
from watch import Finding, Slice, run

ENDLESS = 10**9


def main() -> int:
    options = parser().parse_args()
    names = options.target or list(SUBJECTS)
    failed = 0
    for name in names:
        seconds = options.minutes * 60 / len(names)
        done, found = run(Slice(name, options.seed, options.first, options.runs, seconds))
        sys.stdout.write(f"{name:<10} {done:>8,} inputs  {len(found):>3} findings\n")
        failed += len(found)
        for finding in found:
            sys.stdout.write(f"  {finding.number}: {finding.place}  {finding.said.strip().splitlines()[-1][:100]}\n")
            if options.into:
                save(finding, options)
        sys.stdout.flush()
    return 3 if failed else 0


def save(finding: Finding, options: argparse.Namespace) -> None:
    """Write the input and what it broke."""
    options.into.mkdir(parents=True, exist_ok=True)
    stem = f"{finding.subject}-{options.seed}-{finding.number}"
    (options.into / f"{stem}{SUBJECTS[finding.subject].suffix or '.bin'}").write_bytes(finding.data)
    (options.into / f"{stem}.trace").write_text(f"{finding.place}\n\n{finding.said}")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__)
    made.add_argument("--minutes", type=float, default=1, help="for all targets together")
    made.add_argument("--runs", type=int, default=ENDLESS, help="at most so many inputs for each target")
    made.add_argument("--target", action="append", choices=SUBJECTS, help="may be given again; all without it")
    made.add_argument("--seed", default="0", help="another seed makes other inputs")
    made.add_argument("--first", type=int, default=0, help="the number of the first input")
    made.add_argument("--into", type=Path, help="a folder for findings")
    return made


if __name__ == "__main__":
    sys.exit(main())
