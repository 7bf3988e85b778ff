"""Sittings at once, and beside other commands: see also test_parallel.py."""

import pytest
from crowd import together
from worlds import shared_world, world


@pytest.mark.parametrize("beside", ["undo", "an import of reviews", "fit", "restore", "sync"])
def test_two_sittings_beside_a_command(beside):
    """Every answer that was said is in the log, or in the backup from before a restore; each process ends clearly."""
    tally = together(shared_world() if beside == "sync" else world(), 2, beside)
    assert tally.problems == []
    assert tally.told >= 20


def test_eight_sittings():
    """The write lock goes round; nobody waits in vain."""
    tally = together(world(), 8)
    assert tally.problems == []
    assert tally.told > 200
