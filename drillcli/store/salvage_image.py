"""A database file and its write-ahead log as one set of pages, whatever state they are in.

Source: "Database File Format", https://www.sqlite.org/fileformat2.html, sections 1.3, 1.5 and 4.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from
from sys import byteorder
from typing import Literal, NamedTuple

from drillcli.store.pages import tree

MAGIC = b"SQLite format 3\0"
USUAL_SIZE = 4096
"""Bytes of a page unless the header says otherwise; drill never chose another."""

_LOG_MAGIC = 0x377F0682
_LOG_HEADER, _FRAME_HEADER = 32, 24
_SAMPLE = 64


class Header(NamedTuple):
    """What the first page says of the file; `is_sound` when it begins as every SQLite file does."""

    is_sound: bool
    size: int
    usable: int
    pages: int
    free: int
    free_count: int
    version: int
    application: int


@dataclass(frozen=True, slots=True)
class Image:
    """Pages by their number, from 1 on; those in `log` are newer than those in `data`.

    Of the `size` bytes of a page SQLite uses the first `usable` ones.
    """

    data: bytes
    log: Mapping[int, bytes]
    size: int
    usable: int
    header: Header
    log_faults: int

    @property
    def count(self) -> int:
        """How many pages there are, or should be."""
        return max((len(self.data) + self.size - 1) // self.size, *self.log, self._promised)

    @property
    def _promised(self) -> int:
        """What the header says; nonsense when it is more than the file and its log could ever have held."""
        count = self.header.pages
        return count if self.header.is_sound and count <= 2 * len(self.data) // self.size + len(self.log) else 0

    def page(self, number: int) -> bytes | None:
        """Return a page, None when it is not there; one that the end of the file cuts off is shorter."""
        if number < 1:
            return None
        if number in self.log:
            return self.log[number]
        return self.data[(number - 1) * self.size : number * self.size] or None


def read_image(path: Path) -> Image:
    """Read the file at `path` with the log beside it; raises OSError where they cannot be read."""
    data = path.read_bytes()
    beside = path.with_name(path.name + "-wal")
    log = beside.read_bytes() if beside.exists() else b""
    header = _header(data)
    size = _page_size(data, header, log)
    frames, faults = _committed(log, size)
    if 1 in frames:
        header = _header(frames[1])
    usable = header.usable if header.is_sound and header.size == size else size
    return Image(data, frames, size, usable, header, faults)


def _header(page: bytes) -> Header:
    page = page[:100].ljust(100, b"\0")
    (size,) = unpack_from(">H", page, 16)
    size = 65536 if size == 1 else size
    pages, free, free_count = unpack_from(">III", page, 28)
    (version,) = unpack_from(">I", page, 60)
    (application,) = unpack_from(">I", page, 68)
    is_sound = page.startswith(MAGIC) and _is_size(size) and size - page[20] >= 480
    return Header(is_sound, size, size - page[20], pages, free, free_count, version, application)


def _is_size(size: int) -> bool:
    return 512 <= size <= 65536 and size & (size - 1) == 0


def _page_size(data: bytes, header: Header, log: bytes) -> int:
    """Return the size of a page: of what header, log and custom say, that by which most pages look like one."""
    said: list[int] = [header.size, *(unpack_from(">I", log, 8) if len(log) >= _LOG_HEADER else ()), USUAL_SIZE]
    sizes = [size for size in dict.fromkeys(said) if _is_size(size)]

    def look_right(size: int) -> int:
        pages = len(data) // size
        step = max(pages // _SAMPLE, 1)
        starts = range(size, pages * size, step * size)
        return sum(tree(data[start : start + size], size) is not None for start in starts) * step * size

    return max(sizes, key=look_right)


def _committed(log: bytes, size: int) -> tuple[dict[int, bytes], int]:
    """Return the newest committed page of each number in a write-ahead log, and how many frames were damaged.

    SQLite stops at the first frame whose checksum is wrong. The next ones are taken all the same when they follow from
    the checksum that the damaged one bears: their pages are whole.
    """
    found: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    faults = waiting = 0
    for number, committed, page in _frames(log, size):
        if page is None:
            waiting += 1
            continue
        faults, waiting = faults + waiting, 0
        pending[number] = page
        if committed:
            found |= pending
            pending = {}
    return found, faults


def _frames(log: bytes, size: int) -> Iterator[tuple[int, bool, bytes | None]]:
    """Yield page number, whether a transaction ends, and the page (None: damaged) of each frame of this generation.

    A log whose header is damaged has its frames still, each proved by the one before it.
    """
    if len(log) < _LOG_HEADER + _FRAME_HEADER:
        return
    magic, _version, log_size, _run, *salt = unpack_from(">6I", log)
    order: Literal["big", "little"] = "big" if magic & 1 else "little"
    before = unpack_from(">2I", log, 24)
    if magic & ~1 != _LOG_MAGIC or log_size != size or _checksum(log[:24], (0, 0), order) != before:
        order, salt = byteorder, list(unpack_from(">2I", log, _LOG_HEADER + 8))  # as the first frame has them
    for start in range(_LOG_HEADER, len(log) - size - _FRAME_HEADER + 1, size + _FRAME_HEADER):
        number, committed, *bears = unpack_from(">6I", log, start)
        page = log[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
        is_ours = bears[:2] == salt
        right = is_ours and _checksum(log[start : start + 8] + page, before, order) == tuple(bears[2:])
        yield number, committed > 0, page if right and number else None
        before = (bears[2], bears[3])


def _checksum(data: bytes, before: tuple[int, ...], order: str) -> tuple[int, int]:
    """Return the checksum of a log after `data` (section 4.2 of the source)."""
    words = array("I", data)
    if order != byteorder:
        words.byteswap()
    one, two = before
    for left, right in zip(words[::2], words[1::2], strict=True):
        one = (one + left + two) & 0xFFFFFFFF
        two = (two + right + one) & 0xFFFFFFFF
    return one, two
