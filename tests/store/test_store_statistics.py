"""What statistics read: logs whose figures are worked out by hand."""

import pytest
from store_cases import SCHEDULER, answer, enrol, forget, graduate, later, make_store

from drillcli.model import Mode, Moment
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.stats.calibration import calibration
from drillcli.stats.hours import hours, times
from drillcli.stats.memory import remembered
from drillcli.stats.recall import Recall, by_period
from drillcli.store import roster, statistics
from drillcli.store.spread import Kind
from drillcli.store.statistics import Among
from drillcli.store.store import ActKind

HOUR_MS = 3_600_000


@pytest.fixture
def store(tmp_path):
    with_cards = make_store(tmp_path / "drill.db")
    enrol(with_cards, "a", "b", "c")
    enrol(with_cards, "x", slug="other")
    yield with_cards
    with_cards.close()


def rows_of(store, *names):
    """Return the rows of cards of the deck `deck`."""
    return statistics.with_notes(store, "deck", names)


def both_ways(store, slugs, cards, since=0):
    """Return what the roll-ups say of decks; the log must say the same of their cards."""
    rolled = statistics.answers(store, slugs, since)
    assert statistics.replayed(store, Among(slugs, cards), since) == rolled
    return rolled


def at(day, hour, offset=0):
    """Return the moment at which it is `hour` (from 4 on) on a study day, `offset` minutes east of UTC."""
    return Moment(day * 24 * HOUR_MS + hour * HOUR_MS - offset * 60_000, day, offset)


def hardest(store, slugs, least):
    """Return what is told of the cards that were forgotten at least so many times."""
    return [statistics.told(store, row) for row in statistics.lapsed(store, Among(slugs), least, -1)]


def everything(store):
    """Return the rows of all cards of the deck `deck`."""
    return rows_of(store, "a", "b", "c")


def test_only_first_answers_to_cards_in_review_test_memory(store):
    """Learning answers, and a second answer on the same day, count as answers but say nothing of memory."""
    graduate(store, "deck/a", at(100, 9))  # Easy: in review at once
    answer(store, "deck/b", 3, at(100, 10))  # in its steps
    answer(store, "deck/a", 1, at(110, 9))  # the first answer of the day: forgotten
    answer(store, "deck/a", 3, at(110, 9.5))  # relearned
    answer(store, "deck/b", 3, at(110, 10))  # still in its steps
    days, bins = both_ways(store, ["deck"], everything(store))
    assert by_period(days, 110)["all_time"].total == Recall(1, 0)
    assert [(hour.answers, hour.recall) for hour in hours(bins[Kind.HOUR])[9:11]] == [
        (3, Recall(1, 0)),
        (2, Recall(0, 0)),
    ]
    assert times(bins[Kind.TIME]).sum == 5 * 1.5
    assert calibration(bins[Kind.RECALL]).actual == Recall(1, 0)


def test_a_prediction_is_what_the_model_said_before_the_answer(store):
    """The mean prediction is the recall at the time, to the millionth."""
    after = graduate(store, "deck/a", at(100, 9)).after
    answer(store, "deck/a", 3, at(112, 9))
    _days, bins = both_ways(store, ["deck"], everything(store))
    expected = SCHEDULER.model.retrievability(after.memory, 12)
    assert calibration(bins[Kind.RECALL]).predicted == pytest.approx(expected, abs=1e-6)


def test_undone_and_cram_are_left_out(store):
    """As if they had not been; what is left is the same from roll-ups and log."""
    graduate(store, "deck/a", at(100, 9))
    answer(store, "deck/a", 1, at(110, 9))
    store.undo(at(110, 9.1))
    answer(store, "deck/a", 1, at(110, 10), Mode.CRAM)
    answer(store, "deck/a", 3, at(110, 11))
    days, bins = both_ways(store, ["deck"], everything(store))
    assert {day: row["reviews"] for day, row in days.items()} == {100: 1, 110: 1}
    assert by_period(days, 110)["all_time"].total == Recall(1, 1)
    assert sorted(bins[Kind.HOUR]) == [9, 11]


def test_forgetting_by_command_leaves_the_answers(store):
    """`forget` is no answer; the card begins anew, so its next answer tests nothing."""
    graduate(store, "deck/a", at(100, 9))
    answer(store, "deck/a", 3, at(110, 9))
    forget(store, "deck/a", at(111, 9))
    graduate(store, "deck/a", at(120, 9))
    days, _bins = both_ways(store, ["deck"], everything(store))
    assert [row["introduced"] for row in days.values()] == [1, 0, 1]
    assert by_period(days, 120)["all_time"].total == Recall(1, 1)


def test_a_history_that_was_taken_over_counts_for_its_heir(store):
    """The answers to `a` are `x`'s from then on, in `x`'s deck, with what they said of memory."""
    graduate(store, "deck/a", at(100, 9))
    answer(store, "deck/a", 3, at(110, 9))
    store.take_over([("deck/a", "other/x")], at(111, 9))
    answer(store, "other/x", 1, at(150, 20))
    assert both_ways(store, ["deck"], everything(store)) == ({}, {})
    days, bins = both_ways(store, ["other"], statistics.with_notes(store, "other", {"x"}))
    assert by_period(days, 150)["all_time"].total == Recall(2, 1)
    assert sorted(bins[Kind.HOUR]) == [9, 20]
    (hard,) = hardest(store, ["other"], 1)
    assert (hard.id, hard.answers, hard.again, hard.state.lapses) == ("other/x", 3, 1, 1)


