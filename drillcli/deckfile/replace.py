"""Puts other texts into notes of a deck file, and new notes at its end; every other line stays as it was."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from drillcli.deckfile import write
from drillcli.deckfile.blocks import Blocks, self_contained, split
from drillcli.deckfile.build import load_block
from drillcli.deckfile.document import Map
from drillcli.deckfile.reader import read

Change: TypeAlias = tuple[int, str, Mapping[str, Any]]
"""The line (from 1) on which a note begins, and its kind and fields from now on."""


class Edited(NamedTuple):
    """The bytes of a deck file with what could be changed in it; `refused` are the ids of the notes that could not."""

    data: bytes
    refused: frozenset[str]


class _Part(NamedTuple):
    """The lines of one field of a note: `body` says it, `tail` are blank lines and comments after it."""

    name: str
    body: str
    tail: str


def edited(data: bytes, changes: Mapping[str, Change], added: Sequence[write.Entry]) -> Edited:
    """Return a deck file with notes changed (by id) and others added at its end.

    Comments stay, and so do the order of notes and fields and the lines of fields that are the same as before. A note
    is refused where the file is not laid out with one note after the other, each field on lines of its own.
    """
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    blocks = _cut(data)
    if blocks is None:
        return Edited(data, frozenset([*changes, *(name for name, _kind, _fields in added)]))
    by_line = {line: name for name, (line, _kind, _fields) in changes.items()}
    pieces, refused = [blocks.head], set(changes)
    for at, line in enumerate(blocks.lines):
        piece = blocks.text(at)
        if name := by_line.get(line):
            _line, kind, fields = changes[name]
            if new := _rewritten(piece, name, kind, fields):
                piece = new.replace(b"\n", newline)
                refused.discard(name)
        pieces.append(piece)
    margin = 0 if blocks.text(0).startswith(b"- ") else write.MARGIN
    for name, kind, fields in added:
        pieces.append(("\n" + write.note(name, kind, fields, margin)).encode().replace(b"\n", newline))
    return Edited(b"".join(pieces), frozenset(refused))


def can_grow(data: bytes) -> bool:
    """Tell whether notes can be added to a deck file: one note after the other, and nothing after the last."""
    return _cut(data) is not None


def _cut(data: bytes) -> Blocks | None:
    blocks = split(data if data.endswith(b"\n") else data + b"\n")
    return blocks if blocks and self_contained(blocks.text(len(blocks.lines) - 1)) else None


def _rewritten(block: bytes, name: str, kind: str, fields: Mapping[str, Any]) -> bytes | None:
    """Return the lines of a note, with line feeds, once its fields are others; None where that cannot be done."""
    text = block.decode().replace("\r\n", "\n")
    old = load_block(text.encode(), "", "", 1)
    if old is None or not self_contained(block):
        return None
    parts = list(_parts(text))
    wanted = {"id": name, **fields}
    for candidate in (_by_field(parts, old.fields, kind, wanted), _whole(parts, name, kind, fields)):
        new = candidate and load_block(candidate.encode(), "", "", 1)
        if candidate and new and new.fields == wanted and self_contained(candidate.encode()):
            return candidate.encode()
    return None


def _parts(text: str) -> Iterator[_Part]:
    """Yield the fields of the one note in `text` with the lines that they take; one that shares a line takes none."""
    document = read(text.encode(), "")
    root: Any = document.root
    raw: Map = root[0]
    lines = text.splitlines(keepends=True)
    starts = [document.place(raw, (name,), key=True)[0] - 1 for name in raw]
    for name, (start, end) in zip(raw, pairwise([*starts, len(lines)]), strict=True):
        cut = end
        while cut > start + 1 and _is_between(lines[cut - 1], raw.column):
            cut -= 1
        yield _Part(name, "".join(lines[start:cut]), "".join(lines[cut:end]))


def _is_between(line: str, column: int) -> bool:
    """Tell whether a line after a field is no part of it: blank, or a comment that is not indented beyond the fields.

    What is indented further may belong to a text of several lines.
    """
    bare = line.lstrip(" ")
    return not bare.strip() or (bare.startswith("#") and len(line) - len(bare) < column)


def _by_field(parts: Sequence[_Part], old: Mapping[str, Any], kind: str, wanted: Mapping[str, Any]) -> str:
    """Return the note with only those fields written anew that are others than before; "" where fields share a line."""
    if not parts or any(not part.body for part in parts) or parts[0].name not in wanted:
        return ""
    column = len(parts[0].body) - len(parts[0].body.lstrip(" ")) + 2
    pieces = []
    for number, part in enumerate(parts):
        body = part.body
        if part.name not in wanted:
            body = ""
        elif wanted[part.name] != old[part.name]:
            body = write.field(part.name, wanted[part.name], column)
            body = part.body[:column] + body[column:] if number == 0 else body
        pieces += [body, part.tail]
    known = {part.name for part in parts}
    fresh = [
        write.field(name, wanted[name], column) for name in write.field_names(kind) if name in wanted.keys() - known
    ]
    return "".join([*pieces[:-1], *fresh, pieces[-1]])


def _whole(parts: Sequence[_Part], name: str, kind: str, fields: Mapping[str, Any]) -> str:
    """Return the note written anew, with what followed it."""
    if not parts or not parts[0].body:
        return ""
    margin = len(parts[0].body) - len(parts[0].body.lstrip(" "))
    return write.note(name, kind, fields, margin) + parts[-1].tail
