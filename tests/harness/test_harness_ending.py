"""What becomes of a run that has ended."""

import pytest
from exercise_cases import report

from drillcli.errors import DrillError, UsageError
from drillcli.harness.ending import ending
from drillcli.harness.runner import INTERRUPT, TIME, Failure, Outcome

PARTIAL = {"status": "incomplete", "loss": [1.0]}


@pytest.mark.parametrize(
    ("told", "code"),
    [(report(), 0), (report(quality={"pass": False}), 3), (report(quality={"pass": None}), 0)],
)
def test_a_complete_run(told, code):
    """0, or 3 when a target was missed."""
    ended = ending(Outcome(told, None, ""), "toy")
    assert (ended.code, ended.error, ended.record["status"], ended.record["message"]) == (code, None, "complete", None)


def test_an_interrupt_that_came_too_late():
    """A run that was complete by then is complete."""
    assert ending(Outcome(report(), None, INTERRUPT), "toy").code == 0


def test_an_interrupted_run():
    """130 with the partial report, marked; 130 without one, too."""
    ended = ending(Outcome(PARTIAL, None, INTERRUPT), "toy")
    assert (ended.code, ended.error) == (130, None)
    assert (ended.record["status"], ended.record["message"], ended.record["loss"]) == (
        "incomplete",
        "interrupted",
        [1.0],
    )
    assert ending(Outcome(None, None, INTERRUPT), "toy") == (None, 130, None)
    assert ending(Outcome(PARTIAL, None, ""), "toy").code == 130


def test_a_run_that_took_too_long():
    """Refused with the way out; the partial report says why it is partial."""
    ended = ending(Outcome(PARTIAL, None, TIME), "toy")
    assert (ended.code, str(ended.error)) == (
        1,
        "toy was stopped by its time limit; --time-limit gives it more; --quick asks for less",
    )
    assert (ended.record["status"], ended.record["message"]) == ("incomplete", "stopped by the time limit")


def test_a_quick_run_that_took_too_long():
    """Nothing asks for less than it did."""
    ended = ending(Outcome(None, None, TIME), "toy", quick=True)
    assert str(ended.error) == "toy was stopped by its time limit; --time-limit gives it more"


@pytest.mark.parametrize(
    ("failure", "kind", "said"),
    [
        (Failure("memory", "out of memory", "", 64), DrillError, "toy: out of memory; --batch-size 64 fits"),
        (Failure("crash", "KeyError:\n 'x'", "see log"), DrillError, "toy: KeyError: 'x'; see log"),
        (Failure("usage", "no such precision"), UsageError, "toy: no such precision"),
        (
            Failure("package", "No module named 'torch.x'", package="torch.x"),
            DrillError,
            "toy: No module named 'torch.x'; install it with: pip install 'drillcli[exercise]'",
        ),
    ],
)
def test_a_failure_is_one_line(failure, kind, said):
    """What went wrong and what to do; the partial report is marked as failed."""
    ended = ending(Outcome(PARTIAL, failure, ""), "toy", at="now")
    assert type(ended.error) is kind
    assert str(ended.error) == said
    assert ended.code == kind.exit_code
    assert (ended.record["status"], ended.record["message"], ended.record["at"]) == ("failed", failure.message, "now")


def test_a_child_that_said_nothing():
    """No report is refused."""
    ended = ending(Outcome(None, None, ""), "toy")
    assert (ended.record, ended.code, str(ended.error)) == (None, 1, "toy ended without a report")
