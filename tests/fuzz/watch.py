"""Runs inputs in a child with little memory and little time: whatever is no documented error is a finding."""

import faulthandler
import multiprocessing
import os
import resource
import signal
import tempfile
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple

from subjects import SUBJECTS, Subject

from drillcli.clock import monotonic_ms
from drillcli.errors import DrillError

HANG_S = 5
"""CPU time, since these machines are shared."""
STUCK_S = 60
"""Who waits so long without working will wait for ever."""
MEMORY = 1 << 30
"""So much more than at the start may a child take (bytes)."""
_FORK = multiprocessing.get_context("fork")


def _now_s() -> float:
    return monotonic_ms() / 1000


class Slice(NamedTuple):
    """Which inputs: those of a subject and a seed, from number `first`, until `runs` were made or `seconds` passed."""

    subject: str
    seed: str
    first: int
    runs: int
    seconds: float


class Finding(NamedTuple):
    """An input that broke something; `place` is where, and tells findings apart."""

    subject: str
    number: int
    place: str
    said: str
    data: bytes


def run(slice_: Slice) -> tuple[int, list[Finding]]:
    """Return how many inputs were tried, and the findings, one for each place."""
    until = _now_s() + slice_.seconds
    done, found = 0, dict[str, Finding]()
    with tempfile.TemporaryDirectory(prefix="drill-fuzz-") as name:
        sound = SUBJECTS[slice_.subject].sound(Path(name))
        while done < slice_.runs and _now_s() < until:
            rest = slice_._replace(first=slice_.first + done, runs=slice_.runs - done, seconds=until - _now_s())
            ended, new = _in_child(rest, sound, Path(name))
            done += max(ended, 1)
            for finding in new:
                found.setdefault(finding.place, finding)
    return done, list(found.values())


def _in_child(slice_: Slice, sound: list[bytes], folder: Path) -> tuple[int, list[Finding]]:
    """Let a child work until it is done or killed; what killed it is a finding, too."""
    (folder / "trace").write_text("")
    ours, theirs = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_work, args=(slice_, sound, folder, theirs))
    child.start()
    theirs.close()
    done, found = 0, []
    try:
        while True:
            got = ours.recv()
            done = got[0] - slice_.first + 1
            found += [got[1]] if got[1] else []
    except EOFError:
        child.join()
    if child.exitcode:
        said = (folder / "trace").read_text("utf-8", "replace") or f"exit code {child.exitcode}"
        lines = [line for line in said.splitlines() if "drillcli" in line]
        number = slice_.first + done
        data = SUBJECTS[slice_.subject].made(_rng(slice_, number), sound, folder)
        place = f"hang or crash ({child.exitcode}) at {lines[0].strip() if lines else '?'}"
        found.append(Finding(slice_.subject, number, place, said, data))
        done += 1
    return done, found


def _rng(slice_: Slice, number: int) -> Random:
    return Random(f"{slice_.subject}:{slice_.seed}:{number}")


def _work(slice_: Slice, sound: list[bytes], folder: Path, pipe: Connection) -> None:
    subject = SUBJECTS[slice_.subject]
    trace = (folder / "trace").open("w")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    faulthandler.enable(trace)
    faulthandler.register(signal.SIGPROF, trace, chain=True)  # it says where, and the signal kills
    os.environ["TZ"] = "UTC"
    until = _now_s() + slice_.seconds
    for number in range(slice_.first, slice_.first + slice_.runs):
        if _now_s() > until:
            return
        rng = _rng(slice_, number)
        data = subject.made(rng, sound, folder)
        signal.setitimer(signal.ITIMER_PROF, HANG_S)
        faulthandler.dump_traceback_later(STUCK_S, exit=True, file=trace)
        finding = tried(subject, data, rng, folder, number)
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
        pipe.send((number, finding))


def tried(subject: Subject, data: bytes, rng: Random, folder: Path, number: int) -> Finding | None:
    """Return what an input broke, None where all is well."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / f"input{subject.suffix}"
        path.write_bytes(data)
        for beside in folder.glob("cards.md"):
            (path.parent / beside.name).write_bytes(beside.read_bytes())
        try:
            subject.use(path, rng)
        except DrillError:
            return None
        except Exception as error:  # everything else is what is looked for
            return Finding(subject.name, number, _place(error), traceback.format_exc(), data)
    return None


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "drillcli" in frame.filename] or list(frames)
    inner = ours[-1]
    return f"{type(error).__name__} at {Path(inner.filename).name}:{inner.lineno}"
