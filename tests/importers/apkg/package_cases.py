"""Builds small packages of every generation, as Anki writes them, and hostile ones."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import zstandard

SCHEMA = (Path(__file__).parents[3] / "drillcli" / "exporters" / "anki_schema.sql").read_text("utf-8")
TABLES_18 = """
    CREATE TABLE config (key TEXT PRIMARY KEY, usn INTEGER, mtime_secs INTEGER, val BLOB) WITHOUT ROWID;
    CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase, config BLOB, PRIMARY KEY (ntid, ord))
        WITHOUT ROWID;
    CREATE TABLE templates (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase, mtime_secs INTEGER, usn INTEGER,
        config BLOB, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
    CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase, mtime_secs INTEGER, usn INTEGER,
        config BLOB);
    CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase, mtime_secs INTEGER, usn INTEGER,
        common BLOB, kind BLOB);
"""
NOW_MS = 1_790_000_000_000
DEFAULT = 1
GENERATIONS = ("anki2", "anki21", "anki21b")


@dataclass(frozen=True)
class Type:
    """A note type: fields, and (front, back) of each card."""

    fields: Sequence[str] = ("Front", "Back")
    sides: Sequence[tuple[str, str]] = (("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"),)
    cloze: bool = False
    stock: int = 1


BASIC = Type()
REVERSED = Type(sides=(*BASIC.sides, ("{{Back}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Front}}")))
TYPED = Type(sides=[("{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}")])
CLOZE = Type(("Text", "Back Extra"), [("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")], cloze=True, stock=5)


@dataclass(frozen=True)
class OfCard:
    """A card; `log` are its rows of revlog: (ms, ease, ivl, factor, time, type)."""

    ord: int = 0
    deck: int = DEFAULT
    queue: int = 0
    flags: int = 0
    home: int = 0
    log: Sequence[tuple[int, int, int, int, int, int]] = ()


@dataclass(frozen=True)
class OfNote:
    """A note and its cards."""

    type: Type
    fields: Sequence[str]
    cards: Sequence[OfCard] = (OfCard(),)
    tags: str = ""
    guid: str = ""


@dataclass(frozen=True)
class Content:
    """What a collection holds. Deck names have `::` between levels."""

    notes: Sequence[OfNote]
    decks: Mapping[int, str] = field(default_factory=lambda: {DEFAULT: "Default"})
    scheduler: int = 2
    version: int = 0


def basic(front: str = "Q", back: str = "A", **about: Any) -> OfNote:
    return OfNote(BASIC, (front, back), **about)


def database(path: Path, content: Content, *, modern: bool) -> Path:
    """Write the collection, of schema 18 where it is `modern`, else of 11."""
    types = list(dict.fromkeys(map(id, (note.type for note in content.notes))))
    by_id = {id(note.type): note.type for note in content.notes}
    numbers = {one: number for number, one in enumerate(types, 1000)}
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        connection.executescript(SCHEMA + (TABLES_18 if modern else ""))
        models = {} if modern else {str(numbers[one]): _model(numbers[one], by_id[one]) for one in types}
        decks = {} if modern else {str(key): {"id": key, "name": name} for key, name in content.decks.items()}
        conf = {} if modern or content.scheduler == 1 else {"schedVer": content.scheduler}
        version = content.version or (18 if modern else 11)
        texts = ["" if modern else json.dumps(value) for value in (conf, models, decks)]
        connection.execute(
            f"INSERT INTO col VALUES (1, 0, 0, 0, {version}, 0, 0, 0, ?, ?, ?, '', '')",  # noqa: S608
            texts,
        )
        if modern:
            _modern(connection, content, {numbers[one]: by_id[one] for one in types})
        for place, note in enumerate(content.notes, 1):
            _note(connection, place, note, numbers[id(note.type)])
        connection.commit()
    return path


def package(path: Path, content: Content | Path, generation: str = "anki21b", media: Mapping[str, bytes] = {}) -> Path:
    """Write a package; newer ones have the card that asks for a newer Anki beside the real collection."""
    modern = generation == "anki21b"
    made = content if isinstance(content, Path) else database(path.with_suffix(".db"), content, modern=modern)
    entries = {f"collection.{generation}": _packed(made.read_bytes(), modern=modern)}
    if generation != "anki2":
        dummy = database(
            path.with_suffix(".dummy"), Content([basic("Please update to the latest Anki version.")]), modern=False
        )
        entries["collection.anki2"] = dummy.read_bytes()
        entries["meta"] = b"\x08\x03" if modern else b"\x08\x02"
    for number, data in enumerate(media.values()):
        entries[str(number)] = _packed(data, modern=modern)
    listed = json.dumps({str(number): name for number, name in enumerate(media)}).encode()
    sizes = [(name, len(data)) for name, data in media.items()]
    entries["media"] = _packed(b"".join(message(1, entry(*one)) for one in sizes), modern=True) if modern else listed
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def entry(name: str, size: int) -> bytes:
    """Return a MediaEntry."""
    return message(1, name.encode()) + b"\x10" + varint(size)


def message(number: int, data: bytes) -> bytes:
    """Return a field of bytes of a protobuf message."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*made, number])


def _packed(data: bytes, *, modern: bool) -> bytes:
    return zstandard.compress(data) if modern else data


def _model(number: int, made: Type) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Type {number}",
        "type": int(made.cloze),
        "originalStockKind": made.stock,
        "flds": [{"name": name, "ord": at} for at, name in enumerate(made.fields)],
        "tmpls": [
            {"name": f"Card {at + 1}", "ord": at, "qfmt": front, "afmt": back}
            for at, (front, back) in enumerate(made.sides)
        ],
    }


def _modern(connection: sqlite3.Connection, content: Content, types: Mapping[int, Type]) -> None:
    config = [("schedVer", 0, 0, str(content.scheduler).encode())]
    connection.executemany("INSERT INTO config VALUES (?, ?, ?, ?)", config)
    names = [(key, name.replace("::", "\x1f"), 0, 0, b"", b"") for key, name in content.decks.items()]
    connection.executemany("INSERT INTO decks VALUES (?, ?, ?, ?, ?, ?)", names)
    for number, made in types.items():
        about = (b"\x08\x01" if made.cloze else b"") + b"\x48" + varint(made.stock)
        connection.execute("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", (number, f"Type {number}", about))
        for at, name in enumerate(made.fields):
            connection.execute("INSERT INTO fields VALUES (?, ?, ?, x'')", (number, at, name))
        for at, sides in enumerate(made.sides):
            config = b"".join(message(key, side.encode()) for key, side in enumerate(sides, 1))
            row = (number, at, f"Card {at + 1}", config)
            connection.execute("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", row)


def _note(connection: sqlite3.Connection, place: int, note: OfNote, notetype: int) -> None:
    fields = "\x1f".join(note.fields)
    row = (place, note.guid or f"guid{place}", notetype, note.tags, fields)
    connection.execute("INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, '', 0, 0, '')", row)
    for card in note.cards:
        number = place * 100 + card.ord
        about = (number, place, card.deck, card.ord, card.queue, card.home, card.flags)
        connection.execute("INSERT INTO cards VALUES (?, ?, ?, ?, 0, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, ?, ?, '')", about)
        for ms, ease, ivl, factor, took, kind in card.log:
            row = (ms, number, ease, ivl, factor, took, kind)
            connection.execute("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, 0, ?, ?, ?)", row)
