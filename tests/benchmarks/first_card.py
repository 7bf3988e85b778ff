"""The first card on the screen: from starting the program until the question's text comes out of a pseudo-terminal."""

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import decktext
import world
from harness import Bar, Contender, Lab
from places import variables

BAR = {"wall": Bar(11, 8)}
QUESTION = re.compile(rb"%b\d{7}" % decktext.MARK.encode())
PATIENCE = 20.0
"""Seconds to wait for a question, or for a program to end."""


def run(lab: Lab) -> None:
    drill = Path(sys.executable).with_name("drill")
    for cards in lab.pick((100, 10_000), (100, 10_000, 100_000)):
        started = partial(seconds_to_question, lab, world.collection(lab, cards))
        contenders = (
            Contender("python -c print(…)", partial(started, sys.executable, "-c", f"print('{decktext.MARK}0000000')")),
            Contender("drill study", partial(started, drill, "study", world.slug(0)), BAR),
        )
        lab.compare(f"first card, {cards:,} cards", contenders, lab.pick(5, 15))


def seconds_to_question(lab: Lab, home: Path, *words: str | Path) -> dict[str, float]:
    """Run a program in a terminal of 80 × 24 until it shows a question; then press `q` and wait for its end."""
    here = Path.cwd()
    os.chdir(home / "elsewhere")
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    actions: list[tuple[Any, ...]] = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(theirs), os.O_RDWR, 0)]
    actions += [(os.POSIX_SPAWN_DUP2, 0, number) for number in (1, 2)]
    start = time.perf_counter()
    arguments = [str(word) for word in words]
    process = os.posix_spawn(arguments[0], arguments, variables(lab.cache, home), file_actions=actions, setsid=True)
    os.close(theirs)
    os.chdir(here)
    try:
        wall = until_question(ours, start)
        leave(ours)
    finally:
        os.kill(process, signal.SIGKILL)  # it has ended, or hangs; a process stays until it is waited for
        os.waitpid(process, 0)
        os.close(ours)
    return {"wall": wall}


def until_question(terminal: int, start: float) -> float:
    """Return the seconds from `start` until a question was read; raises TimeoutError when none comes."""
    seen = b""
    for chunk in output(terminal):
        seen += chunk
        if QUESTION.search(seen):
            return time.perf_counter() - start
    raise TimeoutError(f"no question on the screen: {seen.decode(errors='replace')[-500:]}")


def leave(terminal: int) -> None:
    """Ask the program to end, and read until it has."""
    os.write(terminal, b"q")
    for _ in output(terminal):
        pass


def output(terminal: int) -> Iterator[bytes]:
    """Yield what a program writes, until it ends or says nothing for too long."""
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return
        yield chunk
