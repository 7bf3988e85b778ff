"""A rule counts only where its violation is noticed: each contract fails on a copy of the package that breaks it."""

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

VIOLATIONS = {
    "Imports point down": "import drillcli.cli",
    "Typer is known to cli only": "import typer",
    "rich and prompt_toolkit are known to ui only": "import prompt_toolkit",
    "YAML is read in deckfile only": "from yaml import parse",
    "SQL is spoken in store and deckfile only": "import sqlite3",
    "Locks and ciphers are known to sync, deckfile and workplace only": "import filelock",
    "rapidfuzz is known to deckfile and kinds only": "from rapidfuzz import fuzz",
    "NumPy is known to the exercises, their lab, and fitting only": "import numpy as np",
    "Heavy libraries are known to the exercises and their lab only": "import torch",
    "Exercises and their lab live in a process of their own": "import drillcli.lab",
    "No oracles": "import fsrs",
}


@pytest.fixture
def copy(tmp_path):
    """A copy of the package and its rules."""
    shutil.copytree(ROOT / "drillcli", tmp_path / "drillcli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder):
    """Run import-linter there and return what it says, which must be a refusal."""
    lint = [Path(sysconfig.get_path("scripts"), "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(lint, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_every_contract_has_a_violation_here():
    """A new contract needs a line in VIOLATIONS."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert [contract["name"] for contract in contracts] == list(VIOLATIONS)


def test_each_contract_is_broken_by_its_violation(copy):
    """Imports that break the rules, put into the model of a copy, break every contract by name."""
    with (copy / "drillcli/model.py").open("a") as model:
        model.writelines(f"{line}\n" for line in VIOLATIONS.values())
    broken = re.findall("^(.+) BROKEN", lint_imports(copy), re.MULTILINE)
    assert broken == list(VIOLATIONS)


def test_a_module_must_have_its_place_among_the_layers(copy):
    """A new module at the top of the package is refused until pyproject says on which layer it lives."""
    (copy / "drillcli/drawer.py").write_text('"""Nothing."""\n')
    assert "- drillcli.drawer" in lint_imports(copy)


@pytest.mark.parametrize("reading", ["time.time()", "time.monotonic()", "datetime.datetime.now(datetime.UTC)"])
def test_the_clock_is_read_in_one_place(copy, reading):
    """Ruff refuses a reading of the clock outside clock.py."""
    source = f'"""A leak."""\n\nimport {reading.partition(".")[0]}\n\nSTART = {reading}\n'
    (copy / "drillcli/leak.py").write_text(source)
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "drillcli/leak.py"]
    done = subprocess.run(ruff, cwd=copy, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "TID251" in done.stdout
    assert "the clock is read in drillcli/clock.py only" in done.stdout
