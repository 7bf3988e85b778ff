"""`python -m tests`: a line for each check, in order, and a clear end."""

import re
import runpy
import sys

from conftest import ROOT
from test_tools import CHECKS as TOOLS

ALL = runpy.run_path(str(ROOT / "tests" / "__main__.py"))
CHECKS, main = ALL["CHECKS"], ALL["main"]


def say(code: int, text: str = "") -> list[str]:
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({code})"]


def test_it_runs_what_ci_runs():
    """The tools are those that pytest runs, then pytest runs the rest."""
    assert list(CHECKS) == [*TOOLS, "pytest"]


def test_all_is_well(capsys):
    """Each check has its line; pytest's ends with its own count; the end says that all is in order."""
    assert main({"ruff check": say(0), "pytest": say(0, "dots\n7 passed")}, ["ignored by -c"]) == 0
    first, second, *end = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"ruff check     ok +\d+\.\d s", first)
    assert re.fullmatch(r"pytest         ok +\d+\.\d s  7 passed", second)
    assert end == ["", "Everything is in order."]


def test_it_stops_at_the_first_fault(capsys):
    """What the check said stands below its line, the exit code is the check's, and nothing runs after it."""
    assert main({"ruff check": say(0), "mypy": say(3, "a.py:1: error"), "pytest": say(0)}) == 3
    said = capsys.readouterr().out
    assert re.search(r"^mypy +fault", said, re.MULTILINE)
    assert said.endswith("a.py:1: error\n\nmypy found something: mend it, and run this again.\n")
    assert "pytest" not in said
