"""Anki's backend as a contender: a process of its own, in an environment of its own, on the same data."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness import Lab
from places import python_of, variables


@dataclass(frozen=True, slots=True)
class Peer:
    """A running backend; `file_size` is that of its collection, in bytes."""

    process: "subprocess.Popen[str]"
    file_size: float

    def ask(self, line: str) -> dict[str, float]:
        """Let the backend do something; return what it took."""
        return send(self.process, line)

    def once(self, line: str) -> Callable[[], dict[str, float]]:
        """Return a contender's round."""
        return lambda: self.ask(line)


@contextmanager
def running(lab: Lab, home: Path) -> Iterator[Peer | None]:
    """Start Anki's backend on the data of a collection of `drill`; None, with a line that says so, without one."""
    if lab.anki is None:
        print("no --anki-env: what is measured against Anki is left out")
        yield None
        return
    words = [python_of(lab.anki), Path(__file__).with_name("anki_worker.py"), home, home / "collection.anki2"]
    process = subprocess.Popen(
        [str(word) for word in words],
        env=variables(lab.cache),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield Peer(process, received(process)["file"])
    finally:
        process.communicate()


def send(process: "subprocess.Popen[str]", line: str) -> dict[str, float]:
    """Send one line and return the answer."""
    if process.stdin is None:
        raise ValueError("the backend has no stdin")
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return received(process)


def received(process: "subprocess.Popen[str]") -> dict[str, float]:
    """Return the next answer; raises RuntimeError when the backend has ended."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("Anki's backend ended")
    figures: dict[str, float] = json.loads(line)
    return figures
