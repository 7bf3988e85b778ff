"""The rows that can be read from the pages of a database, and which table each belongs to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from struct import unpack_from
from typing import Any, NamedTuple

from drillcli.store.pages import TABLE_INNER, Cell, Record, Tree, cells, tree
from drillcli.store.salvage_image import Image
from drillcli.store.salvage_shapes import SCHEMA, Shape

_KINDS = re.compile(rb"[\x02\x0a\x0d]")
_DEEPEST = 20
"""Levels of a tree that SQLite itself follows (BTCURSOR_MAX_DEPTH in its btreeInt.h)."""


class Found(NamedTuple):
    """Rows from one page: their shape, the rows, and how many cells of the page gave none.

    `is_certain` says that the page hangs in the tree of its table; that of another is told by the look of its rows.
    """

    shape: Shape
    rows: list[Record]
    wrong: int
    is_certain: bool


class _Read(NamedTuple):
    """A page as it was read under some shape."""

    tree: Tree
    cells: list[Cell | None]
    found: Found
    chains: list[int]


@dataclass(slots=True)
class Reader:
    """Reads an image; meanwhile it learns which pages are used, and which cannot be read.

    `shapes` are the trees that are looked for, by name. `free` are the pages that the file says it does not use, None
    where that cannot be told: rows that were deleted may then be among those that are found.
    """

    image: Image
    shapes: Mapping[str, Shape]
    used: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    free: set[int] | None = None

    def read(self) -> Iterator[Found]:
        """Yield the rows page by page: those in trees first, then those in no tree, those of indexes at the end."""
        roots = self._roots()
        self.free = self._free_pages()
        of_indexes: list[Found] = []
        for name, shape in self.shapes.items():
            for found in self._in_tree(roots.get(name, 0), shape, 0):
                if shape.tree == shape.table:
                    yield found
                elif shape.gives:
                    of_indexes.append(found)
        for found in self._outside():
            if found.shape.tree == found.shape.table:
                yield found
            elif found.shape.gives:
                of_indexes.append(found)
        yield from of_indexes

    def _roots(self) -> dict[str, int]:
        """Return where each tree begins, as far as the schema or what is left of it says so."""
        rows = [row for found in self._in_tree(1, SCHEMA, 0) for row in found.rows]
        if self.lost or not rows:
            for number in range(1, self.image.count + 1):
                read = self._as(number, SCHEMA, is_guess=True) if number not in self.used else None
                if read and read.found.rows:
                    self._use(number, read)
                    rows += read.found.rows
        return {str(name): root for _type, name, _table, root, _sql in reversed(rows) if isinstance(root, int) and root}

    def _in_tree(self, number: int, shape: Shape, depth: int) -> Iterator[Found]:
        """Yield the rows of a page of a tree and of all below it."""
        if number == 0 or number in self.used or depth > _DEEPEST:
            return
        read = self._as(number, shape, is_guess=False)
        if read is None:
            self.lost.add(number)
            return
        self._use(number, read)
        for each in read.cells:
            if each and each.left:
                yield from self._in_tree(each.left, shape, depth + 1)
        yield from self._in_tree(read.tree.right, shape, depth + 1)
        if read.tree.kind != TABLE_INNER:
            yield read.found

    def _as(self, number: int, shape: Shape, *, is_guess: bool) -> _Read | None:
        """Return what stands on a page when that looks like rows of a shape, or like the way to them."""
        page = self.image.page(number)
        on_page = tree(page, self.image.usable, number == 1) if page else None
        if page is None or on_page is None or on_page.kind not in shape.kinds:
            return None
        if is_guess and on_page.kind == TABLE_INNER:
            return None
        read = list(cells(page, on_page, self.image.usable, self.image.page))
        if on_page.kind == TABLE_INNER:
            return _Read(on_page, read, Found(shape, [], 0, is_certain=True), [])
        found, chains = _rows_of(read, shape, is_guess=is_guess)
        return _Read(on_page, read, found, chains) if len(found.rows) * 2 >= len(read) else None

    def _use(self, number: int, read: _Read) -> None:
        self.used.add(number)
        self.used.update(read.chains)

    def _free_pages(self) -> set[int] | None:
        """Return the pages of the free list, None when it is not whole."""
        header, found = self.image.header, set[int]()
        if not header.is_sound:
            return None
        trunk = header.free
        while trunk:
            page = self.image.page(trunk)
            if page is None or trunk in found or trunk in self.used:
                return None
            found.add(trunk)
            trunk, leaves = unpack_from(">II", page)
            if leaves > self.image.usable // 4 - 2:
                return None
            found.update(unpack_from(f">{leaves}I", page, 8))
        return found if len(found) == header.free_count else None

    def _outside(self) -> Iterator[Found]:
        """Yield the rows of pages that hang in no tree, by their look; note those that show nothing at all."""
        free = self.free or set()
        strange = []
        for number in range(1, self.image.count + 1):
            if number not in self.used and number not in free:
                read = self._guessed(number)
                if read:
                    self._use(number, read)
                    yield read.found
                else:
                    strange.append(number)
        self.lost = {
            number for number in {*self.lost, *strange} if number not in self.used and not self._is_way(number)
        }
        for first, last in _runs(sorted(number for number in strange if number in self.lost)):
            yield from self._out_of_step(first, last)

    def _out_of_step(self, first: int, last: int) -> Iterator[Found]:
        """Yield the rows of what looks like a page among the bytes of pages `first` to `last`, wherever it begins.

        Where something was cut out of the file, or got into it, all that follows is out of step.
        """
        data, size = self.image.data, self.image.size
        at, end = max((first - 2) * size + 1, 0), min(last * size, len(data))  # one may begin in the page before
        while begin := _KINDS.search(data, at, end):
            at = begin.start()
            page = data[at : at + size]
            on_page = tree(page, self.image.usable)
            read = self._look(page, on_page) if on_page and not on_page.wrong else None
            if read:
                yield read.found
            at += size if read else 1

    def _is_way(self, number: int) -> bool:
        """Tell whether a page only leads to others: nothing is lost with it when these hang in no tree."""
        page = self.image.page(number)
        on_page = tree(page, self.image.usable, number == 1) if page else None
        return on_page is not None and on_page.kind == TABLE_INNER

    def _guessed(self, number: int) -> _Read | None:
        page = self.image.page(number)
        return self._look(page, tree(page, self.image.usable, number == 1)) if page else None

    def _look(self, page: bytes, on_page: Tree | None) -> _Read | None:
        """Return a page under the one shape that most of its cells have; None where there is no such shape."""
        if on_page is None or on_page.kind == TABLE_INNER:
            return None
        read = list(cells(page, on_page, self.image.usable, self.image.page))
        like = [_rows_of(read, shape, is_guess=True) for shape in self.shapes.values() if on_page.kind in shape.kinds]
        best = max(len(found.rows) for found, _chains in like)
        first, *others = (each for each in like if len(each[0].rows) == best)
        if not best or best * 2 < len(read) or (others and any(found.shape.gives for found, _c in (first, *others))):
            return None
        return _Read(on_page, read, *first)


def _rows_of(read: Sequence[Cell | None], shape: Shape, *, is_guess: bool) -> tuple[Found, list[int]]:
    """Return the rows in the cells of a page that are of a shape and in their order, and their overflow pages."""
    rows = [each and shape.row(each, is_guess=is_guess) for each in read]
    known = [(each, row) for each, row in zip(read, rows, strict=True) if each and row]
    keys = [row[: shape.key] if shape.key else (each.rowid,) for each, row in known]
    wrong = _out_of_order(keys) if shape.gives and shape.tree == shape.table else set()
    kept = [pair for place, pair in enumerate(known) if place not in wrong]
    found = Found(shape, [row for _cell, row in kept], len(read) - len(kept), not is_guess)
    return found, [page for each, _row in kept for page in each.chain]


def _out_of_order(keys: Sequence[tuple[Any, ...]]) -> set[int]:
    """Return the places of keys that do not lie between their neighbours, which are in order themselves."""
    last = len(keys) - 1
    found = {
        place
        for place in range(1, last)
        if keys[place - 1] < keys[place + 1] and not keys[place - 1] < keys[place] < keys[place + 1]
    }
    if last > 1 and keys[0] >= keys[1] and keys[0] >= keys[2]:
        found.add(0)
    if last > 1 and keys[last] <= keys[last - 1] and keys[last] <= keys[last - 2]:
        found.add(last)
    return found


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of numbers that follow one another."""
    ticks = count()
    for _difference, run in groupby(numbers, lambda number: number - next(ticks)):
        members = list(run)
        yield members[0], members[-1]
