"""The shape of the repository: short files, each with a charge, and nothing lying about."""

import ast
import subprocess
from fnmatch import fnmatch

import pytest
from conftest import ROOT

MODULES = sorted((ROOT / "drillcli").rglob("*.py"))
TOP_LEVEL = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "drillcli", "decks", "tests", ".*")


def tracked():
    """Return the files that git knows."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_is_for(path):
    """No module has more than 300 lines; each has a docstring of which the first line is a sentence."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    charge = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    assert charge.endswith((".", "?", "!")), f"{path}: the first line of the docstring states the module's charge"


def test_no_module_is_a_drawer_for_everything():
    """No utils.py, helpers.py, common.py or misc.py: a helper lives with its caller."""
    assert [path.name for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []


def test_the_top_level_holds_only_what_belongs_there():
    """The first thing a visitor sees is the design's list and dotfiles."""
    names = {path.partition("/")[0] for path in tracked()}
    assert [name for name in sorted(names) if not any(fnmatch(name, allowed) for allowed in TOP_LEVEL)] == []
