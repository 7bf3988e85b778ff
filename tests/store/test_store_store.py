"""Acts on the store: what each writes, and that undo takes back exactly."""

import pytest
from conftest import NOW
from store_cases import SCHEDULER, answer, enrol, forget, graduate, later, make_store, snapshot

from drillcli.errors import StoreError
from drillcli.model import FORGET, Mode, Moment, Phase, Rating, RevlogEntry
from drillcli.store.history import ActKind, Marks
from drillcli.store.parameters import Computed, set_computed, signature
from drillcli.store.store import Undone
from drillcli.store.verify import verify


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b", "c")
    yield store
    assert verify(store) == []
    store.close()


def rows(store, table="revlog"):
    return store.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 constant


def day(store, day=NOW.day):
    return store.connection.execute(
        "SELECT reviews, again, hard, good, easy, took_ms, introduced, young, young_recalled, mature, mature_recalled"
        " FROM day WHERE day = ?",
        (day,),
    ).fetchone()


def test_an_answer_is_three_rows_in_one_transaction(store):
    """Log, card and roll-up agree; what is returned is what is on disk."""
    recorded = answer(store, "deck/a", 3)
    assert rows(store) == [(1, NOW.ms, 1, 3, 1500, 0, NOW.day, 0, 10)]
    assert recorded.entry == RevlogEntry("deck/a", 3, NOW, 1500, Mode.STUDY, 10)
    assert recorded.before is None
    assert recorded.after == store.state("deck/a")
    assert recorded.after.phase is Phase.LEARNING
    assert day(store) == (1, 0, 0, 1, 0, 1500, 1, 0, 0, 0, 0)


def test_the_first_answer_of_a_day_tells_of_memory(store):
    """Young and mature count only the first answer of a study day to a card in review."""
    graduate(store, "deck/a")
    due = store.state("deck/a").due_day
    then = later(days=due - NOW.day)
    answer(store, "deck/a", 1, then)
    answer(store, "deck/a", 3, later(minutes=20, since=then))
    assert day(store, due) == (2, 1, 0, 1, 0, 3000, 0, 1, 0, 0, 0)
    much_later = later(days=200)
    answer(store, "deck/a", 4, much_later)
    at = later(days=200 + 300)
    assert store.state("deck/a").interval >= 21 * 1440
    answer(store, "deck/a", 3, at)
    assert day(store, at.day)[7:] == (0, 0, 1, 1)


def test_nothing_is_written_when_the_scheduler_fails(store):
    """An error halfway leaves no half-written answer."""
    before = snapshot(store), rows(store), store.newest_ms()

    def fail(_before, _at):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.answer("deck/a", 3, NOW, 0, Mode.STUDY, fail)
    assert (snapshot(store), rows(store), store.newest_ms()) == before


def test_cram_leaves_the_schedule_alone(store):
    """A crammed answer is a fact in the log and nothing else."""
    graduate(store, "deck/a")
    before = snapshot(store)
    recorded = answer(store, "deck/a", 1, later(minutes=1), Mode.CRAM)
    assert snapshot(store) == before
    assert recorded.after == recorded.before == store.state("deck/a")
    assert rows(store)[-1][-2:] == (Mode.CRAM, 0)


def test_forgetting_makes_new_again_and_keeps_the_log(store):
    """`forget` is a row of the log; the next answer begins anew."""
    graduate(store, "deck/a")
    store.mark("deck/a", ActKind.SUSPEND, NOW)
    forget(store, "deck/a", later(days=1))
    assert store.state("deck/a") is None
    assert store.marks("deck/a") == Marks(suspended=True)
    assert [row[3] for row in rows(store)] == [4, FORGET]
    assert day(store, NOW.day + 1) is None
    assert answer(store, "deck/a", 3, later(days=2)).after.reps == 1


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        (ActKind.SUSPEND, Marks(suspended=True)),
        (ActKind.FLAG, Marks(flagged=True)),
        (ActKind.BURY, Marks(buried_day=NOW.day)),
        (ActKind.UNSUSPEND, Marks()),
        (ActKind.UNFLAG, Marks()),
    ],
)
def test_marks_stay_until_taken_back(store, kind, marks):
    """A mark changes the card and nothing else, and survives an answer."""
    store.mark("deck/a", kind, NOW)
    assert store.marks("deck/a") == marks
    answer(store, "deck/a", 3, later(minutes=1))
    assert store.marks("deck/a") == marks
    store.undo(NOW)
    assert store.undo(NOW) == Undone("deck/a", None, kind)
    assert store.marks("deck/a") == Marks()


def test_a_buried_card_is_due_the_next_study_day(store):
    """Burial puts off; it never brings nearer."""
    store.mark("deck/a", ActKind.BURY, NOW)
    due = "SELECT due_day FROM card WHERE name = 'a'"
    assert store.connection.execute(due).fetchone() == (NOW.day + 1,)
    state = graduate(store, "deck/a").after
    assert store.connection.execute(due).fetchone() == (state.due_day,)
    assert state.due_day > NOW.day + 1


