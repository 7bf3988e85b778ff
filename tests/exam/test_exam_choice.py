"""What is studied today for an exam, and when an answered card comes again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planner_cases import DAY, FSRS6, FSRS7, NOW, PACE, deck, in_steps, known, later, new

from drillcli.exam import Candidate, Exam, Plan, Today, interval, plan, today
from drillcli.exam.gain import Gauge, Worth
from drillcli.model import CardState, Phase

MODELS = pytest.mark.parametrize("memory_model", [FSRS6, FSRS7], ids=lambda one: one.name)


def test_the_gain_of_a_review_is_the_expected_rise_of_recall_on_the_day():
    memory = FSRS6.next(FSRS6.first(3), 3, 3)
    recall = FSRS6.retrievability(memory, 10)
    good = FSRS6.retrievability(FSRS6.next(memory, 3, 10), 7)
    again = FSRS6.retrievability(FSRS6.next(FSRS6.next(memory, 1, 10), 3, 0), 7)
    seconds = 8 + (1 - recall) * 9
    won = recall * good + (1 - recall) * again - FSRS6.retrievability(memory, 17)
    urgent = recall * (1 - recall) * (11 - memory[1])
    assert Gauge(FSRS6, PACE).review(memory, 10, 7) == pytest.approx((won / seconds, seconds, urgent))


def test_the_gain_of_a_new_card_is_its_expected_recall_over_the_first_ratings():
    steps = {1: 2, 2: 2, 3: 1, 4: 0}
    won = 0.0
    for rating, share in zip((1, 2, 3, 4), PACE.first, strict=True):
        memory = FSRS6.first(rating)
        for _ in range(steps[rating]):
            memory = FSRS6.next(memory, 3, 0)
        won += share * FSRS6.retrievability(memory, 9)
    assert Gauge(FSRS6, PACE).begin(9) == pytest.approx((won / 30, 30, 0))


@pytest.mark.parametrize("left", [0, -1, -400])
def test_nothing_is_chosen_on_the_day_of_the_exam_or_after_it(left):
    assert today(Exam(DAY + left, 60), deck(9), NOW, PACE) == Today((), (), (), 0.0)


def test_an_empty_deck_asks_nothing():
    assert today(Exam(DAY + 5, 60), [], NOW, PACE) == Today((), (), (), 0.0)


def test_the_least_known_comes_first_and_what_is_known_anyway_does_not_come():
    cards = [known("well", 1, (4, 4, 4, 4, 4, 4, 4)), known("faded", 25, (3, 3)), known("weak", 25, (1, 3))]
    chosen = today(Exam(DAY + 1, 60), cards, NOW, PACE)
    assert chosen.reviews == ("deck/weak", "deck/faded")


@MODELS
def test_with_all_cards_known_for_years_there_is_nothing_to_do(memory_model):
    cards = [known(f"card{n}", 1, (4,) * 12, memory_model) for n in range(20)]
    assert not today(Exam(DAY + 2, 60), cards, NOW, PACE).reviews


def test_on_the_last_day_all_that_gains_is_chosen_when_there_is_time():
    chosen = today(Exam(DAY + 1, 1000), deck(60), NOW, PACE)
    assert len(chosen.reviews) + len(chosen.new) >= 55
    assert chosen.later == ()


def test_new_cards_come_in_the_order_of_the_file():
    chosen = today(Exam(DAY + 20, 2), [new(f"card{n}") for n in range(30)], NOW, PACE)
    assert chosen.new == ("deck/card0", "deck/card1", "deck/card2", "deck/card3")
    assert chosen.later[0] == "deck/card4"
    assert chosen.minutes == pytest.approx(2.0)


def test_while_there_are_many_days_left_new_cards_come_before_reviews():
    cards = [known("weak", 25, (1, 3)), new("first"), new("second")]
    assert today(Exam(DAY + 20, 1), cards, NOW, PACE).later == ("deck/weak",)


def test_when_the_days_left_just_hold_a_last_review_of_each_card_what_wins_more_comes_first():
    cards = [*(known(f"weak{n}", 25, (1, 3)) for n in range(9)), new("card")]
    dear = PACE._replace(new=90.0)
    hurried, calm = (today(Exam(DAY + 5, minutes), cards, NOW, dear) for minutes in (0.25, 5))
    assert (hurried.reviews, hurried.new) == (("deck/weak0",), ())
    assert today(Exam(DAY + 5, 0.5), cards[-1:], NOW, dear).new == ()
    assert calm.new == ("deck/card",)
    assert today(Exam(DAY + 5, 1), cards, NOW, dear).new == ("deck/card",)


def test_reviews_come_by_urgency_until_the_last_days_and_then_by_what_they_win():
    cards = [known("easy", 12, (4, 4)), known("hard", 40, (1, 1, 3)), known("fair", 25, (3, 3))]
    for left in (2, 3, 9):
        worths = {card.id: worth(card, left) for card in cards}
        merits = {name: one.rate if left < 3 else one.urgency for name, one in worths.items()}
        chosen = today(Exam(DAY + left, 60), cards, NOW, PACE).reviews
        assert list(chosen) == sorted((name for name in chosen), key=lambda name: -merits[name])
        assert len(chosen) > 1


def test_a_card_of_which_half_fits_is_taken_and_one_of_which_less_fits_is_not():
    cards = [new("card0"), new("card1")]
    assert today(Exam(DAY + 9, 0.76), cards, NOW, PACE).new == ("deck/card0", "deck/card1")
    assert today(Exam(DAY + 9, 0.74), cards, NOW, PACE).new == ("deck/card0",)


def worth(card: Candidate, left: int) -> Worth:
    assert card.state is not None
    return Gauge(card.model, PACE).review(card.state.memory, NOW.day - card.state.at.day, left)


def test_cards_in_their_steps_come_first_and_even_without_time():
    cards = [*deck(9), in_steps("half"), in_steps("left", 1)]
    chosen = today(Exam(DAY + 5, 0), cards, NOW, PACE)
    assert chosen.reviews == ("deck/half", "deck/left")
    assert chosen.new == ()
    assert chosen.minutes == pytest.approx(16 / 60)


def test_a_card_answered_today_does_not_come_again():
    cards = [known("weak", 0, (1, 3)), known("other", 20, (1, 3))]
    assert today(Exam(DAY + 5, 60), cards, NOW, PACE).reviews == ("deck/other",)


def test_minutes_spent_are_gone():
    cards = deck(90)
    whole, rest = (today(Exam(DAY + 9, 10), cards, NOW, PACE, spent) for spent in (0.0, 6.0))
    assert whole.minutes == pytest.approx(10, abs=PACE.new / 120)
    assert rest.minutes == pytest.approx(4, abs=PACE.new / 120)
    assert today(Exam(DAY + 9, 10), cards, NOW, PACE, 11.0).minutes == 0.0


def test_cards_of_one_note_come_on_different_days_where_there_are_enough():
    cards = [new("note#1"), new("note#2"), new("note#3"), new("other")]
    assert today(Exam(DAY + 3, 60), cards, NOW, PACE).new == ("deck/note#1", "deck/other")
    assert today(Exam(DAY + 2, 60), cards, NOW, PACE).new == ("deck/note#1", "deck/note#2", "deck/other")
    assert len(today(Exam(DAY + 1, 60), cards, NOW, PACE).new) == 4


def test_a_card_waits_while_a_card_of_its_note_was_answered_today():
    cards = [known("note#1", 0), new("note#2"), new("other")]
    assert today(Exam(DAY + 9, 60), cards, NOW, PACE).new == ("deck/other",)


@MODELS
def test_each_model_chooses_by_what_it_knows_and_decks_may_mix_models(memory_model):
    cards = [*deck(30, memory_model), *(known(f"else{n}", n) for n in range(1, 20))]
    chosen = today(Exam(DAY + 6, 500), cards, NOW, PACE)
    assert chosen.reviews
    assert len(chosen.new) == 10


@MODELS
@settings(deadline=None, max_examples=40)
@given(size=st.integers(0, 60), left=st.integers(1, 40), minutes=st.floats(0, 40), spent=st.floats(0, 40))
def test_the_minutes_are_exceeded_by_half_a_card_at_most_and_each_card_is_named_once(
    memory_model, size, left, minutes, spent
):
    cards = deck(size, memory_model)
    chosen = today(Exam(DAY + left, minutes), cards, NOW, PACE, spent)
    assert chosen.minutes <= max(minutes - spent + PACE.new / 120, 0) + 1e-9
    ids = chosen.reviews + chosen.new + chosen.later
    assert len(set(ids)) == len(ids) <= size
    assert chosen == today(Exam(DAY + left, minutes), cards, NOW, PACE, spent)


@settings(deadline=None, max_examples=30)
@given(left=st.integers(1, 30), minutes=st.floats(0, 20))
def test_more_minutes_never_take_the_first_choices_away(left, minutes):
    cards = deck(60)
    less, more = (today(Exam(DAY + left, m), cards, NOW, PACE) for m in (minutes, minutes + 5))
    assert more.minutes >= less.minutes - 0.7
    assert len(more.reviews + more.new) >= len(less.reviews + less.new)


def answered(candidate: Candidate, rating: int) -> CardState:
    assert candidate.state is not None
    elapsed = candidate.model.elapsed(candidate.state.at, NOW)
    return candidate.state._replace(memory=candidate.model.next(candidate.state.memory, rating, elapsed), at=NOW)


@MODELS
def test_a_card_comes_again_on_the_first_day_on_which_its_merit_exceeds_the_price(memory_model):
    state = answered(known("card", 8, (3, 3), memory_model), 3)
    gauge = Gauge(memory_model, PACE)
    prices = [0.3] * 13 + [0.004] * 2
    days = interval(Exam(DAY + 15, 9), state, memory_model, Plan(DAY, prices), PACE)
    assert days is not None
    worth = [gauge.review(state.memory, day, 15 - day) for day in range(1, 15)]
    chosen = [one.rate > 0.003 and one.merit(15 - day) > prices[day] for day, one in enumerate(worth, 1)]
    assert chosen.index(True) + 1 == days


@MODELS
@settings(deadline=None, max_examples=60)
@given(left=st.integers(-3, 50), rating=st.integers(1, 4), ago=st.integers(0, 40), price=st.floats(0, 1))
def test_an_interval_ends_before_the_exam_or_there_is_none(memory_model, left, rating, ago, price):
    state = answered(known("card", ago, (3, 3), memory_model), rating)
    days = interval(Exam(DAY + left, 9), state, memory_model, Plan(DAY, [price] * max(left, 0)), PACE)
    assert days is None or 1 <= days < left


def test_a_plan_of_other_days_still_answers():
    state = answered(known("card", 8, (1, 3)), 3)
    exam = Exam(DAY + 12, 9)
    assert interval(exam, state, FSRS6, Plan(DAY - 3, [0.0] * 15), PACE) is not None
    assert interval(exam, state, FSRS6, Plan(DAY + 30, []), PACE) is not None


def test_a_weak_card_comes_again_sooner_than_a_strong_one():
    made = plan(Exam(DAY + 30, 6), deck(60), NOW, PACE)
    weak, strong = (
        interval(Exam(DAY + 30, 6), answered(known("card", 8, life), 3), FSRS6, made, PACE)
        for life in ((1, 3), (4, 4, 4))
    )
    assert weak is not None
    assert strong is None or weak <= strong


def test_a_clock_that_went_back_does_no_harm():
    ahead = CardState(Phase.REVIEW, 0, FSRS6.first(3), 1440, later(3), 1, 0)
    assert today(Exam(DAY + 5, 60), [Candidate("deck/card", ahead, FSRS6)], NOW, PACE).minutes <= 60
