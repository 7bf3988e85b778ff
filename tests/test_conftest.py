"""The fixtures that every test relies on."""

import os
import sqlite3
from pathlib import Path

import pytest
from conftest import NOW, ROOT

from drillcli import clock as real_clock


def test_now_is_the_moment_it_says():
    """NOW holds together: its day is the study day of its milliseconds."""
    assert real_clock.at(NOW.ms) == NOW


def test_the_clock_stands_until_it_is_moved(clock):
    """A test's clock is set and advanced, and the calendar follows."""
    assert clock() == clock() == NOW
    clock.advance(days=1, minutes=30)
    assert clock().day == NOW.day + 1
    assert clock.tick() == NOW.ms + (24 * 60 + 30) * 60_000
    clock.set(NOW.ms)
    assert clock() == NOW


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.open("w"),
        lambda path: path.touch(),
        lambda path: path.mkdir(),
        sqlite3.connect,
        lambda path: os.open(path, os.O_RDWR | os.O_CREAT),
    ],
    ids=["open", "touch", "mkdir", "sqlite", "os.open"],
)
def test_writing_outside_the_own_folder_is_an_error(write):
    """A test cannot write into the repository or the user's folders, even by accident."""
    with pytest.raises(pytest.fail.Exception, match="a test wrote outside its folder"):
        write(ROOT / "stray")
    assert not (ROOT / "stray").exists()


def test_writing_inside_and_reading_anywhere_is_fine(tmp_path):
    """Its own folder belongs to the test."""
    (tmp_path / "a").mkdir()
    sqlite3.connect(tmp_path / "a/b.db").close()
    assert (ROOT / "pyproject.toml").read_text()
    assert Path.cwd() == tmp_path
    assert Path.home() == tmp_path / "home"
