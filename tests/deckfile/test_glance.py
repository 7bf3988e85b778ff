"""A look at the compiled decks: it knows what is in the files now, and writes nothing."""

import os
from pathlib import Path

import pytest

from drillcli.deckfile.find import Found
from drillcli.deckfile.glance import glanced
from drillcli.deckfile.index import DeckIndex

LATER_MS = 2_000_000_000_000
OLD_NS = 1_000_000_000 * 10**9


def write(folder: Path, slug: str, *notes: str, age: int = 0) -> Found:
    path = folder / f"{slug}.yaml"
    entries = "".join(f"  - {{id: {note}, q: '?', a: '!', tags: [{note}-tag, {slug}]}}\n" for note in notes)
    path.write_text(f"title: {slug}\nnotes:\n{entries}", encoding="utf-8")
    os.utime(path, ns=(OLD_NS + age, OLD_NS + age))
    return Found(slug, path)


def seen(index: Path, *decks: Found) -> tuple[list[str], list[str]]:
    """Return the cards of the decks and their tags."""
    with glanced(index, decks, LATER_MS) as indexes:
        cards = [card for deck in decks for one in indexes for card in one.complete(f"{deck.slug}/")]
        return cards, sorted({tag for one in indexes for tag in one.tags()})


@pytest.fixture
def decks(tmp_path: Path) -> tuple[Found, Found]:
    return write(tmp_path, "one", "a", "b"), write(tmp_path, "two", "c")


@pytest.fixture
def index(tmp_path: Path, decks: tuple[Found, Found]) -> Path:
    made = DeckIndex.open(tmp_path / "index.db")
    made.refresh(decks, LATER_MS)
    made.close()
    return tmp_path / "index.db"


ALL = (["one/a", "one/b", "two/c"], ["a-tag", "b-tag", "c-tag", "one", "two"])


def test_what_the_index_knows_is_not_read_again(index: Path, decks: tuple[Found, Found], monkeypatch):
    """Files that have not changed are not opened; nor does the index change."""
    before = index.read_bytes()
    monkeypatch.setattr("drillcli.deckfile.index._compiler", lambda: pytest.fail("a deck was read"))
    assert seen(index, *decks) == ALL
    assert seen(index, decks[1]) == (["two/c"], ["c-tag", "two"])
    assert index.read_bytes() == before
    assert not list(index.parent.glob("index.db-*"))


def test_what_has_changed_is_read_and_not_kept(index: Path, decks: tuple[Found, Found]):
    """A deck that was edited is told as it is now; the next command still finds out what changed."""
    before = index.read_bytes()
    write(index.parent, "two", "c", "new", age=1)
    assert seen(index, *decks) == (
        ["one/a", "one/b", "two/c", "two/new"],
        ["a-tag", "b-tag", "c-tag", "new-tag", "one", "two"],
    )
    assert index.read_bytes() == before
    opened = DeckIndex.open(index)
    (changed,) = opened.refresh(decks, LATER_MS)
    opened.close()
    assert [note.id for note in changed.new] == ["new"]


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100, "cut"])
def test_an_index_that_is_of_no_use(index: Path, decks: tuple[Found, Found], content: bytes | str | None):
    """Missing, empty, damaged, cut short: the decks are read, and the file stays as it is."""
    if content is None:
        index.unlink()
    else:
        index.write_bytes(index.read_bytes()[:5000] if isinstance(content, str) else content)
    before = index.exists() and index.read_bytes()
    assert seen(index, *decks) == ALL
    assert (index.exists() and index.read_bytes()) == before


def test_another_process_compiles(index: Path, decks: tuple[Found, Found]):
    """While the index is locked nobody waits: the decks are read instead."""
    other = DeckIndex.open(index)
    other._db.execute("BEGIN EXCLUSIVE")
    try:
        assert seen(index, *decks) == ALL
    finally:
        other._db.execute("ROLLBACK")
        other.close()


def test_a_deck_with_faults_has_no_cards(index: Path, decks: tuple[Found, Found]):
    """What cannot be studied is not offered."""
    decks[0].path.write_text("title: [", encoding="utf-8")
    assert seen(index, *decks) == (["two/c"], ["c-tag", "two"])
