"""A sitting at work: session and data go together, step by step, forwards and backwards."""

from random import Random

import pytest
from collection_cases import BASIC, KINDS, asked, everything, hide_bundled, logged, opened, sit, write_deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.kinds.base import How
from drillcli.model import Mode, Phase, Rating
from drillcli.store.history import ActKind
from drillcli.store.verify import verify

GOOD, AGAIN, EASY = Rating.GOOD, Rating.AGAIN, Rating.EASY


@pytest.fixture
def collection(env, tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")
    with opened(env) as collection:
        yield collection


def test_an_answer_is_on_disk_before_the_next_card(collection, env):
    """When `rate` returns, another process sees the answer."""
    sitting = sit(collection)
    table = sitting.turn()
    recorded = sitting.rate(GOOD)
    assert logged(env.home) == [(table.card.id, 3)] == [(recorded.entry.card, recorded.entry.rating)]
    assert sitting.table is None


def test_what_the_button_says_is_what_is_given(collection, clock):
    """The interval shown when the card was turned over is given however long the learner thinks."""
    sitting = sit(collection)
    sitting.turn()
    shown = sitting.reveal()
    clock.advance(minutes=3)
    recorded = sitting.rate(EASY)
    assert recorded.after.interval == shown.grades[EASY].interval
    assert recorded.entry.took_ms == 3 * 60_000


def test_the_time_never_falls(collection, clock):
    """Cards count while they are on the table, at most ten minutes each; put away or taken back, they did take it."""
    sitting = sit(collection, new=3)
    sitting.turn()
    clock.advance(minutes=0.5)
    assert sitting.spent_ms == 30_000
    sitting.rate(GOOD)
    clock.advance(minutes=60)  # between two cards
    assert sitting.spent_ms == 30_000
    sitting.turn()
    clock.advance(minutes=60)  # somebody went away
    assert sitting.spent_ms == 30_000 + 600_000
    sitting.rate(GOOD)
    assert sitting.spent_ms == sum(answer.took_ms for answer in sitting.answered) == 630_000
    sitting.undo()
    assert sitting.spent_ms == 630_000
    clock.advance(minutes=0.5)
    sitting.put_away(ActKind.BURY)
    assert sitting.spent_ms == 660_000
    assert sum(answer.took_ms for answer in sitting.answered) == 30_000, "statistics have what stands"


def test_minutes_are_those_of_the_answers(collection, clock):
    """A sitting of so many minutes ends by the time that its header shows."""
    sitting = sit(collection, minutes=1)
    for _card in range(2):
        assert sitting.turn()
        clock.advance(minutes=0.5)
        sitting.rate(GOOD)
        clock.advance(minutes=0.2)
    assert sitting.turn() is None
    assert len(sitting.answered) == 2


def test_another_process_was_faster(collection, env, clock):
    """A card that was answered elsewhere meanwhile goes on from there, not from what stood on the buttons."""
    sitting = sit(collection)
    table = sitting.turn()
    shown = sitting.reveal()
    with opened(env) as other:
        other.answer(table.card.id, EASY, clock(), 0, Mode.STUDY)
    recorded = sitting.rate(GOOD)
    assert recorded.before == shown.grades[EASY]
    assert shown.grades[GOOD].interval == 10
    assert (recorded.after.reps, recorded.after.phase) == (2, Phase.REVIEW)


def test_a_card_taken_out_meanwhile_is_passed_over(collection, env, tmp_path):
    """Another process took up an edited deck: the sitting goes on with the cards that are left."""
    sitting = sit(collection)
    first = sitting.turn().card.id
    write_deck(tmp_path, "".join(line for line in BASIC.splitlines(keepends=True) if "id: b" not in line))
    with opened(env):
        pass
    assert asked(sitting)[0] == first
    assert "letters/b" not in [answer.item.card_id for answer in sitting.answered]
    assert len(sitting.answered) == 5


def test_the_text_of_the_card_on_the_table_is_taken_up(collection, tmp_path):
    """After an edit the same card shows the new text; one that is gone is said to be."""
    sitting = sit(collection)
    card = sitting.turn().card.id
    name = card.partition("/")[2]
    write_deck(tmp_path, BASIC.replace(f'"{name}?"', '"something else?"'))
    assert sitting.reread() == ""
    assert sitting.table.front.ask == "something else?"
    write_deck(tmp_path, "".join(line for line in BASIC.splitlines(keepends=True) if f"id: {name}" not in line))
    assert sitting.reread() == f"{card} is no longer in its deck"
    assert sitting.turn().card.id != card
    write_deck(tmp_path, "notes: [")
    assert "letters.yaml:1:" in sitting.reread()
    assert sitting.table is not None


@pytest.mark.parametrize("typed", [False, True])
def test_which_cards_take_a_response(collection, typed):
    """All but those that the learner rates; with `--type` those too, where there is a text to type."""
    sitting = sit(collection, "kinds", typed=typed, new=20)
    takes = {}
    while table := sitting.turn():
        takes[table.card.id] = sitting.takes_response
        sitting.rate(EASY)
    rated = {card for card, takes_one in takes.items() if not takes_one}
    assert rated == (set() if typed else {"kinds/say", "kinds/gaps#x", "kinds/gaps#y"})


@pytest.mark.parametrize(
    ("card", "right", "wrong"),
    [
        ("kinds/name", ["RoPE", "rope", "ｒｏｐｅ", " rotary position embedding "], ["", "ALiBi"]),
        ("kinds/sum", ["0.6", "0.604", "６０%"], ["0.61", "", "about half"]),
        ("kinds/which", ["green", "GREEN"], ["red", "", "7"]),
        ("kinds/chain", ["collect clean split train", "collect, clean, split, train"], ["clean collect split train"]),
    ],
)
def test_responses_are_judged(collection, card, right, wrong):
    """A right response suggests Good, any other Again; both turn the card over."""
    sitting = sit(collection, "kinds")
    while sitting.turn().card.id != card:
        sitting.rate(EASY)
    for response in right:
        assert sitting.respond(response).right
        assert sitting.suggested is GOOD
    for response in wrong:
        assert not sitting.respond(response).right
        assert sitting.suggested is AGAIN
    assert sitting.table.preview is not None


def test_choices_by_number(collection):
    """The number is that of the option as shown; the same seed shows them alike."""
    fronts = []
    for _ in range(2):
        sitting = sit(collection, "kinds", seed=5, cram=True)
        while (table := sitting.turn()).card.id != "kinds/which":
            sitting.rate(GOOD)
        fronts.append(table.front)
        number = table.front.options.index("green") + 1
        assert sitting.respond(str(number)).right
        assert not sitting.respond(str(number % 4 + 1)).right
    assert fronts[0] == fronts[1]
    assert fronts[0].how is How.CHOOSE


def test_typing_what_one_would_rate(collection):
    """With `--type` the answer of a basic card is compared."""
    sitting = sit(collection, "letters", typed=True)
    name = sitting.turn().card.note.id
    assert sitting.respond(f"{name}!").right
    verdict = sitting.respond("nonsense")
    assert (verdict.right, verdict.expected) == (False, f"{name}!")


def test_marks_in_a_sitting(collection):
    """A buried or suspended card is gone and comes back by undo; a flag stays through answers."""
    sitting = sit(collection)
    first = sitting.turn().card.id
    assert sitting.toggle_flag()
    assert sitting.is_flagged
    sitting.put_away(ActKind.BURY)
    second = sitting.turn().card.id
    sitting.put_away(ActKind.SUSPEND)
    assert {first, second}.isdisjoint(asked(sit(collection, cram=True, limit=1)))
    assert sitting.turn().card.id not in {first, second}
    assert sitting.undo()
    assert sitting.table.card.id == second
    assert sitting.undo()
    assert sitting.table.card.id == first
    assert collection.store.marks(first).flagged
    assert not sitting.toggle_flag()
    assert sitting.undo()
    assert sitting.is_flagged
    assert sitting.undo()
    assert not sitting.is_flagged
    assert not sitting.undo()


def test_languages(env, tmp_path):
    """Switching shows the other language and leaves the options in their places."""
    write_deck(
        tmp_path,
        "title: Two\nnotes:\n"
        "  - {id: a, q: {en: Which?, zh: 哪个？}, choices: {en: [x, y, z], zh: [甲, 乙, 丙]}, answer: 1}\n",
        "two",
    )
    with opened(env) as collection:
        sitting = sit(collection, "two")
        english = sitting.turn().front
        sitting.switch_language()
        chinese = sitting.table.front
        assert (english.ask, chinese.ask) == ("Which?", "哪个？")
        assert english.places == chinese.places
        assert sitting.back.answer == "甲"
        sitting.switch_language()
        assert sitting.table.front == english


def test_a_leech_is_told_once(collection, clock):
    """At the eighth lapse, and not at the answers after it."""
    told = []
    for number in range(12):
        collection.answer("letters/a", EASY, clock(), 0, Mode.STUDY)
        clock.advance(days=40)
        told.append(collection.is_leech(collection.answer("letters/a", AGAIN, clock(), 0, Mode.STUDY)))
        assert not collection.is_leech(collection.answer("letters/a", GOOD, clock(), 0, Mode.STUDY))
        assert number < 7 or told[7]
    assert told.count(True) == 2
    assert told.index(True) == 7


acts = st.lists(
    st.tuples(st.sampled_from([*Rating, "bury", "suspend", "undo"]), st.integers(-30, 60)), min_size=1, max_size=25
)


@given(acts, st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_of_any_depth_gives_back_session_and_data(tmp_path_factory, acts, cram):
    """Undoing act after act shows each earlier session and each earlier state of the data, exactly."""
    from conftest import Clock

    from drillcli.config import Environment

    folder, clock = tmp_path_factory.mktemp("undo"), Clock()
    write_deck(folder)
    env = Environment(
        folder, {"DRILL_HOME": "home"}, None, None, None, read_clock=clock, tick=clock.tick, rng=Random(0)
    )
    with opened(env) as collection:
        collection.store.connection.execute("PRAGMA synchronous = OFF")
        asked(sit(collection, limit=2), GOOD)
        start = everything(collection)
        sitting = sit(collection, cram=cram)
        past = []
        for act, minutes in acts:
            clock.advance(minutes=minutes)
            if sitting.turn() is None:
                break
            if act == "undo":
                assert sitting.undo() is bool(past)
                if past:
                    assert (sitting.session, everything(collection)) == past.pop()
                continue
            past.append((sitting.session, everything(collection)))
            if act in {"bury", "suspend"}:
                sitting.put_away(ActKind.BURY if act == "bury" else ActKind.SUSPEND)
            else:
                sitting.rate(act)
            assert verify(collection.store) == []
        while past:
            assert sitting.undo()
            assert (sitting.session, everything(collection)) == past.pop()
        assert not sitting.undo()
        assert everything(collection) == start


def test_what_another_process_did_counts(collection):
    """A card that was suspended, or answered until another day, is passed over; buttons are of the state on disk."""
    sitting = sit(collection)
    first = sitting.turn().card.id
    waiting = [item.card_id for item in sitting.session.queue if item.card_id != first]
    collection.store.mark(waiting[0], ActKind.SUSPEND, collection.now)
    collection.answer(waiting[1], Rating.EASY, collection.read_clock(), 0, Mode.STUDY)
    assert {waiting[0], waiting[1]}.isdisjoint(asked(sitting))