def test_undo_goes_back_act_by_act(store):
    """Each undo restores exactly what stood before, down to the empty collection."""
    acts = [
        lambda at: answer(store, "deck/a", 3, at),
        lambda at: answer(store, "deck/b", 4, at),
        lambda at: store.mark("deck/b", ActKind.FLAG, at),
        lambda at: answer(store, "deck/b", 1, at),
        lambda at: forget(store, "deck/a", at),
        lambda at: store.take_over([("deck/b", "deck/c")], at),
        lambda at: answer(store, "deck/c", 2, at),
        lambda at: answer(store, "deck/c", 2, at, Mode.CRAM),
    ]
    before = []
    for number, act in enumerate(acts):
        before.append(snapshot(store))
        act(later(days=number))
    undone = []
    while before:
        undone.append(store.undo(later(days=20)))
        assert snapshot(store) == before.pop()
    assert [(u.card[-1], u.rating, u.kind) for u in undone] == [
        ("c", 2, None),
        ("c", 2, None),
        ("c", None, ActKind.TAKE_OVER),
        ("a", FORGET, None),
        ("b", 1, None),
        ("b", None, ActKind.FLAG),
        ("b", 4, None),
        ("a", 3, None),
    ]
    with pytest.raises(StoreError, match="there is nothing to take back"):
        store.undo(later(days=20))


def test_undo_of_what_is_not_there_changes_nothing(store):
    """A sitting remembers what it wrote; a restore meanwhile may have put an earlier database in the place."""
    recorded = answer(store, "deck/a", 3)
    with pytest.raises(StoreError, match="not in the collection any more"):
        store.undo(NOW, key=(recorded.key[0] + 1, recorded.key[1]), card_id="deck/a")
    assert store.undo(NOW) == Undone("deck/a", 3, None)


def test_undo_of_one_card_leaves_the_others(store):
    """`undo` of a card takes back that card's last act, whatever came after it."""
    answer(store, "deck/a", 3)
    kept = answer(store, "deck/b", 4, later(minutes=1))
    assert store.undo(later(minutes=2), card_id="deck/a") == Undone("deck/a", 3, None)
    assert store.state("deck/a") is None
    assert store.state("deck/b") == kept.after
    with pytest.raises(StoreError, match="nothing to take back"):
        store.undo(NOW, card_id="deck/a")


def test_undo_in_the_midst_replays_the_rest(store):
    """Taking back an early answer leaves the later ones as if it had never been."""
    first = answer(store, "deck/a", 1)
    answer(store, "deck/a", 3, later(minutes=5))
    store.undo(later(minutes=6), key=first.key)
    assert store.state("deck/a").reps == 1
    assert store.state("deck/a") == SCHEDULER.apply(None, 3, later(minutes=5), 10)


def test_nothing_is_erased(store):
    """An undo is one more row; the row it takes back stays."""
    recorded = answer(store, "deck/a", 3)
    store.undo(later(minutes=1))
    assert len(rows(store)) == 1
    assert rows(store, "act") == [(later(minutes=1).ms, 1, ActKind.UNDO, 1, *recorded.key, 0, NOW.day)]


def test_undo_twice_of_the_same_answer_is_once(store):
    """When two processes take back the same answer, it is gone, and nothing else is."""
    kept = answer(store, "deck/a", 3)
    gone = answer(store, "deck/a", 3, later(minutes=11))
    store.undo(NOW, key=gone.key)
    store.undo(NOW, key=gone.key)
    assert store.state("deck/a") == kept.after


def test_a_history_goes_over_and_comes_back(store):
    """The new card has the state and the days; undo gives both back, and later answers stay with the new one."""
    state = graduate(store, "deck/a").after
    store.take_over([("deck/a", "deck/b")], later(days=1))
    assert (store.state("deck/a"), store.state("deck/b")) == (None, state)
    answer(store, "deck/b", 3, later(days=9))
    store.undo(later(days=9), key=store.take_over([("deck/b", "deck/c")], later(days=9))[0])
    assert store.state("deck/b").reps == 2
    store.undo(later(days=9), card_id="deck/b")
    assert store.undo(later(days=9), card_id="deck/b").kind is ActKind.TAKE_OVER
    assert (store.state("deck/a"), store.state("deck/b")) == (state, None)


def test_a_card_that_came_back_takes_its_history_back(store):
    """First a → b, then b → a: what was answered as either counts for a."""
    graduate(store, "deck/a")
    store.take_over([("deck/a", "deck/b")], later(days=1))
    answer(store, "deck/b", 3, later(days=9))
    store.take_over([("deck/b", "deck/a")], later(days=10))
    assert store.state("deck/a").reps == 2
    assert store.state("deck/b") is None


