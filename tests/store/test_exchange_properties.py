"""Whatever several machines do, and in whatever order and portions their rows arrive: all come to know the same."""

from conftest import NOW
from exchange_cases import CARDS, NAMES, answer, bring, is_sound, machine, own_rows, seen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.errors import StoreError
from drillcli.model import FORGET, Mode, Moment
from drillcli.store.history import ActKind

UUIDS = ("b" * 32, "a" * 32, "c" * 32)
"""Not in the order of their row numbers."""
ZONES = (0, -300, 480)
SKEWS = (0, 0, 3_600_000)
MARKS = [ActKind.SUSPEND, ActKind.UNSUSPEND, ActKind.BURY, ActKind.FLAG, ActKind.UNFLAG]
HALF_HOUR = 1_800_000

few = st.sampled_from(CARDS[:2])
steps = st.lists(
    st.tuples(
        st.integers(0, 2),  # which machine
        st.sampled_from([0, 0, 0, 1, HALF_HOUR, 20 * HALF_HOUR, 48 * HALF_HOUR]),  # how long after the step before
        st.one_of(
            st.tuples(st.just("answer"), few, st.integers(FORGET, 4), st.sampled_from([Mode.STUDY, Mode.CRAM])),
            st.tuples(st.just("answer"), few, st.integers(1, 4), st.just(Mode.STUDY)),
            st.tuples(st.just("mark"), st.sampled_from(CARDS), st.sampled_from(MARKS)),
            st.tuples(st.just("bury"), st.sampled_from(CARDS), st.integers(0, 9)),
            st.tuples(st.just("move"), st.sampled_from(CARDS), st.sampled_from(CARDS)),
            st.tuples(st.just("undo")),
            st.tuples(st.just("undo card"), st.sampled_from(CARDS)),
            st.tuples(st.just("hear"), st.integers(0, 2)),
            st.tuples(st.just("all at once"), few, st.lists(st.integers(0, 4), min_size=3, max_size=3)),
            st.tuples(st.just("from the future"), few, st.integers(0, 4), st.integers(0, 4)),
            st.tuples(st.just("all move"), few, st.lists(st.sampled_from(CARDS), min_size=3, max_size=3)),
        ),
    ),
    min_size=6,
    max_size=25,
)


def moment(ms, who):
    """Return the moment as the clock and the zone of a machine have it."""
    there = ms + SKEWS[who]
    return Moment(there, (there // 60_000 + ZONES[who] - 240) // 1440, ZONES[who])


def act(stores, who, what, ms):
    """Do one step on a machine, or on all."""
    store, now = stores[who], moment(ms, who)
    try:
        STEPS[what[0]](stores, store, now, ms, *what[1:])
    except StoreError:
        assert what[0].startswith("undo")


def all_at_once(stores, _store, _now, ms, card, ratings):
    for store, rating in zip(stores, ratings, strict=True):
        answer(store, card, rating, moment(ms, 0))


def all_move(stores, _store, _now, ms, old, new):
    for store, card in zip(stores, new, strict=True):
        store.take_over([(old, card)], moment(ms, 0))


def from_the_future(stores, store, now, ms, card, there, here):
    answer(stores[2], card, there, moment(ms, 2))
    hear(stores, store, now, ms, 2)
    answer(store, card, here, now)


def hear(stores, store, now, _ms, whom):
    bring(store, UUIDS[whom], own_rows(stores[whom]), now)


STEPS = {
    "answer": lambda _all, store, now, _ms, card, rating, mode: answer(store, card, rating, now, mode),
    "mark": lambda _all, store, now, _ms, card, kind: store.mark(card, kind, now),
    "bury": lambda _all, store, now, _ms, card, days: store.bury({card: now.day + days}, now),
    "move": lambda _all, store, now, _ms, old, new: store.take_over([(old, new)], now),
    "undo": lambda _all, store, now, _ms: store.undo(now),
    "undo card": lambda _all, store, now, _ms, card: store.undo(now, card_id=card),
    "hear": hear,
    "all at once": all_at_once,
    "all move": all_move,
    "from the future": from_the_future,
}


@given(steps, st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_machines_come_to_know_the_same(history, data):
    """Three machines with clocks an hour apart in three zones; then their rows arrive in any order and portions."""
    stores = [machine(uuid, *NAMES) for uuid in UUIDS]
    ms = NOW.ms
    for who, wait, what in history:
        ms += wait
        act(stores, who, what, ms)
        assert is_sound(stores[who])
    rows = {uuid: own_rows(store) for uuid, store in zip(UUIDS, stores, strict=True)}
    fresh = machine("d" * 32)
    portions = []
    for uuid, facts in rows.items():
        cuts = sorted(data.draw(st.lists(st.integers(0, len(facts)), max_size=3)))
        portions += [(uuid, facts[a:b]) for a, b in zip([0, *cuts], [*cuts, len(facts)], strict=True)]
    for uuid, facts in data.draw(st.permutations(portions)):
        bring(fresh, uuid, facts)
    for store in stores:
        for uuid, facts in data.draw(st.permutations(list(rows.items()))):
            bring(store, uuid, facts)
    for store in (*stores, fresh):
        assert is_sound(store)
        assert seen(store) == seen(stores[0])
    for store in (*stores, fresh):
        store.close()
