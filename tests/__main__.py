"""All checks in order, a line each: `python -m tests`, before a change is handed in.

They stop at the first that finds something; words after `tests` go to pytest (`python -m tests -k due`).
"""

import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

from drillcli.clock import monotonic_ms

ROOT = Path(__file__).resolve().parents[1]
CHECKS = {
    "ruff check": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "import-linter": [str(Path(sysconfig.get_path("scripts"), "lint-imports")), "--no-logo"],
    "pytest": [sys.executable, "-m", "pytest", "-q", "--ignore=tests/architecture/test_tools.py"],
}
"""By name, in the order in which their answers come; the tools that pytest would run again are left out of it."""


def main(checks: Mapping[str, Sequence[str]], words: Sequence[str] = ()) -> int:
    """Run the checks, and return the exit code of the first that finds something, else 0."""
    for name, command in checks.items():
        sys.stdout.write(f"{name:<14} ")
        sys.stdout.flush()
        start = monotonic_ms()
        line = [*command, *words] if name == "pytest" else command
        done = subprocess.run(
            line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
        )
        last = done.stdout.rstrip().rpartition("\n")[2] if name == "pytest" else ""
        verdict = "fault" if done.returncode else "ok"
        sys.stdout.write(f"{verdict:<6} {(monotonic_ms() - start) / 1000:5.1f} s  {last}".rstrip() + "\n")
        if done.returncode:
            sys.stdout.write(f"\n{done.stdout}\n{name} found something: mend it, and run this again.\n")
            return done.returncode
    sys.stdout.write("\nEverything is in order.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(CHECKS, sys.argv[1:]))
