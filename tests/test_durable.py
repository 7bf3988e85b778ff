"""What is written is on the medium, by the means of each system."""

import fcntl
import os
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from drillcli.durable import to_disk

F_FULLFSYNC = 51
"""Its number on macOS (sys/fcntl.h)."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _file: asked.append("fsync"))
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", F_FULLFSYNC, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _file, request: asked.append(f"fcntl {request}"))
    return asked


def test_fsync(asked: list[str]):
    """Elsewhere than on macOS it is all there is."""
    to_disk(1)
    assert asked == ["fsync"]


def test_macos_empties_the_memory_of_the_drive(asked: list[str], monkeypatch: pytest.MonkeyPatch):
    """Which its fsync does not."""
    monkeypatch.setattr(sys, "platform", "darwin")
    to_disk(1)
    assert asked == [f"fcntl {F_FULLFSYNC}"]


def test_macos_on_a_network(asked: list[str], monkeypatch: pytest.MonkeyPatch):
    """Where a file system does not know the request, fsync is the most there is."""

    def unknown(_file: int, _request: int) -> None:
        raise OSError("Operation not supported")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "fcntl", unknown)
    to_disk(1)
    assert asked == ["fsync"]


def test_what_cannot_be_kept_is_an_error(tmp_path: Path):
    """A descriptor that is closed, for one."""
    with (tmp_path / "file").open("w") as file:
        descriptor = file.fileno()
    with pytest.raises(OSError, match="Bad file"):
        to_disk(descriptor)


def test_nothing_else_calls_fsync():
    """It would not last on macOS."""
    sources = (ROOT / "drillcli").rglob("*.py")
    callers = [path for path in sources if re.search(r"\bf(data)?sync\(", path.read_text("utf-8"))]
    assert callers == [ROOT / "drillcli" / "durable.py"]
