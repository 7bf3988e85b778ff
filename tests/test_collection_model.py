"""A change of the memory model or its parameters replays the log; nothing that was recorded changes."""

import pytest
from collection_cases import UNNAMED, hide_bundled, opened, sit, states, study, write_deck

from drillcli.model import Rating
from drillcli.store.settings import Computed, computed, set_setting


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
        assert computed(collection.store.connection) == Computed("fsrs7", 0)
        during = states(collection)
        assert all(len(state.memory) == 3 for state in during.values())
        assert [state.interval for state in during.values()] == [state.interval for state in before.values()]
        assert sit(collection, "unnamed", ahead=900).turn() is not None
        set_setting(collection.store, "model", None, clock())
    with opened(env) as collection:
        assert states(collection) == before
    names = {path.name for path in env.home.iterdir()}
    assert {"drill.db.fsrs6", "drill.db.fsrs7"} <= names


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
        collection.store.connection.execute(
            "INSERT INTO parameters (model, weights, at_ms) VALUES ('fsrs6', ?, 0)", (str(weights),)
        )
    with opened(env) as collection:
        assert computed(collection.store.connection) == Computed("fsrs6", 1)
        after = states(collection)
        assert [s.interval for s in after.values()] == [s.interval for s in before.values()]
        assert all(a.memory[0] > b.memory[0] for a, b in zip(after.values(), before.values(), strict=True))
