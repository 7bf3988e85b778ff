"""What is remembered of notes of other programs."""

import pytest
from store_cases import make_store

from drillcli.store import imported
from drillcli.store.imported import Arrived, Known


@pytest.fixture
def connection(tmp_path):
    store = make_store(tmp_path / "drill.db")
    yield store.connection
    store.close()


def test_a_note_is_known_by_its_identity(connection):
    """Its text counts as written only when that is confirmed."""
    assert imported.is_empty(connection)
    deck = imported.deck_row(connection, "law")
    imported.remember(connection, [Arrived("x:1", deck, "a", b"one")])
    assert imported.known(connection, "x:1") == Known("law", "a", None, b"one")
    imported.confirm(connection)
    assert imported.known(connection, "x:1") == Known("law", "a", b"one", None)
    imported.remember(connection, [Arrived("x:1", deck, "b", b"two")])
    assert imported.known(connection, "x:1") == Known("law", "b", b"one", b"two")
    assert imported.known(connection, "x:2") is None
    assert not imported.is_empty(connection)


def test_a_deck_is_known_by_its_titles(connection):
    """One deck may stand for several."""
    assert imported.deck_of(connection, '["A"]') is None
    imported.remember_deck(connection, '["A"]', "law")
    imported.remember_deck(connection, '["B"]', "law")
    assert [imported.deck_of(connection, titles) for titles in ('["A"]', '["B"]')] == ["law", "law"]
    assert imported.deck_row(connection, "law") == imported.deck_row(connection, "law")
