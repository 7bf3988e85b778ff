"""A picture on a screen of its own, and the terminal as it was afterwards."""

import os
import pty
import termios
import threading
from collections.abc import Iterator
from dataclasses import replace
from fcntl import ioctl
from pathlib import Path
from struct import pack

import pytest
from drawings import saved

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.ui.graphics import Graphics
from drillcli.ui.picture_page import visit

KITTY = Graphics("kitty", (10, 20))


@pytest.fixture
def tty(env: Environment) -> Iterator[tuple[Environment, int]]:
    person, program = pty.openpty()
    ioctl(person, termios.TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
    with open(program, closefd=False) as source, open(program, "w", closefd=False) as sink:
        yield replace(env, stdin=source, stdout=sink), person
    os.close(person)
    os.close(program)


def test_a_picture_as_large_as_it_may_be(tty: tuple[Environment, int], tmp_path: Path):
    """Until a key is pressed; above the line that says so. Afterwards the terminal is as it was."""
    env, person = tty
    before, seen = termios.tcgetattr(person), []

    def look() -> None:
        text = ""
        while "Press any key" not in text:
            text += os.read(person, 65536).decode()
        os.write(person, b" ")
        seen.append(text)

    thread = threading.Thread(target=look)
    thread.start()
    assert visit(saved(tmp_path / "a.png", (2000, 2000)), env, KITTY)
    thread.join()
    assert seen[0].index("1049h") < seen[0].index(",c=44,r=22,m=") < seen[0].index("\x1b[24;1HPress any key")
    assert termios.tcgetattr(person) == before
    after = os.read(person, 4096).decode()
    assert after.index("\x1b_Ga=d") < after.index("1049l")


def test_a_terminal_without_graphics(tty: tuple[Environment, int], tmp_path: Path):
    """Nothing is written: the caller opens a viewer. So it is for a picture that needs one."""
    env, person = tty
    assert not visit(saved(tmp_path / "a.png"), env, Graphics("", (10, 20)))
    (tmp_path / "a.svg").write_text("<svg/>")
    assert not visit(tmp_path / "a.svg", env, KITTY)
    (tmp_path / "a.jpg").write_bytes(b"...")
    with pytest.raises(DrillError, match=r"a\.jpg: the picture cannot be read"):
        visit(tmp_path / "a.jpg", env, KITTY)
    os.set_blocking(person, False)
    with pytest.raises(BlockingIOError):
        os.read(person, 1)
