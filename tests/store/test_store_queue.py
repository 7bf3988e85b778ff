"""What may be asked: counts, queues, forecasts."""

import pytest
from conftest import NOW
from store_cases import answer, enrol, graduate, later, make_store

from drillcli.model import Mode
from drillcli.store import queue
from drillcli.store.history import ActKind
from drillcli.store.queue import Counts


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c", "d", "e", "f")
    enrol(store, "a", "b", slug="other")
    yield store
    store.close()


def ids(cards):
    return [card.id for card in cards]


def test_counts(store):
    """New, due for review, and within steps; suspended, buried and orphaned cards are in none."""
    graduate(store, "deck/a")
    answer(store, "deck/b", 3)
    store.mark("deck/c", ActKind.SUSPEND, NOW)
    store.mark("deck/d", ActKind.BURY, NOW)
    assert queue.counts(store, NOW.day) == {"deck": Counts(0, 2, 1), "other": Counts(0, 2, 0)}
    due = store.state("deck/a").due_day
    assert queue.counts(store, due)["deck"] == Counts(1, 3, 1)
    enrol(store, "a", "c", "d", "e")
    assert queue.counts(store, due)["deck"] == Counts(1, 2, 0)
    assert queue.buckets(store, "deck") == {0: 2, 2: 1, 8: 1, 9: 1}


def test_when_the_cards_in_their_steps_come_again(store):
    """By deck, the soonest first, 0 or less for one that has come; those buried yesterday are there again, too."""
    graduate(store, "deck/a")
    for card, minutes in (("other/a", 1), ("deck/d", 1.5), ("deck/c", 2), ("deck/b", 4)):
        answer(store, card, 3, later(minutes=minutes))
    store.mark("deck/d", ActKind.BURY, later(minutes=5))
    now = later(minutes=11)
    assert queue.steps(store, now.day, now.ms) == {"other": [0], "deck": [1, 3]}
    assert queue.steps(store, now.day, now.ms + 1)["deck"] == [1, 3], "a minute that has begun counts as one"
    tomorrow = later(days=1, minutes=10)
    assert [wait <= 0 for wait in queue.steps(store, tomorrow.day, tomorrow.ms)["deck"]] == [True] * 3
    assert queue.counts(store, tomorrow.day, tomorrow.ms)["deck"] == Counts(3, 2, 0)
    before = later(days=-400)
    assert max(queue.steps(store, NOW.day, before.ms)["deck"]) == 10, "when the clock went back"


def test_due_cards_come_oldest_first(store):
    """By the day on which they became due; suspended ones not at all."""
    graduate(store, "deck/c", later(days=1))
    graduate(store, "deck/b")
    answer(store, "deck/a", 3, later(days=2))
    graduate(store, "deck/d")
    store.mark("deck/d", ActKind.SUSPEND, NOW)
    last = max(store.state(card).due_day for card in ("deck/b", "deck/c"))
    assert ids(queue.due(store, "deck", last)) == sorted(
        ["deck/a", "deck/b", "deck/c"], key=lambda card: store.state(card).due_day
    )
    assert ids(queue.due(store, "deck", NOW.day + 2)) == ["deck/a"]
    assert queue.due(store, "deck", last)[0].state == store.state("deck/a")
    assert queue.due(store, "no-such-deck", last) == []


def test_new_cards_come_in_the_order_of_the_file(store):
    """The file's order counts, not the order in which the store came to know them."""
    enrol(store, "f", "e", "x", "a", "b")
    answer(store, "deck/e", 3)
    store.mark("deck/a", ActKind.BURY, NOW)
    assert ids(queue.new(store, "deck", NOW.day, -1)) == ["deck/f", "deck/x", "deck/b"]
    assert ids(queue.new(store, "deck", NOW.day, 2)) == ["deck/f", "deck/x"]
    assert ids(queue.new(store, "deck", NOW.day, 0)) == []
    assert ids(queue.new(store, "deck", NOW.day + 1, -1)) == ["deck/f", "deck/x", "deck/a", "deck/b"]


def test_everything_leaves_out_suspended_cards_and_orphans(store):
    """What cramming asks: due or not, buried or not."""
    graduate(store, "deck/a")
    store.mark("deck/b", ActKind.BURY, NOW)
    store.mark("deck/c", ActKind.SUSPEND, NOW)
    answer(store, "deck/d", 3)
    enrol(store, "b", "a", "c")
    assert ids(queue.everything(store, "deck")) == ["deck/b", "deck/a"]


def test_load_and_forecast(store):
    """The load counts reviews of all decks; the forecast counts a deck's, and overdue ones on the first day."""
    graduate(store, "deck/a")
    graduate(store, "other/a")
    answer(store, "deck/b", 3)
    days = sorted(store.state(card).due_day for card in ("deck/a", "other/a"))
    load = queue.load(store, NOW.day, NOW.day + 30)
    assert sum(load) == 2
    assert all(load[day - NOW.day] for day in days)
    forecast = queue.forecast(store, ["deck"], NOW.day, NOW.day + 30)
    assert forecast[0] == 1
    assert sum(forecast) == 2
    assert queue.forecast(store, ["deck"], days[-1] + 5, days[-1] + 6) == [2, 0]


def test_what_was_done_on_a_day(store):
    """Introduced cards and first reviews; an answer taken back and a crammed one do not count."""
    graduate(store, "deck/a")
    answer(store, "deck/b", 3)
    answer(store, "deck/c", 3, NOW, Mode.CRAM)
    answer(store, "other/a", 3)
    store.undo(NOW)
    assert queue.done_on(store, ["deck", "other"], NOW.day) == (2, 0)
    due = store.state("deck/a").due_day
    answer(store, "deck/a", 1, later(days=due - NOW.day))
    answer(store, "deck/a", 3, later(days=due - NOW.day, minutes=10))
    assert queue.done_on(store, ["deck"], due) == (0, 1)
    assert queue.done_on(store, ["other"], due) == (0, 0)
    assert queue.answers_by_day(store, ["deck"], due - 1, due + 1) == [0, 2, 0]


def test_when_the_next_card_comes(store):
    """In minutes; whole days for a card that is due by the day; 0 when one waits; None when nothing was learned."""
    assert queue.next_due(store, ["deck"], NOW) is None
    graduate(store, "deck/a")
    days = store.state("deck/a").due_day - NOW.day
    assert queue.next_due(store, ["deck"], NOW) == days * 1440
    answer(store, "deck/b", 3, later(minutes=1))
    assert queue.next_due(store, ["deck"], later(minutes=1)) == 10
    assert queue.next_due(store, ["deck"], later(minutes=10.5)) == 1
    assert queue.next_due(store, ["deck"], later(minutes=12)) == 0
    assert queue.next_due(store, ["other"], NOW) is None
    store.mark("deck/b", ActKind.BURY, later(minutes=2))
    assert queue.next_due(store, ["deck"], later(minutes=2)) == 1440
    assert queue.next_due(store, ["deck"], later(days=1)) == 0
