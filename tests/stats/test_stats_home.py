"""What to do next."""

from drillcli.stats.home import Ready, Reason, Step, next_step


def test_the_deck_with_most_cards_due_comes_first():
    """Due cards go before new ones; of equals the earlier deck in the curriculum wins."""
    ready = [Ready("a", 0, 20), Ready("b", 3, 0), Ready("c", 5, 1), Ready("d", 5, 9)]
    assert next_step(ready, None) == Step(Reason.DUE, "c", 5)
    assert next_step(ready, None).command == "drill study c"


def test_without_due_cards_the_first_deck_with_new_ones_is_next():
    """The decks stand in the order of the curriculum, however many new cards each has."""
    assert next_step([Ready("a", 0, 0), Ready("b", 0, 1), Ready("c", 0, 20)], 5) == Step(Reason.NEW, "b", 1)


def test_a_deck_that_was_begun_goes_before_new_ones_elsewhere():
    """A sitting there asks its new cards first, then those that come again; what is due anywhere goes before both."""
    ready = [Ready("a", 0, 20), Ready("b", 0, 0, 2, 9), Ready("c", 0, 0, 3, 4)]
    assert next_step(ready, None) == Step(Reason.AGAIN, "c", 3, 4)
    assert next_step([*ready, Ready("d", 0, 5, 4, 1)], None) == Step(Reason.NEW, "d", 5)
    assert next_step([*ready, Ready("d", 1, 0)], None) == Step(Reason.DUE, "d", 1)


def test_with_nothing_to_do_one_waits():
    """The step has no command, and says how long."""
    step = next_step([Ready("a", 0, 0)], 90)
    assert step == Step(Reason.WAIT, minutes=90)
    assert step.command is None
    assert next_step([], None) == Step(Reason.WAIT)
