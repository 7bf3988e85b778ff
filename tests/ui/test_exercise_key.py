"""`x` in a sitting: the exercise that a card names, after its answer; and the pages that offer exercises."""

from collections.abc import Callable

import pytest
from at_work import DECK, answers, at_work, only, shown, sitting, table_id, write_deck
from conftest import Clock

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.locale import set_language
from drillcli.model import Rating
from drillcli.plan import StudyOptions
from drillcli.ui import closing, script

LINKED = DECK.replace("    why: {en: Inference recurs.", "    exercise: cnn\n    why: {en: Inference recurs.")


@pytest.fixture
def launch(clock: Clock) -> Callable[[str], None]:
    """An exercise that takes two minutes, and notes that it was run."""

    def run(slug: str) -> None:
        run.slugs.append(slug)
        clock.advance(minutes=2)

    run.slugs = []
    return run


@pytest.mark.parametrize(("lang", "hint"), [("en", "x run cnn"), ("zh", "x 运行 cnn")])
def test_the_exercise_is_offered_after_the_answer(env: Environment, lang: str, hint: str, launch):
    """Before it the name might give the answer away, and the key does nothing."""
    with at_work(env, LINKED, lang=lang, launch=launch) as screens:
        assert hint not in shown(screens)
        screens.press("x")
        assert not screens.wants_terminal
        screens.press(" ")
        assert hint in shown(screens)
        screens.press("x")
        assert screens.wants_terminal


def test_after_the_exercise_the_card_is_where_it_was(env: Environment, clock: Clock, launch):
    """Answer up, nothing written, its time not counted as thinking."""
    with at_work(env, LINKED, launch=launch) as screens:
        screens.press(" ")
        before = shown(screens)
        clock.advance(minutes=0.1)
        screens.press("x")
        screens.use_terminal()
        assert launch.slugs == ["cnn"]
        assert not screens.wants_terminal
        assert shown(screens).replace("0:06", "0:00") == before
        assert answers(screens) == []
        screens.press("3")
        assert answers(screens) == [("basic", 3)]
        query = "SELECT took_ms FROM revlog"
        assert screens.sitting.collection.store.connection.execute(query).fetchone() == (6000,)


def test_an_exercise_that_cannot_be_started_is_one_message(env: Environment):
    """The card stays."""

    def fail(_slug: str) -> None:
        raise DrillError("no such program")

    with at_work(env, LINKED, launch=fail) as screens:
        screens.press(" ")
        screens.press("x")
        screens.use_terminal()
        assert "! no such program" in shown(screens)
        assert table_id(screens) == "basic"


def test_a_card_without_an_exercise_says_so(env: Environment):
    """The key is not among the hints, and tells why nothing happens."""
    with at_work(env, only("basic")) as screens:
        screens.press(" ")
        assert "run " not in shown(screens).splitlines()[-1]
        screens.press("x")
        assert not screens.wants_terminal
        assert "no exercise belongs to this card" in shown(screens)


def test_the_closing_page_offers_the_exercises_of_what_was_answered(env: Environment):
    """Those of cards that were not asked are not named."""
    offer = "Exercises that belong to these cards:\n  drill exercise cnn\n"
    for note, is_offered in (("basic", True), ("gap", False)):
        head, *notes = LINKED.split("  - id: ")
        text = head + "  - id: " + next(part for part in notes if part.startswith(note))
        with sitting(env, text, StudyOptions(cram=True)) as made:
            while made.turn() and len(made.answered) < 1:
                made.rate(Rating.GOOD)
            page = "\n".join(line.strip() for line in closing.page(made, env).splitlines()) + "\n"
            assert (offer.replace("  ", "") in page) == is_offered


def test_a_page_with_nothing_to_ask_offers_the_exercises_of_its_decks(env: Environment):
    """By name while they are few; many are the catalogue's."""
    for slugs, commands in (
        (["mlp", "cnn"], ["drill exercise cnn", "drill exercise mlp"]),
        ("abcdef", ["drill exercise"]),
    ):
        notes = "".join(f"  - {{id: n{slug}, q: q{slug}, a: a, exercise: {slug}}}\n" for slug in slugs)
        write_deck(env, f"title: T\nnotes:\n{notes}")
        with sitting(env, "", StudyOptions(new=0)) as made:
            assert made.turn() is None
            said = closing.nothing(made, env).splitlines()
        at = said.index("Exercises that belong to these cards:")
        assert [line.strip() for line in said[at + 1 :]] == commands


def test_a_script_is_told_the_exercise_after_the_answer(env: Environment):
    """On stderr, so that stdout keeps one line for each answer."""
    env.stdin.write("3\n3\n")
    env.stdin.seek(0)
    with sitting(env, LINKED, StudyOptions(seed=1, limit=2)) as made:
        script.run(made, env)
    assert env.stderr.getvalue().count("exercise: drill exercise cnn\n") == 1
    assert len(env.stdout.getvalue().splitlines()) == 2


def test_the_keys_page_names_it(env: Environment):
    """In both languages."""
    for lang, words in (("en", "run the exercise"), ("zh", "运行与卡片相关的练习")):
        set_language(lang)
        with at_work(env, LINKED, lang=lang) as screens:
            screens.press("?")
            assert words in shown(screens)
