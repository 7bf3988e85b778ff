"""Parameter sets are kept, put in force for the collection or for some decks, and can be gone back to."""

import pytest
from conftest import NOW
from store_cases import make_store

from drillcli.store import parameters
from drillcli.store.parameters import Computed, ParameterSet, add, choose, in_force, release, sets
from drillcli.store.settings import settings


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    yield store
    store.close()


def test_sets_are_kept_in_order(store):
    """A set comes back as it was given, with its number; the defaults are number 0 and have no numbers."""
    first = add(store, "fsrs6", [1.0, 2.5], (), {"reviews": 3}, NOW)
    second = add(store, "fsrs7", [0.1], ("law",), {}, NOW)
    assert sets(store) == [
        ParameterSet(first, "fsrs6", (1.0, 2.5), NOW.ms, (), {"reviews": 3}),
        ParameterSet(second, "fsrs7", (0.1,), NOW.ms, ("law",), {}),
    ]
    assert parameters.weights(store.connection, second) == [0.1]
    assert parameters.weights(store.connection, parameters.DEFAULTS) is None


def test_without_a_choice_the_defaults_are_in_force(store):
    """A set that was only kept changes nothing."""
    add(store, "fsrs6", [1.0], (), {}, NOW)
    assert in_force(store.connection, "fsrs6") == {"": Computed("fsrs6", 0)}


def test_a_choice_for_the_collection_is_its_model_too(store):
    """Each model remembers its set; going back to 0 is going back to the defaults."""
    six, seven = add(store, "fsrs6", [1.0], (), {}, NOW), add(store, "fsrs7", [2.0], (), {}, NOW)
    choose(store, (), "fsrs6", six, NOW)
    choose(store, (), "fsrs7", seven, NOW)
    assert settings(store.connection)["model"] == "fsrs7"
    assert in_force(store.connection, "fsrs7") == {"": Computed("fsrs7", seven)}
    assert in_force(store.connection, "fsrs6") == {"": Computed("fsrs6", six)}
    choose(store, (), "fsrs6", 0, NOW)
    assert in_force(store.connection, "fsrs6") == {"": Computed("fsrs6", 0)}


def test_decks_have_their_own_until_they_are_released(store):
    """The newest choice for a deck replaces the one before, whatever its model."""
    number = add(store, "fsrs7", [2.0], ("law", "ops"), {}, NOW)
    choose(store, ("law", "ops"), "fsrs6", 0, NOW)
    choose(store, ("law",), "fsrs7", number, NOW)
    assert in_force(store.connection, "fsrs6") == {
        "": Computed("fsrs6", 0),
        "law": Computed("fsrs7", number),
        "ops": Computed("fsrs6", 0),
    }
    release(store, ["law", ""], NOW)
    assert set(in_force(store.connection, "fsrs6")) == {"", "ops"}


def test_what_the_cards_were_computed_with(store):
    """Nothing at first; then what was written last."""
    assert parameters.computed(store.connection) is None
    parameters.set_computed(store.connection, {"": Computed("fsrs6", 0)})
    wanted = {"": Computed("fsrs7", 3), "law": Computed("fsrs6", 1)}
    parameters.set_computed(store.connection, wanted)
    assert parameters.computed(store.connection) == wanted
