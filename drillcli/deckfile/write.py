"""Writes notes as a deck file that people like to read, and a deck file so that it is there whole or not at all."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from drillcli.durable import to_disk
from drillcli.errors import DrillError
from drillcli.kinds import COMMON, KINDS
from drillcli.locale import _

Entry: TypeAlias = tuple[str, str, Mapping[str, Any]]
"""A note to write: its id, its kind, its fields as a deck file or `Note.fields` has them."""

WIDTH = 110
"""A mapping or list that takes more characters than this gets a line for each entry."""

_INDENT = "  "
_NEUTRAL = {""}
_LONGEST_NAME = 200
MARGIN = 2
"""The column of the dash before a note, from 0."""

_ODD = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What cannot stand in a file as it is: `clean` drops the control characters, the others are written as escapes.

What turns the direction of writing round would hide in an editor what the file says."""
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85]")
_LOST = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# YAML 1.1, 5.3 (indicators) and 9.1.3 (plain scalars), a little narrower than the specification.
_START = r"(?:[^-?:,\[\]{}#&*!|>'\"%@`\s]|-(?=[0-9A-Za-z]))"
_PLAIN = re.compile(rf"{_START}(?:[^\n\t:#]++|:(?! |$)|(?<! )#)*+(?<! )")
_PLAIN_IN_FLOW = re.compile(rf"{_START}(?:[^\n\t:#,?\[\]{{}}]++|(?<! )#)*+(?<! )")


def dump(title: Any, about: Any, notes: Iterable[Entry], order: int | None = None) -> str:
    """Return a deck file with these notes; `title` and `about` (None or empty: no line) are texts, or by language.

    Reading it gives the same fields again, except for what no deck file can hold (see `clean`).
    """
    return "".join([head(title, about, order), *(f"\n{note(*entry)}" for entry in notes)])


def head(title: Any, about: Any = None, order: int | None = None) -> str:
    """Return what precedes the notes of a deck file."""
    fields = {"title": title, "about": about, "order": order}
    lines = [field(name, value, 0) for name, value in fields.items() if value or name == "title" or value == 0]
    return "".join([*lines, "notes:\n"])


def note(name: str, kind: str, fields: Mapping[str, Any], margin: int = MARGIN) -> str:
    """Return the lines of one note as they stand in a deck file, with its dash at a column (from 0)."""
    return f"{' ' * margin}- id: {name}\n{lines(kind, fields, margin)}"


def lines(kind: str, fields: Mapping[str, Any], margin: int = MARGIN) -> str:
    """Return the lines of one note below that of its id."""
    return "".join([field(key, fields[key], margin + 2) for key in field_names(kind) if key in fields])


def clean(text: str) -> str:
    """Return a text without what no deck file can hold.

    Other line breaks than a line feed become one; control characters and lone surrogates go.
    """
    return _LOST.sub("", _BREAKS.sub("\n", text)) if _ODD.search(text) else text


def beside(path: Path) -> Path:
    """Return the name under which a file is written before it is complete; no deck is looked for there.

    It lies beside what a link leads to, and is no longer than file systems allow (255 bytes).
    """
    target = _target(path)
    name = target.name
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = blake2b(os.fsencode(name), digest_size=8).hexdigest()
    return target.with_name(f".{name}.{os.getpid()}.part")


def put(path: Path) -> None:
    """Put what was written `beside` a path in its place; a link stays one, and a file keeps its mode and its owner.

    Raises OSError, and DrillError where there is a device or a pipe, which would be gone.
    """
    target, partial = _target(path), beside(path)
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise DrillError(_("{path} is a device or a pipe: name a file to write").format(path=path))
    if target.exists():  # links in a circle lead nowhere
        before = target.stat()
        partial.chmod(before.st_mode & 0o777)
        with suppress(OSError, AttributeError):  # only root may give a file to another; Windows knows no such owners
            os.chown(partial, before.st_uid, before.st_gid)
    partial.replace(target)


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises RuntimeError for links in a circle


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, on disk when this returns; raises OSError."""
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        to_disk(file.fileno())


def replace_file(path: Path, pieces: Iterable[str]) -> None:
    """Write a file in UTF-8 so that it is there whole or not at all, on disk when this returns.

    One that was there keeps its mode and its owner, and a link to it stays a link. Raises OSError, and DrillError
    where there is a device or a pipe.
    """
    partial = beside(path)
    try:
        write_durably(partial, (piece.encode() for piece in pieces))
        put(path)
    finally:
        partial.unlink(missing_ok=True)


@cache
def field_names(kind: str) -> Sequence[str]:
    """Return the fields of a kind in the order in which they are written, all but the id."""
    module = KINDS[kind]
    return [name for name in dict.fromkeys([*module.REQUIRED, *module.FIELDS, *COMMON]) if name != "id"]


def field(name: str, value: Any, column: int) -> str:
    """Return the lines of a key at a column (from 0) and its value."""
    if isinstance(value, dict | Mapping) and value.keys() == _NEUTRAL:
        value = value[""]
    margin = " " * column
    if isinstance(value, str):
        return f"{margin}{name}: {_scalar(value, column)}\n"
    flat = _flat(value)
    if flat is not None and len(flat) + column + len(name) + 2 <= WIDTH:
        return f"{margin}{name}: {flat}\n"
    if isinstance(value, Mapping):
        return f"{margin}{name}:\n" + "".join(field(key, item, column + 2) for key, item in value.items())
    return f"{margin}{name}:\n" + "".join(_items(value, column + 2))


def _items(values: Iterable[Any], column: int) -> Iterator[str]:
    for value in values:
        yield f"{' ' * column}- {_scalar(_text(value), column)}\n"


def _flat(value: Any) -> str | None:
    """Return a value on one line; None when it has a text of several lines."""
    if isinstance(value, Mapping):
        flat = [_flat(item) for item in value.values()]
        pairs = [f"{key}: {item}" for key, item in zip(value, flat, strict=True)]
        return None if None in flat else f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        entries = [_flat(item) for item in value]
        return None if None in entries else f"[{', '.join(entry or '' for entry in entries)}]"
    return _flat_text(_text(value))


@lru_cache(4096)  # tags come again and again
def _flat_text(text: str) -> str | None:
    if "\n" in text:
        return None
    return text if _PLAIN_IN_FLOW.fullmatch(text) and not _ODD.search(text) else _quoted(clean(text))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scalar(text: str, column: int) -> str:
    """Return a text as the value of a key, or an entry of a list, that begins at a column."""
    odd = _ODD.search(text) is not None
    if odd:
        text = clean(text)
        odd = _ODD.search(text) is not None
    if not odd and _PLAIN.fullmatch(text):
        return text
    if "\n" in text and not odd and text.strip() and not text.endswith("\n\n"):
        return _literal(text, column)
    return _quoted(text)


def _literal(text: str, column: int) -> str:
    """Return a text as a block that shows its lines as they are; at most one line break ends it."""
    margin = " " * column + _INDENT
    indent = len(_INDENT) if text[0] in " \t\n" else ""  # else the first line tells
    chomp = "" if text.endswith("\n") else "-"
    lines = (margin + line if line else "" for line in text.removesuffix("\n").split("\n"))
    return f"|{indent}{chomp}\n" + "\n".join(lines)


def _quoted(text: str) -> str:
    """Return a text in quotes: double ones, unless there is much to escape in these."""
    if ('"' in text or "\\" in text) and "\n" not in text and "\t" not in text and not _ODD.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _ODD.sub(lambda found: f"\\u{ord(found[0]):04X}", escaped) + '"'
