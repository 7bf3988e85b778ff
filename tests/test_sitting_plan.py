"""What a sitting asks: limits, tags, order, practice, and the days that follow."""

from dataclasses import replace

import pytest
from collection_cases import KINDS, asked, everything, hide_bundled, opened, sit, write_deck
from conftest import NOW

from drillcli import agenda
from drillcli.clock import date_of
from drillcli.errors import UsageError
from drillcli.model import Rating
from drillcli.plan import StudyOptions, note_of
from drillcli.scheduler import Policy, Scheduler
from drillcli.store import queue
from drillcli.store.history import ActKind

GOOD, AGAIN, EASY = Rating.GOOD, Rating.AGAIN, Rating.EASY


@pytest.fixture
def collection(env, tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")
    with opened(env) as collection:
        yield collection


def test_new_cards_are_limited_by_the_day(collection, clock):
    """What was introduced today counts, in this sitting or another; `--new` goes beyond; tomorrow is another day."""
    collection.settings = replace(collection.settings, new_per_day=2)
    assert len(asked(sit(collection))) == 2
    assert asked(sit(collection)) == []
    assert len(asked(sit(collection, new=3))) == 3
    clock.advance(days=1)
    collection.now = clock()
    assert len(asked(sit(collection))) == 1


def test_reviews_are_limited_by_the_day(collection, clock):
    """The most urgent come first."""
    asked(sit(collection))
    clock.advance(days=60)
    collection.now = clock()
    collection.settings = replace(collection.settings, reviews_per_day=2)
    urgency = collection.urgency(collection.now)
    found = {
        card.id: urgency("letters", card.state.memory, card.state.at, card.due_day)
        for card in queue.due(collection.store, "letters", collection.now.day)
    }
    first = asked(sit(collection))
    assert len(first) == 2
    assert min(found[card] for card in first) >= max(value for card, value in found.items() if card not in first)
    assert asked(sit(collection)) == []


def test_the_limit_counts_answers(collection):
    """A card that comes again counts again."""
    sitting = sit(collection, limit=3)
    assert len(asked(sitting, AGAIN)) == 3
    assert sitting.turn() is None


def test_the_time_runs_out(collection, clock):
    """No further card after the minutes given; the one on the table may be answered."""
    sitting = sit(collection, minutes=5)
    sitting.turn()
    clock.advance(minutes=6)
    assert sitting.turn() is not None
    sitting.rate(GOOD)
    assert sitting.turn() is None


def test_with_minutes_the_most_urgent_come_first(collection, clock):
    """Where the time may run out, it is spent on what is worth most; else cards come by their day."""
    asked(sit(collection, tag="a"), EASY)
    asked(sit(collection, tag="f"), Rating.HARD)
    asked(sit(collection))
    clock.advance(days=60)
    collection.now = clock()
    urgency = agenda.of_card(collection.urgency(collection.now))
    due = queue.due(collection.store, "letters", collection.now.day)
    wanted = [card.id for card in sorted(due, key=urgency, reverse=True)]
    by_day = {card.id: card.due_day for card in due}
    chosen = {
        minutes: agenda.chosen(collection, ["letters"], StudyOptions(new=0, minutes=minutes), 1)
        for minutes in (None, 10.0)
    }
    assert [card.id for card in chosen[10.0]] == wanted
    days = [by_day[card.id] for card in chosen[None]]
    assert days == sorted(days) != [by_day[card] for card in wanted]


def test_a_tag(collection):
    """Only the cards that have it, however many new ones come before; an unknown one is refused."""
    collection.settings = replace(collection.settings, new_per_day=1)
    assert asked(sit(collection, tag="f")) == ["letters/f"]
    with pytest.raises(UsageError, match="no card has the tag zzz"):
        sit(collection, tag="zzz")


def test_ahead(collection, clock):
    """Cards due within some days may be reviewed today; none comes twice."""
    asked(sit(collection))
    days = sorted(collection.store.state(f"letters/{name}").due_day - NOW.day for name in "abcdef")
    assert asked(sit(collection)) == []
    early = asked(sit(collection, ahead=days[0]))
    assert len(early) == days.count(days[0])
    assert len(asked(sit(collection, ahead=36500))) == 6


def test_cram_leaves_the_schedule_alone(collection):
    """Every card is asked, whatever its state; failed ones come back; nothing is scheduled."""
    asked(sit(collection, limit=3))
    collection.store.mark("letters/a", ActKind.SUSPEND, NOW)
    before = everything(collection)
    sitting = sit(collection, cram=True)
    failed = sitting.turn().card.id
    sitting.rate(AGAIN)
    cards = asked(sitting)
    assert cards[-1] == failed
    assert sorted(cards) == [f"letters/{name}" for name in "bcdef"]
    assert everything(collection) == before
    while sitting.undo():
        assert everything(collection) == before
    assert sitting.answered == ()


def test_learning_ahead_brings_a_card_back(collection):
    """With nothing else to ask, a card in steps comes before its time; beyond twenty minutes it does not."""
    sitting = sit(collection, tag="a")
    assert asked(sitting, GOOD) == ["letters/a", "letters/a"]
    collection.settings = replace(collection.settings, learn_ahead=5)
    sitting = sit(collection, tag="b")
    assert asked(sitting, GOOD) == ["letters/b"]


def test_due_before_new(collection, clock):
    """A sitting begins with a review, and never has asked more new cards than reviews while reviews remain."""
    asked(sit(collection, limit=3))
    clock.advance(days=30)
    collection.now = clock()
    sitting = sit(collection)
    kinds = []
    while table := sitting.turn():
        kinds.append(table.item.state is not None)
        sitting.rate(EASY)
    assert kinds == [True, False, True, False, True, False]


def test_siblings_stand_apart(collection):
    """Two gaps of one note do not follow each other."""
    notes = [note_of(card) for card in asked(sit(collection, "kinds", "letters"))]
    first, second = (at for at, note in enumerate(notes) if note == "kinds/gaps")
    assert second - first > 4


def test_a_sitting_is_deterministic(collection):
    """The same seed asks the same cards in the same order, in another run too; the day is the default seed."""
    orders = [
        [item.card_id for item in sit(collection, cram=True, seed=seed).session.queue] for seed in (1, 1, 2, None)
    ]
    assert orders[0] == orders[1] != orders[2]
    assert orders[3] == [item.card_id for item in sit(collection, cram=True, seed=NOW.day).session.queue]


def test_the_next_days_reviews_come(collection, clock):
    """A card comes on the day on which it was said to, not before."""
    sitting = sit(collection, limit=1)
    card = sitting.turn().card.id
    due = sitting.rate(EASY).after.due_day
    while clock().day < due:
        collection.now = clock()
        assert collection.now.day < due
        assert queue.counts(collection.store, collection.now.day)["letters"].due == 0
        clock.advance(days=1)
    collection.now = clock()
    assert date_of(collection.now.day) == date_of(due)
    assert sit(collection).turn().card.id == card


def test_the_clock_set_back(collection, clock):
    """A card that is failed after the clock was set back is asked again in the same sitting, and the next days."""
    clock.advance(days=400)
    sitting = sit(collection, tag="a")
    sitting.turn()
    sitting.rate(AGAIN)
    clock.advance(days=-400)
    collection.now = clock()
    sitting = sit(collection, tag="b", limit=2)
    assert [sitting.turn().card.id, sitting.rate(AGAIN).after.lapses] == ["letters/b", 0]
    assert sitting.turn().card.id == "letters/b"
    assert queue.next_due(collection.store, ["letters"], clock()) == 1
    for _ in range(2):
        clock.advance(days=1)
        collection.now = clock()
        assert "letters/b" in asked(sit(collection), AGAIN, most=20)


def test_cram_asks_cards_in_their_steps(collection):
    """A card whose next step is hours away is practised all the same."""
    collection.scheduler = Scheduler(collection.scheduler.model, Policy(learning_steps=(1, 300)))
    sitting = sit(collection, tag="a")
    sitting.turn()
    assert sitting.rate(GOOD).after.interval == 300
    assert asked(sit(collection, tag="a", cram=True)) == ["letters/a"]


def test_ahead_reaches_cards_in_their_steps(collection):
    """A card that comes back in some hours is asked now when the sitting looks a day ahead, and not otherwise."""
    steps = replace(collection.scheduler.policy, learning_steps=(600, 900))
    collection.scheduler = Scheduler(collection.scheduler.model, steps)
    sitting = sit(collection, limit=1)
    card = sitting.turn().card.id
    sitting.rate(AGAIN)
    assert card not in asked(sit(collection, new=0))
    assert asked(sit(collection, new=0, ahead=1))[0] == card
