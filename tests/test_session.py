"""A sitting as a value: whose turn it is, and that undo goes back exactly."""

import tracemalloc
from dataclasses import replace

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from drillcli.model import CardState, Moment, Phase, Rating
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.session import AGAIN_IN_CRAM_MS, Item, Session, begin

SCHEDULER = Scheduler(model("fsrs6"), Policy())
MINUTE = 60_000


def in_steps(name, due_in_minutes):
    """Return an item that comes again after some minutes."""
    at = Moment(NOW.ms + (due_in_minutes - 30) * MINUTE, NOW.day, 0)
    return Item(name, CardState(Phase.LEARNING, 1, (2.0, 5.0), 30, at, 1, 0))


def fresh(*names):
    return tuple(Item(name, None) for name in names)


def answered(session, rating, now_ms=NOW.ms):
    """Answer the card whose turn it is as the scheduler does."""
    at = Moment(now_ms, NOW.day, 0)
    after = SCHEDULER.review(session.current.card_id, session.current.state, rating, at)
    return session.answer(rating, 0, (now_ms, 1), after, now_ms)


def test_cards_come_in_their_order_and_once():
    """Easy cards do not come again; after the last one it is nobody's turn."""
    session = begin(fresh("a", "b", "c"), 20, NOW.ms)
    asked = []
    while (session := session.turn(NOW.ms)).current:
        asked.append((session.current.card_id, session.waiting))
        session = answered(session, Rating.EASY)
    assert asked == [("a", 2), ("b", 1), ("c", 0)]
    assert [answer.item.card_id for answer in session.answered] == ["a", "b", "c"]


def test_a_turn_is_kept_until_it_is_answered():
    """Asking whose turn it is twice gives the same card."""
    session = begin(fresh("a", "b"), 20, NOW.ms).turn(NOW.ms)
    assert session.turn(NOW.ms + 10**9) is session


def test_a_card_that_is_due_again_goes_before_those_that_wait():
    """A failed card comes back after its minute, before the queue goes on."""
    session = answered(begin(fresh("a", "b", "c"), 20, NOW.ms).turn(NOW.ms), Rating.AGAIN)
    session = session.turn(NOW.ms + MINUTE - 1)
    assert session.current.card_id == "b"
    session = answered(session, Rating.EASY, NOW.ms + MINUTE - 1).turn(NOW.ms + MINUTE)
    assert session.current.card_id == "a"
    assert session.current.state.reps == 1


@pytest.mark.parametrize(("due_in", "comes"), [(20, True), (21, False)])
def test_learning_ahead(due_in, comes):
    """When nothing waits, a card within the learn-ahead time comes early; a later one does not."""
    session = begin((in_steps("a", due_in),), 20, NOW.ms).turn(NOW.ms)
    assert (session.current is not None) is comes


def test_learn_ahead_comes_after_all_that_waits():
    """Cards that wait go before cards that are not due yet."""
    session = begin((in_steps("early", 5), *fresh("a")), 20, NOW.ms).turn(NOW.ms)
    assert session.current.card_id == "a"
    assert answered(session, Rating.EASY).turn(NOW.ms).current.card_id == "early"


def test_the_soonest_comes_first():
    """Cards in steps come in the order of their times, wherever they stood."""
    session = begin((in_steps("late", 9), in_steps("soon", 2), in_steps("over", -400)), 20, NOW.ms)
    asked = []
    while (session := session.turn(NOW.ms)).current:
        asked.append(session.current.card_id)
        session = answered(session, Rating.EASY)
    assert asked == ["over", "soon", "late"]


def test_cramming_brings_back_what_failed():
    """Again comes back after a minute or when all others were asked; the card keeps its state."""
    session = begin(fresh("a", "b"), 20, NOW.ms).turn(NOW.ms)
    session = session.practised(Rating.AGAIN, 0, (1, 1), NOW.ms).turn(NOW.ms)
    assert session.current.card_id == "b"
    session = session.practised(Rating.GOOD, 0, (2, 1), NOW.ms)
    assert session.again == ((NOW.ms + AGAIN_IN_CRAM_MS, Item("a", None)),)
    session = session.turn(NOW.ms).practised(Rating.GOOD, 0, (3, 1), NOW.ms)
    assert session.turn(NOW.ms).current is None


def test_put_away_cards_do_not_come_again():
    """A buried card is nobody's answer; undo puts it back on the table."""
    before = begin(fresh("a", "b"), 20, NOW.ms).turn(NOW.ms)
    after = before.put_away((7, 1))
    assert after.answered == ()
    assert after.key == (7, 1)
    assert after.turn(NOW.ms).current.card_id == "b"
    assert after.turn(NOW.ms).undo() == before


