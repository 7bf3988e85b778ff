"""Settings and parameter sets on disk."""

import pytest
from conftest import NOW
from store_cases import make_store

from drillcli.store import settings
from drillcli.store.settings import Computed


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    yield store
    store.close()


def test_a_setting_is_written_replaced_and_taken_out(store):
    """The last one written counts; None takes it out; taking out what is not there is no error."""
    settings.set_setting(store, "lang", "zh", NOW)
    settings.set_setting(store, "lang", "en", NOW)
    settings.set_setting(store, "model", "fsrs7", NOW)
    assert settings.settings(store.connection) == {"lang": "en", "model": "fsrs7"}
    settings.set_setting(store, "lang", None, NOW)
    settings.set_setting(store, "lang", None, NOW)
    assert settings.settings(store.connection) == {"model": "fsrs7"}


def test_the_newest_parameters_of_a_model_are_in_force(store):
    """Without any, the model's defaults are, under the id 0."""
    assert settings.parameters(store.connection, "fsrs6") == (0, None)
    for row in (("fsrs6", "[1.0]"), ("fsrs6", "[2.0, 3.5]"), ("fsrs7", "[9.0]")):
        store.connection.execute("INSERT INTO parameters (model, weights, at_ms) VALUES (?, ?, 0)", row)
    assert settings.parameters(store.connection, "fsrs6") == (2, [2.0, 3.5])
    assert settings.parameters(store.connection, "fsrs7") == (3, [9.0])


def test_what_the_cards_were_computed_with(store):
    """Nothing at first; then what was written last."""
    assert settings.computed(store.connection) is None
    settings.set_computed(store.connection, Computed("fsrs6", 0))
    settings.set_computed(store.connection, Computed("fsrs7", 3))
    assert settings.computed(store.connection) == Computed("fsrs7", 3)
