"""The shim does what it is told to: without that, every fault would be survived."""

import errno
import os
import subprocess
import sys

import pytest
from shim import COUNT, Plan, Shim, fail, full, kill, missing

WRITE = """
import errno, os
file = os.open("f", os.O_CREAT | os.O_WRONLY)
try:
    print(os.write(file, b"abcd"), os.write(file, b"efgh"))
    os.fsync(file)
    os.rename("f", "g")
except OSError as error:
    print(errno.errorcode[error.errno])
"""


@pytest.fixture
def tried(tmp_path):
    """Run a program below the shim; return the shim, its exit code and what it printed."""
    if missing():
        pytest.skip(missing())
    root = tmp_path / "root"
    root.mkdir()

    def run(plan, program=WRITE, **named):
        shim = Shim(tmp_path / "shim", root, plan, **named)
        command = [sys.executable, "-S", "-c", program]
        environ = {**os.environ, **shim.variables()}
        done = subprocess.run(
            command, cwd=root, env=environ, capture_output=True, text=True, start_new_session=True, check=False
        )
        return shim, done.returncode, done.stdout.strip()

    return run


def files(tmp_path):
    return {path.name: path.read_bytes() for path in (tmp_path / "root").iterdir()}


def test_calls_are_counted(tried, tmp_path):
    """Creating, two writes, a sync and a renaming are five; a process that writes elsewhere makes none."""
    assert tried(COUNT)[0].calls == 5
    assert files(tmp_path) == {"g": b"abcdefgh"}
    assert tried(COUNT, "import os; os.close(os.open('/dev/null', os.O_WRONLY))")[0].calls == 0


@pytest.mark.parametrize(
    ("how", "call", "left"),
    [
        ("k", 1, {}),
        ("a", 1, {"f": b""}),
        ("k", 2, {"f": b""}),
        ("h", 2, {"f": b"ab"}),
        ("h", 3, {"f": b"abcdef"}),
        ("a", 3, {"f": b"abcdefgh"}),
        ("k", 5, {"f": b"abcdefgh"}),
        ("a", 5, {"g": b"abcdefgh"}),
    ],
)
def test_a_kill_comes_at_its_call(tried, tmp_path, how, call, left):
    """Before it, amid a write, or after it."""
    _shim, code, _out = tried(kill(how, call))
    assert code == -9
    assert files(tmp_path) == left


@pytest.mark.parametrize(
    ("plan", "said", "left"),
    [
        (fail("s", errno.EIO), "4 4\nEIO", {"f": b"abcdefgh"}),
        (fail("w", errno.EIO, 2), "EIO", {"f": b"abcd"}),
        (fail("d", errno.EROFS, 2), "4 4\nEROFS", {"f": b"abcdefgh"}),
        (Plan("f", "o", 1, -1, errno.EROFS), "", {}),
    ],
)
def test_a_call_fails(tried, tmp_path, plan, said, left):
    """With the errno that it was told; what came before is done."""
    assert tried(plan)[2] == said
    assert files(tmp_path) == left


def test_a_full_disk_takes_what_fits(tried, tmp_path):
    """A write that does not fit is cut, as by the system; the next one fails."""
    assert tried(full(errno.EDQUOT), room=6)[2] == "4 2"
    assert tried(full(errno.ENOSPC), room=4)[2] == "ENOSPC"
    assert {name: len(data) for name, data in files(tmp_path).items()} == {"f": 4, "g": 6}


def test_the_clock_is_wrong(tried):
    """By so much as it is told; a stop-watch is not."""
    program = "import time; print(time.time() - {}, time.monotonic())"
    now = float(tried(COUNT, program.format(0))[2].split()[0])
    away, ran = map(float, tried(COUNT, program.format(now), shift_ms=-86_400_500)[2].split())
    assert -86_401 < away < -86_300
    assert ran >= 0
