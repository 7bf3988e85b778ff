"""One sync at a time, and the tidying up after one that was killed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from time import sleep

from filelock import FileLock, Timeout

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.sync.working import PARTIAL

WAIT_S = 10
"""How long to wait for another sync."""
KEPT = ("decks", "devices")
"""The folders with files that a sync writes."""
LINGER_S, LOOK_S = 2.0, 0.1
"""How long a git may outlive the sync that started it and was killed; how often to look."""


@contextmanager
def turn(home: Path, folder: Path, wait_s: float = WAIT_S) -> Iterator[bool]:
    """Let nobody else sync; mend what a killed sync left in the working folder, and tell whether one was.

    Raises DrillError when another one is at work.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    busy = home / "sync.busy"
    try:
        with FileLock(home / "sync.lock", timeout=wait_s, mode=0o600):
            was_killed = busy.exists()
            if was_killed:
                mend(folder)
            busy.touch(mode=0o600)
            try:
                yield was_killed
            except DrillError:  # git has ended by itself; whatever else comes may have cut it off
                busy.unlink()
                raise
            busy.unlink()
    except Timeout:
        raise DrillError(_("another `drill sync` is at work; try again when it is done")) from None


def mend(folder: Path) -> None:
    """Take away the locks and the unfinished files of a sync that was killed.

    Branches and files need no mending: each is moved or replaced at once, or stands as before.
    """
    store = folder / ".git"
    locks = [*store.glob("*.lock"), *(store / "refs").rglob("*.lock")]
    for _look in range(round(LINGER_S / LOOK_S)):
        if not any(lock.exists() for lock in locks):
            break
        sleep(LOOK_S)
    for path in (*locks, *(path for name in KEPT for path in (folder / name).rglob(f"{PARTIAL}-*"))):
        path.unlink(missing_ok=True)
    for path in store.glob("drill-*"):
        if path.is_dir():
            with suppress(OSError):
                rmtree(path)
