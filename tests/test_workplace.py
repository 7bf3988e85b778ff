"""Working files never stay: not after the work, not after an error, not after a kill that nothing could catch."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from drillcli.workplace import workplace

AT_WORK = """
import sys, tempfile, time
from pathlib import Path
from drillcli.workplace import workplace
tempfile.tempdir = sys.argv[1]
with workplace() as folder:
    (folder / "collection").write_bytes(b"large")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def begun(place: Path) -> tuple["subprocess.Popen[str]", Path]:
    """Start a process that is at work, and return it with its folder."""
    process = subprocess.Popen([sys.executable, "-c", AT_WORK, str(place)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_a_folder_goes_with_the_work(place: Path):
    """Only its owner can read it; afterwards nothing is left, whatever happened in it."""
    with workplace() as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "a").mkdir()
    assert list(place.iterdir()) == []
    with pytest.raises(KeyError), workplace() as folder:
        raise KeyError
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_goes_when_the_next_begins(place: Path):
    """Kill -9 leaves its files; the next workplace removes them, but not those of a process at work."""
    killed, left = begun(place)
    at_work, kept = begun(place)
    try:
        assert (left / "collection").exists()  # the second one did not take it for left
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert (left / "collection").exists()
        with workplace() as folder:
            assert not left.exists()
            assert (kept / "collection").exists()
            assert folder.exists()
    finally:
        at_work.kill()
        at_work.communicate()
    with workplace():
        pass
    assert list(place.iterdir()) == []


def test_another_place_of_its_own(tmp_path: Path, place: Path):
    """A folder can be asked for inside another; what was left there is removed there."""
    inside = tmp_path / "cache"
    inside.mkdir()
    (inside / "drill-old").mkdir()
    (inside / "drill-old.lock").touch()
    (place / "drill-old").mkdir()
    with workplace(inside) as folder:
        assert folder.parent == inside
        assert not (inside / "drill-old").exists()
    assert (place / "drill-old").exists()
    assert list(inside.iterdir()) == []


def test_nothing_else_is_touched(place: Path):
    """Neither a folder without an owner's mark, nor what a mark of another shape leads to."""
    (place / "drill-notes").mkdir()
    (place / "precious").mkdir()
    (place / "drill-trap").symlink_to(place / "precious")
    (place / "drill-trap.lock").touch()
    (place / "other.lock").touch()
    (place / "drill-linked.lock").hardlink_to(place / "other.lock")
    with workplace():
        pass
    assert (place / "drill-notes").exists()
    assert (place / "precious").exists()
    assert (place / "other.lock").exists()
    assert (place / "drill-linked.lock").exists()