def test_orphans_count_only_where_no_deck_is_named(store):
    """An answer stays an answer when its deck is gone; its card is no card any more."""
    graduate(store, "other/x", at(100, 9))
    roster.enrol(store, "other", "empty", [])
    everything_ever, _bins = statistics.answers(store, None, 0)
    assert everything_ever[100]["reviews"] == 1
    assert statistics.answers(store, ["deck"], 0) == ({}, {})
    assert list(statistics.memories(store, Among(["deck", "other"]))) == []
    assert statistics.of_decks(store, ["deck"]).slugs == ["deck"]
    assert statistics.of_decks(store, ["other", "deck"]).slugs is None


def test_each_review_counts_where_the_learner_was(store):
    """Flying east to west two answers a long day apart fall on one study day; the hours are those on the wall."""
    answer(store, "deck/a", 3, at(100, 23, offset=480))  # Shanghai
    answer(store, "deck/b", 3, at(100, 20, offset=-480))  # Los Angeles, 13 hours later
    answer(store, "deck/c", 3, at(101, 4, offset=-480))
    days, bins = both_ways(store, ["deck"], everything(store))
    assert {day: row["reviews"] for day, row in days.items()} == {100: 2, 101: 1}
    assert sorted(bins[Kind.HOUR]) == [4, 20, 23]


def test_flying_west_over_the_date_line_repeats_a_day(store):
    """A review on the second Tuesday is no second day; nor is memory tested twice on it."""
    graduate(store, "deck/a", at(100, 9, offset=720))
    answer(store, "deck/a", 3, at(110, 9, offset=720))
    answer(store, "deck/a", 3, at(110, 9, offset=-660))  # 23 hours later, the same date
    days, _bins = both_ways(store, ["deck"], everything(store))
    assert by_period(days, 110)["today"].total == Recall(1, 1)


def test_since_limits_the_bins_only(store):
    """Days are all there, for streaks; bins hold what was answered from that day on."""
    graduate(store, "deck/a", at(100, 9))
    graduate(store, "deck/b", at(101, 10))
    days, bins = both_ways(store, ["deck"], everything(store), since=101)
    assert list(days) == [100, 101]
    assert list(bins[Kind.HOUR]) == [10]


def test_memories_are_those_that_may_be_asked(store):
    """In review or in steps; new, suspended and orphaned cards are left out."""
    for name in "abc":
        graduate(store, f"deck/{name}")
    store.mark("deck/b", ActKind.SUSPEND, later(minutes=1))
    enrol(store, "a", "b", "d")
    answer(store, "deck/d", 1, later(minutes=2))
    ((*_memory, first), (*_more, second)) = sorted(statistics.memories(store, Among(["deck"])), key=lambda row: row[-1])
    assert (first, second > 1) == (0, True)
    assert len(list(statistics.memories(store, Among(["deck"], rows_of(store, "a", "b"))))) == 1


@pytest.mark.parametrize("name", ["fsrs6", "fsrs7"])
def test_a_survey_says_what_the_model_says(tmp_path, name):
    """Stability, difficulty and recall of all cards at once are those of each card by itself."""
    scheduler = Scheduler(model(name), Policy())
    store = make_store(tmp_path / "other.db", scheduler)
    enrol(store, "a", "b")
    for days, rating in ((0, 3), (0.01, 3), (5, 1), (5.01, 3), (9, 4)):
        store.answer(
            "deck/a", rating, later(days), 900, Mode.STUDY, lambda b, t, r=rating: scheduler.review("a", b, r, t)
        )
    now, memory = later(20.3), store.state("deck/a").memory
    found = remembered([(scheduler.model, statistics.memories(store, Among(["deck"])))], now)
    assert found.stability == [pytest.approx(scheduler.model.stability(memory))]
    assert found.difficulty == [scheduler.model.difficulty(memory)]
    assert found.recall == [pytest.approx(scheduler.retrievability(store.state("deck/a"), now))]
    store.close()


def test_load_of_cards_is_that_of_their_deck(store):
    """The roll-up and the cards themselves say the same."""
    graduate(store, "deck/a")
    answer(store, "deck/b", 1)
    store.mark("deck/c", ActKind.SUSPEND, later(minutes=1))
    of_deck = sorted(statistics.load(store, Among(["deck"])))
    assert sorted(statistics.load(store, Among(["deck"], everything(store)))) == of_deck
    assert len(of_deck) == 3


def test_the_hardest_were_forgotten_most_often(store):
    """Lapses first, then fewer reviews; cards never forgotten in review are not hard; undone lapses do not count."""
    for name, ratings in (("a", (4, 1, 3, 1, 3)), ("b", (4, 1, 3)), ("c", (4, 3, 1))):
        for day, rating in enumerate(ratings):
            answer(store, f"deck/{name}", rating, later(30 * day))
    answer(store, "deck/c", 1, later(200), Mode.CRAM)
    forget(store, "other/x", later(201))
    found = hardest(store, ["deck", "other"], 1)[:2]
    assert [(one.id, one.state.lapses, one.answers, one.again) for one in found] == [
        ("deck/a", 2, 5, 2),
        ("deck/b", 1, 3, 1),
    ]
    assert [len(hardest(store, ["deck"], lapses)) for lapses in (1, 2, 3)] == [3, 1, 0]
    store.undo(later(202), card_id="deck/c")  # the cram
    store.undo(later(203), card_id="deck/c")  # the lapse
    assert len(hardest(store, ["deck"], 1)) == 2
