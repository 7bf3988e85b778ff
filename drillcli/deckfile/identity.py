"""The id of a note that its author did not name: made from what the note asks, so that it outlives a move."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any
from unicodedata import normalize

CONTENT_FIELDS = ("q", "a", "cloze", "choices", "answer", "accept", "order", "number")
"""The fields that make a note the note it is; reasons, tags, sources and dates may change around them."""


def content_id(kind: str, fields: Mapping[str, Any]) -> str:
    """Return "c" and ten hex digits that depend on the kind and the content of a note alone.

    Neither the order of fields and languages, nor line breaks and runs of spaces, nor the Unicode
    form (NFC) count, and a text is the same written plainly or under the neutral language "".
    """
    content = {name: _canonical(fields[name]) for name in CONTENT_FIELDS if name in fields}
    text = json.dumps([kind, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "c" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def _canonical(value: Any) -> Any:
    """Return the value with every scalar as a collapsed text and no mapping that holds only the neutral language."""
    if isinstance(value, Mapping):
        if set(value) == {""}:
            return _canonical(value[""])
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return " ".join(normalize("NFC", str(value)).split())
