"""Runs a program in a child process: events come in, one outcome goes out, whatever becomes of the child."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, NamedTuple, cast

from drillcli.clock import seconds
from drillcli.locale import _

OPTIONS = "DRILL_EXERCISE_OPTIONS"
"""The variable that holds the options as JSON: torchrun hands no standard input on."""

POLL_S = 0.2
"""How often to look whether the child is still there when it says nothing."""

INTERRUPT, TIME = "interrupt", "time"
INTERRUPTED = 130
"""The exit code of a child that was interrupted and told what it had."""

_FAULT = re.compile(r"^(?:\[rank\d+\]: )?([\w.]+(?:Error|Exception|Exit)\b.*)", re.MULTILINE)

Progress = Callable[[Mapping[str, Any]], None]


class Failure(NamedTuple):
    """Why a run failed: memory, package, usage, refused, save or crash.

    `fits` is a batch that would have fitted; `package` is the import name of what is missing.
    """

    kind: str
    message: str
    remedy: str = ""
    fits: int | None = None
    package: str = ""


class Outcome(NamedTuple):
    """How a run ended: the last report that the child told (partial unless all went well), and what stopped it.

    `stopped` is "interrupt", "time" (the limit), or "" when the child ended by itself.
    """

    record: Mapping[str, Any] | None
    failure: Failure | None
    stopped: str


def command(devices: int) -> list[str]:
    """Return the command that starts the child, or as many of them as there are to be devices."""
    module = ["-m", "drillcli.lab.child"]
    if devices == 1:
        return [sys.executable, *module]
    return [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(devices), *module]


def run(
    words: Sequence[str],
    options: Mapping[str, Any],
    variables: Mapping[str, str],
    log: Path,
    progress: Progress,
    ladder: Sequence[float] = (10, 3, 5),
) -> Outcome:
    """Run a child with the command `words` to its end, to its time limit or to Ctrl-C; nothing of it is left behind.

    What it writes to standard error goes to the file `log`, which is kept after a crash. `ladder`: how many
    seconds it has after an interrupt, then after a request to end, then after a kill.
    """
    told = {**variables, OPTIONS: json.dumps(options), "PYTHONSAFEPATH": "1"}
    with log.open("wb") as errors, interruptible():
        process = subprocess.Popen(  # noqa: S603 our own module
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=told,
            encoding="utf-8",
            start_new_session=True,
        )
        watch = Watch(process, progress)
        stopped = TIME
        try:
            if watch.follow(options["time_limit_s"]):
                stopped = ""
        except KeyboardInterrupt:
            stopped = INTERRUPT
        finally:
            watch.stop(ladder)
    failure = watch.failure
    if not stopped:
        failure = explained(failure, process.returncode, log)
    if failure is None or failure.kind != "crash":
        log.unlink()
    return Outcome(watch.record, failure, stopped)


@contextmanager
def interruptible() -> Iterator[None]:
    """Take a request to end this process for Ctrl-C, so that the child gets to tell what it has."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Watch:
    """A child that is running, and the last it has told."""

    def __init__(self, process: subprocess.Popen[str], progress: Progress) -> None:
        self.process = process
        self.progress = progress
        self.record: Mapping[str, Any] | None = None
        self.failure: Failure | None = None
        self.lines: Queue[str | None] = Queue()
        self.reader = Thread(target=self.read, args=(cast("IO[str]", process.stdout),), daemon=True)
        self.reader.start()

    def read(self, stdout: IO[str]) -> None:
        """Put the child's lines where they can be waited for."""
        with stdout:
            for line in stdout:
                self.lines.put(line)
        self.lines.put(None)

    def follow(self, limit_s: float) -> bool:
        """Take what the child tells until it has ended; False when `limit_s` seconds are over before that."""
        until = seconds() + limit_s
        while (left := until - seconds()) > 0:
            gone = self.process.poll() is not None
            try:
                line = self.lines.get(timeout=min(left, POLL_S))
            except Empty:
                if gone:  # what it started may hold the pipe open
                    return True
                continue
            if line is None:
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(left)
                    return True
                return False
            self.take(line)
        return False

    def take(self, line: str) -> None:
        """Note an event; what is none is left alone."""
        try:
            event = json.loads(line)
        except ValueError:
            return
        match event:
            case {"event": "progress"}:
                self.progress(event)
            case {"event": "record", "record": dict(record)}:
                self.record = record
            case {"event": "failure", "kind": str(kind), "message": str(message)}:
                remedy, package = event.get("remedy") or "", event.get("package") or ""
                self.failure = Failure(kind, message, remedy, event.get("fits"), package)

    def stop(self, ladder: Sequence[float]) -> None:
        """End the child, the harder the longer it takes; another Ctrl-C goes one rung up. Then what it started."""
        for number, grace in zip((signal.SIGINT, signal.SIGTERM, signal.SIGKILL), ladder, strict=True):
            if self.process.poll() is not None:
                break
            self.tell(number)
            with suppress(KeyboardInterrupt):
                self.follow(grace)
        self.tell(signal.SIGKILL)
        self.reader.join(POLL_S)
        while not self.lines.empty():
            self.take(self.lines.get() or "")

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the child and to what it started."""
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses where only the dead are left
            os.killpg(self.process.pid, number)


def explained(failure: Failure | None, code: int, log: Path) -> Failure | None:
    """Return how a child failed that ended by itself with exit code `code`; None when it did not fail."""
    where = _("all it said is in {log}").format(log=log)
    if failure is not None:
        return failure if failure.remedy or failure.kind != "crash" else failure._replace(remedy=where)
    if code in (0, INTERRUPTED, -signal.SIGINT):
        return None
    if code == -signal.SIGKILL:
        remedy = _("the system kills what takes too much memory: try a smaller --batch-size")
        return Failure("memory", _("the program was killed"), remedy)
    return Failure("crash", last_words(log.read_text("utf-8", "replace")), where)


def last_words(said: str) -> str:
    """Return the line of standard error that names the fault: the last exception, else the last line."""
    found = [line for line in _FAULT.findall(said) if "ChildFailedError" not in line]  # torchrun's own
    lines = found or [line.strip() for line in said.splitlines() if any(map(str.isalpha, line))]
    return lines[-1] if lines else _("it ended without a report")
