"""`drill undo`: the last act, or the last one of a card; exactly."""

import pytest
from collection_cases import everything, hide_bundled, opened, write_deck


@pytest.fixture(autouse=True)
def deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    return write_deck(tmp_path)


def held(env):
    with opened(env) as collection:
        return everything(collection)


ACTS = [
    (("study", "letters", "--tag", "a"), "1\n", "Again of letters/a"),
    (("study", "letters", "--tag", "a"), "3\n", "Good of letters/a"),
    (("study", "letters", "--tag", "b"), "2\n", "Hard of letters/b"),
    (("study", "letters", "--tag", "c"), "4\n", "Easy of letters/c"),
    (("study", "letters", "--tag", "c", "--cram"), "1\n", "Again of letters/c"),
    (("suspend", "letters/a"), "", "suspend of letters/a"),
    (("unsuspend", "letters/a"), "", "unsuspend of letters/a"),
    (("bury", "letters/d"), "", "bury of letters/d"),
    (("forget", "letters/c"), "", "forget of letters/c"),
]


def test_every_act_can_be_taken_back(drill, env, clock):
    """Without a word and without asking: the last act first, down to the empty collection."""
    drill("due")
    before = []
    for words, stdin, _what in ACTS:
        before.append(held(env))
        assert drill(*words, stdin=stdin).code == 0
        clock.advance(minutes=3)
    for _words, _stdin, what in reversed(ACTS):
        done = drill("undo")
        assert (done.code, done.out, done.err) == (0, "", f"taken back: {what}\n")
        assert held(env) == before.pop()
    done = drill("undo")
    assert (done.code, done.err) == (1, "drill: there is nothing to take back\n")


def test_of_one_card(drill, env):
    """The last act on that card, whatever came after it."""
    drill("study", "letters", "--tag", "a", stdin="4\n")
    before = held(env)
    drill("study", "letters", "--tag", "b", stdin="4\n")
    assert drill("undo", "letters/a").err == "taken back: Easy of letters/a\n"
    assert drill("undo", "letters/a").err == "drill: there is nothing to take back\n"
    with opened(env) as collection:
        assert collection.store.state("letters/a") is None
        assert collection.store.state("letters/b") is not None
    assert held(env) != before


def test_an_unknown_card(drill):
    """One line, exit 1."""
    done = drill("undo", "letters/zzz")
    assert (done.code, done.err) == (1, "drill: no card letters/zzz; `drill search` finds cards\n")


def test_with_the_clock_set_back(drill, env, clock):
    """What was done last is taken back, even if the clock says that it was done tomorrow."""
    drill("study", "letters", "--tag", "a", stdin="4\n")
    clock.advance(days=-3)
    drill("study", "letters", "--tag", "b", stdin="4\n")
    assert drill("undo").err.endswith("taken back: Easy of letters/b\n")
    assert drill("undo").err.endswith("taken back: Easy of letters/a\n")
    assert drill("undo").code == 1


UNNAMED = """\
title: Unnamed
notes:
  - cloze: "The capital of {{France::country}} is {{Paris::city}}, on the river Seine."
"""


def test_a_history_that_went_over_by_mistake(drill, env, tmp_path):
    """One undo gives all cards of the note back, as the notice says."""
    path = write_deck(tmp_path, UNNAMED, "unnamed")
    drill("study", "unnamed", stdin="4\n4\n")
    path.write_text(UNNAMED.replace("on the", "upon the"))
    assert "takes over the history of" in drill("due").err
    assert "taking over a history" in drill("undo").err
    with opened(env) as collection:
        names = collection.index.card_names("unnamed")
        assert [collection.store.state(f"unnamed/{name}") for name in names] == [None, None]


def test_undo_means_what_was_done_before(drill, tmp_path):
    """A history that goes over because the deck was edited is not what the learner takes back."""
    deck = tmp_path / "decks" / "renamed.yaml"
    deck.parent.mkdir(exist_ok=True)
    deck.write_text("title: t\nnotes:\n  - {id: old, q: What is the capital of France?, a: Paris}\n", encoding="utf-8")
    drill("study", "renamed", stdin="4\n")
    deck.write_text(deck.read_text(encoding="utf-8").replace("old", "new"), encoding="utf-8")
    done = drill("undo")
    assert done.code == 0
    assert done.err.endswith("taken back: Easy of renamed/old\n")
