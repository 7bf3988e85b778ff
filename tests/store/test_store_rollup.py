"""Sums over many answers."""

from hypothesis import given
from hypothesis import strategies as st
from store_cases import SCHEDULER, enrol, later, make_store

from drillcli.model import MINUTES_PER_DAY, Mode
from drillcli.store.history import Review, fold
from drillcli.store.rollup import MOST_MS, Rollup
from drillcli.store.store import add_to_day, add_to_spread

ANSWERS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(0, 60 * MINUTES_PER_DAY),
        st.integers(0, MOST_MS),
        st.sampled_from([1, 10, 1439, 1440, 5 * 1440, 21 * 1440, 400 * 1440]),
    ),
    max_size=12,
    unique_by=lambda answer: answer[1],
)


@given(st.lists(ANSWERS, max_size=4))
def test_the_sums_are_those_of_the_single_answers(tmp_path_factory, cards):
    """As `fold` takes each answer by itself."""
    folder = tmp_path_factory.mktemp("rollup")
    one, all_at_once = (make_store(folder / name) for name in ("one.db", "all.db"))
    rollup = Rollup()
    for store in (one, all_at_once):
        enrol(store, "a", slug="first")
        enrol(store, "b", slug="second")
    for number, answers in enumerate(cards):
        deck = 1 + number % 2
        reviews = []
        for rating, minutes, took_ms, interval in sorted(answers, key=lambda answer: answer[1]):
            at = later(minutes // MINUTES_PER_DAY, minutes % MINUTES_PER_DAY)
            reviews.append(Review((at.ms, len(reviews)), rating, took_ms, at, Mode.IMPORT, interval))
        if reviews:
            rows = [(*review.at, review.rating, review.took_ms, review.interval) for review in sorted(reviews)]
            rollup.add(deck, rows, SCHEDULER.replay(rows)[1])
        folded = fold(reviews, [], SCHEDULER)
        for day, share in folded.days.items():
            add_to_day(one.connection, deck, day, share)
        add_to_spread(one.connection, deck, folded.spread)
    rollup.write(all_at_once.connection)
    for table in ("day", "spread"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4"  # noqa: S608
        assert one.connection.execute(query).fetchall() == all_at_once.connection.execute(query).fetchall()
    one.close()
    all_at_once.close()
