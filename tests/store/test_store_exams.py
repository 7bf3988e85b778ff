"""The rows of exams, and what planning reads of decks and log."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, graduate, later, make_store

from drillcli.model import Mode
from drillcli.store import exams
from drillcli.store.history import ActKind


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c", "d")
    enrol(store, "x", slug="other")
    yield store
    store.close()


def test_exams_come_with_the_next_one_first(store):
    """Their order is that of their days, then that in which they were made; decks and minutes are as given."""
    far = exams.put(store, ["deck"], NOW.day + 30, 15, NOW)
    near = exams.put(store, ["other", "deck"], NOW.day + 10, None, NOW)
    same_day = exams.put(store, ["other"], NOW.day + 10, 5, NOW)
    assert exams.rows(store) == [
        (near, NOW.day + 10, ("other", "deck"), exams.USUAL_MINUTES, None),
        (same_day, NOW.day + 10, ("other",), 5, None),
        (far, NOW.day + 30, ("deck",), 15, None),
    ]


def test_the_same_decks_and_day_change_the_minutes(store):
    """In whatever order the decks are named; without minutes they stay; what a look ahead found holds no longer."""
    first = exams.put(store, ["deck", "other"], NOW.day + 10, 15, NOW)
    exams.keep(store, first, {"day": NOW.day})
    assert exams.put(store, ["other", "deck"], NOW.day + 10, None, NOW) == first
    assert exams.rows(store) == [(first, NOW.day + 10, ("deck", "other"), 15, None)]
    assert exams.put(store, ["other", "deck"], NOW.day + 10, 40, NOW) == first
    assert [row.minutes for row in exams.rows(store)] == [40]
    assert exams.put(store, ["deck"], NOW.day + 10, 40, NOW) != first


def test_a_look_ahead_is_kept(store):
    """As plain values, until the exam goes."""
    number = exams.put(store, ["deck"], NOW.day + 10, 15, NOW)
    exams.keep(store, number, {"day": 3, "plan": [3, 0.125]})
    assert exams.rows(store)[0].look == {"day": 3, "plan": [3, 0.125]}
    exams.remove(store, number, NOW)
    assert exams.rows(store) == []


def test_cards_come_in_the_order_of_the_file(store):
    """With the last day on which each is hidden; suspended ones and those no longer in the file are left out."""
    state = graduate(store, "deck/c").after
    store.mark("deck/a", ActKind.SUSPEND, NOW)
    store.bury({"deck/b": NOW.day + 2}, NOW)
    enrol(store, "a", "b", "c")
    assert exams.cards(store, "deck") == [
        (("deck/b", None, NOW.day + 3), NOW.day + 2),
        (("deck/c", state, state.due_day), 0),
    ]


def test_first_answers_are_counted_by_grade(store):
    """Of each card the first that counts: not one undone, not one crammed, not one in another deck."""
    answer(store, "deck/a", 3, NOW, Mode.CRAM)
    answer(store, "deck/a", 1, later(minutes=1))
    answer(store, "deck/a", 3, later(minutes=2))
    undone = answer(store, "deck/b", 4, later(minutes=3))
    store.undo(later(minutes=4), undone.key, "deck/b")
    answer(store, "deck/b", 2, later(minutes=5))
    answer(store, "deck/c", 3, later(minutes=6))
    answer(store, "other/x", 4, later(minutes=7))
    answer(store, "deck/d", 3, later(days=1))
    answer(store, "deck/c", 1, later(days=1, minutes=1))
    assert exams.first_answers(store, ["deck"], NOW.day + 1) == (1, 1, 1, 0)
    assert exams.first_answers(store, ["deck", "other"], NOW.day + 1) == (1, 1, 1, 1)
    assert exams.first_answers(store, ["deck"], NOW.day + 2) == (1, 1, 2, 0)


def test_minutes_spent_on_a_day(store):
    """What the answers took, without cram and other decks; an answer takes 1.5 s here."""
    for minute in range(40):
        answer(store, "deck/a", 1, later(minutes=minute))
    answer(store, "deck/a", 3, later(minutes=50), Mode.CRAM)
    answer(store, "other/x", 3, later(minutes=51))
    answer(store, "deck/b", 3, later(days=1))
    assert exams.spent(store, ["deck"], NOW.day) == 1.0
    assert exams.spent(store, ["deck", "other"], NOW.day) == 1.025
    assert exams.spent(store, [], NOW.day) == 0
