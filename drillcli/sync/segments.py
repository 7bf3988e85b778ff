"""The files of the devices: which there are, what this machine appends to its own, what is new in those of others."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.store.exchange import Fact, Position, Source, Stream, rows_out, streams
from drillcli.store.exchange_in import Batch
from drillcli.store.store import Store
from drillcli.sync import lines
from drillcli.sync.crypt import Cipher
from drillcli.sync.repository import Entry, Repository, Tree

DEVICES = "devices/"
SEGMENT_BYTES = 256 * 1024
"""From this size on a segment is left as it is, and a new one begun: each sync stores the last one anew."""
BATCH_BYTES = 128 * 1024
"""So much text is sealed at a time."""
LARGEST = 8_000_000
"""A larger segment was not written by drill."""

STATE = "state.json"
"""Where a machine says what is small and changes, in its folder."""

_PATH = re.compile(r"devices/([0-9a-f]{32})/((?:import-)?[0-9a-f]{8,128})/([0-9]{6,9})\.jsonl")


class Segment(NamedTuple):
    """A file of a stream: which one of how many, by its number from 1."""

    source: Source
    number: int

    @property
    def path(self) -> str:
        """Where it is in the repository; a colon in the name of a stream is no character for a file."""
        return f"{folder_of(self.source.folder)}{self.source.stream.replace(':', '-')}/{self.number:06}.jsonl"


def folder_of(uuid: str) -> str:
    """Return the folder of a machine."""
    return f"{DEVICES}{uuid}/"


def segments(tree: Tree) -> dict[Source, dict[int, Entry]]:
    """Return the segments in a tree by source and number, in order; what has another name is not ours to read."""
    found: dict[Source, dict[int, Entry]] = {}
    for path, entry in sorted(tree.items()):
        if named := _PATH.fullmatch(path):
            folder, stream, number = named.groups()
            found.setdefault(Source(folder, stream.replace("import-", "import:")), {})[int(number)] = entry
    return {source: dict(sorted(numbered.items())) for source, numbered in found.items()}


# -- what goes out ---------------------------------------------------------------------------------


class Outgoing(NamedTuple):
    """What this machine has to say: the contents of its files by path (None: the file goes), and how many rows."""

    files: dict[str, bytes | None]
    rows: int


def outgoing(store: Store, uuid: str, repository: Repository, tree: Tree, cipher: Cipher) -> Outgoing:
    """Return the segments that bring the machine `uuid`'s files in `tree` up to what its database has."""
    present = segments(tree)
    files: dict[str, bytes | None] = {}
    rows = 0
    for stream in streams(store.connection):
        source = Source(uuid, stream.uuid)
        numbered = present.get(source, {})
        last = last_line(repository, source, numbered, cipher)
        if stream.imports:
            if last is not None and lines.imports_told(last) == stream.imports:
                continue
            # Readers know how far they came by the number: what is sent anew has new ones.
            files |= {Segment(source, number).path: None for number in numbered}
            told, begun = [lines.end_line(stream.imports)], b""
            after, number = stream.since_ms, max(numbered, default=0) + 1
        else:
            told, after, number = [], _sent_ms(last, stream), max(numbered, default=1)
            begun = repository.content(numbered[number].blob) if numbered else b""
        counted = _Counted(rows_out(store, stream, after))
        files |= _packed(source, number, begun, _chain(counted, told), cipher)
        rows += counted.n
    return Outgoing(files, rows)


def unsent(repository: Repository, uuid: str, theirs: Tree, ours: Tree, cipher: Cipher) -> int:
    """Return how many rows the machine `uuid`'s files have that the shared repository has not: of a push cut off."""
    rows = 0
    for source, numbered in segments(ours).items():
        paths = {Segment(source, number).path: entry for number, entry in numbered.items() if source.folder == uuid}
        for path, entry in paths.items():
            sent = theirs[path].size if path in theirs else 0
            if entry.size > sent:
                text = cipher.unseal(repository.content(entry.blob)[sent:], path)
                rows += sum(lines.imports_told(line) is None for line in text.splitlines())
    return rows


