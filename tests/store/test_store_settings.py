"""Settings and parameter sets on disk."""

import pytest
from conftest import NOW
from store_cases import make_store

from drillcli.store import settings


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
