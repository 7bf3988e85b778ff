"""What was learned of single cards is what the log says of them, after undos and take-overs."""

from pathlib import Path

import pytest
from collection_cases import hide_bundled, write_deck
from conftest import NOW, Clock

from drillcli.collection import open_collection
from drillcli.config import Environment
from drillcli.model import Mode, Rating
from drillcli.store import log
from drillcli.store.cards import row_of
from drillcli.store.history import ActKind
from drillcli.store.learned import LearnedCards


def test_each_card_has_what_the_log_says(
    env: Environment, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cram is left out, and so is what was taken back; a history that was taken over is the new card's."""
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    with open_collection(env) as collection:
        store = collection.store
        for card in "aabbcd":
            collection.answer(f"letters/{card}", Rating.GOOD, clock(4), 1000, Mode.STUDY)
            clock.advance(days=2)
        collection.answer("letters/a", Rating.GOOD, clock(4), 1000, Mode.CRAM)
        store.undo(clock(4), card_id="letters/b")
        store.take_over([("letters/c", "letters/e")], clock(4))
        store.mark("letters/d", ActKind.FLAG, clock(4))
        cards = LearnedCards(store)
        found = {name: cards.of(f"letters/{name}") for name in "abcdef"}
        assert {name: len(known.reviews) for name, known in found.items()} == {
            "a": 2,
            "b": 1,
            "c": 0,
            "d": 1,
            "e": 1,
            "f": 0,
        }
        for name, known in found.items():
            reviews, _acts = log.history(store.connection, row_of(store.connection, f"letters/{name}"))
            assert known.reviews == [review for review in reviews if review.mode != Mode.CRAM]
            assert known.state == store.state(f"letters/{name}")
        assert found["d"].marks.flagged
        assert found["a"].reviews[0].at.ms == NOW.ms