class _Counted:
    """Lines of facts, and how many there were."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = facts
        self.n = 0

    def __iter__(self) -> Iterator[str]:
        for fact in self.facts:
            self.n += 1
            yield lines.line(fact)


def _chain(first: Iterable[str], then: Iterable[str]) -> Iterator[str]:
    yield from first
    yield from then


def _packed(
    source: Source, number: int, begun: bytes, texts: Iterable[str], cipher: Cipher
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that lines make, from the segment `number` on, which has `begun`."""
    for batch in _batches(texts):
        if len(begun) >= SEGMENT_BYTES:
            number, begun = number + 1, b""
        segment = Segment(source, number)
        begun += cipher.seal(batch, segment.path)
        yield segment.path, begun


def _batches(texts: Iterable[str]) -> Iterator[bytes]:
    batch = bytearray()
    for text in texts:
        batch += text.encode() + b"\n"
        if len(batch) >= BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)


def last_line(repository: Repository, source: Source, numbered: dict[int, Entry], cipher: Cipher) -> bytes | None:
    """Return the last line that a stream's segments hold; None without segments."""
    for text in backwards(repository, source, numbered, cipher):
        return text
    return None


def backwards(repository: Repository, source: Source, numbered: dict[int, Entry], cipher: Cipher) -> Iterator[bytes]:
    """Yield the lines of a stream's segments, the last one first."""
    for number in sorted(numbered, reverse=True):
        place = Segment(source, number).path
        for sealed in reversed(repository.content(numbered[number].blob).splitlines(keepends=True)):
            yield from reversed(cipher.unseal(sealed, place).splitlines())


def _sent_ms(last: bytes | None, stream: Stream) -> int:
    """Return the time of the newest row that was sent of a stream."""
    if last is None:
        return stream.since_ms
    return max(fact(last, stream.uuid).at_ms, stream.since_ms)


def fact(line: bytes, shown: str) -> Fact:
    """Return the row in a line of this machine's own; raises DrillError for one that a newer drill wrote."""
    for row in lines.facts([line], shown, []):
        return row
    raise DrillError(_("{file}: this machine's own file was written by a newer drill; update drill").format(file=shown))


# -- what comes in ---------------------------------------------------------------------------------


class Unread(NamedTuple):
    """The segments of a stream that were not read yet, or not to their end: (segment, its entry, first byte)."""

    source: Source
    parts: list[tuple[Segment, Entry, int]]

    @property
    def size(self) -> int:
        """How much there is to read, in bytes."""
        return sum(entry.size - first for _segment, entry, first in self.parts)

    @property
    def end(self) -> Position:
        """How far the stream is read once all of this is."""
        segment, entry, _first = self.parts[-1]
        return Position(segment.number, entry.size)


def unread(tree: Tree, uuid: str, positions: dict[Source, Position]) -> list[Unread]:
    """Return what machines other than `uuid` have written beyond the positions.

    A file that has become shorter than what was read of it is read again from its beginning.
    """
    found = []
    for source, numbered in segments(tree).items():
        at = positions.get(source, Position(0, 0))
        if at.segment in numbered and numbered[at.segment].size < at.offset:
            at = Position(0, 0)
        parts = [
            (Segment(source, number), entry, at.offset if number == at.segment else 0)
            for number, entry in numbered.items()
            if number > at.segment or (number == at.segment and entry.size > at.offset)
        ]
        if source.folder != uuid and parts:
            found.append(Unread(source, parts))
    return found


class Broken(DrillError):  # noqa: N818 what is broken is the file
    """A stream that cannot be read: the others still can."""

    def __init__(self, source: Source, error: DrillError) -> None:
        super().__init__(str(error))
        self.source = source


def batch(repository: Repository, cipher: Cipher, new: Unread, notices: list[str]) -> Batch:
    """Return the rows of an unread stream, to be read one by one; their reading raises Broken for a faulty one."""
    return Batch(new.source, _facts(repository, cipher, new, notices), new.end)


def _facts(repository: Repository, cipher: Cipher, new: Unread, notices: list[str]) -> Iterator[Fact]:
    try:
        for segment, entry, _first in new.parts:
            if entry.size > LARGEST:
                raise DrillError(_("{path}: too large; drill writes no such file").format(path=segment.path))
        contents = repository.blobs([entry for _segment, entry, _first in new.parts])
        for (segment, _entry, first), content in zip(new.parts, contents, strict=True):
            # Where no line ends it is another file than the one that was read.
            begin = first if content[:first].endswith(b"\n") else 0
            text = cipher.unseal(content[begin:], segment.path)
            yield from lines.facts(text.splitlines(), segment.path, notices, content.count(b"\n", 0, begin) + 1)
    except DrillError as error:
        raise Broken(new.source, error) from None
