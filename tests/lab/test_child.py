"""The process of a run tells its parent what it measures, and ends when it is asked to or left alone."""

import json
import os
import signal
import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

from conftest import ROOT, own_variables
from lab_cases import events_of

MANY = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


@pytest.fixture
def started(tmp_path):
    """Start a child: `started({"exercise": "mlp"}, *words_before_its_module)` returns the process, its output open."""
    children = []

    def start(options, *words):
        inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        told = json.dumps({"cache": str(tmp_path), "device": "cpu", "threads": 1, **options})
        child = subprocess.Popen(
            [sys.executable, *words, "-m", "drillcli.lab.child"],
            env={**inherited, **own_variables(tmp_path), "PYTHONPATH": str(ROOT), "GLOO_SOCKET_IFNAME": "lo",
                 "DRILL_EXERCISE_OPTIONS": told},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def until(child, event):
    """Return the first event of a kind that a child tells."""
    for line in child.stdout:
        found = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(child.stderr.read())


def test_an_interrupt_brings_the_partial_report(started):
    """After SIGINT the last record says how far the run came, marked incomplete, and the exit code is 130."""
    child = started({"exercise": "mlp", "epochs": 500, "precision": "fp32"})
    while until(child, "progress")["phase"] != "train":
        pass
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    last = events_of(out)[-1]
    assert last["event"] == "record", err
    assert last["record"]["status"] == "incomplete"
    assert last["record"]["step_ms"]["n"] > 0
    assert last["record"]["quality"]["value"] is None
    assert child.returncode == 130


def test_a_child_whose_parent_is_gone_ends(started):
    """When nobody reads what it tells, a run does not go on."""
    child = started({"exercise": "mlp", "epochs": 5000, "precision": "fp32"})
    until(child, "progress")
    child.stdout.close()
    assert child.wait(timeout=60) == 1


def test_what_cannot_be_done_is_one_line(started):
    """A folder without data is a failure that says so, not a traceback; nothing else is told."""
    child = started({"exercise": "cnn", "data": "/nowhere"})
    out, err = child.communicate(timeout=60)
    events = events_of(out)
    failure = events[-1]
    assert failure["event"] == "failure"
    assert "/nowhere" in failure["message"]
    assert "Traceback" not in err
    assert child.returncode == 1
    assert [event for event in events if event["event"] == "record"] == []


def test_weights_that_cannot_be_written_do_not_take_the_report_along(started, tmp_path):
    """The report of a run whose weights found no place is complete; the failure says what was wrong."""
    child = started({"exercise": "mlp", "quick": True, "epochs": 1, "save_model": str(tmp_path / "no" / "w.pt")})
    out, err = child.communicate(timeout=60)
    *_, record, failure = events_of(out)
    assert record["record"]["status"] == "complete", err
    assert (failure["event"], failure["kind"]) == ("failure", "save")
    assert "w.pt: the weights cannot be written" in failure["message"]


STUCK = """
import ctypes, os, threading
from drillcli.lab import child
threading.Thread(target=child.end_with_parent, args=(os.getppid(),), daemon=True).start()
print(os.getpid(), flush=True)
ctypes.CDLL(None).sleep(300)
"""


def test_a_process_stuck_with_others_ends_with_its_parent(tmp_path):
    """A worker in a call which no signal handler interrupts is gone soon after its parent was killed."""
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    parent = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])", STUCK],
        env={**inherited, **own_variables(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with parent.stdout:
        assert int(parent.stdout.readline()) > 0
        parent.kill()
        parent.wait()
        assert parent.stdout.read() == ""  # returns when the worker, too, has let go of the pipe


def test_two_processes_train_one_model(started):
    """Under torchrun the first process alone reports; the work is shared and the model learns as it does alone."""
    both = started({"exercise": "mlp", "quick": True, "seed": 1}, *MANY)
    out, err = both.communicate(timeout=120)
    assert both.returncode == 0, err
    record = events_of(out)[-1]["record"]
    assert record["parallel"]["world"] == record["config"]["devices"] == 2
    assert len(record["parallel"]["per_rank_samples_per_s"]) == 2
    assert sum(record["parallel"]["per_rank_samples_per_s"]) == pytest.approx(record["samples_per_s"], rel=0.5)
    assert 0 < record["parallel"]["efficiency"] < 1.5

    out, err = started({"exercise": "mlp", "quick": True, "seed": 1}).communicate(timeout=120)
    alone = events_of(out)[-1]["record"]
    assert alone["parallel"] is None
    assert record["quality"]["value"] == pytest.approx(alone["quality"]["value"], abs=0.01)