def test_an_answer_is_taken_back_from_whoever_has_it_now(store):
    """The last answer of a card that gave its history away counts for the heir, so the heir changes."""
    first = graduate(store, "deck/a").after
    answer(store, "deck/a", 3, later(days=9))
    store.take_over([("deck/a", "deck/b")], later(days=10))
    store.take_over([("deck/b", "deck/c")], later(days=11))
    store.undo(later(days=12), card_id="deck/a")
    assert store.state("deck/c") == first


def test_a_take_over_is_taken_back_from_under_a_later_one(store):
    """First a → b, then a (answered anew) → c: without the first one, all that was a's is c's."""
    graduate(store, "deck/a")
    store.take_over([("deck/a", "deck/b")], later(days=1))
    answer(store, "deck/a", 3, later(days=2))
    store.take_over([("deck/a", "deck/c")], later(days=3))
    store.undo(later(days=4), card_id="deck/b")
    assert [store.state(f"deck/{name}") and store.state(f"deck/{name}").reps for name in "abc"] == [None, None, 2]


def test_a_history_may_cross_decks(store):
    """The days follow the history into the roll-up of the other deck."""
    enrol(store, "z", slug="other")
    graduate(store, "deck/a")
    store.take_over([("deck/a", "other/z")], later(days=1))
    query = "SELECT slug, reviews FROM day JOIN deck ON deck.id = day.deck"
    assert store.connection.execute(query).fetchall() == [("other", 1)]


def test_the_clock_set_back(store):
    """Keys go on from the newest one; the day is the clock's; nothing is lost."""
    answer(store, "deck/a", 3)
    back = Moment(NOW.ms - 7 * 86_400_000, NOW.day - 7, 60)
    recorded = answer(store, "deck/b", 3, back)
    assert recorded.key[0] == NOW.ms + 1
    assert recorded.entry.at == Moment(NOW.ms + 1, NOW.day - 7, 60)
    assert store.mark("deck/b", ActKind.FLAG, back)[0] == NOW.ms + 2
    store.undo(back)
    assert store.newest_ms() == NOW.ms + 3
    assert answer(store, "deck/b", 3, back).after.reps == 2


@pytest.mark.parametrize("act", ["state", "marks"])
def test_an_unknown_card(store, act):
    """One line that says what to do."""
    with pytest.raises(StoreError, match=r"no card deck/zzz; `drill search` finds cards"):
        getattr(store, act)("deck/zzz")
    with pytest.raises(StoreError, match="no card"):
        answer(store, "deck/zzz", 3)


@pytest.mark.parametrize("word", ["", "deck", "deck/", "/a"])
def test_a_word_that_is_no_card_id(store, word):
    """One line that says how a card id looks."""
    with pytest.raises(StoreError, match="is not a card id; ids look like deck/note"):
        store.state(word)


def test_ratings_are_counted_by_grade(store):
    """Each grade has its column."""
    for rating in Rating:
        answer(store, "deck/a", rating, later(minutes=rating))
    assert day(store)[:5] == (4, 1, 1, 1, 1)


def test_the_cards_of_a_note_come_back_together(store):
    """One undo takes back a take-over for every card of its note and no other; with a card, for that one only."""
    enrol(store, "n#x", "n#y", "m", "new#x", "new#y", "fresh")
    states = {name: graduate(store, f"deck/{name}").after for name in ("n#x", "n#y", "m")}
    store.take_over([("deck/m", "deck/fresh")], later(days=1))
    store.take_over([("deck/n#x", "deck/new#x"), ("deck/n#y", "deck/new#y")], later(days=1))
    assert store.undo(later(days=1)).kind is ActKind.TAKE_OVER
    assert [store.state(f"deck/n#{part}") for part in "xy"] == [states["n#x"], states["n#y"]]
    assert store.state("deck/fresh") == states["m"]
    store.take_over([("deck/n#x", "deck/new#x"), ("deck/n#y", "deck/new#y")], later(days=1))
    store.undo(later(days=1), card_id="deck/new#x")
    assert store.state("deck/n#x") == states["n#x"]
    assert store.state("deck/new#y") == states["n#y"]


def test_another_model_is_not_mixed_in(store):
    """When another process has replayed the log under another model, nothing is written until the next opening."""
    store.computed = signature({"": Computed("fsrs6", 0)})
    set_computed(store.connection, {"": Computed("fsrs6", 0)})
    answer(store, "deck/a", 3)
    set_computed(store.connection, {"": Computed("fsrs6", 1)})
    before = snapshot(store), rows(store), store.newest_ms()
    for act in (lambda: answer(store, "deck/a", 3), lambda: store.undo(NOW), lambda: store.mark("deck/a", 2, NOW)):
        with pytest.raises(StoreError, match="another drill has changed the memory model; nothing was written"):
            act()
    assert (snapshot(store), rows(store), store.newest_ms()) == before
