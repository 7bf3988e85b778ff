"""What a YAML file says, as plain mappings, lists and strings, with the place of every node."""

from array import array
from collections.abc import Sequence
from typing import Any, TypeAlias

from drillcli.deckfile.fault import Fault
from drillcli.deckfile.lines import Lines


class Map(dict[str, Any]):
    """A mapping of the file: where it begins, and its number `at` among the nodes (from 0, in reading order)."""

    __slots__ = ("at", "column", "line")
    at: int
    line: int
    column: int


Node: TypeAlias = str | list[Any] | Map


class Document:
    """The `root` of a file (None: it says nothing, or cannot be read) and the `faults` met on the way.

    `starts` has the index of each node's first code point in reading order, a key before its value:
    four bytes a node, so that a deck of 100,000 notes keeps all its places.
    """

    __slots__ = ("_data", "_lines", "faults", "root", "starts")

    def __init__(self, data: bytes) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.starts = array("I")
        self._data = data
        self._lines: Lines | None = None

    def place(self, start: Map, where: Sequence[str | int] = (), *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the value that the path `where` leads to from `start`, or of its `key`.

        A path that leads past what was written ends at the last node it meets.
        """
        node: Node = start
        at = start.at
        for step in where:
            found = _step(node, step)
            if found is None:
                break
            node, ahead = found
            at += ahead
        return self.position(self.starts[at - key])

    def position(self, index: int) -> tuple[int, int]:
        """Return line and column of the code point at `index`."""
        if self._lines is None:
            self._lines = Lines(self._data.decode())
        return self._lines.position(index)


def _step(node: Node, step: str | int) -> tuple[Node, int] | None:
    """Return the child at `step` and how many nodes after its parent it is numbered; None when there is none."""
    if isinstance(node, Map) and step in node:
        ahead = 2
        for name, value in node.items():
            if name == step:
                return value, ahead
            ahead += 1 + _size(value)
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step], 1 + sum(map(_size, node[:step]))
    return None


def _size(node: Node) -> int:
    """Return how many nodes a node consists of, keys counted."""
    if isinstance(node, Map):
        return 1 + len(node) + sum(map(_size, node.values()))
    return 1 + sum(map(_size, node)) if isinstance(node, list) else 1
