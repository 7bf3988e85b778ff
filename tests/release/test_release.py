"""What would be released is whole, and works where nothing of this checkout is."""

import importlib.util
import shutil
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
