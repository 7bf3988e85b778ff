"""What would be released is whole, and works where nothing of this checkout is."""

import importlib.util
import shutil
import tarfile
import tomllib
import zipfile

import pytest
import release_check as check

needs_build = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("build", "hatchling"))), reason="no build and hatchling here"
)


@needs_build
def test_the_wheel_is_whole_and_works(tmp_path):
    """Built from the source package, installed apart, it does the main job; some 10 seconds."""
    wheel = check.build(tmp_path)
    assert check.missing(wheel) == []
    assert check.strange(wheel) == []
    check.install(wheel, tmp_path / "environment", offline=True)
    (tmp_path / "newcomer").mkdir()
    check.try_out(tmp_path / "environment", tmp_path / "newcomer")
    assert "drillcli/man/drill.en.1" not in zipfile.ZipFile(wheel).namelist()


def test_what_a_wheel_lacks_is_told(tmp_path):
    """The check can fail: an empty wheel lacks decks, modules and manual pages."""
    wheel = tmp_path / "empty.whl"
    zipfile.ZipFile(wheel, "w").close()
    lacking = check.missing(wheel)
    assert {"drillcli/cli/__init__.py", "drillcli/decks/training.yaml", "share/man/man1/drill.1"} <= set(lacking)


def test_only_the_decks_of_drill_are_packed():
    """The decks that go into packages are named one by one: a learner's own may be in `decks` of the checkout."""
    targets = tomllib.loads((check.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    named = {f"decks/{deck}" for deck in check.DECKS}
    forced = targets["wheel"]["force-include"]
    assert len(named) == 10
    assert forced == {name: f"drillcli/{name}" for name in named}
    packed = {name for name in targets["sdist"]["include"] if name.startswith("/decks")}
    assert packed == {f"/{name}" for name in (*named, "decks/README.md")}


def test_a_strange_deck_is_told(tmp_path):
    """The check can fail: a deck that is not of drill is found in the wheel and in the source package."""
    wheel = tmp_path / "drill.whl"
    (tmp_path / "mine.yaml").touch()
    with zipfile.ZipFile(wheel, "w") as packed, tarfile.open(tmp_path / "drill.tar.gz", "w:gz") as sources:
        for name in ("mine.yaml", "training.yaml"):
            packed.writestr(f"drillcli/decks/{name}", "")
            sources.add(tmp_path / "mine.yaml", f"drill-1/decks/{name}")
    assert check.strange(wheel) == ["decks/mine.yaml", "drillcli/decks/mine.yaml"]


@pytest.mark.skipif(not shutil.which("sh"), reason="no sh here")
def test_a_program_that_does_nothing_does_not_pass(tmp_path):
    """The check can fail: a drill that says nothing is found out."""
    (tmp_path / "bin").mkdir()
    drill = tmp_path / "bin" / "drill"
    drill.write_text("#!/bin/sh\n")
    drill.chmod(0o755)
    with pytest.raises(check.CheckError, match="it says which it is"):
        check.try_out(tmp_path, tmp_path)
    drill.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(check.CheckError, match="--version"):
        check.try_out(tmp_path, tmp_path)
