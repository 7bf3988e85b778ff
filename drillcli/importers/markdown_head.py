"""What stands above the cards of a Markdown file between `---` or `+++`: TOML, or the simple YAML of note takers."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_LONGEST = 200
_PAIR = re.compile(r"(\w[\w -]*):\s*(.*)")
_ENTRY = re.compile(r"\s*-\s+(.+)")
_CARD = re.compile(r"[QACT][:：]|问[:：]|问题[:：]")
_TITLES = ("name", "deck", "title")


class Head(NamedTuple):
    """The title of the deck ("" for none), the tags of all its cards, and how many lines that took."""

    title: str = ""
    tags: tuple[str, ...] = ()
    lines: int = 0


def read_head(lines: Sequence[str]) -> Head:
    """Return what stands above the cards; nothing where the first line opens no such block."""
    mark = lines[0].strip() if lines else ""
    if mark not in ("---", "+++"):
        return Head()
    end = next((at for at, line in enumerate(lines[1:_LONGEST], 1) if line.strip() == mark), 0)
    within = lines[1:end]
    if not end or any(_CARD.match(line) for line in within):
        return Head()
    said = _read(within)
    if said is None:
        return Head()
    title = next((str(said[name]) for name in _TITLES if said.get(name)), "")
    tags = said.get("tags", said.get("tag", []))
    words = (
        tags.replace(",", " ").split() if isinstance(tags, str) else map(str, tags if isinstance(tags, list) else [])
    )
    return Head(title, tuple(word.lstrip("#") for word in words), end + 1)


def _read(lines: Sequence[str]) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return _simple_yaml(lines)


def _simple_yaml(lines: Sequence[str]) -> Mapping[str, Any] | None:
    """Return `key: value` lines, with lists in brackets or as `- entry` lines; None where other lines stand too."""
    said: dict[str, Any] = {}
    key = ""
    for line in lines:
        if found := _PAIR.fullmatch(line):
            key, value = found[1].casefold(), found[2].strip()
            listed = value.startswith("[") and value.endswith("]")
            said[key] = [_bare(entry) for entry in value[1:-1].split(",")] if listed else _bare(value)
        elif (entry := _ENTRY.fullmatch(line)) and key:
            before = said[key] if isinstance(said[key], list) else []
            said[key] = [*before, _bare(entry[1])]
        elif line.strip() and not line.startswith((" ", "#")):
            return None
    return said


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
