"""hashcards' database brings the reviews to the cards in its Markdown files."""

import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from text_cases import taken

from drillcli.errors import DrillError, UsageError
from drillcli.importers import markdown, repeater
from drillcli.importers.blake3 import blake3
from drillcli.importers.hashcards import card_hashes, looks_like, read
from drillcli.importers.markdown_split import Tagged, split
from drillcli.importers.parcel import ParcelCard, Sent
from drillcli.importers.place import Place

SCHEMA = """
    create table cards (card_hash text primary key, added_at text not null) strict;
    create table sessions (session_id integer primary key, started_at text not null, ended_at text not null) strict;
    create table reviews (review_id integer primary key, session_id integer not null, card_hash text not null
        references cards (card_hash), reviewed_at text not null, grade text not null, stability real not null,
        difficulty real not null, due_date text not null) strict;
"""
"""hashcards' src/schema.sql as far as it is read."""
SHANGHAI = Place(ZoneInfo("Asia/Shanghai"), 240)

BASIC = blake3(b"BasicWhat?Yes")
GAPPED = "Paris is in Fránce."
"""The cloze `[Paris] is in [Fránce].`: bytes 0 to 4 and 12 to 18."""


def gap(start: int, last: int) -> str:
    return blake3(b"Cloze" + GAPPED.encode() + start.to_bytes(8, "little") + last.to_bytes(8, "little"))


def database(folder: Path, *reviews: tuple[str, str, str, str], more: str = "") -> Path:
    """Write a database with these reviews: hash, time, grade, due date."""
    path = folder / "hashcards.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA + more)
        connection.executemany("insert into reviews values (null, 1, ?, ?, ?, 1.0, 5.0, ?)", reviews)
    connection.close()
    return path


def cards_in(text: str) -> list[Tagged]:
    return [piece for piece in split(text.split("\n")) if isinstance(piece, Tagged)]


def test_cards_are_known_by_their_hashes() -> None:
    """Of a question its two texts count, of a gap its bytes, of a term the two questions that hashcards asks."""
    basic, cloze, term = cards_in("Q: What?\nA: Yes\n\nC: [Paris] is in [Fránce].\n\nT: Term\nD: Def\n")
    assert card_hashes(basic) == [BASIC]
    assert card_hashes(cloze) == [gap(0, 4), gap(12, 18)]
    assert card_hashes(term) == [blake3(b"BasicDefine: TermDef"), blake3(b"BasicTerm for: DefTerm")]
    assert card_hashes(cards_in("C: [a [b]]")[0]) == []


def test_what_follows_a_card_is_part_of_it_there() -> None:
    """A heading is none of the answer here, but hashcards has hashed it along."""
    card = cards_in("Q: What?\nA: Yes\n\n# Next\n\nQ: x\nA: y")[0]
    assert (card.second, card_hashes(card)) == ("Yes", [blake3(b"BasicWhat?Yes\n\n# Next")])


def test_reviews_come_to_the_cards_of_the_folder(tmp_path: Path) -> None:
    """Times are local ones, the interval is what the due date says; unknown cards and odd rows are told."""
    (tmp_path / "Sci").mkdir()
    (tmp_path / "Sci" / "geo.md").write_text("Q: What?\nA: Yes\n\nC: [Paris] is in [Fránce].\n", "utf-8")
    (tmp_path / "named.md").write_text('---\nname = "N"\n---\n\nQ: new\nA: one\n---\nstray\n')
    (tmp_path / "twice.md").write_text("Q: What?\nA: Yes\n")
    path = database(
        tmp_path,
        (BASIC, "2025-10-04T17:09:51.517", "good", "2025-10-07"),
        (BASIC, "2025-10-07T09:00:00", "Forgot", "2025-10-07"),
        (gap(12, 18), "2025-10-04T17:09:51", "easy", "2025-10-14"),
        ("00", "2025-10-04T17:00:00", "hard", "2025-10-05"),
        (BASIC, "yesterday", "hard", "2025-10-05"),
        (BASIC, "2025-10-04T17:00:00", "great", "2025-10-05"),
    )
    found = taken(read, path, place=SHANGHAI)
    assert [(note.deck, dict(note.cards)) for note in found.notes] == [
        (
            ("Sci", "geo"),
            {"": ParcelCard((Sent(1_759_568_991_517, 3, 0, 480, 3 * 1440), Sent(1_759_798_800_000, 1, 0, 480)))},
        ),
        (("Sci", "geo"), {"2": ParcelCard((Sent(1_759_568_991_000, 4, 0, 480, 10 * 1440),))}),
        (("N",), {}),
    ]
    assert [(left.what, left.where.rpartition("/")[2]) for left in found.left_out] == [
        ("review", "hashcards.db: reviews 5"),
        ("review", "hashcards.db: reviews 6"),
        ("text", "named.md:8"),
        ("note", "twice.md:1"),
        ("history", "hashcards.db: 00"),
    ]


def test_a_card_keeps_its_identity_with_or_without_the_database(tmp_path: Path) -> None:
    """Whoever imports the text first and the database later has one note."""
    (tmp_path / "d.md").write_text("Q: What?\nA: Yes\n")
    path = database(tmp_path)
    assert taken(read, path).notes[0].guid == taken(markdown.read, tmp_path / "d.md").notes[0].guid


def test_rejected_cards_are_suspended(tmp_path: Path) -> None:
    """A table that newer ones have."""
    (tmp_path / "d.md").write_text("Q: What?\nA: Yes\n")
    path = database(tmp_path, more="create table rejected_cards (card_hash text primary key);")
    with sqlite3.connect(path) as connection:
        connection.execute("insert into rejected_cards values (?)", (BASIC,))
    connection.close()
    note = taken(read, path).notes[0]
    assert dict(note.cards) == {"": ParcelCard(suspended=True)}


def test_the_cards_may_lie_elsewhere(tmp_path: Path) -> None:
    """Where `--cards` says; without any there is nothing to bring."""
    folder = tmp_path / "cards"
    folder.mkdir()
    path = database(tmp_path)
    with pytest.raises(UsageError, match=r"no Markdown files in .*--cards FOLDER"):
        taken(read, path)
    (folder / "d.md").write_text("Q: What?\nA: Yes\n")
    for cards in (folder, folder / "d.md"):
        assert [note.deck for note in taken(read, path, cards=(cards,)).notes] == [("d",)]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000, b"text" * 2000])
def test_a_broken_database_is_one_line(tmp_path: Path, content: bytes) -> None:
    """And so is one of another program."""
    (tmp_path / "d.md").write_text("Q: What?\nA: Yes\n")
    path = tmp_path / "hashcards.db"
    path.write_bytes(content)
    for reader in (read, repeater.read):
        with pytest.raises(DrillError, match=r"hashcards\.db: "):
            taken(reader, path)


def test_a_database_is_known_by_its_tables(tmp_path: Path) -> None:
    """Whatever it is called."""
    head = database(tmp_path).read_bytes()[:4096]
    assert looks_like(head, "x.db")
    assert not repeater.looks_like(head, "x.db")
    assert not looks_like(b"text", "hashcards.db")
