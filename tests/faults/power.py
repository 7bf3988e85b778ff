"""Power loss: the disk as it may be after it, rebuilt from the record of what was written and synced."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from struct import Struct
from typing import NamedTuple

from operations import Operation, judge, whole
from shim import Shim
from tally import Tally
from world import PARTS, Ended, put_back, run

_HEAD = Struct("=qqqqq")
SECTOR = 512
"""What a disk writes whole or not at all."""


class Event(NamedTuple):
    """One call: its kind, the file (inode) or stream, the place or size, the bytes or the path, and a second path.

    C created, F folder synced, L linked, P printed, R renamed, S file synced, T cut to a size, U unlinked, W written.
    """

    kind: str
    node: int
    at: int
    data: bytes
    second: str

    @property
    def path(self) -> str:
        """Return the bytes as a path."""
        return os.path.normpath(self.data.decode())


def events(log: Path) -> Iterator[Event]:
    """Yield what the shim recorded."""
    data, place = log.read_bytes(), 0
    while place < len(data):
        kind, node, at, size, second = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        body, name = data[place : place + size], data[place + size : place + size + second].decode()
        yield Event(chr(kind), node, at, body, name and os.path.normpath(name))
        place += size + second


def with_unseen(recorded: Sequence[Event], before: "Disk", root: Path) -> list[Event]:
    """Return the calls with what the shim could not see, since C's own streams wrote it, as writes at the first chance.

    What those are is told by the files as they are now, after all calls; `before` is taken through them.
    """
    for event in recorded:
        before.take(event)
    there = {path.stat().st_ino: path for path in everything(root)}
    unseen = {
        node: Event("W", node, 0, path.read_bytes(), "")
        for node, path in there.items()
        if node in before.files and left_of(before.files[node], "all", Random(0)) != path.read_bytes()
    }
    found: list[Event] = []
    for event in recorded:
        found.append(event)
        if event.kind in "CWT" and event.node in unseen:
            found.append(unseen.pop(event.node))
    return found


@dataclass(slots=True)
class File:
    """A file: the bytes that are safe, and the writes and cuts since its last sync."""

    safe: bytearray
    pending: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        """Make everything safe."""
        for event in self.pending:
            self.apply(event, 0, len(event.data))
        self.pending.clear()

    def apply(self, event: Event, start: int, end: int) -> None:
        """Let a part of a write, or a cut, reach the disk."""
        if event.kind == "T":
            self.safe[event.at :] = bytes(max(event.at - len(self.safe), 0))
            return
        place, data = event.at + start, event.data[start:end]
        self.safe.extend(bytes(max(place - len(self.safe), 0)))
        self.safe[place : place + len(data)] = data


class Named(NamedTuple):
    """A change of names that may still be lost: the call, and the file that it was about."""

    event: Event
    file: File

    def folder(self) -> str:
        """Return the folder whose sync makes it safe."""
        return str(Path(self.event.second or self.event.path).parent)

    def apply(self, names: dict[str, File]) -> None:
        """Let it reach the disk."""
        if self.event.kind in "RU":
            names.pop(self.event.path, None)
        if self.event.kind != "U":
            names[self.event.second or self.event.path] = self.file


class Disk:
    """Files and names as a file system may keep them that promises no more than POSIX does.

    A file's bytes are safe after its fsync, a name after the fsync of its folder; of all else anything may be there.
    Folders themselves are taken to be safe.
    """

    def __init__(self, root: Path) -> None:
        self.elsewhere = str(root / "shared.git")  # a server, whose power stays
        self.files: dict[int, File] = {}
        self.names: dict[str, File] = {}
        for path in everything(root):
            self.names[str(path)] = self.files[path.stat().st_ino] = File(bytearray(path.read_bytes()))
        self.safe = dict(self.names)
        self.pending: list[Named] = []

    def take(self, event: Event) -> None:
        """Take in one recorded call."""
        if event.kind == "C":
            self.files[event.node] = File(bytearray())
        if event.kind in "WT":
            self.files.setdefault(event.node, File(bytearray())).pending.append(event)
        elif event.kind == "S":
            self.files.setdefault(event.node, File(bytearray())).sync()
        elif event.kind == "F":
            for named in self.pending:
                if named.folder() == event.path:
                    named.apply(self.safe)
            self.pending = [named for named in self.pending if named.folder() != event.path]
        elif event.kind in "CLRU":
            file = self.files.get(event.node) if event.kind in "CL" else self.names.get(event.path)
            if file is not None:  # folders come and go as they may
                named = Named(event, file)
                named.apply(self.names)
                self.pending.append(named)

    def lose(self, rng: Random) -> dict[str, bytes]:
        """Return the files as they may be after the power went, by their paths."""
        names = dict(self.safe)
        for named in self.pending[: rng.choice((0, len(self.pending), rng.randint(0, len(self.pending))))]:
            named.apply(names)  # a journal keeps names in their order
        how = rng.choice(("nothing", "all", "some", "sectors", "first"))
        here = {path: left_of(file, how, rng) for path, file in names.items() if not path.startswith(self.elsewhere)}
        there = {
            path: left_of(file, "all", rng) for path, file in self.names.items() if path.startswith(self.elsewhere)
        }
        return here | there


def left_of(file: File, how: str, rng: Random) -> bytes:
    """Return a file's bytes with nothing, all, some, some sectors, or the first of what was not synced."""
    after = File(bytearray(file.safe))
    first = rng.randint(0, len(file.pending))
    for number, event in enumerate(file.pending):
        if how == "all" or (how == "first" and number < first) or (how == "some" and rng.random() < 0.5):
            after.apply(event, 0, len(event.data))
        elif how == "sectors" and event.kind == "W":
            for start in range(0, len(event.data), SECTOR):
                if rng.random() < 0.5:
                    after.apply(event, start, start + SECTOR)
    return bytes(after.safe)


def everything(root: Path) -> list[Path]:
    """Return the files of a world."""
    return [path for part in PARTS for path in (root / part).rglob("*") if path.is_file()]


def rebuild(folder: Path, saved: str, files: dict[str, bytes]) -> None:
    """Give a world the files that the power loss left; one that is as it was keeps its time."""
    put_back(folder, saved)
    for path in everything(folder):
        if str(path) not in files:
            path.unlink()
    for name, data in files.items():
        path = Path(name)
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def lost(folder: Path, operation: Operation, losses: int) -> Tally:
    """Let the power go at so many moments of an operation, spread evenly: what it had said by then must be there."""
    tally = Tally(f"power loss: {operation.name}")
    good = whole(folder, operation)
    put_back(folder, operation.saved)
    disk, saved_disk, shim = Disk(folder), Disk(folder), Shim(folder / "shim", folder)
    done = run(folder, operation.words, operation.lines, **shim.variables(logged=True))
    recorded, taken = with_unseen(list(events(shim.log)), saved_disk, folder), 0
    for number in range(losses):
        until = 1 + int((number + 0.5) / losses * len(recorded))
        for event in recorded[taken:until]:
            disk.take(event)
        taken = until
        rebuild(folder, operation.saved, disk.lose(Random(f"{operation.name} {number}")))
        out, err = (b"".join(e.data for e in recorded[:until] if (e.kind, e.node) == ("P", n)).decode() for n in (1, 2))
        ended = Ended(done.code if until == len(recorded) else -9, out, err)
        judge(tally, f"after call {until} of {len(recorded)}", folder, operation, good, ended)
    return tally
