"""Decks and data opened together: each follows the other, and nothing is silent."""

import pytest
from collection_cases import BASIC, UNNAMED, hide_bundled, opened, states, study, write_deck
from conftest import NOW

from drillcli.collection import open_collection
from drillcli.config import DATABASE
from drillcli.errors import DeckError, DrillError, UsageError
from drillcli.model import Mode, Moment, Rating
from drillcli.store import queue, roster
from drillcli.store.history import ActKind
from drillcli.store.parameters import Computed, computed
from drillcli.store.verify import verify


@pytest.fixture
def deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    return write_deck(tmp_path, UNNAMED, "unnamed")


def test_a_fresh_machine(env, tmp_path):
    """The first opening makes the folder, enrols the decks, and has nothing to say."""
    write_deck(tmp_path)
    with opened(env) as collection:
        assert collection.notices == []
        assert computed(collection.store.connection) == {"": Computed("fsrs6", 0)}
        assert [card.id for card in queue.new(collection.store, "letters", NOW.day, -1)] == [
            f"letters/{name}" for name in "abcdef"
        ]
    assert sorted(path.name for path in env.home.iterdir()) == [DATABASE, "index.db"]


def test_opening_again_writes_nothing(env, deck):
    """When nothing changed the database stays as it is."""
    with opened(env):
        pass
    before = (env.home / DATABASE).read_bytes()
    with open_collection(env) as collection:
        assert collection.store.connection.total_changes == 0
    assert (env.home / DATABASE).read_bytes() == before


def test_a_changed_text_takes_its_history_along(env, clock, deck):
    """A note without an id whose text is edited goes on where it was, says so, and `undo` gives the history back."""
    with opened(env) as collection:
        old_ids = study(collection, clock)
        before = states(collection)
    deck.write_text(UNNAMED.replace("every request?", "each single request?"))
    clock.advance(days=1)
    with opened(env) as collection:
        (new,) = set(states(collection)) - set(old_ids)
        (old,) = set(old_ids) - set(states(collection))
        assert states(collection)[new] == before[old]
        (notice,) = collection.notices
        assert notice.startswith(f"{new} takes over the history of {old.partition('/')[2]}: the text is ")
        assert notice.endswith(" % the same (`drill undo` if not)")
        assert roster.orphans(collection.store, ["unnamed"]) == []
    with opened(env) as collection:
        assert collection.notices == []
        assert collection.store.undo(clock()).kind is ActKind.TAKE_OVER
        assert states(collection)[new] is None
        assert [card for card, *_rest in roster.orphans(collection.store, ["unnamed"])] == [old]


def test_a_renamed_id_takes_its_history_along(env, clock, tmp_path):
    """An explicit id may be changed too."""
    path = write_deck(tmp_path)
    with opened(env) as collection:
        study(collection, clock, "letters")
        before = states(collection, "letters")
    path.write_text(BASIC.replace("{id: c,", "{id: gamma,"))
    with opened(env) as collection:
        assert states(collection, "letters")["letters/gamma"] == before["letters/c"]
        assert "100 %" in collection.notices[0]


def test_every_gap_of_a_changed_cloze_goes_along(env, clock, deck):
    """The cards of a note go over part by part."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
    deck.write_text(UNNAMED.replace("on the river Seine", "upon the river Seine"))
    with opened(env) as collection:
        after = states(collection)
        for part in ("country", "city"):
            (old,) = (card for card in before if card.endswith(f"#{part}"))
            (new,) = (card for card in after if card.endswith(f"#{part}"))
            assert old != new
            assert after[new] == before[old]
        assert len(collection.notices) == 1


def test_another_text_takes_nothing(env, clock, deck):
    """A note that is nothing like the one that vanished begins anew; the old one is an orphan."""
    with opened(env) as collection:
        study(collection, clock)
    deck.write_text(UNNAMED.replace("What is a moat?", "Name a duty under data law").replace("What keeps", "Delete"))
    with opened(env) as collection:
        assert collection.notices == []
        assert list(states(collection).values()).count(None) == 1
        assert len(roster.orphans(collection.store, ["unnamed"])) == 1


def test_a_card_that_came_back(env, clock, deck):
    """Taking a note out and putting it back, or undoing an edit of its text, loses nothing."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
    for text in (UNNAMED.rpartition("  - q")[0], UNNAMED, UNNAMED.replace("a moat", "the moat"), UNNAMED):
        deck.write_text(text)
        clock.advance(days=1)
        with opened(env) as collection:
            found = states(collection)
    assert found == before


def test_a_note_that_moved_to_another_place(env, clock, deck):
    """The order in the file says nothing about a card."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
    head, first, rest = UNNAMED.partition("  - q: Why does inference cost recur with every request?\n")
    answer, dash, rest = rest.partition("  - cloze")
    deck.write_text(head + dash.removesuffix("") + rest + first + answer)
    with opened(env) as collection:
        assert collection.notices == []
        assert states(collection) == before
        assert list(states(collection)) != list(before)


def test_a_deck_that_is_gone(env, clock, deck):
    """Its cards are orphans; when the file comes back they are what they were."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
    deck.rename(deck.with_suffix(".bak"))
    with opened(env) as collection:
        assert "unnamed" not in [info.slug for info in collection.decks()]
        assert len(roster.orphans(collection.store, list(collection.index.decks()))) == 4
    deck.with_suffix(".bak").rename(deck)
    with opened(env) as collection:
        assert states(collection) == before
        assert roster.orphans(collection.store, list(collection.index.decks())) == []


