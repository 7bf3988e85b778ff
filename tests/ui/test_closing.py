"""What is said when a sitting ends, or has nothing to ask."""

from dataclasses import replace

import pytest
from at_work import DECK, at_work, only, shown, sitting, write_deck
from conftest import Clock
from rich.cells import cell_len

from drillcli.collection import open_collection
from drillcli.commands.stats import gathered
from drillcli.config import Environment
from drillcli.locale import set_language
from drillcli.model import Phase, Rating
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.store.history import ActKind
from drillcli.ui import closing


def empty(env: Environment, words: list[str], options: StudyOptions) -> str:
    """Return what a sitting over the decks named says when it has nothing to ask."""
    with open_collection(env, words) as collection:
        made = Sitting(collection, collection.decks(words), options)
        assert made.turn() is None
        return closing.nothing(made, env)


def study(env: Environment, rating: Rating, cards: int) -> None:
    with sitting(env, "", StudyOptions(limit=cards, seed=1)) as made:
        while made.turn():
            made.rate(rating)


def test_a_sitting_is_summed_up(env: Environment, clock: Clock):
    """Answers, time, grades, the share of reviews recalled at the first asking, and what comes."""
    write_deck(env)
    study(env, Rating.EASY, 4)
    clock.advance(days=40)
    with sitting(env, "", StudyOptions(new=0, seed=1)) as made:
        while table := made.turn():
            clock.advance(minutes=0.1)
            forgotten = table.card.id == "mixed/basic" and table.item.state.phase is Phase.REVIEW
            made.rate(Rating.AGAIN if forgotten else Rating.GOOD)
            if len(made.answered) == 4:
                break
        assert len(made.answered) == 4
        result = closing.summary(made)
        assert result.deck == "A mixed deck"
        assert result.answers == 4
        assert result.took_s == pytest.approx(4 * 6)
        assert result.first_try == pytest.approx(3 / 4)
        assert result.grades == {Rating.AGAIN: 1, Rating.GOOD: 3}
        assert result.days[-1] == 4
        page = closing.page(made, env)
        assert "75% recalled at once" in page
        assert page.endswith("\n")


def test_header_closing_page_and_statistics_have_one_time(env: Environment, clock: Clock):
    """Who was away for an hour before an answer reads the same time in all three."""
    with at_work(env, only("basic")) as screens:
        clock.advance(minutes=60)
        assert "10:00" in shown(screens).splitlines()[0]
        screens.press(" ")
        screens.press("4")
        assert "10:00" in closing.page(screens.sitting, env).splitlines()[0]
        assert closing.summary(screens.sitting).took_s == 600
        assert gathered(screens.sitting.collection, ["mixed"], named=True).today.took_ms == 600_000


def test_what_was_not_asked_waits(env: Environment):
    """The cards that a sitting did not come to are counted, the one on the table too; one put away is not."""
    with at_work(env) as screens:
        total = len(screens.sitting.session.queue)
        screens.press(" ")
        screens.press("3")
        screens.press("b")
        assert closing.summary(screens.sitting).unasked == total - 2
        assert f"{total - 2} cards were not asked; they wait" in closing.page(screens.sitting, env)


def test_leaving_without_an_answer_says_nothing(env: Environment):
    """There was something to study: to say otherwise would be untrue."""
    with at_work(env) as screens:
        screens.press("b")
        screens.press("q")
        assert closing.page(screens.sitting, env) == ""


def test_the_daily_limit_is_named_when_it_holds_cards_back(env: Environment, clock: Clock):
    """With the command that goes beyond it, and the one that goes ahead in time."""
    env.variables["DRILL_NEW_PER_DAY"] = "2"
    write_deck(env)
    study(env, Rating.EASY, 2)
    said = empty(env, ["mixed"], StudyOptions())
    assert said.split("\n")[0] == "Nothing to study now."
    assert "The next card is due in " in said
    assert "4 new cards wait beyond today's limit of 2:\n  drill study mixed --new 4\n" in said
    assert "Cards can be reviewed before they are due:\n  drill study mixed --ahead " in said
    assert "Practice leaves the schedule alone:\n  drill study mixed --cram\n" in said
    days = int(said.partition("--ahead ")[2].split()[0])
    with sitting(env, "", StudyOptions(ahead=days, new=0)) as made:
        assert made.turn() is not None, "the command that is offered has something to ask"


def test_a_deck_without_cards_says_how_to_write_some(env: Environment):
    """As `drill new` leaves it."""
    write_deck(env, "title: Mine\nnotes:\n")
    assert empty(env, ["mixed"], StudyOptions()) == (
        "Nothing to study now.\nThere is no card yet; to write some:\n  drill add mixed\n"
    )


def test_reviews_beyond_the_limit_are_named(env: Environment, clock: Clock):
    """They are due, and only the setting holds them back."""
    write_deck(env)
    study(env, Rating.EASY, 3)
    clock.advance(days=40)
    env.variables.update(DRILL_REVIEWS_PER_DAY="0", DRILL_NEW_PER_DAY="0")
    said = empty(env, ["mixed"], StudyOptions())
    assert "3 reviews wait beyond today's limit of 0" in said
    assert "  drill config reviews_per_day 10\n" in said
    assert "is due in" not in said


def test_what_is_not_there_is_not_offered(env: Environment):
    """No new cards, nothing due, all suspended: neither a limit nor practice is spoken of."""
    with sitting(env, only("basic")) as made:
        made.turn()
        made.put_away(ActKind.SUSPEND)
        assert made.turn() is None
        assert closing.nothing(made, env) == "Nothing to study now.\n"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["mixed"], "drill study mixed --new 6"),
        ([], "drill study --new 10"),
        (["decks/mixed.yaml"], "drill study decks/mixed.yaml --new 6"),
    ],
)
def test_the_command_names_the_decks_as_they_were_named(env: Environment, words: list[str], command: str):
    """It can be copied and run as it stands."""
    write_deck(env)
    assert f"  {command}\n" in empty(env, words, StudyOptions(new=0))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [20, 30, 80, 200])
def test_it_fits_every_terminal(env: Environment, width: int, lang: str):
    """No line is wider than the terminal, nor than a text may be; without a colour terminal there are no codes."""
    write_deck(env, DECK)
    narrow = replace(env, lang_option=lang, variables={**env.variables, "COLUMNS": str(width)})
    set_language(lang)
    said = empty(narrow, ["mixed"], StudyOptions(new=0))
    assert all(cell_len(line) <= min(width, 88) for line in said.split("\n"))
    assert "\x1b" not in said
