"""The tools that hold the rules of the house, run by pytest so that `pytest` is the whole check."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import ROOT

CHECKS = {
    "ruff check": [sys.executable, "-m", "ruff", "check", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "import-linter": [str(Path(sysconfig.get_path("scripts"), "lint-imports")), "--no-logo", "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_tools_are_content(name):
    """ruff, mypy --strict and the import contracts find nothing."""
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
