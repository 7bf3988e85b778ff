"""Folders for working files: gone with the work, or where that was killed, when the next work begins.

A folder `drill-…` lies beside a file `drill-….lock`, a mark that the process at work holds: the system lets go of it
when a process ends, however that was.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, gettempdir

from filelock import FileLock, Timeout

PREFIX, SUFFIX = "drill-", ".lock"


@contextmanager
def workplace(inside: Path | None = None) -> Iterator[Path]:
    """Give an empty folder that only the user can read, in another or in the system's for temporary files.

    It is removed at the end, and at the beginning what killed processes left there. Raises OSError where none can be
    made.
    """
    sweep(inside or Path(gettempdir()))
    with NamedTemporaryFile(prefix=PREFIX, suffix=SUFFIX, dir=inside, delete=False) as file:
        mark = Path(file.name)
    folder = mark.with_suffix("")
    with FileLock(mark):  # before the folder is there, so that nobody finds one without an owner
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            rmtree(folder, ignore_errors=True)
            mark.unlink(missing_ok=True)


def sweep(place: Path) -> None:
    """Remove the folders of the user's own processes that are gone."""
    for mark in place.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):  # one that is at work, or was swept away meanwhile
            found = mark.lstat()
            if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_nlink > 1):
                continue  # in a place that all can write to, it may be a trap: a lock of filelock 3.13 empties its file
            with FileLock(mark, timeout=0):
                rmtree(mark.with_suffix(""), ignore_errors=True)
                mark.unlink()


def hold(mark: Path) -> Callable[[], None] | None:
    """Hold a mark for as long as this process lives; None where another one holds it. Raises OSError.

    Return what lets go of it, and removes it.
    """
    lock = FileLock(mark, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None

    def let_go() -> None:
        with suppress(OSError):  # Windows removes no open file; a mark that nobody holds does no harm
            mark.unlink(missing_ok=True)
        lock.release()

    return let_go
