"""Each earlier format, with data in every table, is migrated without loss."""

from old_versions import VERSIONS, migrated
from worlds import old_world


def test_each_earlier_format():
    """Every row is kept, caches follow from the log, and a copy of the file as it was is made before."""
    tally = migrated(old_world())
    assert tally.problems == []
    assert tally.runs == len(VERSIONS) >= 3
