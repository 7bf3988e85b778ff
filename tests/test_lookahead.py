"""What study costs a learner, and what is kept of a look ahead."""

import pytest
from collection_cases import hide_bundled, opened, write_deck
from conftest import NOW
from exam_cases import deck, planned

from drillcli import lookahead
from drillcli.exam import Pace
from drillcli.model import Mode, Rating
from drillcli.store import exams

USUAL = Pace()


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path, deck(20), "numbers")
    write_deck(tmp_path, deck(5), "more")


def answers(collection, clock, card, *ratings, seconds):
    """Answer a card several times in a row."""
    for rating in ratings:
        clock.advance(minutes=1)
        collection.answer(f"numbers/{card}", Rating(rating), clock(), seconds * 1000, Mode.STUDY)


def test_without_answers_study_costs_what_is_usual(env):
    """And with today's answers too: what a day may ask does not change while it is studied."""
    planned(env, "numbers", "10d")
    with opened(env) as collection:
        (row,) = exams.rows(collection.store)
        before = lookahead.pace_of(collection, row)
        assert before[:3] == pytest.approx(USUAL[:3])
        assert before.first == pytest.approx(USUAL.first)
        collection.answer("numbers/c000", Rating.EASY, NOW, 60_000, Mode.STUDY)
        assert lookahead.pace_of(collection, row) == before


def test_own_answers_weigh_more_the_more_there_are(env, clock):
    """Fifteen cards learned by two answers of 4 s each, as many answers as weigh like what is usual: the mean of both.

    A new card takes 2 answers of one's own, 30/8 usually; with the first answers Good its share rises likewise.
    """
    planned(env, "numbers", "10d")
    with opened(env) as collection:
        for number in range(15):
            answers(collection, clock, f"c{number:03}", 3, 3, seconds=4)
        clock.advance(days=1)
        collection.now = clock()
        (row,) = exams.rows(collection.store)
        pace = lookahead.pace_of(collection, row)
        assert pace.review == pytest.approx((4 + USUAL.review) / 2)
        assert pace.lapse == pytest.approx(pace.review * USUAL.lapse / USUAL.review)
        assert pace.new == pytest.approx(pace.review * (2 + USUAL.new / USUAL.review) / 2)
        assert pace.first == pytest.approx(tuple((p + (n == 2)) / 2 for n, p in enumerate(USUAL.first)))


def test_answers_to_cards_in_review_are_not_steps(env, clock):
    """A review and the relearning step after an Again do not make new cards look dear."""
    planned(env, "numbers", "60d")
    with opened(env) as collection:
        answers(collection, clock, "c000", 4, seconds=8)
        clock.advance(days=20)
        answers(collection, clock, "c000", 1, 3, seconds=8)
        clock.advance(days=1)
        collection.now = clock()
        (row,) = exams.rows(collection.store)
        pace = lookahead.pace_of(collection, row)
        assert pace.review == pytest.approx(8)
        steps = (1 + lookahead.CARDS_KNOWN * USUAL.new / USUAL.review) / (1 + lookahead.CARDS_KNOWN)
        assert pace.new == pytest.approx(8 * steps)


def test_a_look_ahead_is_made_once_a_day(env, clock, monkeypatch):
    """What home shows and what a sitting needs is kept until tomorrow, or until the exam is changed."""
    planned(env, "numbers", "10d")
    made = []
    for name in ("plan", "outlook"):
        real = getattr(lookahead.planner, name)
        monkeypatch.setattr(lookahead.planner, name, lambda *args, real=real: made.append(args) or real(*args))
    with opened(env) as collection:

        def looked():
            (row,) = exams.rows(collection.store)
            found = lookahead.expected(collection, row)
            (row,) = exams.rows(collection.store)
            return found, lookahead.planned(collection, row, ["numbers"], lookahead.pace_of(collection, row))

        first = looked()
        assert made == []
        clock.advance(days=1)
        collection.now = clock()
        later = looked()
        assert len(made) == 1
        (row,) = exams.rows(collection.store)
        assert (lookahead.expected(collection, row), len(made)) == (later[0], 1)
        assert first[0][0] == later[0][0] == 20
        exams.put(collection.store, ["numbers"], row.day, 3, collection.now)
        assert looked() != later


def test_the_plan_is_of_the_decks_that_are_studied(env):
    """A deck that is studied for an earlier exam is in what is expected, but has no part in the day's prices."""
    planned(env, "numbers", "more", "10d", minutes=3)
    with opened(env) as collection:
        (row,) = exams.rows(collection.store)
        pace = lookahead.pace_of(collection, row)
        whole = lookahead.planned(collection, row, ["numbers", "more"], pace)
        assert lookahead.planned(collection, exams.rows(collection.store)[0], ["more"], pace) != whole
        assert lookahead.expected(collection, exams.rows(collection.store)[0])[0] == 25
