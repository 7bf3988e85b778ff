"""Reads YAML with every scalar a string and the place of every node, and refuses what would surprise an author."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from sys import intern
from typing import Any

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, StreamEndEvent

from drillcli.deckfile.document import Document, Map, Node
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.syntax import explain
from drillcli.locale import _

BOM = b"\xef\xbb\xbf"
MAX_DEPTH = 12
"""How deep values may be nested; a deck needs five levels."""

_PARSER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""Only its events are used; the C parser is twenty times as fast as the other."""
# Any, since the stubs of PyYAML hold that an event may have no mark; a parser's events have.
_ALIAS: Any = yaml.events.AliasEvent
_SCALAR: Any = yaml.events.ScalarEvent
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@contextmanager
def without_gc() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking a growing tree again and again: half of the time of a reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def read(data: bytes, path: str) -> Document:
    """Read a file's bytes into a tree; `path` is for the faults. A byte order mark is dropped.

    Stops at the first fault of syntax and collects all others: duplicate keys, anchors, aliases,
    tags, control characters in double quotes.
    """
    data = data.removeprefix(BOM)
    document = Document(data)
    try:
        odd = _has_odd_breaks(data.decode())
        with without_gc():
            document.root = _Builder(document, path, _PARSER(data).get_event, odd_breaks=odd).root()
    except UnicodeDecodeError as error:
        document.faults.append(_not_utf8(error, path))
    except yaml.reader.ReaderError:
        document.faults.append(_unreadable(document, data.decode(), path))
    except yaml.MarkedYAMLError as error:
        index, message = explain(error)
        document.faults.append(Fault(path, *document.position(index), message))
    except _Stop as stop:
        document.faults.append(stop.fault)
    return document


class _Stop(Exception):  # noqa: N818 it ends a reading, as StopIteration ends a loop
    """A fault after which the rest of the file cannot be made sense of."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _has_odd_breaks(text: str) -> bool:
    """Return whether the parser counts more lines than there are line feeds."""
    return "\u2028" in text or "\u2029" in text or "\x85" in text or text.count("\r") > text.count("\r\n")


def _not_utf8(error: UnicodeDecodeError, path: str) -> Fault:
    before = error.object[: error.start].decode()
    line, column = Document(error.object[: error.start]).position(len(before))
    message = _("not UTF-8 (byte 0x{byte:02X}): save the file as UTF-8")
    return Fault(path, line, column, message.format(byte=error.object[error.start]))


def _unreadable(document: Document, text: str, path: str) -> Fault:
    found = _FORBIDDEN.search(text)
    index = found.start() if found else 0
    message = _("YAML does not allow the character U+{code:04X}: remove it")
    return Fault(path, *document.position(index), message.format(code=ord(text[index])))


class _Builder:
    """Turns parser events into the tree, by recursive descent.

    Scalars are taken in the loops themselves and not by a call, which would cost a tenth of the time.
    """

    __slots__ = ("document", "get", "odd_breaks", "path", "starts")

    def __init__(self, document: Document, path: str, get: Any, *, odd_breaks: bool) -> None:
        self.document = document
        self.path = path
        self.get = get
        self.odd_breaks = odd_breaks
        self.starts = document.starts

    def root(self) -> Node | None:
        """Read the whole stream; None when there is nothing in it."""
        self.get()
        if type(self.get()) is StreamEndEvent:
            return None
        root = self.node(self.get(), 0)
        self.get()
        after = self.get()
        if type(after) is not StreamEndEvent:
            raise _Stop(self.fault(after, _("a second document begins here: a deck is one document, remove this line")))
        return root

    def node(self, event: Any, depth: int) -> Node:
        """Read the node that `event` begins, at a depth of nesting."""
        if type(event) is _ALIAS:
            self.refuse(event, _("aliases are not allowed: quote a text that begins with *, or write the text again"))
            self.starts.append(event.start_mark.index)
            return f"*{event.anchor}"
        self.check(event)
        if type(event) is _SCALAR:
            self.starts.append(event.start_mark.index)
            return str(event.value)
        if depth == MAX_DEPTH:
            raise _Stop(self.fault(event, _("nested too deeply: a deck needs five levels at most")))
        return (self.mapping if type(event) is MappingStartEvent else self.sequence)(event, depth + 1)

    def mapping(self, start: Any, depth: int) -> Map:
        """Read the rest of a mapping."""
        get, starts = self.get, self.starts
        result = self.begin(start)
        while type(event := get()) is _SCALAR:
            if event.anchor is not None or event.tag is not None or event.style == '"':
                self.check(event)
            key = intern(event.value)
            if key in result:
                self.drop(event, result, key, depth)
                continue
            starts.append(event.start_mark.index)
            event = get()
            if type(event) is _SCALAR and event.anchor is None and event.tag is None and event.style != '"':
                starts.append(event.start_mark.index)
                result[key] = event.value
            else:
                result[key] = self.node(event, depth)
        if type(event) is not MappingEndEvent:
            raise _Stop(self.fault(event, _("a key must be a plain text: quote a text that begins with { or [")))
        return result

    def sequence(self, start: Any, depth: int) -> list[Node]:
        """Read the rest of a list."""
        self.starts.append(start.start_mark.index)
        result = []
        while type(event := self.get()) is not SequenceEndEvent:
            result.append(self.node(event, depth))
        return result

    def begin(self, start: Any) -> Map:
        """Return an empty mapping that knows its place."""
        result = Map()
        mark = start.start_mark
        result.at, result.line, result.column = len(self.starts), mark.line + 1, mark.column + 1
        if self.odd_breaks:
            result.line, result.column = self.document.position(mark.index)
        self.starts.append(mark.index)
        return result

    def drop(self, event: Any, mapping: Map, key: str, depth: int) -> None:
        """Refuse a key that the mapping has already, and pass over its value."""
        line, _column = self.document.place(mapping, (key,), key=True)
        self.refuse(event, _("duplicate key `{key}`, first at line {line}: keep one").format(key=key, line=line))
        known = len(self.starts)
        self.node(self.get(), depth)
        del self.starts[known:]

    def check(self, event: Any) -> None:
        """Refuse what a node carries beside its value, and control characters written as escapes."""
        if event.anchor is not None:
            self.refuse(event, _("anchors are not allowed: remove it, or quote a text that begins with &"))
        if event.tag is not None:
            self.refuse(event, _("YAML tags are not allowed: remove it, or quote a text that begins with !"))
        if type(event) is _SCALAR and event.style == '"' and _CONTROL.search(event.value):
            message = _("an escape in double quotes makes a control character: write \\\\, or use single quotes")
            self.refuse(event, message)

    def refuse(self, event: Any, message: str) -> None:
        """Note a fault and go on."""
        self.document.faults.append(self.fault(event, message))

    def fault(self, event: Any, message: str) -> Fault:
        """Return a fault at the beginning of an event."""
        return Fault(self.path, *self.document.position(event.start_mark.index), message)
