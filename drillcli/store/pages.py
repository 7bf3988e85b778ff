"""The pages of an SQLite file: what stands in one of its trees, read without SQLite.

Source of every number here: "Database File Format", https://www.sqlite.org/fileformat2.html, sections 1.6, 2 and 4.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from struct import error as struct_error
from struct import unpack, unpack_from
from typing import NamedTuple, TypeAlias

Value: TypeAlias = int | float | str | bytes | None
Record: TypeAlias = tuple[Value, ...]

TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 0x0D, 0x05, 0x0A, 0x02
TABLE_KINDS, INDEX_KINDS = (TABLE_LEAF, TABLE_INNER), (INDEX_LEAF, INDEX_INNER)
FILE_HEADER = 100
"""Bytes of page 1 before its tree begins."""


class MalformedError(ValueError):
    """Bytes that are not what they should be."""


class Tree(NamedTuple):
    """A page of a tree: its kind, where its cells begin, and the last of its children (0: it has none).

    `wrong` counts cells that are said to begin where none can.
    """

    kind: int
    cells: tuple[int, ...]
    right: int
    wrong: int


class Cell(NamedTuple):
    """One cell: the child before it (0: none), its rowid (0 in an index), its record, the overflow pages of that."""

    left: int
    rowid: int
    record: Record
    chain: tuple[int, ...]


Fetch: TypeAlias = Callable[[int], bytes | None]
"""Gives the page of a number, None for one that is not there."""


def tree(page: bytes, usable: int, is_first: bool = False) -> Tree | None:  # noqa: FBT001, FBT002
    """Return what a page says of itself when it may be one of a tree, None when it cannot.

    `usable` are the bytes of a page that SQLite uses; the first page has the header of the file before its tree.
    """
    start = FILE_HEADER if is_first else 0
    kind = page[start] if len(page) >= start + 12 else 0
    if kind not in TABLE_KINDS and kind not in INDEX_KINDS:
        return None
    head = 12 if kind in (TABLE_INNER, INDEX_INNER) else 8
    _free, count, content = unpack_from(">HHH", page, start + 1)
    low = start + head + 2 * count
    if low > min(usable, len(page)) or not low <= (content or 65536) <= usable:
        return None
    places = unpack_from(f">{count}H", page, start + head)
    right = unpack_from(">I", page, start + 8)[0] if head == 12 else 0
    sound = tuple(place for place in places if low <= place <= usable - 4)
    return Tree(kind, sound, right, count - len(sound))


def cell(page: bytes, at: int, kind: int, usable: int, fetch: Fetch) -> Cell:
    """Return the cell that begins at `at`; raises MalformedError where none can be read."""
    left = rowid = 0
    try:
        if kind in (TABLE_INNER, INDEX_INNER):
            (left,) = unpack_from(">I", page, at)
            at += 4
        if kind == TABLE_INNER:
            rowid, at = varint(page, at)
            return Cell(left, rowid, (), ())
        length, at = varint(page, at)
        if kind == TABLE_LEAF:
            rowid, at = varint(page, at)
    except (IndexError, struct_error) as error:
        raise MalformedError from error
    payload, chain = _payload(page, at, length, kind, usable, fetch)
    return Cell(left, rowid, record(payload), chain)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number of one to nine bytes at a place, and the place behind it; raises IndexError at the end."""
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64) if value >> 63 else value, at + 9


def _payload(page: bytes, at: int, length: int, kind: int, usable: int, fetch: Fetch) -> tuple[bytes, tuple[int, ...]]:
    """Return the bytes of a record of some `length`, part of which may stand on overflow pages, and these pages."""
    most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    least = (usable - 12) * 32 // 255 - 23
    local = length
    if length > most:
        wanted = least + (length - least) % (usable - 4)
        local = wanted if wanted <= most else least
    if length < 1 or at + local > min(usable, len(page)):
        raise MalformedError
    if local == length:
        return page[at : at + local], ()
    parts, chain = [page[at : at + local]], []
    missing = length - local
    (following,) = unpack(">I", page[at + local : at + local + 4].ljust(4, b"\0"))
    while missing > 0:
        overflow = fetch(following)
        if overflow is None or len(overflow) < 4 or following in chain:
            raise MalformedError
        chain.append(following)
        parts.append(overflow[4 : 4 + min(missing, usable - 4)])
        missing -= usable - 4
        (following,) = unpack_from(">I", overflow)
    return b"".join(parts), tuple(chain)


def record(payload: bytes) -> Record:
    """Return the values of a record; raises MalformedError for bytes that are none."""
    try:
        length, _at = varint(payload, 0)
        columns, end = _columns(payload[:length])
        if end != len(payload) or length > end:
            raise MalformedError
        return tuple(_value(payload, code, start, stop) for code, start, stop in columns)
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedError from error


_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_FLOAT, _ZERO, _ONE, _BLOB = 7, 8, 9, 12


@lru_cache(4096)
def _columns(head: bytes) -> tuple[tuple[tuple[int, int, int], ...], int]:
    """Return the serial type of each value of a record with this header, where the value stands, and the end."""
    end, at = varint(head, 0)
    if end != len(head):
        raise MalformedError
    columns = []
    while at < len(head):
        code, at = varint(head, at)
        if code in (10, 11) or code < 0:
            raise MalformedError
        size = _SIZES[code] if code < _BLOB else (code - _BLOB) // 2
        columns.append((code, end, end + size))
        end += size
    return tuple(columns), end


def _value(payload: bytes, code: int, start: int, stop: int) -> Value:
    if 0 < code < _FLOAT:
        return int.from_bytes(payload[start:stop], "big", signed=True)
    if code >= _BLOB:
        part = payload[start:stop]
        return part.decode() if code % 2 else part
    if code == _FLOAT:
        return float(unpack_from(">d", payload, start)[0])
    return None if code == 0 else code - _ZERO


def cells(page: bytes, tree: Tree, usable: int, fetch: Fetch) -> Iterator[Cell | None]:
    """Yield the cells of a page, None for each that cannot be read."""
    yield from (None for _cell in range(tree.wrong))
    for at in tree.cells:
        try:
            yield cell(page, at, tree.kind, usable, fetch)
        except MalformedError:
            yield None
