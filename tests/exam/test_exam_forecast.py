"""How an exam will go, and how it goes on after it."""

from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planner_cases import DAY, FSRS6, FSRS7, NOW, PACE, deck, in_steps, known, later, new

from drillcli.exam import Candidate, Exam, Ordinary, nearest, outlook, plan, spread, today
from drillcli.exam.gain import Gauge
from drillcli.model import CardState, Phase

ORDINARY = Ordinary()
MODELS = pytest.mark.parametrize("memory_model", [FSRS6, FSRS7], ids=lambda one: one.name)


def test_without_study_each_card_counts_with_its_recall_on_the_day():
    cards = [known("one", 4), known("two", 9, (1, 3)), new("three")]
    found = outlook(Exam(DAY + 10, 0), cards, NOW, PACE, ORDINARY)
    one, two = (card.state.memory for card in cards[:2])
    expected = FSRS6.retrievability(one, 14) + FSRS6.retrievability(two, 19)
    assert found.now == found.planned == found.ordinary == pytest.approx(expected)
    assert found.dropped == ("deck/three",)
    assert found.cards == 3


def test_an_empty_deck_has_an_outlook():
    found = outlook(Exam(DAY + 10, 5), [], NOW, PACE, ORDINARY)
    assert (found.cards, found.now, found.planned, found.ordinary, found.minutes, found.needed) == (0, 0, 0, 0, 0, 0)
    assert len(found.weeks) == 2


@pytest.mark.parametrize("left", [0, -5])
def test_on_the_day_and_after_it_recall_is_what_it_is_today(left):
    cards = deck(12)
    found = outlook(Exam(DAY + left, 30), cards, NOW, PACE, ORDINARY)
    assert found.now == found.planned == found.ordinary > 0
    assert found.weeks == ()
    assert found.plan.prices == ()
    assert len(found.dropped) == 4


@MODELS
def test_one_day_before_the_exam_the_plan_is_todays_choice(memory_model):
    cards = deck(30, memory_model)
    exam = Exam(DAY + 1, 3)
    found, chosen = outlook(exam, cards, NOW, PACE, ORDINARY), today(exam, cards, NOW, PACE)
    (week,) = found.weeks
    assert (week.day, week.days, week.reviews, week.new) == (DAY, 1, len(chosen.reviews), len(chosen.new))
    assert week.recalled == found.planned > found.now


@MODELS
def test_the_plan_beats_the_ordinary_schedule_when_time_is_short(memory_model):
    cards = [new(f"card{n}", memory_model) for n in range(120)]
    found = outlook(Exam(DAY + 20, 3.5), cards, NOW, PACE, ORDINARY)
    assert found.now == 0
    assert found.planned > found.ordinary + 0.05 * 120
    assert found.needed > 3.5


def test_the_weeks_add_up_to_the_days_and_never_take_more_than_the_minutes():
    found = outlook(Exam(DAY + 24, 6), deck(100), NOW, PACE, ORDINARY)
    assert [(week.day - DAY, week.days) for week in found.weeks] == [(0, 7), (7, 7), (14, 7), (21, 3)]
    # What a card really takes differs from its mean: a day may end one answer late.
    assert all(week.minutes <= 6.5 for week in found.weeks)
    assert sum(week.minutes * week.days for week in found.weeks) == pytest.approx(24 * found.minutes)
    assert sum(week.new for week in found.weeks) == 34 - len(found.dropped)
    assert found.weeks[-1].recalled == pytest.approx(found.planned)


@MODELS
def test_the_same_cards_have_the_same_outlook_and_its_plan_is_the_plan(memory_model):
    cards, exam = deck(40, memory_model), Exam(DAY + 12, 4)
    first, second = (outlook(exam, cards, NOW, PACE, ORDINARY) for _ in range(2))
    assert first == second
    assert first.plan == plan(exam, cards, NOW, PACE)
    assert len(first.plan.prices) == 12


@settings(deadline=None, max_examples=15)
@given(size=st.integers(1, 60), left=st.integers(1, 25), minutes=st.floats(0.5, 10))
def test_more_minutes_do_not_lose_recall(size, left, minutes):
    cards = deck(size)
    less, more = (outlook(Exam(DAY + left, m), cards, NOW, PACE, ORDINARY) for m in (minutes, 2 * minutes))
    # Which card is the one to be forgotten depends on the order of the answers.
    assert more.planned >= less.planned - 1 - 0.01 * size
    assert 0 <= less.planned <= size


