"""The counts by bin: what one answer adds, and that an undo takes exactly that away."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, graduate, later, make_store, snapshot

from drillcli.model import CardState, Mode, Moment, Phase
from drillcli.store.history import ActKind
from drillcli.store.spread import ALL_TIME, Kind, gather, hour, spread
from drillcli.store.verify import verify

IN_REVIEW = CardState(Phase.REVIEW, 0, (8.0, 5.0), 8 * 1440, NOW, 1, 0)


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b")
    yield store
    store.close()


def rows(store):
    return store.connection.execute("SELECT kind, day, bin, n, tested, recalled, amount FROM spread").fetchall()


def test_hours_are_those_of_the_clock_on_the_wall():
    """An offset moves the hour, also across midnight and by parts of an hour."""
    midnight = 20_000 * 86_400_000
    assert hour(Moment(midnight, 20_000, 0)) == 0
    assert hour(Moment(midnight, 20_000, 480)) == 8
    assert hour(Moment(midnight, 20_000, -30)) == 23
    assert hour(Moment(midnight + 59 * 60_000, 20_000, 345)) == 6


def test_an_answer_in_review_counts_three_times():
    """By hour, by the time it took (bins begin at 0, 1, 2, 3, 4, 6 … seconds), and by the recall that was predicted.

    And again for all days together.
    """
    at = later(days=8)
    added = spread(IN_REVIEW, 3, at, 5_900, 0.9)
    for day in (at.day, ALL_TIME):
        assert {key: n for key, n in added.items() if key[1] == day} == {
            (Kind.HOUR, day, hour(at)): (1, 1, 1, 0),
            (Kind.TIME, day, 4): (1, 1, 1, 5_900),
            (Kind.RECALL, day, 36): (1, 1, 1, 900_000),
        }
    assert spread(IN_REVIEW, 1, at, 0, 1.0)[Kind.RECALL, at.day, 39] == (1, 1, 0, 1_000_000)


def test_an_answer_that_tests_nothing_has_no_prediction():
    """A new card, and a second answer on the same day, say nothing of memory."""
    for before in (None, IN_REVIEW):
        added = spread(before, 3, NOW, 500, 0.0)
        assert {key[0] for key in added} == {Kind.HOUR, Kind.TIME}
        assert {counts[1] for counts in added.values()} == {0}


def test_counts_add_up():
    """`gather` sums what has the same key."""
    total = {}
    for share in ({(1, 2, 3): (1, 1, 0, 5)}, {(1, 2, 3): (1, 0, 0, 7), (1, 2, 4): (1, 0, 0, 0)}):
        gather(total, share)
    assert total == {(1, 2, 3): (2, 1, 0, 12), (1, 2, 4): (1, 0, 0, 0)}


def test_undo_takes_away_what_the_answer_added(store):
    """Answer and undo leave the rows as they were; cram never adds any."""
    graduate(store, "deck/a")
    before = snapshot(store)["spread"]
    answer(store, "deck/a", 1, later(days=30))
    assert [row[3] for row in rows(store) if row[0] == Kind.RECALL] == [1, 1]
    assert verify(store) == []
    store.undo(later(days=30))
    assert snapshot(store)["spread"] == before
    answer(store, "deck/a", 1, later(days=31), Mode.CRAM)
    assert snapshot(store)["spread"] == before
    assert verify(store) == []


def test_burying_for_longer(store):
    """A card can be hidden up to a later day, all of them at once; each comes back the day after its own."""
    graduate(store, "deck/a")
    due = {card: NOW.day + days for card, days in (("deck/a", 40), ("deck/b", 3))}
    keys = store.bury(due, NOW)
    assert [store.marks(card).buried_day for card in due] == list(due.values())
    query = "SELECT name, due_day FROM card ORDER BY name"
    assert store.connection.execute(query).fetchall() == [("a", NOW.day + 41), ("b", NOW.day + 4)]
    assert verify(store) == []
    assert store.undo(later(days=1)).card == "deck/a", "the learner's own last act was the answer"
    assert store.state("deck/a") is None
    store.undo(NOW, keys[0])
    assert store.marks("deck/a").buried_day == 0
    store.mark("deck/b", ActKind.BURY, later(days=1))
    assert store.marks("deck/b").buried_day == NOW.day + 1
    assert verify(store) == []
