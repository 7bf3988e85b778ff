"""Programs of a system that write down how they were called."""

import stat
from pathlib import Path
from time import sleep

from drillcli.clock import monotonic_ms
from drillcli.config import Environment

PATIENCE_MS = 10_000


def install(folder: Path, name: str, then: str = "") -> None:
    """Put a program into `folder` that appends its name and its words to the file `calls` beside it, and goes on."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(
        f'#!/bin/sh\n{{ echo {name}; for word; do echo "<$word>"; done; }} >> "{folder.parent}/calls"\n{then}\n'
    )
    program.chmod(stat.S_IRWXU)


def calls(world: Environment, count: int = 0) -> list[str]:
    """Wait until programs were called with so many lines in all, and return these."""
    file = world.cwd / "calls"
    deadline = monotonic_ms() + PATIENCE_MS
    while monotonic_ms() < deadline:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) >= count:
            return lines
        sleep(0.01)
    raise AssertionError(lines)
