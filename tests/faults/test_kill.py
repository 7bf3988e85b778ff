"""kill -9 at any moment: what was said to be answered is on disk, and nothing is half-written."""

from doomed import killed_at_any_time
from kills import killed
from old_versions import migrations
from operations import OPERATIONS, SYNC
from worlds import old_world, shared_world, world


def test_kills_at_writes():
    """Killed before, amid or after a write: what was said is there, the rest is whole or absent, and can be redone."""
    tallies = [killed(old_world(), each, 2) for each in (*OPERATIONS, *migrations())]
    tallies.append(killed(shared_world(), SYNC, 2))
    assert [problem for tally in tallies for problem in tally.problems] == []
    assert sum(tally.runs for tally in tallies) >= 38
    assert sum(tally.told for tally in tallies) > 3


def test_kills_at_any_time():
    """Two sittings at a time over one collection are killed again and again: no answer that was said is lost."""
    tally = killed_at_any_time(world(), 20)
    assert tally.problems == []
    assert tally.told > 20, "too few sittings had begun when they were killed"
