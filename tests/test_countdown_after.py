"""After an exam, or when it is called off: the ordinary schedule, without a lump."""

from collections import Counter

import pytest
from collection_cases import hide_bundled, opened, write_deck
from conftest import NOW
from exam_cases import deck, forgetful, ids, planned, run_exam, sit, work

from drillcli import agenda
from drillcli.countdown import LEAST_LOAD, SETTLING_DAYS
from drillcli.model import MINUTES_PER_DAY, Mode, Rating
from drillcli.store import exams, log, queue
from drillcli.store.cards import row_of
from drillcli.store.history import ActKind
from drillcli.store.verify import verify

CARDS = 60


@pytest.fixture(autouse=True)
def _deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path, deck(CARDS), "numbers")


def study_until(env, clock, days):
    """Study every day under the plan; return how many answers each day had."""
    counts = []
    for _day in range(days):
        with opened(env) as collection:
            counts.append(len(work(sit(collection), clock, forgetful())))
        clock.ms = NOW.ms + (len(counts)) * MINUTES_PER_DAY * 60_000
    return counts


def test_a_plan_from_the_first_day_to_the_weeks_after(env, clock):
    """Every card is learned in time; the first opening on the day spreads what is due; no day has a lump; none is lost.

    The day after, the exam is forgotten; looking again and again writes nothing more.
    """
    planned(env, "numbers", "14d", minutes=15)
    study_until(env, clock, 14)
    with opened(env) as collection:
        assert all(card.state for card in queue.everything(collection.store, "numbers"))
        due = queue.forecast(collection.store, ["numbers"], NOW.day + 14, NOW.day + 14)[0]
        assert due > LEAST_LOAD
        assert agenda.toward(collection) == {}
        acts = acts_written(collection)
        assert sum(acts.values()) == due - LEAST_LOAD
        agenda.toward(collection)
        assert acts_written(collection) == acts
        assert verify(collection.store) == []
        load = queue.forecast(collection.store, ["numbers"], NOW.day + 14, NOW.day + 14 + SETTLING_DAYS)
        assert max(load) <= LEAST_LOAD
    seen = set()
    for _day in range(SETTLING_DAYS + 1):
        with opened(env) as collection:
            asked = work(sit(collection), clock)
            cards = {card for card, _interval in asked}
            assert len(cards - seen) <= LEAST_LOAD  # others come again because they were answered since
            seen |= cards
            assert all(entry.mode == Mode.STUDY for card in cards for entry in last_entries(collection, card))
        clock.advance(days=1)
    assert len(seen) >= due
    with opened(env) as collection:
        assert exams.rows(collection.store) == []


def acts_written(collection):
    """Return how many acts of each kind there are."""
    return Counter(row[0] for row in collection.store.connection.execute("SELECT kind FROM act"))


def last_entries(collection, card):
    """Return the last row of a card's log."""
    reviews, _acts = log.history(collection.store.connection, row_of(collection.store.connection, card))
    return reviews[-1:]


def test_cancelled_in_the_midst(env, clock):
    """What is due is spread then and there; the next sitting is an ordinary one."""
    planned(env, "numbers", "30d", minutes=15)
    study_until(env, clock, 3)
    clock.advance(days=20)
    assert run_exam(env, cancel="1").code == 0
    with opened(env) as collection:
        sitting = sit(collection, new=0)
        assert 0 < len(ids(sitting)) <= LEAST_LOAD
        sitting.turn()
        assert sitting.rate(Rating.GOOD).entry.mode == Mode.STUDY


def test_another_exam_after_one_that_is_over(env, clock):
    """What was put off when the first was over is asked for the second; what was buried today stays hidden."""
    planned(env, "numbers", "14d", minutes=15)
    study_until(env, clock, 14)
    with opened(env) as collection:
        agenda.toward(collection)
        shown = queue.due(collection.store, "numbers", collection.now.day)
        assert len(shown) == LEAST_LOAD
        collection.store.mark(shown[0].id, ActKind.BURY, collection.now)
    asked = planned(env, "numbers", "3d", minutes=15)["today"]["reviews"]
    with opened(env) as collection:
        assert queue.buried(collection.store, collection.now.day) == {shown[0].id}
        sitting = ids(sit(collection))
        assert len(sitting) == asked > LEAST_LOAD
        assert len({card for card, _interval in work(sit(collection), clock)}) == asked
        assert verify(collection.store) == []
