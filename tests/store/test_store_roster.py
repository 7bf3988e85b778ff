"""The rows of `card` follow the deck files."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, forget, graduate, later, make_store

from drillcli.store import queue, roster
from drillcli.store.cards import find
from drillcli.store.history import ActKind
from drillcli.store.verify import verify


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c")
    yield store
    assert verify(store) == []
    store.close()


def positions(store):
    return dict(store.connection.execute("SELECT name, position FROM card ORDER BY name").fetchall())


def test_cards_stand_where_the_file_has_them(store):
    """Added, removed and moved cards; a removed one that was never touched leaves no trace."""
    enrol(store, "c", "d", "a")
    assert positions(store) == {"c": 0, "d": 1, "a": 2}
    assert roster.enrolled(store) == {"deck": "c-d-a"}


def test_enrolling_twice_changes_nothing(store):
    """It may be done again at any time, by several processes."""
    before = store.connection.total_changes
    enrol(store, "a", "b", "c")
    assert positions(store) == {"a": 0, "b": 1, "c": 2}
    assert store.connection.total_changes - before <= 1


@pytest.mark.parametrize(
    "touch",
    [
        lambda store: answer(store, "deck/a", 3),
        lambda store: forget(store, "deck/a"),
        lambda store: store.mark("deck/a", ActKind.FLAG, NOW),
        lambda store: (answer(store, "deck/a", 3), store.undo(NOW)),
        lambda store: (answer(store, "deck/a", 3), store.take_over([("deck/a", "deck/b")], NOW)),
    ],
    ids=["answer", "forget", "mark", "undone", "taken over"],
)
def test_a_card_with_rows_in_the_log_is_kept(store, touch):
    """A card that the log names stays as an orphan, out of every queue, and is itself again when it comes back."""
    touch(store)
    state, marks = store.state("deck/a"), store.marks("deck/a")
    enrol(store, "b", "c")
    assert find(store.connection, "deck/a")
    assert positions(store)["a"] is None
    assert "deck/a" not in [card.id for card in queue.everything(store, "deck")]
    enrol(store, "b", "a")
    assert (store.state("deck/a"), store.marks("deck/a")) == (state, marks)
    assert positions(store) == {"b": 0, "a": 1}


def test_orphans_have_a_history(store):
    """Listed with their reviews and the last one; a card that was forgotten or never answered is none."""
    graduate(store, "deck/a")
    answer(store, "deck/a", 3, later(days=9))
    answer(store, "deck/b", 3)
    forget(store, "deck/b")
    enrol(store, "c")
    assert roster.orphans(store, ["deck"]) == [("deck/a", 2, NOW.day + 9)]
    assert roster.orphans(store, []) == [("deck/a", 2, NOW.day + 9)]


def test_a_deck_that_is_gone_has_orphans_only(store):
    """When a whole file is gone its cards are orphans although their rows stand as they were."""
    graduate(store, "deck/a")
    assert roster.orphans(store, ["deck"]) == []
    assert [card for card, _reps, _day in roster.orphans(store, ["other"])] == ["deck/a"]


def test_decks_do_not_mix(store):
    """The same name in two decks is two cards."""
    enrol(store, "a", slug="other")
    graduate(store, "other/a")
    enrol(store, "b")
    assert store.state("other/a")
    assert [card.id for card in queue.everything(store, "deck")] == ["deck/b"]
