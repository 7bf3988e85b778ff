"""The scheduler: phases, steps, counts, order of the four intervals, and replay."""

import pytest
from hypothesis import given
from scheduler_cases import (
    NEVER_FUZZED,
    answer_all,
    due_moment,
    histories,
    is_rising,
    later,
    loads,
    models,
    on_day,
    policies,
    reach,
)

from drillcli.model import CardState, Phase, Rating
from drillcli.scheduler import Policy, Scheduler, is_leech, model

CARD = "deck/note"
DAY = 1440
START = on_day(20_000)
PLAIN = Scheduler(model("fsrs6"), NEVER_FUZZED)
REVIEWED = CardState(Phase.REVIEW, 0, (10.0, 5.0), 10 * DAY, START, 5, 1)


def test_a_card_is_learned_forgotten_and_relearned():
    """Phase, step, interval, reviews and lapses along the life of one card with the default steps."""
    states = answer_all(PLAIN, [3, 2, 3, 3, 1, 2, 3])
    assert [(s.phase, s.step, s.reps, s.lapses) for s in states] == [
        (Phase.LEARNING, 1, 1, 0),
        (Phase.LEARNING, 1, 2, 0),
        (Phase.REVIEW, 0, 3, 0),
        (Phase.REVIEW, 0, 4, 0),
        (Phase.RELEARNING, 0, 5, 1),
        (Phase.RELEARNING, 0, 6, 1),
        (Phase.REVIEW, 0, 7, 1),
    ]
    assert [s.interval for s in states[:2]] == [10, 10]
    assert [s.interval for s in states[4:6]] == [10, 15]
    assert all(s.interval % DAY == 0 for s in states if s.phase is Phase.REVIEW)


def test_first_answers_of_a_new_card():
    """A new card: a minute, six, ten, and Easy straight to the model's eight days."""
    preview = PLAIN.preview(CARD, None, START)
    assert [s.interval for s in preview.values()] == [1, 6, 10, 8 * DAY]
    assert [s.phase for s in preview.values()] == [Phase.LEARNING] * 3 + [Phase.REVIEW]
    assert [s.step for s in preview.values()] == [0, 0, 1, 0]
    assert list(preview) == list(Rating)


def test_without_steps_every_answer_graduates():
    """No learning steps: even Again waits a day, with FSRS-7 too, whose own interval is seconds."""
    for name in ("fsrs6", "fsrs7"):
        scheduler = Scheduler(model(name), Policy(learning_steps=(), relearning_steps=(), fuzz=False))
        assert scheduler.review(CARD, None, Rating.AGAIN, START).interval == DAY
        again = scheduler.review(CARD, scheduler.review(CARD, None, Rating.EASY, START), Rating.AGAIN, on_day(20_010))
        assert (again.phase, again.lapses) == (Phase.REVIEW, 1)
        assert again.interval >= DAY


def test_again_while_learning_is_no_lapse():
    """A lapse is Again for a card in review; Again in learning or relearning is none."""
    assert [s.lapses for s in answer_all(PLAIN, [1, 1, 4, 1, 1, 4, 1])] == [0, 0, 0, 1, 1, 1, 2]


def test_a_second_review_on_the_same_day():
    """A card studied ahead on the day of its last review follows the same-day formula and stays in review."""
    good = PLAIN.review(CARD, REVIEWED, Rating.GOOD, later(START, 3_600_000))
    assert good.phase is Phase.REVIEW
    assert good.memory[0] == pytest.approx(10.0)
    assert good.interval == 10 * DAY


def test_retrievability():
    """Recall is one right after a review and 90 % after as many days as the stability says."""
    assert PLAIN.retrievability(REVIEWED, START) == 1
    assert PLAIN.retrievability(REVIEWED, on_day(20_010)) == pytest.approx(0.9)


def test_load_moves_cards_off_a_busy_day():
    """A card goes to the empty days of its range, counted from the day of the review."""
    scheduler = Scheduler(model("fsrs6"), Policy())
    asked = []

    def load(first, last):
        asked.append((first, last))
        return [0 if day == first else 10_000 for day in range(first, last + 1)]

    state = scheduler.review(CARD, REVIEWED, Rating.GOOD, on_day(20_010), load)
    assert state.interval == asked[-1][0] * DAY
    assert state.due_day == 20_010 + asked[-1][0]


@given(models, policies, histories, loads)
def test_order_of_the_four_intervals(memory_model, policy, history, load):
    """Again ≤ Hard ≤ Good ≤ Easy for any state, parameters, policy and load; from a day on, whole days in bounds."""
    scheduler = Scheduler(memory_model, policy)
    state, at = reach(scheduler, history)
    intervals = [s.interval for s in scheduler.preview(CARD, state, at, load).values()]
    assert is_rising(intervals)
    assert all(minutes < DAY or minutes % DAY == 0 for minutes in intervals)
    assert max(intervals) <= policy.maximum_interval * DAY
    assert intervals[-1] >= DAY


@given(models, policies, histories, loads)
def test_preview_is_what_is_given(memory_model, policy, history, load):
    """The interval on a button is the interval given."""
    scheduler = Scheduler(memory_model, policy)
    state, at = reach(scheduler, history)
    preview = scheduler.preview(CARD, state, at, load)
    assert preview == {rating: scheduler.review(CARD, state, rating, at, load) for rating in Rating}


@given(models, policies, policies, histories)
def test_replay_under_another_policy(memory_model, policy, other, history):
    """Folding the recorded rating, moment and interval gives the same state, whatever the settings are now."""
    scheduler, replayer = Scheduler(memory_model, policy), Scheduler(memory_model, other)
    state, replayed, at = None, None, START
    for rating, gap in history:
        state = scheduler.review(CARD, state, rating, at)
        replayed = replayer.apply(replayed, int(rating), at, state.interval)
        assert replayed == state
        at = later(at, gap)


def test_apply_takes_what_the_policy_would_never_give():
    """An imported review with an interval of its own is a fact: an hour after Good in review is relearning."""
    state = PLAIN.apply(REVIEWED, 3, on_day(20_010), 60)
    assert (state.phase, state.step, state.interval, state.lapses) == (Phase.RELEARNING, 1, 60, 1)
    assert PLAIN.apply(None, 4, START, 60).phase is Phase.LEARNING


def test_fuzz_differs_between_cards_and_reviews_but_not_between_runs():
    """The spread depends on the card and on how often it was reviewed, on nothing else."""
    scheduler = Scheduler(model("fsrs6"), Policy())
    at = due_moment(REVIEWED)
    of_cards = [scheduler.review(f"deck/{n}", REVIEWED, Rating.GOOD, at).interval for n in range(50)]
    of_reps = [scheduler.review(CARD, REVIEWED._replace(reps=n), Rating.GOOD, at).interval for n in range(50)]
    assert len(set(of_cards)) > 3
    assert len(set(of_reps)) > 3
    again = [scheduler.review(f"deck/{n}", REVIEWED, Rating.GOOD, at).interval for n in range(50)]
    assert of_cards == again


@pytest.mark.parametrize(
    ("threshold", "leeches"),
    [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (1, list(range(1, 21))), (0, [])],
)
def test_leech(threshold, leeches):
    """A leech at the threshold and at every half threshold, rounded up, from there; 0 turns it off."""
    assert [n for n in range(21) if is_leech(REVIEWED._replace(lapses=n), threshold)] == leeches
