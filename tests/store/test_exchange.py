"""Rows that go out and come in, one rule at a time."""

import pytest
from conftest import NOW
from exchange_cases import NAMES, answer, bring, is_sound, machine, own, own_rows, seen
from store_cases import SCHEDULER, enrol, later, make_store

from drillcli.model import Moment
from drillcli.store import cards, exchange, roster
from drillcli.store.exchange import ActFact, Position, ReviewFact, Source
from drillcli.store.exchange_in import Batch, take_in
from drillcli.store.history import ActKind
from drillcli.store.intake_rows import device_of

ME, YOU, THIRD = "b" * 32, "a" * 32, "c" * 32


@pytest.fixture
def me():
    """A machine with a deck."""
    store = machine(ME, *NAMES)
    yield store
    store.close()


@pytest.fixture
def you():
    """Another one, with the same deck, whose uuid sorts before."""
    store = machine(YOU, *NAMES)
    yield store
    store.close()


def review(card="deck/a", at=NOW, rating=3, interval=1440, took_ms=1000):
    """Return a review that another machine wrote."""
    return ReviewFact(card, at.ms, rating, took_ms, at.offset, at.day, 0, interval)


def test_rows_go_out_in_order_of_time(me):
    """Reviews and acts in one order, with names in the place of row numbers."""
    answer(me, "deck/c", 3)
    me.mark("deck/a", ActKind.FLAG, later(minutes=1))
    answer(me, "deck/a", 1, later(minutes=2))
    me.bury({"deck/a": NOW.day + 3}, later(minutes=3))
    me.take_over([("deck/a", "deck/b#x")], later(minutes=4))
    me.undo(later(minutes=5))
    rows = own_rows(me)
    assert [row.at_ms for row in rows] == sorted(row.at_ms for row in rows)
    assert [row.card for row in rows] == ["deck/c", "deck/a", "deck/a", "deck/a", "deck/b#x", "deck/b#x"]
    assert rows[3].other == NOW.day + 3
    assert rows[4].other == "deck/a"
    assert rows[5][3:5] == (rows[4].at_ms, ME)
    assert own_rows(me, rows[3].at_ms) == rows[4:]
    assert own_rows(me, rows[-1].at_ms) == []


def test_what_was_received_is_not_sent_on(me):
    """Each machine sends what was written on it."""
    bring(me, YOU, [review()])
    assert [(stream.uuid, stream.is_own) for stream in exchange.streams(me.connection)] == [(ME, True)]
    assert own_rows(me) == []


def test_an_import_is_sent_by_whoever_imported(me):
    """Its stream is sent whole, and again when another import wrote into it: such rows come in any order of time."""
    with me.writing():
        device_of(me.connection, "f00d", NOW.ms)
    first = exchange.streams(me.connection)[1]
    assert (first.uuid, first.is_own, first.since_ms) == ("import:f00d", False, -1)
    with me.writing():
        device_of(me.connection, "f00d", 0)
    second = exchange.streams(me.connection)[1]
    assert (second.last_ms, second.imports) == (NOW.ms, first.imports + 1)


def test_unknown_cards_wait_for_their_deck_file(me):
    """They are orphans with their history; when the file comes, its cards are the same by name."""
    taken = bring(me, YOU, [review("law/one"), review("law/two"), review("deck/a")])
    assert (taken.reviews, taken.cards, taken.orphans) == (3, 3, 2)
    state = me.state("law/one")
    roster.enrol(me, "law", "hash", ["two", "one", "new"])
    assert me.state("law/one") == state
    assert roster.orphans(me, ["deck", "law"]) == []
    assert is_sound(me)


def test_a_row_comes_only_once(me):
    """What is known already changes nothing, however often it arrives, and even twice at a time."""
    rows = [review(), review(at=later(days=2)), ActFact(NOW.ms + 1, ActKind.FLAG, "deck/a", None, None, 0, NOW.day)]
    assert bring(me, YOU, rows + rows)[:2] == (2, 1)
    before = seen(me)
    assert bring(me, YOU, rows)[:3] == (0, 0, 0)
    assert seen(me) == before
    assert is_sound(me)


