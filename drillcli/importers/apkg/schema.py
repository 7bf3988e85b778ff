"""Note types, decks and settings of a collection: JSON in one row up to schema 11, tables of their own later."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drillcli.importers.apkg import wire
from drillcli.locale import _, commas
from drillcli.store.foreign import ForeignFile

NEEDED: Mapping[str, tuple[str, ...]] = {
    "col": ("ver", "conf", "models", "decks"),
    "notes": ("id", "guid", "mid", "tags", "flds"),
    "cards": ("id", "nid", "did", "ord", "queue", "odid", "flags"),
    "revlog": ("id", "cid", "ease", "ivl", "factor", "time", "type"),
}
"""The tables that every generation has, and what is read of them."""

NEWEST = 18
_CLOZE = 1
_KIND, _STOCK_KIND = 1, 9
_FRONT, _BACK = 1, 2
"""Field numbers of Notetype.Config and Notetype.Template.Config (proto/anki/notetypes.proto)."""
_IMAGE_OCCLUSION = 6
"""StockNotetype.OriginalStockKind of the note type for covered images."""
_LEVEL = "\x1f"
"""What parts the levels of a deck's name from schema 15 on; before it was `::`."""


@dataclass(frozen=True, slots=True)
class Template:
    """How one card of a note is made: the HTML of its two sides with fields in braces."""

    ord: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Notetype:
    """What notes have in common: the names of their fields, and a template for each card."""

    name: str
    is_cloze: bool
    is_image_occlusion: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the notes of a collection are to be read; `scheduler` is the version that it names: 1 where none."""

    notetypes: Mapping[int, Notetype]
    decks: Mapping[int, tuple[str, ...]]
    scheduler: int


def layout_of(file: ForeignFile) -> Layout:
    """Return note types and decks; raises ValueError with the reason where the file is no collection of Anki."""
    for table, columns in NEEDED.items():
        if missing := [column for column in columns if column not in file.tables.get(table, ())]:
            raise ValueError(_("its table {table} lacks {columns}").format(table=table, columns=commas(missing)))
    row = next(file.rows("SELECT ver, conf, models, decks FROM col"), None)
    if row is None:
        raise ValueError(_("its table {table} is empty").format(table="col"))
    version, conf, models, decks = row
    if not isinstance(version, int) or version > NEWEST:
        raise ValueError(_("it was written by a newer Anki (format {version})").format(version=version))
    try:
        if "notetypes" in file.tables:
            return Layout(dict(_notetypes(file)), dict(_decks(file)), _scheduler(_config(file)))
        return Layout(dict(_notetypes_11(models)), dict(_decks_11(decks)), _scheduler(json.loads(conf or "{}")))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(_("its note types or decks make no sense")) from error


def path_of(name: str) -> tuple[str, ...]:
    """Return the titles of a deck and its parents, the outermost first; empty ones are left out."""
    parts = name.split(_LEVEL) if _LEVEL in name else name.split("::")
    return tuple(part.strip() for part in parts if part.strip())


def _notetypes_11(models: str) -> Iterator[tuple[int, Notetype]]:
    for key, model in json.loads(models).items():
        templates = (
            Template(int(one.get("ord", place)), str(one["name"]), str(one["qfmt"]), str(one["afmt"]))
            for place, one in enumerate(model["tmpls"])
        )
        fields = sorted(model["flds"], key=lambda field: int(field.get("ord", 0)))
        yield (
            int(key),
            Notetype(
                str(model["name"]),
                model.get("type") == _CLOZE,
                model.get("originalStockKind") == _IMAGE_OCCLUSION,
                tuple(str(field["name"]) for field in fields),
                tuple(templates),
            ),
        )


def _decks_11(decks: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for key, deck in json.loads(decks).items():
        yield int(key), path_of(str(deck["name"]))


def _notetypes(file: ForeignFile) -> Iterator[tuple[int, Notetype]]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for notetype, place, name in file.rows("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(notetype, []).append((int(place), str(name)))
    templates: dict[int, list[Template]] = {}
    for notetype, place, name, config in file.rows("SELECT ntid, ord, name, config FROM templates"):
        said = dict(wire.fields(_blob(config)))
        front, back = (wire.text(said.get(side, b"")) for side in (_FRONT, _BACK))
        templates.setdefault(notetype, []).append(Template(int(place), str(name), front, back))
    for key, name, config in file.rows("SELECT id, name, config FROM notetypes"):
        said = dict(wire.fields(_blob(config)))
        names = tuple(field for _place, field in sorted(fields.get(key, ())))
        cards = tuple(sorted(templates.get(key, ()), key=lambda template: template.ord))
        is_occlusion = said.get(_STOCK_KIND) == _IMAGE_OCCLUSION
        yield key, Notetype(str(name), said.get(_KIND) == _CLOZE, is_occlusion, names, cards)


def _decks(file: ForeignFile) -> Iterator[tuple[int, tuple[str, ...]]]:
    for key, name in file.rows("SELECT id, name FROM decks"):
        yield key, path_of(str(name))


def _blob(value: Any) -> bytes:
    if not isinstance(value, bytes):  # of a number `bytes` would make as many zeros
        raise TypeError(value)
    return value


def _config(file: ForeignFile) -> dict[str, Any]:
    if "config" not in file.tables:
        return {}
    return {
        key: json.loads(_blob(value)) for key, value in file.rows("SELECT key, val FROM config") if key == "schedVer"
    }


def _scheduler(config: Any) -> int:
    version = config.get("schedVer", 1)
    return version if isinstance(version, int) else 1
