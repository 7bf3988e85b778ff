"""A change of the memory model or its parameters replays the log; nothing that was recorded changes."""

from contextlib import closing

import pytest
from collection_cases import UNNAMED, hide_bundled, opened, sit, states, study, write_deck

from drillcli.model import Rating
from drillcli.store.database import open_database
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.parameters import Computed, add, choose, computed, release
from drillcli.store.settings import set_setting


@pytest.fixture
def deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    return write_deck(tmp_path, UNNAMED, "unnamed")


def test_another_model_and_back(env, clock, deck):
    """The log is replayed under the other model after a backup; back again, every state is what it was."""
    with opened(env) as collection:
        study(collection, clock)
        clock.advance(days=12)
        study(collection, clock, rating=Rating.GOOD)
        before = states(collection)
        set_setting(collection.store, "model", "fsrs7", clock())
    with opened(env) as collection:
        assert collection.origins["model"] == "collection"
        assert computed(collection.store.connection) == {"": Computed("fsrs7", 0)}
        during = states(collection)
        assert all(len(state.memory) == 3 for state in during.values())
        assert [state.interval for state in during.values()] == [state.interval for state in before.values()]
        assert sit(collection, "unnamed", ahead=900).turn() is not None
        set_setting(collection.store, "model", None, clock())
    with opened(env) as collection:
        assert states(collection) == before
    assert len(list(env.home.glob("backups/*-before-fit*"))) == 2


def test_a_variable_may_choose_the_model(env, clock, deck, drill):
    """DRILL_MODEL counts as a setting; each change replays, and answers under either model stay."""
    with opened(env) as collection:
        study(collection, clock)
    for model in ("fsrs7", "fsrs6", "fsrs7"):
        clock.advance(days=9)
        assert drill("study", "unnamed", stdin="3\n", variables={"DRILL_MODEL": model}).code == 0
    with opened(env) as collection:
        assert sum(state.reps for state in states(collection).values()) == 4 + 3


def test_new_parameters_replay(env, clock, deck):
    """Another parameter set of the model in force changes the states, not the intervals that were given."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
        weights = [w * 1.1 if n < 4 else w for n, w in enumerate(collection.scheduler.model.parameters)]
        choose(collection.store, (), "fsrs6", add(collection.store, "fsrs6", weights, (), {}, clock()), clock())
    with opened(env) as collection:
        assert computed(collection.store.connection) == {"": Computed("fsrs6", 1)}
        after = states(collection)
        assert [s.interval for s in after.values()] == [s.interval for s in before.values()]
        assert all(a.memory[0] > b.memory[0] for a, b in zip(after.values(), before.values(), strict=True))


def test_a_deck_with_a_model_of_its_own(env, clock, deck, tmp_path):
    """A deck may have its own model: its cards follow it, the others the collection; undo and doctor agree."""
    write_deck(tmp_path)
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
        choose(collection.store, ["letters"], "fsrs7", 0, clock())
        collection.recompute()
        assert {card: len(state.memory) for card, state in states(collection).items()} == {
            card: 3 if card.startswith("letters/") else 2 for card in before
        }
        assert collection.scheduler_of("letters/a").model.name == "fsrs7"
        clock.advance(days=20)
    with opened(env) as collection:
        study(collection, clock, rating=Rating.GOOD)
        assert all(state.reps == 2 for state in states(collection).values())
        release(collection.store, ["letters"], clock())
        collection.recompute()
        assert all(len(state.memory) == 2 for state in states(collection).values())


def test_a_file_of_an_earlier_format(env, clock, deck):
    """A history written before there were counts by bin gets them when the file is opened."""
    path = env.home / "drill.db"
    earlier = {2: MIGRATIONS[2]}
    with closing(open_database(path, earlier)) as connection:
        connection.execute("INSERT INTO deck VALUES (1, 'unnamed', '')")
        connection.execute("INSERT INTO card (id, deck, name) VALUES (1, 1, 'old')")
        first, later = clock().ms, clock().ms + 10 * 86_400_000
        for ms, rating, day, interval in ((first, 4, clock().day, 11_520), (later, 3, clock().day + 10, 40_000)):
            row = (1, ms, 1, rating, 4_000, 0, day, 0, interval)
            connection.execute("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", row)
        connection.execute("INSERT INTO computed VALUES (1, 'fsrs6', 0)")
    with opened(env) as collection:
        query = "SELECT kind, sum(n), sum(recalled) FROM spread WHERE day > 0 GROUP BY kind"
        assert collection.store.connection.execute(query).fetchall() == [(1, 2, 1), (2, 2, 1), (3, 1, 1)]
    assert len(list(env.home.glob("backups/*-before-migration.db"))) == 1
