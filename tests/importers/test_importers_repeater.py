"""repeater's database brings what it knows of the reviews to the cards in Markdown files."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from text_cases import taken

from drillcli.errors import DrillError
from drillcli.importers.blake3 import blake3
from drillcli.importers.parcel import ParcelCard, Sent
from drillcli.importers.repeater import card_hash, looks_like, read

SCHEMA = """
    create table _sqlx_migrations (version integer primary key, description text);
    create table cards (card_hash text primary key, added_at text not null, last_reviewed_at text, stability real,
        difficulty real, interval_raw real, interval_days integer, due_date text, review_count integer not null);
    create table drill_reviews (review_id text primary key, card_hash text, state text, review_result text,
        marked_at text, interval_raw real);
"""
"""repeater's tables as far as they are read."""

CARDS = "Q: What?\nA: Yes\n\n---\nnotes\n\nC: The [order] of a group is\n  [the cardinality].\n\nQ: new\nA: one\n"
LAST = "2026-02-03T04:05:06.789+00:00"
LAST_MS = round(datetime(2026, 2, 3, 4, 5, 6, 789_000, UTC).timestamp() * 1000)


def database(folder: Path, cards: list[tuple], logged: list[tuple] = ()) -> Path:
    """Write the Markdown file, and a database with cards (hash, last review, interval, count) and logged reviews."""
    (folder / "d.md").write_text(CARDS)
    path = folder / "cards.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        connection.executemany("insert into cards values (?, '', ?, 1, 5, ?, 0, '', ?)", cards)
        connection.executemany("insert into drill_reviews values (?, ?, ?, ?, ?, ?)", logged)
    connection.close()
    return path


def test_neither_case_nor_white_space_counts_in_a_hash() -> None:
    """Rules and examples of repeater's src/parser/hash.rs."""
    assert card_hash("Hello world\n  2+2-1\n") == card_hash("  HELLO\tWORLD\t\t2+2-1  ") == blake3(b"hello world 2+2-1")
    assert card_hash("The [order] of a group", 0) == blake3(b"the [order] of a group")
    assert card_hash("The [order] of a group", 2) == blake3(b"the [order] of a group\0cloze2")


def test_the_last_review_of_a_card_comes_over(tmp_path: Path) -> None:
    """Good for an interval of a day or more, else Again; that those before it are not known is told."""
    cloze = "C: The [order] of a group is [the cardinality]."
    path = database(
        tmp_path,
        [
            (card_hash("Q: What?\nA: Yes"), LAST, 7.32, 4),
            (card_hash(cloze), LAST, 10 / 1440, 1),
            (card_hash(cloze, 1), LAST, 1.0, 1),
            (card_hash("q: new a: one"), None, None, 0),
            ("gone", LAST, 1.0, 1),
            ("odd", "yesterday", 1.0, 1),
        ],
    )
    found = taken(read, path)
    assert [dict(note.cards) for note in found.notes] == [
        {"": ParcelCard((Sent(LAST_MS, 3, 0, 0, 7 * 1440),))},
        {"1": ParcelCard((Sent(LAST_MS, 1, 0, 0, 10),)), "2": ParcelCard((Sent(LAST_MS, 3, 0, 0, 1440),))},
        {},
    ]
    assert [(left.what, left.where.rpartition("/")[2]) for left in found.left_out] == [
        ("review", "cards.db: odd"),
        ("history", "d.md:1"),
        ("text", "d.md:5"),
        ("history", "cards.db: gone"),
    ]


def test_logged_reviews_come_over_once(tmp_path: Path) -> None:
    """The last of them is the one that the card tells of, too."""
    known = card_hash("Q: What?\nA: Yes")
    logged = [
        ("a", known, "marked", "fail", "2026-02-01T00:00:00+00:00", 1 / 1440),
        ("b", known, "marked", "pass", "2026-02-03T04:05:06.100+00:00", 3.0),
        ("c", known, "revealed", None, None, None),
    ]
    found = taken(read, database(tmp_path, [(known, LAST, 3.0, 2)], logged))
    ratings = [(review.rating, review.interval) for review in found.notes[0].cards[""].reviews]
    assert ratings == [(1, 1), (3, 3 * 1440)]
    assert [left.what for left in found.left_out] == ["text"]


def test_another_database_is_refused(tmp_path: Path) -> None:
    """It has no cards of repeater's."""
    path = tmp_path / "cards.db"
    sqlite3.connect(path).executescript("create table cards (id integer primary key);").connection.close()
    with pytest.raises(DrillError, match=r"cards\.db: not a database of repeater"):
        taken(read, path)


def test_a_database_is_known_by_its_tables(tmp_path: Path) -> None:
    """Or by the name that repeater gives it."""
    path = database(tmp_path, [])
    head = path.read_bytes()[:4096]
    assert looks_like(head, "x.db")
    assert looks_like(head[:20], "cards.db")
    assert not looks_like(b"text", "cards.db")


def test_a_logged_review_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    """Of time and interval alike; the others come over."""
    key = card_hash("Q: What?\nA: Yes")
    logged = [(str(n), key, "marked", "pass", at, days) for n, (at, days) in enumerate([
        ("then", 1.0), (LAST, "x"), (LAST, float("inf")), ("9999-99-99", None), (LAST, 2.0),
    ])]  # fmt: skip
    path = database(tmp_path, [(key, LAST, 2.0, 1)], logged)
    found = taken(read, path)
    assert [left.why for left in found.left_out if left.what == "review"] == [
        "its time or its interval makes no sense"
    ] * 4
    assert [len(card.reviews) for note in found.notes for card in note.cards.values()] == [1]
