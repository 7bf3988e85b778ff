"""What is written is on the medium: it survives a loss of power."""

import os
import sys
from contextlib import suppress


def to_disk(descriptor: int) -> None:
    """Wait until what was written to a file is on the medium; raises OSError.

    On macOS fsync leaves it in the memory of the drive, and F_FULLFSYNC does not (its manual, fsync(2)); a file
    system that is reached over a network may not know that request.
    """
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 Windows has none

        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)
