"""Brings the index of decks up to date: reads what changed in a deck file, and no more of it than must be read."""

import os
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from drillcli.deckfile import build
from drillcli.deckfile.blocks import Blocks, self_contained, split
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.find import Found, slug_fault
from drillcli.deckfile.rows import KEY_BYTES, LINE_TYPE, each_key, to_json
from drillcli.deckfile.stored import Difference, Layout, Version, put, read
from drillcli.kinds.base import Level
from drillcli.locale import ngettext
from drillcli.model import Note

FRESH_SHARE = 4
"""Reading a block alone costs more than its share of a whole reading: beyond a quarter of them, all is read."""


class Unusable(Exception):  # noqa: N818 it is an outcome, told in the file's row
    """A deck file that has errors; the message is the first of them."""


def update(db: sqlite3.Connection, decks: Iterable[Found], now_ms: int) -> dict[str, Difference]:
    """Compare each deck file with the index and compile it when its content changed; return what changed, by slug.

    `now_ms` (epoch ms) is noted as the time of the reading. One transaction: another process sees
    all of it or nothing, and waits for it rather than compiling the same.
    """
    db.execute("BEGIN IMMEDIATE")
    with db:
        changes = {deck.slug: _update(db, deck, now_ms) for deck in decks}
    return {slug: change for slug, change in changes.items() if change is not None}


def _update(db: sqlite3.Connection, deck: Found, now_ms: int) -> Difference | None:
    path = str(deck.path)
    row = db.execute("SELECT hash FROM file WHERE path = ?", (path,)).fetchone()
    try:
        data, stat = _content(deck)
    except Unusable as fault:
        _put_file(db, deck, (-1, -1, now_ms, b"", str(fault)))
        return Difference()
    digest = blake2b(data, digest_size=16).digest()
    if row and row[0] == digest:
        values = (stat.st_size, stat.st_mtime_ns, now_ms, path)
        db.execute("UPDATE file SET size = ?, mtime_ns = ?, checked_ms = ? WHERE path = ?", values)
        return None
    file = _put_file(db, deck, (stat.st_size, stat.st_mtime_ns, now_ms, digest, None))
    try:
        return _compile(db, read(db, file, deck.slug, path), data)
    except Unusable as fault:
        db.execute("UPDATE file SET error = ? WHERE id = ?", (str(fault), file))
        return Difference()


def _content(deck: Found) -> tuple[bytes, os.stat_result]:
    """Return the bytes of a file and its state before they were read; raise Unusable when that cannot be."""
    if fault := slug_fault(deck.slug):
        raise Unusable(f"{deck.path}: {fault}")
    try:
        if build.is_endless(deck.path):
            raise OSError
        with deck.path.open("rb") as file:
            stat = os.fstat(file.fileno())
            return file.read(), stat
    except OSError as fault:
        faults = build.load(deck.path, deck.slug).faults
        raise Unusable(str(faults[0] if faults else fault)) from None


def _put_file(db: sqlite3.Connection, deck: Found, state: tuple[int, int, int, bytes, str | None]) -> int:
    """Set size, mtime, time of reading, hash and error of a file; return its number."""
    sql = """INSERT INTO file(path, slug, size, mtime_ns, checked_ms, hash, error, title, about, n_cards)
        VALUES(?, ?, ?, ?, ?, ?, ?, '{}', '{}', 0) ON CONFLICT(path) DO UPDATE SET size = excluded.size,
        mtime_ns = excluded.mtime_ns, checked_ms = excluded.checked_ms, hash = excluded.hash, error = excluded.error
        RETURNING id"""
    return int(db.execute(sql, (str(deck.path), deck.slug, *state)).fetchone()[0])


def _compile(db: sqlite3.Connection, before: Version, data: bytes) -> Difference:
    """Store the content of a file; raise Unusable, leaving the last good version, when it has errors."""
    blocks = split(data)
    change = _by_blocks(db, before, blocks) if blocks else None
    return _whole(db, before, data, blocks) if change is None else change


def _by_blocks(db: sqlite3.Connection, before: Version, blocks: Blocks) -> Difference | None:
    """Read only the blocks that the last good version does not have; None when that may not be the whole truth."""
    if before.layout is None or before.layout.header != blocks.header:
        return None
    known = dict(zip(each_key(before.layout.keys), before.cards, strict=True))
    names = [known.get(key, "") for key in each_key(blocks.keys)]
    unknown = [at for at, name in enumerate(names) if not name]
    if len(unknown) * FRESH_SHARE > len(names):
        return None
    fresh = {}
    for at in unknown:
        note = _read_alone(before, blocks.text(at), blocks.lines[at])
        if note is None:
            return None
        names[at] = note.id
        fresh[note.id] = note
    if len(set(names)) != len(names):
        return None
    return put(db, before, Layout(blocks.header, names, blocks.keys, blocks.lines), fresh)


def _read_alone(deck: Version, block: bytes, line: int) -> Note | None:
    """Return the note that a block is; None when it is not one that begins at the block's first `line`."""
    note = build.load_block(block, deck.slug, deck.path, line) if self_contained(block) else None
    return note if note and note.line == line else None


def _whole(db: sqlite3.Connection, before: Version, data: bytes, blocks: Blocks | None) -> Difference:
    """Read all of the file."""
    loaded = build.load(Path(before.path), before.slug, data)
    if loaded.deck is None:
        raise Unusable(_first([fault for fault in loaded.faults if fault.level is Level.ERROR]))
    notes = {note.id: note for note in loaded.deck.notes}
    lines = array(LINE_TYPE, (note.line for note in notes.values()))
    if blocks and blocks.lines == lines and self_contained(blocks.text(len(lines) - 1)):
        layout = Layout(blocks.header, notes, blocks.keys, lines)
    else:
        keys = b"".join(blake2b(name.encode(), digest_size=KEY_BYTES).digest() for name in notes)
        layout = Layout(None, notes, keys, lines)
    described = (to_json(loaded.deck.title), to_json(loaded.deck.about), loaded.deck.order, before.file)
    db.execute("UPDATE file SET title = ?, about = ?, ord = ? WHERE id = ?", described)
    return put(db, before, layout, notes)


def _first(errors: Sequence[Fault]) -> str:
    """Return the first error, and how many more there are."""
    more = len(errors) - 1
    if not more:
        return str(errors[0])
    text = ngettext("{first} (and {n} more; run `drill check`)", "{first} (and {n} more; run `drill check`)", more)
    return text.format(first=errors[0], n=more)
