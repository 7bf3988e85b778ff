"""A cache that does not follow from the log is found, and rebuilt."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, forget, graduate, later, make_store, snapshot

from drillcli.store import verify as proof
from drillcli.store.history import ActKind
from drillcli.store.verify import integrity, rebuild, verify


@pytest.fixture
def store(tmp_path):
    """Two decks with a history of every kind."""
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c", "d", "e")
    enrol(store, "a", "b", slug="other")
    graduate(store, "deck/a")
    answer(store, "deck/b", 1)
    answer(store, "deck/a", 3, later(days=9))
    answer(store, "other/a", 2, later(days=9))
    forget(store, "other/a", later(days=10))
    store.take_over([("deck/b", "deck/c")], later(days=10))
    store.mark("deck/d", ActKind.SUSPEND, later(days=10))
    store.mark("deck/e", ActKind.BURY, later(days=10))
    answer(store, "deck/e", 4, later(days=11))
    store.undo(later(days=11))
    yield store
    store.close()


TAMPERING = [
    "UPDATE card SET m0 = m0 + 1e-9 WHERE name = 'a'",
    "UPDATE card SET phase = 2 WHERE name = 'c'",
    "UPDATE card SET step = step + 1 WHERE name = 'c'",
    "UPDATE card SET interval = interval + 1440 WHERE name = 'a'",
    "UPDATE card SET due_day = due_day + 1 WHERE name = 'a'",
    "UPDATE card SET due_ms = due_ms + 1 WHERE name = 'c'",
    "UPDATE card SET last_ms = last_ms + 1 WHERE name = 'a'",
    "UPDATE card SET reps = reps + 1 WHERE name = 'a'",
    "UPDATE card SET lapses = lapses + 1 WHERE name = 'a'",
    "UPDATE card SET suspended = 0 WHERE name = 'd'",
    "UPDATE card SET flagged = 1 WHERE name = 'd'",
    "UPDATE card SET buried_day = 0 WHERE name = 'e'",
    "UPDATE day SET good = good + 1",
    "UPDATE day SET took_ms = 0",
    "DELETE FROM day",
    "INSERT INTO day VALUES (1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
    "UPDATE spread SET n = n + 1 WHERE kind = 1",
    "UPDATE spread SET amount = amount + 1 WHERE kind = 3",
    "DELETE FROM spread WHERE kind = 2",
    "INSERT INTO spread VALUES (1, 1, 1, 1, 1, 0, 0, 0)",
    "UPDATE load SET n = n + 1",
    "DELETE FROM load WHERE bucket = 0",
    "INSERT INTO load VALUES (1, 2, 3, 4)",
    "UPDATE revlog SET rating = 4 WHERE rating = 1",
    "UPDATE revlog SET interval = interval + 1 WHERE rating = 1",
    "DELETE FROM revlog WHERE rating = 3",
    "DELETE FROM act WHERE kind = 1",
]


@pytest.mark.parametrize("tampering", TAMPERING)
def test_tampering_is_found_and_mended(store, tampering):
    """Whatever was changed behind drill's back shows, and `rebuild` brings every cache in line with the log."""
    assert verify(store) == []
    store.connection.execute(tampering)
    assert verify(store) != []
    with store.writing():
        rebuild(store)
    assert verify(store) == []


def test_rebuilding_changes_nothing_that_is_right(store):
    """`rebuild` on a sound collection gives the very same rows."""
    before = snapshot(store)
    with store.writing():
        rebuild(store)
    assert snapshot(store) == before


def test_a_finding_names_the_card_and_both_values(store):
    """A finding says which card, what is stored and what the log says."""
    store.connection.execute("UPDATE card SET reps = 7 WHERE name = 'a' AND deck = 1")
    (finding,) = verify(store)
    assert finding.what == "deck/a"
    assert 7 in finding.stored
    assert 2 in finding.replayed


def test_a_sound_file_has_integrity(store):
    """SQLite's own checks are asked too."""
    assert integrity(store) == []
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute("UPDATE card SET deck = 99 WHERE name = 'e'")
    assert [line[:12] for line in integrity(store)] == ["foreign key:"]


def test_replaying_all_reads_each_card_once(store):
    """One fold for each card, taken-over histories included."""
    rows = [row for row, _folded in proof.replay_all(store)]
    assert rows == [row for (row,) in store.connection.execute("SELECT id FROM card ORDER BY id")]
    assert store.state("deck/c").at.day == NOW.day
