"""The shim that is preloaded into `drill`: compiled here from shim.c, told what to spoil, and read back."""

import errno
import functools
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_SHARED = struct.Struct("=qqq")
"""What processes count together: calls so far, bytes of room left, ms by which the clock is wrong."""

PLENTY = 1 << 60


class Plan(NamedTuple):
    """What the shim does to which calls: see the comments at the top of shim.c."""

    what: str = "n"
    classes: str = "wsd"
    first: int = 1
    times: int = 1
    error: int = 0
    full: int = 0

    @property
    def text(self) -> str:
        """As the shim reads it."""
        return " ".join(str(part) for part in self)


COUNT = Plan()
"""Nothing is spoilt; writes, syncs and changes of folders are counted."""


def kill(how: str, call: int) -> Plan:
    """Kill the process before ("k"), amid ("h": half of a write) or after ("a") a call that changes the disk."""
    return Plan(how, first=call)


def fail(classes: str, error: int, first: int = 1, times: int = -1) -> Plan:
    """Let calls of some classes fail with an errno: `times` of them (-1: all) from the `first` on."""
    return Plan("f", classes, first, times, error)


def full(error: int = errno.ENOSPC) -> Plan:
    """Let writes that make a file longer fail with an errno when the room is used up."""
    return Plan(full=error)


@functools.cache
def missing() -> str:
    """Return why there can be no shim here; "" when there can."""
    if sys.platform != "linux":
        return "the shim is written for Linux"
    if shutil.which("cc") is None:
        return "the shim needs a C compiler (cc)"
    try:
        _library()
    except subprocess.CalledProcessError as error:
        return f"the shim cannot be compiled here: {error.stderr.decode()}"
    return ""


@functools.cache
def _library() -> Path:
    target = Path(tempfile.mkdtemp(prefix="shim-")) / "shim.so"
    source = Path(__file__).with_name("shim.c")
    command = ["cc", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return target


class Shim:
    """One use of the shim: over files below `root`, with its own files in `folder`."""

    def __init__(self, folder: Path, root: Path, plan: Plan = COUNT, room: int = PLENTY, shift_ms: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.shared, self.log = folder / "shared", folder / "log"
        self.shared.write_bytes(_SHARED.pack(0, room, shift_ms))
        self.log.unlink(missing_ok=True)
        self._root, self._plan = root.resolve(), plan

    def variables(self, *, logged: bool = False) -> dict[str, str]:
        """Return the environment variables that load it into a process; `logged`: what is written is kept in `log`."""
        variables = {
            "LD_PRELOAD": str(_library()),
            "FAULT_SHARED": str(self.shared),
            "FAULT_ROOT": str(self._root),
            "FAULT_PLAN": self._plan.text,
        }
        return {**variables, "FAULT_LOG": str(self.log)} if logged else variables

    @property
    def calls(self) -> int:
        """How many calls of the plan's classes there were so far."""
        return int(_SHARED.unpack(self.shared.read_bytes())[0])

    @property
    def grown(self) -> int:
        """By how many bytes files have grown so far, where the plan is one of a full disk."""
        return PLENTY - int(_SHARED.unpack(self.shared.read_bytes())[1])

    def shift(self, ms: int) -> None:
        """Let the clock be wrong by so much from now on."""
        handle = os.open(self.shared, os.O_WRONLY)
        os.pwrite(handle, struct.pack("=q", ms), 16)
        os.close(handle)
