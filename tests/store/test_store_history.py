"""What a card's rows add up to, without a database."""

from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st
from store_cases import SCHEDULER, later

from drillcli.model import FORGET, Mode, Phase
from drillcli.store.history import TALLY, Act, ActKind, Marks, Review, TakeOver, add, due_day, fold, heir, sources


def review(minute, rating, interval, mode=Mode.STUDY):
    at = later(minutes=minute)
    return Review((at.ms, 1), rating, 1000, at, mode, interval)


def test_nothing_adds_up_to_a_new_card():
    """Without rows: no state, no marks, no days."""
    folded = fold([], [], SCHEDULER)
    assert (folded.state, folded.marks, folded.days) == (None, Marks(), {})


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rng):
    """Rows merged from several devices may come in any order: the keys order them."""
    reviews = [review(n, 1 + n % 4, (1, 6, 10, 1440 * 8)[n % 4]) for n in range(9)]
    acts = [Act((later(minutes=n).ms + 1, 1), kind, later(minutes=n)) for n, kind in enumerate(list(ActKind)[1:6])]
    expected = fold(reviews, acts, SCHEDULER)
    rng.shuffle(reviews)
    rng.shuffle(acts)
    assert fold(reviews, acts, SCHEDULER) == expected


def test_cram_and_forget():
    """Cram counts nowhere; after a forget the card begins anew, and the days before it stay."""
    rows = [review(0, 4, 1440 * 8), review(1, 1, 0, Mode.CRAM), review(2, FORGET, 0), review(3, 3, 10)]
    folded = fold(rows, [], SCHEDULER)
    assert folded.state.phase is Phase.LEARNING
    assert folded.state.reps == 1
    assert folded.days[NOW.day][TALLY.index("reviews")] == 2
    assert folded.days[NOW.day][TALLY.index("introduced")] == 2


def test_adding_and_taking_away_a_share():
    """A share added and taken away leaves the tally as it was."""
    share = tuple(range(len(TALLY)))
    assert add(add(share, share), share, -1) == share
    assert add(None, share) == share


def test_when_a_card_may_be_asked():
    """When it is due, but not on the day on which it was buried."""
    state = SCHEDULER.apply(None, 4, NOW, 8 * 1440)
    assert due_day(None, Marks()) == 0
    assert due_day(state, Marks()) == NOW.day + 8
    assert due_day(state, Marks(buried_day=NOW.day + 8)) == NOW.day + 9
    assert due_day(None, Marks(buried_day=NOW.day)) == NOW.day + 1


def test_a_row_goes_where_the_take_overs_after_it_lead():
    """1 → 2 at 10, 2 → 3 at 20, 1 → 4 at 30: a row of 1 from before 10 ends in 3, one from after 10 in 4."""
    moves = {1: [TakeOver((10, 1), 1, 2), TakeOver((30, 1), 1, 4)], 2: [TakeOver((20, 1), 2, 3)]}
    assert heir(1, (5, 1), moves) == 3
    assert heir(1, (15, 1), moves) == 4
    assert heir(1, (35, 1), moves) == 1
    assert heir(2, (15, 1), moves) == 3
    assert heir(2, (25, 1), moves) == 2
    assert heir(9, (5, 1), moves) == 9
    every = [move for of_card in moves.values() for move in of_card]
    assert sources(3, every) == {1, 2, 3}
    assert sources(4, every) == {1, 4}
    assert sources(1, every) == {1}


def test_a_history_that_goes_in_a_circle_ends():
    """1 → 2 → 1: rows come home, and looking for them ends."""
    moves = {1: [TakeOver((10, 1), 1, 2)], 2: [TakeOver((20, 1), 2, 1)]}
    assert heir(1, (5, 1), moves) == 1
    assert sources(1, [move for of_card in moves.values() for move in of_card]) == {1, 2}
