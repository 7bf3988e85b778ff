"""A note that travels inside another program's note, so that it comes home as it left.

Anki holds rendered HTML, in one or two languages; `drill export` puts the note itself into a hidden field, `FIELD`, of
each note (`pack`), and whoever reads a package should look there first:

    carried = unpack(hidden)                      # None: not ours, or damaged; read the note as any other
    fields = merged(carried, visible, markdown)   # None: edited where no single text stands; read it as any other

`carried.guid` is its identity, `carried.deck` and `carried.id` say which note of which deck it is, and the card with
the number `ord` in Anki is the part `carried.parts[ord]`.
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple
from unicodedata import normalize

FIELD = "drill"
"""The name of the hidden field."""

VERSION = 1
LIMIT = 1 << 22
"""No note is larger than this many bytes; what unpacks to more is no note."""

_GAP = re.compile(r"(?s)\{\{c(\d{1,3})::(.*?)(?:::[^{}]*)?\}\}(?!\})")
"""A gap of Anki, whose hint is left out."""


class Shown(NamedTuple):
    """What a visible field was when it was written: a digest, and which text it shows ("" when not a single one)."""

    digest: str
    field: str = ""
    lang: str = ""


class Carried(NamedTuple):
    """A note as it left: `fields` as in a deck file without its id, `parts` by Anki's card number.

    `shown` are the visible fields by name; `media` are the names of media in the package by how the texts call them,
    where the two differ.
    """

    deck: str
    id: str
    kind: str
    fields: Mapping[str, Any]
    parts: Sequence[str]
    shown: Mapping[str, Shown]
    media: Mapping[str, str]

    @property
    def guid(self) -> str:
        """The identity of the note wherever it comes from: `drill:DECK/ID`."""
        return f"drill:{self.deck}/{self.id}"


def digest(html: str) -> str:
    """Return what tells whether a visible field is as it was: neither Unicode form (NFC) nor outer space counts."""
    return blake2b(normalize("NFC", html).strip().encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def pack(carried: Carried) -> str:
    """Return the note as letters, digits, `+`, `/` and `=`: nothing that an editor of HTML or a cloze could touch."""
    data = json.dumps([VERSION, *carried], ensure_ascii=True, separators=(",", ":"))
    return b64encode(zlib.compress(data.encode())).decode()


def unpack(text: str) -> Carried | None:
    """Return the note in a hidden field; None where there is none that this drill can read. Nothing in it is trusted.

    The deck, the id and the texts are checked for their types only: what takes the note in must check it as any other.
    """
    packed = re.sub(r"<[^>]*>|&nbsp;|\s", "", text)
    try:
        unzip = zlib.decompressobj()
        data = unzip.decompress(b64decode(packed, validate=True), LIMIT)
        version, *values = json.loads(data) if unzip.eof else [None]
    except (ValueError, TypeError, Error, zlib.error, RecursionError):
        return None
    return _checked(values) if version == VERSION else None


def merged(carried: Carried, visible: Mapping[str, str], to_markdown: Callable[[str], str]) -> Mapping[str, Any] | None:
    """Return the fields of a note whose visible fields (HTML by name) are `visible` now.

    A text that was edited is taken over through `to_markdown`, its gaps (`{{c1::…}}`) under the names they had; the
    rest, and the other languages, stay as they left. None when a field was edited that is made of several texts, or
    emptied, and when gaps came or went.
    """
    fields = dict(carried.fields)
    for name, shown in carried.shown.items():
        html = visible.get(name, "")
        if digest(html) == shown.digest:
            continue
        text = to_markdown(html)
        if shown.field == "cloze":
            text = _named(text, carried.parts)
        if not shown.field or not text.strip():
            return None
        fields[shown.field] = {**fields[shown.field], shown.lang: text}
    return fields


def _named(text: str, parts: Sequence[str]) -> str:
    """Return a text with Anki's gaps as ours; "" where they are not those of all the `parts`."""
    found = {int(gap[1]) for gap in _GAP.finditer(text)}
    if found != set(range(1, len(parts) + 1)):
        return ""

    def ours(gap: re.Match[str]) -> str:
        part = parts[int(gap[1]) - 1]
        return f"{{{{{gap[2]}}}}}" if part.isdecimal() else f"{{{{{gap[2]}::{part}}}}}"

    return _GAP.sub(ours, text)


def _checked(values: Sequence[Any]) -> Carried | None:
    match values:
        case [str(deck), str(name), str(kind), dict(fields), list(parts), dict(shown), dict(media)]:
            seen = {place: _shown(value, fields) for place, value in shown.items()}
            known = {place: value for place, value in seen.items() if value}
            texts = all(isinstance(text, str) for text in [*parts, *media.values()])
            if texts and known.keys() == seen.keys() and all(map(_is_field, fields.values())):
                return Carried(deck, name, kind, fields, parts, known, media)
    return None


def _shown(value: Any, fields: Mapping[str, Any]) -> Shown | None:
    match value:
        case [str(), str(field), str()] if not field or isinstance(fields.get(field), dict):
            return Shown(*value)
    return None


def _is_field(value: Any) -> bool:
    """Tell whether a value has one of the forms of a note's fields: text, flag, number, list, or one of them by key."""
    if isinstance(value, dict):
        return all(not isinstance(item, dict) and _is_field(item) for item in value.values())
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | int)
