"""The whole log, as it is fitted, scored and exported."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, forget, later, make_store

from drillcli.model import Mode, Moment
from drillcli.store import reviews
from drillcli.store.cards import row_of
from drillcli.store.reviews import Raw, counted, raw


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c")
    enrol(store, "a", "z", slug="other")
    yield store
    store.close()


def by_card(store, slugs=None):
    """Return the days since NOW and the ratings of each sequence, in the order in which they come."""
    found: dict[int, list[tuple[int, int]]] = {}
    for card, _ms, day, rating, _took in counted(store, slugs):
        found.setdefault(card, []).append((day - NOW.day, rating))
    return found


def test_reviews_come_card_by_card_in_time_order(store):
    """Each with its instant, its study day, its rating and how long it took."""
    answer(store, "deck/b", 3)
    answer(store, "deck/a", 1, later(minutes=1))
    answer(store, "deck/b", 4, later(days=2))
    a, b = row_of(store.connection, "deck/a"), row_of(store.connection, "deck/b")
    assert list(counted(store)) == [
        (a, NOW.ms + 60_000, NOW.day, 1, 1500),
        (b, NOW.ms, NOW.day, 3, 1500),
        (b, NOW.ms + 2 * 86_400_000, NOW.day + 2, 4, 1500),
    ]
    assert list(counted(store, [])) == []


def test_undone_answers_and_cram_are_left_out(store):
    """They are in no report's `reviews`."""
    kept = answer(store, "deck/a", 3)
    gone = answer(store, "deck/a", 1, later(days=1))
    answer(store, "deck/b", 2, later(days=1), Mode.CRAM)
    store.undo(later(days=2), key=gone.key)
    assert [row[1] for row in counted(store)] == [kept.key[0]]
    assert [row.time for row in raw(store)] == ["2026-11-22T09:00:00.000+00:00"]


def test_an_undo_hits_one_device_only(store):
    """A row of another device at the very same instant stays: the key is the instant and the device."""
    recorded = answer(store, "deck/a", 3)
    store.connection.execute("INSERT INTO device (id, uuid, last_ms) VALUES (2, 'other', 0)")
    row = row_of(store.connection, "deck/b")
    store.connection.execute("INSERT INTO revlog VALUES (?,?,2,4,10,0,?,0,1440)", (row, NOW.ms, NOW.day))
    store.undo(later(days=1), key=recorded.key)
    assert list(counted(store)) == [(row, NOW.ms, NOW.day, 4, 10)]


def test_a_reset_begins_another_sequence(store):
    """Its memory began anew; each sequence has a number of its own."""
    answer(store, "deck/b", 3)
    for day, act in enumerate((3, 0, 2, 0, 4)):
        if act:
            answer(store, "deck/a", act, later(days=day))
        else:
            forget(store, "deck/a", later(days=day))
    assert sorted(by_card(store).values()) == [[(0, 3)], [(0, 3)], [(2, 2)], [(4, 4)]]


def test_a_reset_that_was_undone_begins_nothing(store):
    """The sequence goes on."""
    answer(store, "deck/a", 3)
    reset = forget(store, "deck/a", later(days=1))
    answer(store, "deck/a", 3, later(days=2))
    store.undo(later(days=3), key=reset.key)
    assert list(by_card(store).values()) == [[(0, 3), (2, 3)]]


def test_a_history_that_was_taken_over_comes_under_its_heir(store):
    """With the heir's own answers in one sequence, in the heir's deck; what came later stays with the old card."""
    answer(store, "deck/a", 1)
    answer(store, "other/z", 2, later(days=1))
    store.take_over([("deck/a", "other/z")], later(days=2))
    answer(store, "other/z", 3, later(days=3))
    answer(store, "deck/a", 4, later(days=4))
    heir = row_of(store.connection, "other/z")
    assert by_card(store, ["other"]) == {heir: [(0, 1), (1, 2), (3, 3)]}
    assert by_card(store, ["deck"]) == {row_of(store.connection, "deck/a"): [(4, 4)]}
    assert [(row.card, row.rating) for row in raw(store)] == [
        ("other/z", 1), ("other/z", 2), ("other/z", 3), ("deck/a", 4)
    ]  # fmt: skip
    assert [row.rating for row in raw(store, ["other"])] == [1, 2, 3]


def test_orphans_and_decks_that_are_gone_count_with_all(store):
    """The whole log teaches."""
    answer(store, "deck/a", 3)
    enrol(store, "b", slug="deck")
    assert list(by_card(store).values()) == [[(0, 3)]]
    assert len(list(raw(store))) == 1


def test_raw_reviews_say_where_and_when(store):
    """In time order, with the offset and the study day of the moment, from a day on."""
    tokyo = Moment(NOW.ms + 123, NOW.day, 540)
    answer(store, "deck/b", 4, tokyo)
    answer(store, "deck/a", 1, later(days=1, minutes=-3), Mode.EXAM)
    forget(store, "deck/a", later(days=1))
    rows = list(raw(store))
    assert rows == [
        Raw("deck/b", "2026-11-22T18:00:00.123+09:00", "2026-11-22", 4, 1500, 0, rows[0].interval),
        Raw("deck/a", "2026-11-23T08:57:00.000+00:00", "2026-11-23", 1, 1500, 2, 1),
    ]
    assert rows[0].interval >= 1440
    assert list(raw(store, since_day=NOW.day + 1)) == rows[1:]
    assert list(raw(store, ["other"])) == []


def test_what_undo_took_back_is_looked_up(store):
    """A million rows must not be compared with each of a thousand undos: the plan of SQLite has no scan in a scan."""
    query = f"EXPLAIN QUERY PLAN {reviews._RAW}"
    plan = " ".join(row[3] for row in store.connection.execute(query, {"since_day": 0}))
    assert plan.count("LIST SUBQUERY") == 2
    assert "CORRELATED" not in plan
