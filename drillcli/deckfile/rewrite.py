"""Writes deck files anew that are there: each whole at any moment, and what others write into it meanwhile is kept."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path
from time import sleep

from filelock import FileLock, Timeout

from drillcli.deckfile import write
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

LOCK = "decks.lock"
"""The file in the data folder that every `drill` of this user holds while it writes decks that are there."""

PATIENCE_S = 10
"""How long to wait for another `drill` that is writing."""

GONE_PAUSES, GONE_PAUSE_S = 10, 0.05
"""How often and how long to wait for a file that is not there for the moment."""


def rewrite(path: Path, lock: Path, change: Callable[[bytes], bytes]) -> None:
    """Put other bytes into a file, on disk when this returns: those that `change` makes of what is in it.

    They are made anew where somebody has written into it since it was read. `lock` is the file `LOCK`. Raises
    DrillError where the file cannot be written, and what `change` raises.
    """
    try:
        if path.exists() and not os.access(path, os.W_OK):  # another file could take its place, but it was locked away
            raise PermissionError(EACCES, "")
        with held(lock, path):
            before = patiently(path)
            while not _swapped(path, before, change(before)):
                before = patiently(path)
    except OSError as error:
        text = _("{path} cannot be written ({reason}); make room there, or make the file and its folder writable")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from None


@contextmanager
def held(lock: Path, path: Path) -> Iterator[None]:
    """Keep every other `drill` from writing decks; raises OSError, and DrillError, naming `path`, where one goes on."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    turn = FileLock(lock, timeout=PATIENCE_S, mode=0o600)
    try:
        turn.acquire()
    except Timeout:
        text = _("{path}: another drill is writing decks just now; nothing was changed; try again in a moment")
        raise DrillError(text.format(path=path)) from None
    try:
        yield
    finally:
        turn.release()


def patiently(path: Path) -> bytes:
    """Return what is in a file; git takes one away for a moment before it writes another version. Raises OSError."""
    for _pause in range(GONE_PAUSES):
        with suppress(FileNotFoundError):
            return path.read_bytes()
        sleep(GONE_PAUSE_S)
    return path.read_bytes()


def _swapped(path: Path, before: bytes, after: bytes) -> bool:
    """Write a file in one go, on disk when this returns, if it still holds the bytes `before`; tell whether it did."""
    partial = write.beside(path)
    try:
        write.write_durably(partial, [after])
        if patiently(path) != before:
            return False
        write.put(path)
    finally:
        partial.unlink(missing_ok=True)
    return True
