"""What a run tells the process that started it: one JSON object a line."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from drillcli.clock import seconds

PAUSE_S, LONG_PAUSE_S = 0.1, 1.0
"""Progress is told at most this often, and what takes longer to put together this often."""


class Events:
    """A stream of events to the parent; `silent` on all ranks but the first."""

    def __init__(self, descriptor: int, *, silent: bool) -> None:
        self.descriptor = descriptor
        self.silent = silent
        self.told = self.put_together = seconds() - LONG_PAUSE_S

    @classmethod
    def of_process(cls, *, silent: bool) -> "Events":
        """Take standard output for events; whatever libraries print goes to standard error from now on."""
        sys.stdout.flush()
        descriptor = os.dup(1)
        os.dup2(2, 1)
        return cls(descriptor, silent=silent)

    def tell(self, event: str, **what: Any) -> None:
        """Write one event. When nobody reads any more the process ends: its parent is gone."""
        if self.silent:
            return
        line = json.dumps({"event": event, **what}, ensure_ascii=False) + "\n"
        try:
            write_all(self.descriptor, line.encode())
        except BrokenPipeError:
            os._exit(1)

    def is_time(self) -> bool:
        """Tell whether the last progress is old enough for the next one."""
        return not self.silent and seconds() - self.told >= PAUSE_S

    def now_and_then(self, event: str, make: Callable[[], dict[str, Any]]) -> None:
        """Tell what `make` returns, unless something of the kind was told a moment ago."""
        if not self.silent and seconds() - self.put_together >= LONG_PAUSE_S:
            self.put_together = seconds()
            self.tell(event, **make())

    def progress(self, **what: Any) -> None:
        """Tell how far the run is."""
        self.told = seconds()
        self.tell("progress", **what)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, however many a pipe takes at once."""
    while data:
        data = data[os.write(descriptor, data) :]
