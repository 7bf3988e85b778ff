"""What is said at the bottom of a sitting: how long it stays, and what an undo says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from at_work import DECK, answers, at_work, marks, shown, table_id, write_deck

from drillcli.config import Environment
from drillcli.model import Mode, Rating
from drillcli.store.history import ActKind
from drillcli.store.verify import verify
from drillcli.ui.screens import Screens

TALL = DECK.replace("en: What is paid once?", 'en: "' + "line\\n\\n" * 40 + '"')
EARLIER = "nothing to take back in this sitting; `drill undo` goes back further"


@pytest.mark.parametrize("key", ["1", "f", "u", "x", "o"])
def test_what_was_said_goes_with_the_next_key_that_does_something(env: Environment, key: str):
    """The answer, a page over the card, scrolling: after each, nothing is said any more."""
    for after in (" ", "?", "i", "down", "l"):
        with at_work(env, TALL) as screens:
            screens.press(key)
            said = screens.said or screens.trouble
            shown(screens)
            assert said
            screens.press(after)
            assert said not in (screens.said, screens.trouble)


@pytest.mark.parametrize("key", ["z", "up", "9", "é"])
def test_a_key_that_does_nothing_leaves_what_was_said(env: Environment, key: str):
    """Nobody loses a message to a slip of the finger."""
    with at_work(env) as screens:
        screens.press("f")
        assert "flagged" in shown(screens)
        if key != "9":  # a number says what to do first
            screens.press(key)
            assert "flagged" in shown(screens)


def test_what_was_said_of_a_card_goes_with_the_next_but_one(env: Environment):
    """What became of a card stands beside the next one, and is gone once that is turned over or answered."""
    with at_work(env) as screens:
        screens.press(" ")
        screens.press("4")
        said = screens.said
        assert said.startswith("again in")
        assert said in shown(screens)
        screens.press(" ")
        assert said not in shown(screens)
        screens.press("b")
        assert screens.said == "buried until tomorrow"
        screens.press("1")
        assert not screens.said


def suspended(screens: Screens) -> None:
    screens.sitting.collection.store.mark("mixed/basic", ActKind.SUSPEND, screens.env.read_clock(4))


def answered(screens: Screens) -> None:
    screens.sitting.collection.answer("mixed/basic", Rating.EASY, screens.env.read_clock(4), 0, Mode.STUDY)


def taken_out(screens: Screens) -> None:
    head, _first, *notes = DECK.split("  - id: ")
    write_deck(screens.env, "  - id: ".join([head, *notes]))
    screens.sitting.collection.reread()


def deleted(screens: Screens) -> None:
    Path(screens.env.cwd, "decks", "mixed.yaml").unlink()
    screens.sitting.collection.reread()


@pytest.mark.parametrize("elsewhere", [suspended, answered, taken_out])
def test_an_undo_whose_card_has_gone_meanwhile(env: Environment, elsewhere: Callable[[Screens], None]):
    """Another window put the card away: the answer is taken back all the same, and the sitting goes on."""
    with at_work(env) as screens:
        screens.press(" ")
        screens.press("3")
        elsewhere(screens)
        screens.press("u")
        assert "taken back; its card is not asked here any more" in shown(screens)
        assert (table_id(screens), screens.trouble) == ("gap", "")
        assert ("basic", 3) not in answers(screens)
        assert verify(screens.sitting.collection.store) == []
        screens.press("u")
        assert screens.said == EARLIER


def test_an_undo_when_no_card_is_left(env: Environment):
    """Without a card to go on with, the sitting is over."""
    with at_work(env) as screens:
        screens.press(" ")
        screens.press("3")
        deleted(screens)
        screens.press("u")
        assert screens.is_done
        assert answers(screens) == []


def test_an_undo_of_what_another_window_took_back(env: Environment):
    """`drill undo` took the answer back: once more changes nothing, and the card is asked again."""
    with at_work(env) as screens:
        store = screens.sitting.collection.store
        screens.press(" ")
        screens.press("3")
        store.undo(screens.env.read_clock(4))
        screens.press("u")
        assert screens.said == "taken back"
        assert (table_id(screens), answers(screens)) == ("basic", [])
        assert store.state("mixed/basic") is None
        assert verify(store) == []


def test_two_windows_take_back_their_own(env: Environment):
    """Each sitting takes back what was answered in it, whoever was last."""
    with at_work(env) as one, at_work(env) as other:
        one.press(" ")
        one.press("3")
        other.press("f")
        one.press("u")
        assert (one.said, table_id(one)) == ("taken back", "basic")
        assert (answers(one), marks(one)) == ([], (False, True))
        other.press("u")
        assert (other.said, table_id(other)) == ("taken back", "basic")
        assert marks(one) == (False, False)
        assert verify(one.sitting.collection.store) == []


def test_on_the_first_card_there_is_nothing_to_take_back(env: Environment):
    """What an earlier sitting did is for `drill undo`, and it is said so."""
    with at_work(env) as earlier:
        earlier.press(" ")
        earlier.press("4")
    with at_work(env, "") as screens:
        screens.press("u")
        assert EARLIER in shown(screens)
        assert answers(screens) == [("basic", 4)]