def test_positions_are_written_with_the_rows(me):
    """Each folder has its own, also for one stream in two folders."""
    one, two = Source(YOU, YOU), Source(THIRD, YOU)
    take_in(me, [Batch(one, [review()], Position(2, 70)), Batch(two, [], Position(1, 5))], NOW)
    assert exchange.positions(me.connection) == {one: Position(2, 70), two: Position(1, 5)}
    take_in(me, [Batch(one, [], Position(3, 1))], NOW)
    assert exchange.positions(me.connection)[one] == Position(3, 1)


def test_a_fault_while_reading_leaves_everything_as_it_was(me):
    """Nothing is written before all is read, not even the position; and the next sync can go on."""

    def broken():
        yield review()
        raise ValueError

    before = seen(me)
    with pytest.raises(ValueError):  # noqa: PT011 our own
        take_in(me, [Batch(Source(YOU, YOU), broken(), Position(1, 1))], NOW)
    assert seen(me) == before
    assert exchange.positions(me.connection) == {}
    assert bring(me, YOU, [review()]).reviews == 1


def test_others_write_while_rows_are_read(tmp_path):
    """The lock is taken when all has been read."""
    one, other = make_store(tmp_path / "drill.db"), make_store(tmp_path / "drill.db")
    enrol(one, "a", "c")

    def slow():
        answer(other, "deck/c", 3)
        yield review()

    taken = take_in(one, [Batch(Source(YOU, YOU), slow(), Position(1, 1))], NOW)
    assert (taken.reviews, other.state("deck/c").reps, other.state("deck/a").reps) == (1, 1, 1)
    assert is_sound(one)
    one.close()
    other.close()


def test_an_undo_may_come_before_what_it_takes_back(me, you):
    """The row never counts."""
    answer(you, "deck/a", 3)
    you.undo(later(minutes=1))
    given, undo = own_rows(you)
    bring(me, YOU, [undo])
    bring(me, YOU, [given])
    assert me.state("deck/a") is None
    assert seen(me)["day"] == set()
    assert is_sound(me)


def test_an_undo_takes_back_nothing_of_another_card(me):
    """It names the card; a file in which it names another does no harm there."""
    answer(me, "deck/a", 3)
    bring(me, YOU, [ActFact(NOW.ms + 5, ActKind.UNDO, "deck/c", NOW.ms, ME, 0, NOW.day)])
    assert me.state("deck/a") is not None
    assert is_sound(me)


def test_an_answer_in_the_past_of_a_received_one(me):
    """The other clock is an hour ahead: the answer keeps its own time, and the state follows from both in order."""
    bring(me, YOU, [review(at=later(minutes=60), rating=4, interval=8 * 1440)])
    recorded = me.answer("deck/a", 3, NOW, 1500, 0, lambda _before, at: SCHEDULER.review("deck/a", None, 3, at))
    assert recorded.key[0] == NOW.ms
    assert recorded.after == me.state("deck/a")
    assert recorded.after.at == later(minutes=60)
    assert recorded.after.reps == 2
    assert is_sound(me)


def test_both_machines_order_the_same_instant_alike(me, you):
    """Two answers to a card in one millisecond: what they say decides, not the number of the device."""
    answer(me, "deck/a", 1)
    answer(you, "deck/a", 3)
    mine, yours = own_rows(me), own_rows(you)
    bring(me, YOU, yours)
    bring(you, ME, mine)
    assert seen(me) == seen(you)
    assert me.state("deck/a").reps == 2


@pytest.mark.parametrize("turned", [False, True])
def test_one_key_with_two_contents_is_settled_alike_everywhere(me, turned):
    """The lesser row counts, whichever came first, together or apart; the clash is told."""
    rows = [review(rating=2), review(rating=4)]
    apart = machine(THIRD, *NAMES)
    assert list(bring(apart, YOU, [rows[turned]]).clashes) == []
    clashes = bring(apart, YOU, [rows[not turned]]).clashes
    together = bring(me, YOU, rows[::-1] if turned else rows).clashes
    assert [*clashes] == [*together] == [(YOU, "deck/a", NOW.ms)]
    assert seen(apart) == seen(me)
    assert {row[3] for row in seen(me)["revlog"]} == {2}
    assert is_sound(me)
    assert is_sound(apart)
    apart.close()