def test_a_dropped_card_leaves_no_trace():
    """A card that is in no deck any more is passed over; the undo before it stays what it was."""
    first = begin(fresh("a", "b"), 20, NOW.ms).turn(NOW.ms)
    session = answered(first, Rating.EASY).turn(NOW.ms).drop()
    assert session.current is None
    assert session.undo() == first


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.answer(Rating.GOOD, 0, (1, 1), None, 0),
        lambda s: s.practised(Rating.GOOD, 0, (1, 1), 0),
        lambda s: s.put_away((1, 1)),
        lambda s: s.drop(),
    ],
)
def test_nothing_can_be_done_to_no_card(act):
    """Answering while no card is being asked is a bug of the caller."""
    with pytest.raises(ValueError, match="no card is being asked"):
        act(begin(fresh("a"), 20, NOW.ms))


def test_a_clock_that_was_set_back():
    """What was answered under a clock that stood ahead comes again after its interval at the latest."""
    years_ahead = 3 * 365 * 24 * 60
    session = begin((in_steps("a", years_ahead),), 0, NOW.ms)
    assert session.turn(NOW.ms).current is None
    assert session.turn(NOW.ms + 30 * MINUTE).current.card_id == "a"
    at = Moment(NOW.ms + years_ahead * MINUTE, NOW.day, 0)
    after = SCHEDULER.review("b", None, Rating.AGAIN, at)
    session = begin(fresh("b"), 0, NOW.ms).turn(NOW.ms).answer(Rating.AGAIN, 0, (at.ms, 1), after, NOW.ms)
    assert session.turn(NOW.ms + MINUTE).current == Item("b", after)


def test_there_is_nothing_to_undo_at_the_beginning():
    """Neither before the first card nor with it on the table."""
    session = begin(fresh("a"), 20, NOW.ms)
    assert session.undo() is None
    assert session.turn(NOW.ms).undo() is None


@given(st.lists(st.tuples(st.sampled_from([*Rating, "bury", "cram"]), st.integers(0, 30 * MINUTE)), max_size=30))
def test_undo_of_any_depth_is_exact(acts):
    """Taking back every act, one by one, shows each session as it was, down to the first."""
    session, now = begin((in_steps("s", 3), *fresh("a", "b", "c", "d")), 20, NOW.ms), NOW.ms
    past = []
    for act, wait in acts:
        now += wait
        session = session.turn(now)
        if session.current is None:
            break
        past.append(session)
        if act == "bury":
            session = session.put_away((now, 1))
        elif act == "cram":
            session = session.practised(Rating.AGAIN, 5, (now, 1), now)
        else:
            session = answered(session, act, now)
        assert session.key == (now, 1)
    while past:
        session = session.undo()
        assert session == past.pop()
    assert session is None or session.undo() is None


@given(st.lists(st.sampled_from(Rating), max_size=60))
def test_no_card_is_lost_and_none_is_there_twice(ratings):
    """Every card is waiting, due again, on the table, or done for today."""
    names = {"a", "b", "c", "d", "e"}
    session = begin(fresh(*sorted(names)), 20, NOW.ms)
    for number, rating in enumerate(ratings):
        session = session.turn(NOW.ms + number * MINUTE)
        if not session.current:
            break
        session = answered(session, rating, NOW.ms + number * MINUTE)
        waiting = [item.card_id for item in session.queue[session.position :]]
        again = [item.card_id for _ms, item in session.again]
        done = {answer.item.card_id for answer in session.answered} - set(again)
        assert sorted([*waiting, *again, *done]) == sorted(names)
        assert [ms for ms, _item in session.again] == sorted(ms for ms, _item in session.again)


def test_a_session_is_a_value():
    """Two that were made alike are alike, and nothing changes one in place."""
    one, two = begin(fresh("a", "b"), 20, NOW.ms), begin(fresh("a", "b"), 20, NOW.ms)
    assert one == two
    turned = one.turn(NOW.ms)
    assert one == two
    assert replace(turned, current=None, position=0) == one
    assert isinstance(turned, Session)


def test_an_answer_takes_as_much_room_in_a_long_sitting_as_in_a_short_one():
    """What an undo returns to is shared and not copied: twice the answers never take thrice the memory."""

    def room(count):
        session = begin(fresh(*map(str, range(count))), 20, NOW.ms)
        tracemalloc.start()
        for number in range(count):
            session = session.turn(NOW.ms).answer(Rating.GOOD, 0, (number, 1), None, NOW.ms)
        taken = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(session.answered) == count
        return taken

    assert room(2000) < 3 * room(1000)
