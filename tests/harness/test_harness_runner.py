"""The child process: whatever becomes of it, there is an outcome, and nothing of it is left behind."""

import os
import signal
from pathlib import Path
from time import sleep

import pytest
from exercise_cases import Toy

from drillcli.harness import runner
from drillcli.harness.runner import INTERRUPT, TIME, Failure, Outcome

SHORT = (5.0, 5.0, 5.0)
PARTIAL = "tell(event='record', record={'status': 'incomplete', 'loss': [1.0]})\n"
STUBBORN = "signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
READY = "tell(event='progress', phase='train')\n"
SLEEP = "time.sleep(60)\n"


@pytest.fixture
def toy(tmp_path, monkeypatch):
    return Toy(tmp_path, monkeypatch)


@pytest.fixture
def start(toy, tmp_path):
    """Run a child that does what the script says: `start(script, limit, progress)`."""

    def start(script, limit=30.0, progress=lambda _event: None, ladder=SHORT):
        toy.says(script)
        log = tmp_path / "log.txt"
        return runner.run(toy.command, {"time_limit_s": limit}, dict(os.environ), log, progress, ladder)

    return start


def interrupt_when_ready(event):
    """Press Ctrl-C once the child is at work."""
    if event["phase"] == "train":
        signal.raise_signal(signal.SIGINT)


def has_ended(number):
    """Wait until a process is gone, or dead and not yet buried."""
    for _attempt in range(400):
        try:
            os.kill(number, 0)
            if Path(f"/proc/{number}/stat").read_text().split()[2] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return not Path("/proc/self").exists() or not Path(f"/proc/{number}").exists()
        sleep(0.05)
    return False


def test_events_are_told_and_the_last_record_counts(start, toy, tmp_path):
    """Progress as it comes; what is no event is passed over; the child knows its options; no log is left."""
    seen = []
    script = "print('noise'); print('[1, 2]'); tell(event='progress', step=1); tell(event='other')\n" + PARTIAL
    done = start(script + "tell(event='record', record={'status': 'complete'})", progress=seen.append)
    assert done == Outcome({"status": "complete"}, None, "")
    assert seen == [{"event": "progress", "step": 1}]
    assert toy.told == [{"time_limit_s": 30.0}]
    assert not (tmp_path / "log.txt").exists()


def test_a_time_limit_leaves_the_partial_record(start, monkeypatch):
    """The child is asked to stop, and gets to tell what it has."""
    hour = [0.0]
    monkeypatch.setattr(runner, "seconds", lambda: hour[0])
    script = "try:\n    " + READY + "    " + SLEEP + "except KeyboardInterrupt:\n    " + PARTIAL + "    sys.exit(130)"
    done = start(script, limit=3600.0, progress=lambda _event: hour.append(hour.pop() + 3600.0))
    assert (done.stopped, done.failure, done.record["loss"]) == (TIME, None, [1.0])


def test_ctrl_c_leaves_the_partial_record(start):
    """An interrupt of the parent is handed on."""
    script = "try:\n    " + READY + "    " + SLEEP + "except KeyboardInterrupt:\n    " + PARTIAL + "    sys.exit(130)"
    done = start(script, progress=interrupt_when_ready)
    assert (done.stopped, done.failure, done.record["loss"]) == (INTERRUPT, None, [1.0])


def test_a_request_to_end_counts_as_ctrl_c(start):
    """SIGTERM to the parent ends the child too, and the handler from before is back."""
    before = signal.getsignal(signal.SIGTERM)
    done = start(PARTIAL + READY + SLEEP, progress=lambda _event: signal.raise_signal(signal.SIGTERM))
    assert done.stopped == INTERRUPT
    assert done.record is not None
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_child_that_will_not_end_is_killed(start):
    """Interrupt and request to end are ignored; what it had told is kept."""
    done = start(PARTIAL + STUBBORN + READY + SLEEP, progress=interrupt_when_ready, ladder=(0.3, 0.3, 5.0))
    assert (done.stopped, done.record["loss"]) == (INTERRUPT, [1.0])


def test_another_ctrl_c_does_not_wait(start):
    """Who presses Ctrl-C again is not kept waiting for a child that takes its time."""
    script = "try:\n    " + READY + "    " + SLEEP + "except KeyboardInterrupt:\n    " + READY + "    " + SLEEP
    done = start(script, progress=interrupt_when_ready, ladder=(60.0, 60.0, 60.0))
    assert done.stopped == INTERRUPT


def test_what_the_child_started_ends_with_it(start):
    """A server that the program left running holds the pipe open: nobody waits for it, and it is ended."""
    script = (
        "import subprocess\nother = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "tell(event='record', record={'status': 'complete', 'other': other.pid})"
    )
    done = start(script)
    assert done.record["status"] == "complete"
    assert has_ended(done.record["other"])


def test_a_failure_that_the_child_explains(start, tmp_path):
    """Kind, message, remedy and what would fit come from the child; its log is not kept."""
    script = "tell(event='failure', kind='memory', message='too big', remedy='shrink', fits=64); sys.exit(1)"
    assert start(script).failure == Failure("memory", "too big", "shrink", 64)
    assert not (tmp_path / "log.txt").exists()


def test_a_crash_is_named_by_the_last_line_of_its_traceback(start, tmp_path):
    """And by the file with everything that was said."""
    done = start(PARTIAL + "print('before', file=sys.stderr); {}['key']")
    assert done.failure == Failure("crash", "KeyError: 'key'", f"all it said is in {tmp_path / 'log.txt'}")
    assert done.record["loss"] == [1.0]
    assert (tmp_path / "log.txt").read_text().startswith("before\nTraceback")


def test_a_child_that_the_system_killed(start):
    """SIGKILL is what the kernel sends to those that take too much memory."""
    done = start(PARTIAL + "os.kill(os.getpid(), signal.SIGKILL)")
    assert (done.failure.kind, done.failure.message) == ("memory", "the program was killed")
    assert "--batch-size" in done.failure.remedy
    assert done.record["loss"] == [1.0]


def test_an_error_of_the_screen_ends_the_child(start):
    """What goes wrong in the parent is raised, after the child has ended."""
    seen = []

    def fail(event):
        seen.append(event["pid"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        start("tell(event='progress', pid=os.getpid())\n" + SLEEP, progress=fail)
    assert has_ended(seen[0])


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("", "it ended without a report"),
        ("a\nb\n\n", "b"),
        (
            "  traceback : Signal 9 (SIGKILL) received by PID 7\n=====\n",
            "traceback : Signal 9 (SIGKILL) received by PID 7",
        ),
        (
            "ValueError: one\n=====\ntorch.distributed.elastic.multiprocessing.errors.ChildFailedError: x\n",
            "ValueError: one",
        ),
        ("[rank1]: pkg.OwnError: two\n[rank1]: at exit\n", "pkg.OwnError: two"),
    ],
)
def test_the_line_that_names_the_fault(said, named):
    """The last exception, not torchrun's own; else the last line."""
    assert runner.last_words(said) == named


def test_many_devices_are_started_by_torchrun():
    """One device is one child."""
    assert runner.command(1)[1:] == ["-m", "drillcli.lab.child"]
    assert runner.command(4)[1:3] == ["-m", "torch.distributed.run"]
    assert runner.command(4)[-4:] == ["--nproc-per-node", "4", "-m", "drillcli.lab.child"]