@pytest.mark.parametrize("turned", [False, True])
def test_acts_that_clash_are_settled_alike_everywhere(me, turned):
    """Whatever card each of them names: what gives way is as if it had never come."""
    flag = ActFact(NOW.ms, ActKind.FLAG, "deck/c", None, None, 0, NOW.day)
    move = ActFact(NOW.ms, ActKind.TAKE_OVER, "deck/b#x", "deck/a", None, 0, NOW.day)
    answer(me, "deck/a", 3, later(days=-1))
    for act in (move, flag) if turned else (flag, move):
        taken = bring(me, YOU, [act])
    assert list(taken.clashes) == [(YOU, act.card, NOW.ms)]
    assert me.marks("deck/c").flagged
    assert me.state("deck/b#x") is None
    assert is_sound(me)


def test_two_imports_of_one_file_are_no_clash_to_tell(me):
    """The last review of a card has the interval that the scheduler gave it on each machine."""
    bring(me, "import:f00d", [review(interval=1440)])
    assert list(bring(me, "import:f00d", [review(interval=2880)]).clashes) == []
    assert {row[-1] for row in seen(me)["revlog"]} == {1440}


def test_a_machine_takes_another_uuid(me):
    """Old rows stay with the old one, undos too; those that were not sent are still to be sent; keys go on growing."""
    answer(me, "deck/a", 3)
    answer(me, "deck/c", 2, later(minutes=1))
    me.undo(later(minutes=2))
    before, rows = seen(me), own_rows(me)
    new = exchange.become_another(me, NOW.ms)
    assert seen(me) == before
    mine, old = exchange.streams(me.connection)
    assert (mine.uuid, mine.is_own) == (new, True)
    assert (old.uuid, old.is_own, old.since_ms) == (ME, False, NOW.ms)
    assert list(exchange.rows_out(me, old, old.since_ms)) == rows[1:]
    assert own_rows(me) == []
    answer(me, "deck/a", 3, NOW)
    assert own_rows(me)[0].at_ms > rows[-1].at_ms
    assert is_sound(me)


def test_rows_of_ones_own_that_a_double_wrote(me):
    """They come in like any others; no clock that is ahead moves the keys of this machine beyond the present."""
    bring(me, ME, [review(at=later(days=3))], NOW)
    assert me.newest_ms() == NOW.ms
    answer(me, "deck/a", 3, later(minutes=1))
    assert own_rows(me)[0].at_ms == later(minutes=1).ms
    assert is_sound(me)


def test_whether_a_row_is_here(me):
    """By stream, card and time."""
    answer(me, "deck/a", 3)
    me.mark("deck/c", ActKind.FLAG, later(minutes=1))
    first, second = own_rows(me)
    assert exchange.has(me.connection, ME, first)
    assert exchange.has(me.connection, ME, second)
    assert not exchange.has(me.connection, YOU, first)
    assert not exchange.has(me.connection, ME, first._replace(card="deck/c"))
    assert not exchange.has(me.connection, ME, first._replace(card="no/card"))
    assert not exchange.has(me.connection, ME, second._replace(at_ms=1))


def test_an_answer_that_took_an_hour_is_rolled_up(me):
    """The roll-up of many cards holds shorter ones only; such a card goes the longer way."""
    bring(me, YOU, [review(took_ms=3_600_000), review(at=later(days=3)), review("deck/c")])
    assert is_sound(me)


def test_an_act_far_away_counts_from_its_time(me, you):
    """Suspended there and released here later, in another zone: the later act counts on both."""
    you.mark("deck/a", ActKind.SUSPEND, NOW)
    me.mark("deck/a", ActKind.UNSUSPEND, Moment(NOW.ms + 1, NOW.day - 1, -600))
    mine, yours = own_rows(me), own_rows(you)
    bring(me, YOU, yours)
    bring(you, ME, mine)
    assert not me.marks("deck/a").suspended
    assert seen(me) == seen(you)


def test_the_stream_of_rows_is_the_machines_own(me):
    """It begins with everything."""
    stream = own(me)
    assert (stream.uuid, stream.since_ms, stream.imports) == (ME, -1, 0)
    assert exchange.own_uuid(me.connection) == ME
    assert cards.find(me.connection, "deck/a") is not None
