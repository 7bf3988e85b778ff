"""A response to the card on the table: one that is incomplete, one that is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from collection_cases import KINDS, hide_bundled, opened, sit, write_deck

from drillcli.collection import Collection
from drillcli.config import Environment
from drillcli.errors import UsageError
from drillcli.kinds.base import How
from drillcli.model import Rating
from drillcli.sitting import Sitting


@pytest.fixture
def collection(env: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collection]:
    hide_bundled(monkeypatch)
    write_deck(tmp_path, KINDS, "kinds")
    with opened(env) as collection:
        yield collection


def up_to(collection: Collection, how: How) -> Sitting:
    """Answer cards until there is one of a kind after at least one answer."""
    sitting = sit(collection, "kinds")
    sitting.turn()
    sitting.rate(Rating.AGAIN)
    while (table := sitting.turn()) and table.front.how is not how:
        sitting.rate(Rating.EASY)
    assert table
    return sitting


@pytest.mark.parametrize(("how", "response"), [(How.CHOOSE, "1"), (How.TYPE, "rope?"), (How.TYPE, "")])
def test_a_response_is_taken_back_before_an_answer(collection: Collection, how: How, response: str) -> None:
    """Who answered in error loses no grade: the card is open again, its options in their places."""
    sitting = up_to(collection, how)
    assert sitting.table
    answered, front, card = sitting.answered, sitting.table.front, sitting.table.card
    sitting.respond(response)
    assert sitting.undo()
    assert (sitting.table.card, sitting.table.front, sitting.table.response) == (card, front, "")
    assert (sitting.table.verdict, sitting.table.preview) == (None, None)
    assert sitting.answered == answered
    assert sitting.undo()
    assert sitting.answered == answered[:-1]


def test_a_card_that_was_turned_over_without_a_response_hides_nothing(collection: Collection) -> None:
    """As in other programs, undo goes back to the answer before it."""
    sitting = up_to(collection, How.RATE)
    answered = sitting.answered
    sitting.reveal()
    assert sitting.undo()
    assert sitting.answered == answered[:-1]


def test_an_incomplete_order_is_not_judged(collection: Collection) -> None:
    """The question stays open, and the response can be completed; nothing at all means not known."""
    sitting = up_to(collection, How.ORDER)
    assert sitting.table
    with pytest.raises(UsageError, match="4 steps are asked, 3 given"):
        sitting.respond("143")
    assert (sitting.table.verdict, sitting.table.preview) == (None, None)
    assert not sitting.respond("").right


def test_an_order_that_grew_under_the_response_is_asked_again(collection: Collection, tmp_path: Path) -> None:
    """A step that was written to the deck meanwhile is asked for, too."""
    sitting = up_to(collection, How.ORDER)
    sitting.respond("1432")
    write_deck(tmp_path, KINDS.replace("split, train", "split, train, serve"), "kinds")
    assert sitting.reread() == ""
    assert sitting.table
    assert len(sitting.table.front.options) == 5
    assert sitting.table.preview is None
