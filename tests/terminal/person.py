"""A person at a terminal: keys go in, a screen comes out."""

import copy
import os
import re
import signal
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from time import sleep
from typing import Any

import pexpect
import pyte

from drillcli.clock import monotonic_ms

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30
"""How long to wait for what must come: a busy machine is slow, and a right program never lets us wait so long."""


def local_modes(terminal: int) -> int:
    """Return how a terminal treats keys: whether it echoes them, waits for whole lines and sends signals."""
    return int(termios.tcgetattr(terminal)[3])


class TwoScreens(pyte.Screen):
    """A terminal that has, as real ones do, a second screen for programs that fill it."""

    SECOND = 1049

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.first: tuple[Any, Any] | None = None

    def set_mode(self, *modes: int, **how: bool) -> None:
        super().set_mode(*modes, **how)
        if self.SECOND in modes and how.get("private") and self.first is None:
            self.first = (copy.deepcopy(self.buffer), copy.copy(self.cursor))
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **how: bool) -> None:
        super().reset_mode(*modes, **how)
        if self.SECOND in modes and how.get("private") and self.first is not None:
            (self.buffer, self.cursor), self.first = self.first, None


class Person:
    """Somebody who runs `drill` in a terminal of `size` (width, height) in cells, presses keys and reads the screen."""

    def __init__(
        self,
        words: list[str],
        cwd: Path,
        variables: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        *,
        ignores_hang_up: bool = False,
    ) -> None:
        width, height = size
        self.screen = TwoScreens(width, height)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        """Everything that came out so far."""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "drillcli", *words],
            cwd=str(cwd),
            env=dict(variables),
            dimensions=(height, width),
            encoding="utf-8",
            timeout=PATIENCE_S,
            ignore_sighup=ignores_hang_up,
        )
        self.child.delaybeforesend = None
        self.local_modes = self.first_modes = local_modes(self.child.child_fd)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)

    def type(self, text: str) -> None:
        self.child.send(text + "\r")

    def see(self, *texts: str) -> str:
        """Wait until all the texts are on the screen, and return it."""
        self._until(lambda: all(text in self.text for text in texts), f"never saw {texts}")
        return self.text

    def see_no_more(self, text: str) -> None:
        """Wait until a text is gone from the screen."""
        self._until(lambda: text not in self.text, f"{text!r} is still there")

    def see_row(self, row: str) -> None:
        """Wait until one row of the screen is this, but for spaces at its ends."""
        self._until(lambda: row in [line.strip() for line in self.text.split("\n")], f"never saw the row {row!r}")

    def read_raw(self, pattern: str) -> None:
        """Wait until what came out, escape codes included, matches."""
        self._until(lambda: re.search(pattern, self.raw) is not None, f"{pattern!r} never came out")

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        self.child.setwinsize(height, width)

    def end(self) -> int:
        """Wait until the program has ended; return its exit code, as a shell tells it."""
        self._until(lambda: False, "", at_end=True)
        self.local_modes = local_modes(self.child.child_fd)
        self.child.close()
        code = self.child.exitstatus
        return code if code is not None else 128 + (self.child.signalstatus or 0)

    @property
    def text(self) -> str:
        """What is on the screen, without spaces at line ends."""
        rows = (re.sub(r"\s+$", "", row) for row in self.screen.display)
        return "\n".join(rows).rstrip()

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Row and column of the cursor, None while it is hidden."""
        cursor = self.screen.cursor
        return None if cursor.hidden else (cursor.y, cursor.x)

    def stand_up(self) -> None:
        """End the program if it still runs."""
        if not self.child.closed:
            self.child.close(force=True)

    def hang_up(self) -> None:
        """Close the terminal under a program, and wait until it has ended."""
        self.child.ptyproc.fileobj.close()
        self.child.ptyproc.closed = self.child.closed = True
        deadline = monotonic_ms() + PATIENCE_S * 1000
        while self.child.isalive():
            assert monotonic_ms() < deadline, "the program outlived its terminal"
            sleep(0.02)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.child.pid, number)

    def _until(self, is_so: Callable[[], bool], fault: str, *, at_end: bool = False) -> None:
        deadline = monotonic_ms() + PATIENCE_S * 1000
        while not is_so():
            try:
                new = self.child.read_nonblocking(65536, timeout=max(deadline - monotonic_ms(), 0) / 1000)
            except pexpect.EOF:
                assert at_end, f"{fault}; the program ended with\n{self.text}"
                return
            except pexpect.TIMEOUT:
                raise AssertionError(f"{fault or 'it never ended'}; the screen is\n{self.text}") from None
            self.raw += new
            self.stream.feed(new)
