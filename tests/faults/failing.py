"""Calls that fail: a full disk, a full quota, input/output errors, a disk that becomes read-only."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from errno import EDQUOT, EIO, ENOSPC, EROFS
from functools import partial
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT, own_variables
from fault_cases import start
from operations import OPERATIONS, STUDY, Operation, judge, whole
from shim import PLENTY, Plan, Shim, fail, full
from tally import Tally
from world import Ended, database, ended, put_back, run


class Failing(NamedTuple):
    """A kind of failing: `plan` takes the call, or the bytes of room, from which on; `classes` of calls count."""

    name: str
    plan: Callable[[int], Plan]
    classes: str = ""


FAILING = (
    Failing("disk full (ENOSPC)", lambda _room: full(ENOSPC)),
    Failing("quota used up (EDQUOT)", lambda _room: full(EDQUOT)),
    Failing("fsync fails once (EIO)", lambda n: fail("s", EIO, n, 1), "s"),
    Failing("fsync fails from then on (EIO)", lambda n: fail("s", EIO, n), "s"),
    Failing("a write fails once (EIO)", lambda n: fail("w", EIO, n, 1), "w"),
    Failing("writes fail from then on (EIO)", lambda n: fail("w", EIO, n), "w"),
    Failing("a read fails once (EIO)", lambda n: fail("r", EIO, n, 1), "r"),
    Failing("reads fail from then on (EIO)", lambda n: fail("r", EIO, n), "r"),
    Failing("the disk becomes read-only (EROFS)", lambda n: fail("wod", EROFS, n), "wod"),
)


def failed(failing: Failing, folder: Path, each: int, operations: Sequence[Operation] = OPERATIONS) -> Tally:
    """Let each operation meet a kind of failing at so many points, spread evenly."""
    tally = Tally(failing.name)
    for operation in operations:
        good = whole(folder, operation, Plan(classes=failing.classes, full=0) if failing.classes else full())
        for number in range(each):
            share = (number + 0.5) / each
            point = 1 + int(share * good.calls) if failing.classes else int(share * good.grown)
            put_back(folder, operation.saved)
            room = PLENTY if failing.classes else point
            shim = Shim(folder / "shim", folder, failing.plan(point), room=room)
            done = run(folder, operation.words, operation.lines, shim)
            judge(tally, f"at {point}", folder, operation, good, done, unclear(done))
    return tally


def unclear(done: Ended) -> list[str]:
    """Return what is wrong with how a run ended that met a failing: it is done, or says in one line why not."""
    lines = [line for line in done.err.splitlines() if not line.endswith("the deck is left out")]
    said = [line for line in lines if line.startswith("drill: ")]
    if done.code == 0 or (done.code == 1 and len(said) == 1 and "Traceback" not in done.err):
        return []
    return [f"exit {done.code}: {done.err}"]


LONG = STUDY._replace(words=("study", "many", "--new", "30", "--ahead", "9"), lines="3\n1\n4\n2\n3\n" * 12)
TMPFS = """mount -t tmpfs -o "size=$3k" tmpfs "$1" && cp -a "$2/." "$1" || exit 99
shift 3; "$@"; code=$?
cp -a "$DRILL_HOME" back; exit $code"""


def limited(folder: Path, each: int) -> Tally:
    """Hold sittings whose files the system lets grow by so many steps of 8 KiB only (RLIMIT_FSIZE)."""
    tally = Tally("files that may not grow (RLIMIT_FSIZE)")
    good = whole(folder, LONG)
    for number in range(each):
        put_back(folder)
        limit = database(folder).stat().st_size + number * 8192
        barrier = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
        done = ended(start(folder, *LONG.words, preexec_fn=barrier), LONG.lines)
        judge(tally, f"limit {limit}", folder, LONG, good, done, unclear(done))
    return tally


def mounted(folder: Path, each: int) -> Tally:
    """Hold sittings in a data folder that is a small tmpfs; no runs where nothing may be mounted."""
    tally = Tally("a tmpfs that is full")
    good = whole(folder, LONG)
    for number in range(each):
        done = mounted_once(folder, room=number * 160 // each)
        if done is not None:
            judge(tally, f"room {number}", folder, LONG, good, done, unclear(done))
    return tally


def mounted_once(folder: Path, room: int) -> Ended | None:
    """Hold a sitting with so many KiB of room and bring the data back; None where nothing may be mounted."""
    put_back(folder)
    home, saved, back = folder / "drill_home", folder / "saved" / "drill_home", folder / "back"
    size = sum(-(-path.stat().st_size // 4096) * 4 for path in saved.rglob("*")) + room
    within = ["unshare", "--mount", "--map-root-user", "sh", "-c", TMPFS, "sh", str(home), str(saved), str(size)]
    environ = {**own_variables(folder), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PYTHONPATH": str(ROOT)}
    command = [*within, sys.executable, "-m", "drillcli", *LONG.words]
    done = subprocess.run(
        command, cwd=folder, env=environ, input=LONG.lines, capture_output=True, text=True, check=False
    )
    if not back.exists():
        return None
    shutil.rmtree(home)
    back.rename(home)
    return Ended(done.returncode, done.stdout, done.stderr)