def test_a_deck_with_a_fault_keeps_its_cards(env, clock, deck):
    """While a file cannot be read its cards are left alone; mended, it goes on."""
    with opened(env) as collection:
        study(collection, clock)
        before = states(collection)
    deck.write_text(UNNAMED + "  - {q: broken")
    with opened(env) as collection:
        assert "unnamed" not in [info.slug for info in collection.decks()]
        assert any("unnamed.yaml:" in n and n.endswith(": the deck is left out") for n in collection.notices)
        with pytest.raises(DeckError, match=r"unnamed\.yaml:\d+:\d+:"):
            collection.decks(["unnamed"])
    deck.write_text(UNNAMED)
    with opened(env) as collection:
        assert states(collection) == before


def test_the_clock_set_back_is_told(env, clock, tmp_path):
    """More than two minutes before the last answer: a notice with the minutes."""
    write_deck(tmp_path)
    with opened(env) as collection:
        collection.answer("letters/a", Rating.GOOD, clock(), 0, Mode.STUDY)
    clock.advance(minutes=-2)
    with opened(env) as collection:
        assert collection.notices == []
    clock.advance(days=-1)
    with opened(env) as collection:
        assert collection.notices == [
            "the clock stands 1442 minutes before your last answer; new answers are kept just after it"
        ]


def test_a_wrong_setting_says_where(env, drill):
    """A variable with a wrong value stops every command in one line."""
    done = drill("due", variables={"DRILL_NEW_PER_DAY": "many"})
    assert (done.code, done.out) == (2, "")
    assert done.err == "drill: DRILL_NEW_PER_DAY = 'many' is wrong: it must be a whole number from 0 to 9999\n"


def test_a_card_of_no_deck(env, deck):
    """One line, whether the deck or the card is unknown."""
    with opened(env) as collection:
        for card in ("unnamed/zzz", "zzz/a", "zzz"):
            with pytest.raises(DrillError, match=f"no card {card} in any deck; `drill search` finds cards"):
                collection.card(card)


def test_what_is_urgent(env, clock, deck):
    """By the card's own model: what is overdue is more urgent than on its day, and nothing right after its review."""
    with opened(env) as collection:
        card = study(collection, clock)[0]
        state = collection.store.state(card)

        def found(days):
            at = Moment(state.at.ms + days * 86_400_000, state.at.day + days, 0)
            return collection.urgency(at)(card.partition("/")[0], state.memory, state.at, state.due_day)

        wait = state.due_day - state.at.day
        recall = collection.scheduler.model.retrievability(state.memory, wait)
        difficulty = collection.scheduler.model.difficulty(state.memory)
        assert found(wait) == pytest.approx(recall * (1 - recall) * (11 - difficulty))
        assert found(0) == 0 < found(wait - 1) < found(wait) < found(wait + 1) < found(wait + 30)


def test_both_files_are_closed(env, deck):
    """Nothing of the write-ahead log is left after a run, also after one that failed."""
    with opened(env):
        pass
    with pytest.raises(UsageError), open_collection(env):
        raise UsageError
    assert sorted(path.name for path in env.home.iterdir()) == [DATABASE, "index.db"]


def test_the_same_name_nearer_shadows_the_farther(env, clock, tmp_path):
    """A deck in ./decks hides one of that name in the data folder; histories are kept by id."""
    write_deck(tmp_path)
    with opened(env) as collection:
        study(collection, clock, "letters")
    near, far = tmp_path / "decks" / "letters.yaml", env.home / "decks" / "letters.yaml"
    far.parent.mkdir()
    far.write_text(BASIC.partition("  - {id: b")[0])
    near.rename(near.with_suffix(".away"))
    with opened(env) as collection:
        assert list(states(collection, "letters")) == ["letters/a"]
        assert len(roster.orphans(collection.store, ["letters"])) == 5
    near.with_suffix(".away").rename(near)
    with opened(env) as collection:
        assert None not in states(collection, "letters").values()
        assert verify(collection.store) == []


def test_a_card_with_a_history_takes_no_other(env, clock, tmp_path):
    """An orphan that comes back in the place of its twin goes on from its own history; the twin becomes an orphan."""
    path = write_deck(tmp_path)
    twin = BASIC.replace("{id: c,", "{id: twin,")
    with opened(env) as collection:
        own = collection.answer("letters/c", Rating.AGAIN, clock(), 0, Mode.STUDY).after
    for text in ("".join(line for line in BASIC.splitlines(keepends=True) if "id: c" not in line), twin):
        path.write_text(text)
        with opened(env) as collection:
            assert collection.notices == []
    with opened(env) as collection:
        collection.answer("letters/twin", Rating.EASY, clock(), 0, Mode.STUDY)
    path.write_text(BASIC)
    with opened(env) as collection:
        assert collection.store.state("letters/c") == own
        assert [card for card, *_rest in roster.orphans(collection.store, ["letters"])] == ["letters/twin"]
        assert collection.notices == []
