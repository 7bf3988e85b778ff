"""What a reader of text found: made a note that is sound as one of a deck file, or told why it is left out."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unicodedata import normalize

from drillcli.deckfile.build import NOTE_FIELDS
from drillcli.deckfile.document import Map
from drillcli.importers.encoding import clean
from drillcli.importers.parcel import LeftOut, ParcelCard, ParcelNote
from drillcli.kinds import KINDS, gaps, kind_names, kind_of
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.model import Note

_DEEPEST = 3
"""No field of a note has more levels."""
_MOST_GAPS = 200
"""No one asks so many things of a text, and to look for each outside its gap takes time."""
_ASKED = ("q", "cloze")
"""What a note asks: its identity where the source gives it none."""


@dataclass(slots=True)
class Found:
    """Takes what stands in the file at `path`; `source` begins every guid. `left_out` grows, and so does `seen`."""

    source: str
    path: Path
    left_out: list[LeftOut] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def note(
        self,
        raw: Mapping[str, Any],
        deck: tuple[str, ...],
        line: int,
        guid: str = "",
        cards: Mapping[str, ParcelCard] | None = None,
    ) -> ParcelNote | None:
        """Return the note with the fields `raw`; None, and why, where that is no sound note.

        They are written as in a deck file, scalars as strings; a blank one is absent. Without a `guid` what it asks
        identifies a note within its deck, and its ordinal among notes that ask the same.
        """
        try:
            kind, fields = _sound({name: value for name, value in self._clean(raw, line).items() if _is_said(value)})
        except ValueError as error:
            self.leave("note", str(error), line)
            return None
        return ParcelNote(f"{self.source}:{self._identity(guid, deck, fields)}", deck, kind, fields, cards or {})

    def leave(self, what: str, why: str, line: int = 0) -> None:
        """Write down one thing that does not come over, and where it stood (line 0: the file as a whole)."""
        self.left_out.append(LeftOut(what, why, f"{self.path}:{line}" if line else str(self.path)))

    def _clean(self, raw: Mapping[str, Any], line: int) -> dict[str, Any]:
        had = False

        def cleaned(value: Any, depth: int = 0) -> Any:
            nonlocal had
            if isinstance(value, str):
                text, dirty = clean(value)
                had |= dirty
                return text
            if depth > _DEEPEST or not isinstance(value, Mapping | list | tuple):
                raise ValueError(_("there are lists within lists"))
            if isinstance(value, Mapping):
                return Map((cleaned(key), cleaned(item, depth + 1)) for key, item in value.items())
            return [cleaned(item, depth + 1) for item in value]

        fields = {name: cleaned(value) for name, value in raw.items()}
        if had:
            self.leave("character", _("control characters are no part of a text"), line)
        return fields

    def _identity(self, guid: str, deck: tuple[str, ...], fields: Mapping[str, Any]) -> str:
        asked = next((fields[name] for name in _ASKED if name in fields), "")
        text = guid or json.dumps([deck, asked], ensure_ascii=False, sort_keys=True)
        text = " ".join(normalize("NFC", text).split())
        self.seen[text] += 1
        own = guid or blake2b(text.encode(), digest_size=8).hexdigest()
        return own if self.seen[text] == 1 else f"{own}-{self.seen[text]}"


def titles(title: str, mark: str = "::") -> tuple[str, ...]:
    """Return the path of deck titles that a title with marks in it stands for."""
    return tuple(part.strip() for part in title.split(mark) if part.strip())


def _is_said(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_is_said, value.values()))
    return bool(value.strip() if isinstance(value, str) else value)


def _sound(raw: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the kind of a note and its fields; raises ValueError where a deck file could not hold it."""

    def refuse(where: object, message: str, *, key: bool = False) -> None:  # noqa: ARG001 there is no file to point into
        raise ValueError(message)

    name = kind_of(raw)
    if name == "cloze" and json.dumps(raw["cloze"]).count(gaps.OPEN) > _MOST_GAPS:
        raise ValueError(_("there are more than {n} gaps").format(n=_MOST_GAPS))
    shapes = NOTE_FIELDS[name]
    for required in KINDS[name].REQUIRED:
        if required not in raw:
            raise ValueError(_("there is no `{field}`").format(field=required))
    for unknown in raw.keys() - shapes.keys():
        raise ValueError(_("a {kind} note has no `{field}`").format(kind=kind_names()[name], field=unknown))
    fields = {field: shapes[field](field, value, refuse) for field, value in raw.items()}
    problems = KINDS[name].problems(Note("", "", name, fields))
    wrong = next((problem.message for problem in problems if problem.level is Level.ERROR), "")
    if wrong:
        raise ValueError(wrong)
    return name, {field: value if isinstance(value, bool | int) else raw[field] for field, value in fields.items()}
