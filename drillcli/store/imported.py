"""What notes of other programs became: which note of which deck, with which text, so that they are known again."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Known(NamedTuple):
    """A note that came over: its deck (slug), its id there, and digests of its text.

    `hash` is the text that was written into the deck file, None before that was done; `fresh` the one that was about
    to be written when an import was cut off.
    """

    deck: str
    note: str
    hash: bytes | None
    fresh: bytes | None


class Arrived(NamedTuple):
    """A note to remember: its identity in the source, the row of its deck, its id, the digest of the text to write."""

    guid: str
    deck: int
    note: str
    fresh: bytes


def known(connection: sqlite3.Connection, guid: str) -> Known | None:
    """Return what became of a note of another program; None for one that never came."""
    query = """SELECT slug, note, imported.hash, fresh FROM imported JOIN deck ON deck.id = imported.deck
        WHERE guid = ?"""
    row = connection.execute(query, (guid,)).fetchone()
    return Known(*row) if row else None


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether no note ever came."""
    return connection.execute("SELECT 1 FROM imported LIMIT 1").fetchone() is None


def deck_of(connection: sqlite3.Connection, titles: str) -> str | None:
    """Return the deck (slug) that a deck of other programs became; None for one that never came."""
    query = "SELECT slug FROM imported_deck JOIN deck ON deck.id = imported_deck.deck WHERE titles = ?"
    row = connection.execute(query, (titles,)).fetchone()
    return str(row[0]) if row else None


def remember_deck(connection: sqlite3.Connection, titles: str, slug: str) -> int:
    """Write down which deck (slug) a deck of other programs became; return its row."""
    row = deck_row(connection, slug)
    connection.execute("INSERT OR REPLACE INTO imported_deck VALUES (?, ?)", (titles, row))
    return row


def deck_row(connection: sqlite3.Connection, slug: str) -> int:
    """Return the row of a deck, made where there is none."""
    connection.execute("INSERT INTO deck (slug, hash) VALUES (?, '') ON CONFLICT DO NOTHING", (slug,))
    return int(connection.execute("SELECT id FROM deck WHERE slug = ?", (slug,)).fetchone()[0])


def remember(connection: sqlite3.Connection, notes: Iterable[Arrived]) -> None:
    """Write down notes whose text is about to be written, or is there already; see `confirm`."""
    connection.executemany(
        """INSERT INTO imported (guid, deck, note, fresh) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET note = excluded.note, fresh = excluded.fresh""",
        notes,
    )


def confirm(connection: sqlite3.Connection) -> None:
    """Write down that every text that was about to be written is in its deck file."""
    connection.execute("UPDATE imported SET hash = fresh, fresh = NULL WHERE fresh IS NOT NULL")
