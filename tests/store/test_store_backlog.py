"""A backlog cut in the database is the one that would be cut in memory."""

from random import Random

import pytest
from conftest import NOW
from store_cases import enrol, later, make_store

from drillcli.model import Mode
from drillcli.plan import most_urgent
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.scheduler.urgency import urgency
from drillcli.store import backlog, queue
from drillcli.store.history import ActKind


@pytest.fixture(params=["fsrs6", "fsrs7"])
def scheduler(request):
    return Scheduler(model(request.param), Policy())


@pytest.fixture
def store(tmp_path, scheduler):
    """Two decks whose cards have histories of many kinds; some are in steps, suspended, buried or orphaned."""
    store = make_store(tmp_path / "drill.db", scheduler)
    store.connection.execute("PRAGMA synchronous = OFF")
    rng = Random(5)
    for slug in ("deck", "other"):
        enrol(store, *(f"n{n}" for n in range(30)), slug=slug)
        for n in range(30):
            for days in sorted(rng.sample(range(60), rng.randrange(5))):
                card, rating = f"{slug}/n{n}", rng.choice((1, 3, 4, 4))
                store.answer(
                    card,
                    rating,
                    later(days=days),
                    0,
                    Mode.STUDY,
                    lambda before, at, card=card, rating=rating: scheduler.review(card, before, rating, at),
                )
    store.mark("deck/n1", ActKind.SUSPEND, NOW)
    store.mark("deck/n2", ActKind.BURY, later(days=70))
    enrol(store, *(f"n{n}" for n in range(28)))
    yield store
    store.close()


@pytest.mark.parametrize("room", [0, 1, 7, 1000])
def test_the_same_cards_as_in_memory(store, scheduler, room):
    """Steps and the most urgent reviews, oldest day first, whatever the model; nothing that may not be asked."""
    now = later(days=70)

    def found(deck, memory, since, due_day):
        assert deck in slugs
        recall = scheduler.model.retrievability(memory, scheduler.model.elapsed(since, now))
        return urgency(recall, scheduler.model.difficulty(memory), now.day - due_day)

    slugs = ("deck", "other")
    due = [card for slug in slugs for card in queue.due(store, slug, now.day)]
    expected = most_urgent(due, room, lambda card: found("deck", card.state.memory, card.state.at, card.due_day))
    kept = backlog.urgent(store, slugs, now.day, room, found)
    assert {card.id for card in kept} == {card.id for card in expected}
    assert {card.id: card for card in kept} == {card.id: card for card in expected}
    assert [card.due_day for card in kept] == sorted(card.due_day for card in kept)
    assert {"deck/n1", "deck/n2", "deck/n29"}.isdisjoint(card.id for card in kept)
