"""What to do with a note that comes: how it stands to the one in the deck file and to the one that came last time."""

import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any

from drillcli.deckfile.write import clean
from drillcli.kinds import COMMON, KINDS, kind_names
from drillcli.kinds.base import Level, Shape
from drillcli.locale import _
from drillcli.model import Note

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Standing(Enum):
    """How a note that is known stands."""

    SAME = "the deck file says the same"
    UPDATED = "the source has changed it, the learner has not"
    EDITED = "the learner has changed it, the source has not"
    KEPT = "both have changed it"
    REMOVED = "the learner has taken it out"
    UNWRITTEN = "it was to be written, and is not there"


def standing(source: bytes, here: bytes | None, written: bytes | None, unsure: bytes | None) -> Standing:
    """Compare digests: of what comes, what is in the deck file, what was written there, what was about to be."""
    if here is None:
        return Standing.UNWRITTEN if written is None else Standing.REMOVED
    if here == source:
        return Standing.SAME
    if here in (written, unsure):
        return Standing.UPDATED
    return Standing.EDITED if source in (written, unsure) else Standing.KEPT


def settled(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a note as they read once they have been written into a deck file; blank extras are left out.

    Raises ValueError for a field that is no part of such a note.
    """
    shapes = _shapes(kind)
    found = {}
    for name, value in fields.items():
        if name not in shapes:
            raise ValueError(_("a {kind} note has no `{field}`").format(kind=kind_names()[kind], field=name))
        if name in COMMON and not _is_said(value):
            continue
        found[name] = _settle(shapes[name], value)
    return found


def fault(kind: str, fields: Mapping[str, Any]) -> str:
    """Return what keeps settled fields from being a note of a deck file; "" when nothing does."""
    module = KINDS[kind]
    for name in module.REQUIRED:
        if name not in fields:
            return _("there is no `{field}`").format(field=name)
    problems = module.problems(Note("", "", kind, fields))
    return next((problem.message for problem in problems if problem.level is Level.ERROR), "")


def digest(fields: Mapping[str, Any]) -> bytes:
    """Return what stands for settled fields, or those of a note that was read; the id does not count."""
    content = {name: value for name, value in fields.items() if name != "id"} if "id" in fields else fields
    return blake2b(_encode(content).encode(), digest_size=8).digest()


@cache
def _shapes(kind: str) -> Mapping[str, Shape]:
    return {name: shape for name, shape in {**KINDS[kind].FIELDS, **COMMON}.items() if name != "id"}


def _is_said(value: Any) -> bool:
    if isinstance(value, str):
        return bool(clean(value).strip())
    return any(map(_is_said, value.values() if isinstance(value, Mapping) else value))


def _settle(shape: Shape, value: Any) -> Any:
    if shape is Shape.TEXT:
        return {"": clean(value)} if isinstance(value, str) else {lang: clean(text) for lang, text in value.items()}
    if shape is Shape.LINES:
        by_language = value if isinstance(value, Mapping) else {"": value}
        return {lang: [clean(line) for line in lines] for lang, lines in by_language.items()}
    if shape is Shape.STRINGS:
        return [text for text in map(clean, value) if text.strip()]
    if shape is Shape.NUMBER:
        return {part: clean(str(amount)) for part, amount in value.items()}
    return clean(value) if shape in (Shape.STRING, Shape.DATE) else value
