"""What ends a sitting from outside: it ends as if it had been quit, and nothing is left behind that still talks."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Being told to end, and the terminal being closed; Windows does not know the second."""

SIGNALLED = 128
"""A process that a signal ended has this and the signal's number as its exit code, by the shells' custom."""


@contextmanager
def exiting() -> Iterator[None]:
    """Let the signals that would end the process at once raise SystemExit instead."""
    before = [signal.signal(number, lambda number, _frame: sys.exit(SIGNALLED + number)) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in zip(ENDING, before, strict=True):
            signal.signal(number, handler)
