"""Names for what comes from elsewhere: slugs of decks, ids of notes, names of media; readable, safe, each only once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from unicodedata import category, normalize

from drillcli.deckfile.find import slug_fault
from drillcli.deckfile.write import Entry

LONGEST_SLUG, LONGEST_ID, LONGEST_MEDIUM = 60, 40, 80
"""In characters; four bytes each still leave room for suffixes in a file name of 255 bytes, but for a slug's."""
_SLUG_BYTES = 180
_LOOKED_AT = 4 * LONGEST_ID
"""So many characters of a question have enough words for an id."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""File names that Windows keeps for devices (Microsoft: Naming Files, Paths, and Namespaces)."""

_GAP = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"[^\W_]+")
_CONTENT = ("q", "cloze")


def slug(titles: Sequence[str]) -> str:
    """Return a deck's file name for a path of titles: ("Medicine", "心脏 1") gives medicine-心脏-1."""
    text = "-".join(normalize("NFC", title).lower() for title in titles)
    kept = "".join(char if category(char)[0] in "LMN" or char == "_" else "-" for char in text)
    short = _cut(re.sub("-{2,}", "-", kept).strip("-_"), LONGEST_SLUG)
    while len(short.encode()) > _SLUG_BYTES:
        short = short[:-1]
    return f"deck-{short}".rstrip("-") if not short or _RESERVED.fullmatch(short) else short


def is_slug(text: str) -> bool:
    """Tell whether a text from elsewhere can be a deck's file name as it is."""
    edges = text[:1].isalnum() and text[-1:].isalnum()
    return edges and len(text) <= LONGEST_SLUG and not slug_fault(text) and not _RESERVED.fullmatch(text)


def note_id(fields: Mapping[str, Any], guid: str) -> str:
    """Return an id for a note: the first words that it asks, or of its identity where it asks in pictures only."""
    asked = next((fields[name] for name in _CONTENT if name in fields), "")
    text = next(iter(asked.values()), "") if isinstance(asked, Mapping) else asked
    text = _GAP.sub(" ", text) if "{{" in text else text
    text = _LINK.sub(r" \1 ", text) if "](" in text else text
    for said in (text.strip().partition("\n")[0][:_LOOKED_AT], guid.partition(":")[2]):
        if words := _WORD.findall(normalize("NFC", said).lower()):
            return _cut("-".join(words), LONGEST_ID)
    return "note"


def entries(notes: Iterable[Entry], taken: Iterable[str]) -> list[Entry]:
    """Return notes for a deck file in which ids are `taken`; one without an id (or with "") gets one of its own."""
    made = list(notes)
    names = Names([*taken, *(name for name, _kind, _fields in made if name)])
    return [(name or names.claim(note_id(fields, "")), kind, fields) for name, kind, fields in made]


def medium(name: str) -> str:
    """Return a safe file name for a medium: no folder, nothing hidden, nothing that Markdown would stumble over."""
    base = PurePosixPath(PureWindowsPath(normalize("NFC", name)).name).name
    stem, dot, suffix = base.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 10:
        stem, suffix = base, ""
    kept = "".join(char if category(char)[0] in "LMN" or char in "-_" else "-" for char in stem)
    short = re.sub("-{2,}", "-", kept).strip("-_")[:LONGEST_MEDIUM]
    while len(short.encode()) > _SLUG_BYTES:
        short = short[:-1]
    safe = f"file-{short}".rstrip("-") if not short or _RESERVED.fullmatch(short) else short
    return f"{safe}.{suffix}" if suffix else safe


class Names:
    """Names that are taken; letter case and Unicode form do not tell two of them apart."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(name) for name in taken}
        self._last: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._taken

    def claim(self, name: str) -> str:
        """Return `name`, or `name` with the first number from 2 on that makes it one of its own."""
        free, number = name, self._last.get(name, 1)
        while _folded(free) in self._taken:
            number += 1
            free = f"{name}-{number}"
        self._last[name] = number
        self._taken.add(_folded(free))
        return free


def _folded(name: str) -> str:
    return name if name.isascii() and name.islower() else normalize("NFC", name).casefold()


def _cut(text: str, longest: int) -> str:
    """Return at most so many characters of words that hyphens part, ended between two words where that is near."""
    if len(text) <= longest:
        return text
    head, hyphen, _rest = text[: longest + 1].rpartition("-")
    return head if hyphen and len(head) > longest // 2 else text[:longest].rstrip("-")