@MODELS
def test_learners_whose_memory_is_the_model_fare_as_foretold(memory_model):
    cards, exam = [new(f"card{n}", memory_model) for n in range(80)], Exam(DAY + 10, 5)
    foretold = outlook(exam, cards, NOW, PACE, ORDINARY).planned
    found = [studied(cards, exam, Random(seed)) for seed in range(8)]
    assert mean(found) == pytest.approx(foretold, abs=0.03 * 80)


def studied(cards: list[Candidate], exam: Exam, rng: Random) -> float:
    """Return the cards recalled by a learner who follows `today` and forgets at random, as the model has it."""
    gauge = Gauge(cards[0].model, PACE)
    states = {card.id: card for card in cards}
    for day in range(exam.day - DAY):
        now = later(day)
        chosen = today(exam, list(states.values()), now, PACE)
        for name in (*chosen.reviews, *chosen.new):
            state = states[name].state
            if state is None:
                memory = gauge.begun(rng.choices((1, 2, 3, 4), PACE.first)[0])
            else:
                elapsed = now.day - state.at.day
                recalled = rng.random() < gauge.recall(state.memory, elapsed)
                memory = gauge.reviewed(state.memory, elapsed, recalled=recalled)
            states[name] = states[name]._replace(state=CardState(Phase.REVIEW, 0, memory, 1440, now, 1, 0))
    known = [card.state for card in states.values() if card.state]
    return sum(gauge.recall(state.memory, exam.day - state.at.day) for state in known)


@MODELS
def test_the_minutes_needed_suffice(memory_model):
    cards = deck(50, memory_model)
    ample = outlook(Exam(DAY + 15, 600), cards, NOW, PACE, ORDINARY)
    enough = outlook(Exam(DAY + 15, ample.needed), cards, NOW, PACE, ORDINARY)
    assert 0 < ample.needed < 600
    assert enough.planned >= 0.985 * ample.planned


def test_minutes_spent_today_are_gone_from_the_outlook():
    cards = deck(60)
    whole, spent = (outlook(Exam(DAY + 1, 5), cards, NOW, PACE, ORDINARY, minutes) for minutes in (0.0, 5.0))
    assert whole.planned > spent.planned == spent.now


def test_a_card_in_its_steps_is_finished_first():
    found = outlook(Exam(DAY + 1, 0), [in_steps("card")], NOW, PACE, ORDINARY)
    assert found.planned > found.now
    assert found.weeks[0].reviews == 1


def test_a_deck_counts_for_the_nearest_exam_still_ahead():
    exams = {
        "late": (Exam(DAY + 30, 5), ["one", "two"]),
        "soon": (Exam(DAY + 3, 5), ["two", "three"]),
        "over": (Exam(DAY, 5), ["one", "four"]),
    }
    assert nearest(exams, DAY) == {"one": "late", "two": "soon", "three": "soon"}
    assert nearest(exams, DAY + 3) == {"one": "late", "two": "late"}
    assert nearest(exams, DAY + 30) == {}


def test_overdue_cards_fill_the_room_of_each_day_in_order():
    until = spread(["a", "b", "c", "d", "e"], DAY, lambda day: {DAY: 2, DAY + 1: 0, DAY + 2: 1}.get(day, 5))
    assert until == {"c": DAY + 1, "d": DAY + 2, "e": DAY + 2}


@given(st.integers(0, 200), st.lists(st.integers(-3, 30), min_size=1, max_size=9).filter(lambda room: max(room) > 0))
def test_no_day_gets_more_than_its_room_and_no_card_is_lost(size, rooms):
    cards = [str(n) for n in range(size)]
    until = spread(cards, DAY, lambda day: rooms[(day - DAY) % len(rooms)])
    days = [until.get(card, DAY - 1) + 1 for card in cards]
    assert days == sorted(days)
    assert all(days.count(day) <= max(rooms[(day - DAY) % len(rooms)], 0) for day in set(days))


def test_cards_without_any_room_come_at_once_at_the_end_of_a_year():
    assert set(spread(["a", "b"], DAY, lambda _day: 0).values()) == {DAY + 364}
