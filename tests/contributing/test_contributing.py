"""What .github/CONTRIBUTING.md tells to write and touch works as it stands there, on a copy of the package."""

import importlib.util
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, own_variables

GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n)*)", GUIDE, re.MULTILINE))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NEEDS_TORCH = "--quick"


@pytest.fixture
def copy(tmp_path):
    """A copy of the package and an empty folder to work in; `drill` in PATH runs the copy."""
    shutil.copytree(ROOT / "drillcli", tmp_path / "drillcli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "decks", tmp_path / "drillcli" / "decks")
    (tmp_path / "bin").mkdir()
    drill = tmp_path / "bin" / "drill"
    drill.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m drillcli "$@"\n', encoding="utf-8")
    drill.chmod(0o755)
    return tmp_path


def write(folder, text):
    """Write a block that begins with the name of its file."""
    name, _, body = text.removeprefix("# ").partition("\n")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(body, encoding="utf-8")


def change(folder, text):
    """Carry out a change: lines with a blank in front stand in the file, those with - go, those with + come."""
    name, _, body = text.removeprefix("# ").partition("\n")
    path = folder / name
    source = path.read_text(encoding="utf-8")
    for hunk in re.findall(r"(?:^[ -].*\n)*(?:^\+.*\n)+(?:^ .*\n(?=\Z))?", body, re.MULTILINE):
        lines = hunk.splitlines()
        old = "\n".join(line[1:] for line in lines if line[0] in " -")
        assert source.count(old) == 1, f"{name}: {old!r} is not there, or more than once"
        source = source.replace(old, "\n".join(line[1:] for line in lines if line[0] in " +"))
    path.write_text(source, encoding="utf-8")


def try_out(folder, text):
    """Type the lines that begin with $, and compare what comes with what stands below each."""
    world = {**own_variables(folder), "PYTHONPATH": str(folder), "PATH": f"{folder / 'bin'}:/usr/bin:/bin"}
    for line, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        if NEEDS_TORCH in line and not importlib.util.find_spec("torch"):
            continue
        done = subprocess.run(
            ["sh", "-c", line], cwd=folder, env=world, capture_output=True, encoding="utf-8", check=False
        )
        assert done.stdout == expected, f"{line}\n{done.stdout}{done.stderr}"


def test_there_is_a_recipe_for_each():
    """Where everything goes is told; this finds a recipe that has lost its head."""
    assert list(RECIPES) == ["A kind of card", "An exercise", "An importer", "A statistic", "A command"]


@pytest.mark.parametrize("name", RECIPES)
def test_the_recipe_works(name, copy):
    """Written and touched as it says, it does what it says; the new module keeps the rules of the house."""
    done = {"diff": change, "console": try_out}
    blocks = BLOCK.findall(RECIPES[name])
    assert any(kind == "console" for kind, _text in blocks)
    for kind, text in blocks:
        done.get(kind, write)(copy, text)
    new = [str(copy / text.partition("\n")[0][2:]) for kind, text in blocks if kind == "python"]
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    for check in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *check, *config, *new], cwd=copy, check=True)
