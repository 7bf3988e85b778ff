"""The file of the compiled decks: its tables, opening it whatever state it is in, and notes to rows and back."""

import json
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from drillcli import __version__
from drillcli.model import Note

SCHEMA = """
CREATE TABLE file(              -- one row for each deck file that was ever seen
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    checked_ms INTEGER NOT NULL, -- when the content was last read
    hash BLOB NOT NULL,         -- of the content
    title TEXT NOT NULL,        -- JSON, as are `about` and `fields`
    about TEXT NOT NULL,
    ord INTEGER,
    n_cards INTEGER NOT NULL,
    error TEXT) STRICT;         -- why the file cannot be used now: the tables below hold its last good version
CREATE TABLE layout(            -- what is in the file's order
    file INTEGER PRIMARY KEY REFERENCES file,
    header BLOB,                -- hash of what precedes the notes, NULL where the file cannot be read by blocks
    keys BLOB NOT NULL,         -- of the notes, 8 bytes each
    lines BLOB NOT NULL,        -- of the notes, 4 bytes each
    cards TEXT NOT NULL,        -- "note" or "note#part", one a line
    tags TEXT NOT NULL) STRICT; -- that the notes have, one a line
CREATE TABLE note(
    file INTEGER NOT NULL REFERENCES file,
    name TEXT NOT NULL,
    key BLOB NOT NULL,
    parts TEXT NOT NULL,        -- one a line
    tags TEXT NOT NULL,         -- a line break before each and at the end
    kind TEXT NOT NULL,
    "column" INTEGER NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY(file, name)) STRICT, WITHOUT ROWID;
"""
VERSION = crc32(f"{__version__}\n{SCHEMA}".encode()) >> 1
"""Another release may read decks otherwise, so the index of another release is not used."""

KEY_BYTES = 8
LINE_TYPE = "I"
"""Line numbers are kept as an array of 4-byte integers."""

BUSY_SECONDS = 20
"""How long to wait for another process that compiles; the largest deck takes a few seconds."""

_SOUND = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
"""What may go wrong with a file that is not damaged."""

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the index at `path`; None, or a place where there can be none, gives an empty one in memory.

    A damaged file is deleted and begun anew: everything in it can be read from the decks again.
    """
    if path is None:
        return _opened(":memory:")
    try:
        return _private(path)
    except sqlite3.DatabaseError as fault:
        return replace(path, fault)


def looked_at(path: Path) -> sqlite3.Connection:
    """Open the index at `path` to read in it only; an empty one in memory where this release has made none."""
    if path.is_file():
        db = sqlite3.connect(path, timeout=0, isolation_level=None)
        with suppress(sqlite3.DatabaseError):
            db.execute("PRAGMA query_only = ON")
            if _version(db) == VERSION:
                return db
        db.close()
    return _opened(":memory:")


def replace(path: Path | None, fault: sqlite3.DatabaseError) -> sqlite3.Connection:
    """Return an empty index in place of one that failed: a new file for a damaged one, else one in memory."""
    if path is None or getattr(fault, "sqlite_errorcode", 0) & 0xFF in _SOUND:
        return _opened(":memory:")
    try:
        path.unlink(missing_ok=True)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        return _private(path)
    except (OSError, sqlite3.DatabaseError):
        return _opened(":memory:")


def _private(path: Path) -> sqlite3.Connection:
    """Open a file that nobody else may read: what a learner studies is nobody else's business."""
    with suppress(OSError):
        path.touch(mode=0o600)
    return _opened(str(path))


def _opened(path: str) -> sqlite3.Connection:
    """Open a file. The rollback journal keeps a killed process from leaving half a version behind."""
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = OFF")
        if _version(db) != VERSION:
            _begin_anew(db)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _begin_anew(db: sqlite3.Connection) -> None:
    """Replace the tables of another version, unless another process has done it meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    if _version(db) != VERSION:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            db.execute(f'DROP TABLE "{name}"')
        for statement in SCHEMA.split(";")[:-1]:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def note_row(file: int, key: bytes, note: Note, parts: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the row of a note in the table `note`."""
    tags = "".join(f"\n{tag}" for tag in note.fields.get("tags", ())) + "\n"
    return file, note.id, key, "\n".join(parts), tags, note.kind, note.column, to_json(note.fields)


def to_note(slug: str, path: str, line: int, row: tuple[str, str, int, str]) -> Note:
    """Return the note of a stored name, kind, column and fields."""
    name, kind, column, fields = row
    return Note(slug, name, kind, json.loads(fields), path, line, column)


def key_at(keys: bytes, at: int) -> bytes:
    """Return the key of the note at a place (from 0) of a layout."""
    return keys[at * KEY_BYTES : (at + 1) * KEY_BYTES]


def each_key(keys: bytes) -> Iterator[bytes]:
    """Yield the keys of a layout."""
    return (key_at(keys, at) for at in range(len(keys) // KEY_BYTES))


def line_of(key: bytes, keys: bytes, lines: bytes) -> int:
    """Return the first line of the note with a key; keys are searched as bytes, unpacking 100,000 is slow."""
    at = keys.find(key)
    while at % KEY_BYTES:
        at = keys.find(key, at + 1)
    return array(LINE_TYPE, lines)[at // KEY_BYTES]


def lines_by_key(keys: bytes, lines: bytes) -> dict[bytes, int]:
    """Return the first line of each note by its key."""
    return dict(zip(each_key(keys), array(LINE_TYPE, lines), strict=True))
