"""Calls that fail: no answer is acknowledged that is not on disk, and the refusal is one clear line."""

import pytest
from failing import FAILING, failed, mounted
from operations import OPERATIONS, STUDY
from worlds import world

ANSWERS = len(STUDY.lines.split())


@pytest.mark.parametrize("failing", FAILING, ids=lambda failing: failing.name)
def test_calls_that_fail(failing):
    """A full disk or quota, errors of fsync, write and read, a disk that becomes read-only, amid a sitting."""
    tally = failed(failing, world(), 6 if failing.classes == "r" else 2, [STUDY])
    assert tally.problems == []
    assert tally.told < tally.runs * ANSWERS or "once" in failing.name, "no answer was refused"


def test_commands_that_meet_a_full_disk():
    """Whatever is being written when the room is used up: it is there or not, and can be done again."""
    chosen = [each for each in OPERATIONS if each.name in {"suspend", "fit", "reviews", "cards", "backup", "restore"}]
    tally = failed(FAILING[0], world(), 1, chosen)
    assert tally.problems == []


def test_a_full_tmpfs():
    """A real file system that is full."""
    tally = mounted(world(), 2)
    if not tally.runs:
        pytest.skip("nothing may be mounted here")
    assert tally.problems == []
