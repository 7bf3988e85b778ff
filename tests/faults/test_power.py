"""Power loss: whatever was not synced may be gone, torn or out of order, and still no acknowledged answer is."""

from random import Random

from operations import OPERATIONS
from power import Disk, Event, lost
from worlds import world


def test_power_loss():
    """At a moment of each operation: what it had said by then is there, and the rest is whole or absent."""
    chosen = [each for each in OPERATIONS if each.name in {"study", "first start", "fit", "cards", "restore"}]
    tallies = [lost(world(), each, 3) for each in chosen]
    assert [problem for tally in tallies for problem in tally.problems] == []
    assert sum(tally.told for tally in tallies) > 5


def disk_after(tmp_path, *events):
    """Return what a disk may hold after some calls on a file `f` (node 1) in an empty data folder, for many seeds."""
    (tmp_path / "drill_home").mkdir(exist_ok=True)
    disk, path = Disk(tmp_path), str(tmp_path / "drill_home" / "f").encode()
    for kind, at, data in events:
        name = str(tmp_path / "drill_home").encode() if kind == "F" else path if kind in "CSU" else data
        disk.take(Event(kind, 1, at, name, ""))
    return {disk.lose(Random(seed)).get(path.decode()) for seed in range(400)}


CREATED, WRITTEN, SYNCED, FOLDER = ("C", 0, b""), ("W", 0, b"abcd"), ("S", 0, b""), ("F", 0, b"")


def test_the_disk_promises_no_more_than_posix(tmp_path):
    """A write may be lost until the fsync of its file, a name until the fsync of its folder; afterwards neither."""
    assert disk_after(tmp_path, CREATED, WRITTEN) == {None, b"", b"abcd"}
    assert disk_after(tmp_path, CREATED, WRITTEN, SYNCED) == {None, b"abcd"}
    assert disk_after(tmp_path, CREATED, WRITTEN, FOLDER) == {b"", b"abcd"}
    assert disk_after(tmp_path, CREATED, WRITTEN, SYNCED, FOLDER) == {b"abcd"}
    assert disk_after(tmp_path, CREATED, WRITTEN, SYNCED, FOLDER, ("U", 0, b"")) == {b"abcd", None}
    assert disk_after(tmp_path, CREATED, FOLDER, WRITTEN, SYNCED, ("T", 1, b"")) == {b"abcd", b"a"}


def test_writes_that_were_not_synced_may_come_in_any_order(tmp_path):
    """The second may be there without the first, and half of a long one."""
    found = disk_after(tmp_path, CREATED, FOLDER, ("W", 0, b"x" * 512), ("W", 512, b"y" * 1024))
    assert b"\0" * 512 + b"y" * 1024 in found
    assert b"x" * 512 + b"y" * 512 in found
