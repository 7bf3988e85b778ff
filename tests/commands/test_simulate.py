"""`drill simulate`."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from commands_cases import METRICS, RIVERS, world
from conftest import NOW
from rich.cells import cell_len

from drillcli.collection import open_collection
from drillcli.errors import DrillError
from drillcli.locale import set_language
from drillcli.model import Mode, Rating
from drillcli.store import queue

np = pytest.importorskip("numpy")

from drillcli.commands import simulate  # noqa: E402
from drillcli.commands.simulate import Options, standing_of, to_json  # noqa: E402
from drillcli.fitting import simulation  # noqa: E402
from drillcli.fitting.simulated import DESIRED, Simulation  # noqa: E402
from drillcli.ui import reports_simulate  # noqa: E402
from drillcli.ui.console import plain  # noqa: E402
from drillcli.ui.lines import Lines  # noqa: E402

SHORT = Options(days=40)


@pytest.fixture(autouse=True)
def _small(tmp_path, monkeypatch):
    world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)
    monkeypatch.setattr(simulation, "ENOUGH", 60)


@pytest.fixture
def report(env):
    """The report as JSON."""

    def run(*words, options=SHORT):
        out = StringIO()
        assert simulate.run(replace(env, stdout=out), words, options, as_json=True) == 0
        return json.loads(out.getvalue())

    return run


def studied(env, clock, days=6):
    """Answer every card of all decks each day it is due, Again now and then."""
    for day in range(days):
        clock.set(NOW.ms + day * 86_400_000)
        with open_collection(env) as collection:
            slugs = [deck.slug for deck in collection.decks()]
            cards = [card for slug in slugs for card in queue.everything(collection.store, slug)]
            for number, card in enumerate(card for card in cards if card.due_day <= collection.now.day):
                rating = Rating.AGAIN if (number + day) % 4 == 0 else Rating.GOOD
                collection.answer(card.id, rating, clock(), 7_000, Mode.STUDY)


def test_new_cards_only(report):
    """Without a review: the cards of the decks, the settings' limits, typical rates, the curve, the present setting."""
    found = report()
    assert list(found) == [
        "first_day", "days", "decks", "seed", "desired_retention", "cards", "limits", "rates", "curve", "least_time",
        "months",
    ]  # fmt: skip
    assert (found["first_day"], found["days"], found["decks"]) == ("2026-11-23", 40, [])
    assert found["cards"] == {"learned": 0, "new": 4, "known": 0}
    assert found["limits"] == {"new": 20, "reviews": 200, "minutes": None}
    assert found["rates"]["answers"] == {"first": 0, "recalled": 0, "timed": 0}
    assert found["rates"]["own"] == {"first": 0, "recalled": 0}
    assert [course["desired_retention"] for course in found["curve"]] == list(DESIRED)
    assert [month["until"] for month in found["months"]] == ["2027-01-01"]
    present = next(course for course in found["curve"] if course["desired_retention"] == 0.9)
    assert found["months"][0]["known"] == present["known"]
    assert found["months"][0]["minutes_per_day"] == pytest.approx(present["minutes_per_day"])
    least = min(found["curve"], key=lambda course: course["seconds_per_known"])
    assert found["least_time"] == least["desired_retention"]


def test_a_seed_tells_the_same_tale(report):
    """The same seed gives the same figures, another seed others."""
    assert report() == report()
    assert report(options=SHORT._replace(seed=7))["curve"] != report()["curve"]


def test_options_replace_settings(report):
    """--new, --limit, --minutes and --cards stand in the place of the settings and the decks."""
    found = report(options=Options(days=10, new=2, limit=3, minutes=0.5, cards=50))
    assert found["cards"] == {"learned": 0, "new": 50, "known": 0}
    assert found["limits"] == {"new": 2, "reviews": 3, "minutes": 0.5}
    assert found["months"][0]["new_per_day"] <= 2
    assert found["months"][0]["minutes_per_day"] < 2


def test_decks_named(report):
    """Only the cards of the decks that were named."""
    found = report("metrics")
    assert (found["decks"], found["cards"]["new"]) == (["metrics"], 1)


def test_it_begins_with_the_cards_as_they_stand(env, clock, report):
    """Learned cards with the memories they have, the log's own ratings and times; suspended cards are left out."""
    studied(env, clock)
    found = report()
    assert (found["cards"]["learned"], found["cards"]["new"]) == (4, 0)
    assert 2 < found["cards"]["known"] < 4
    assert found["rates"]["answers"]["first"] == 4
    with open_collection(env) as collection:
        standing = standing_of(collection, ["metrics", "rivers"], None)
        states = [card.state for slug in ("metrics", "rivers") for card in queue.everything(collection.store, slug)]
        now, model = collection.now, collection.scheduler.model
    assert [card.memory for card in standing.learned] == [state.memory for state in states]
    assert [card.elapsed for card in standing.learned] == [now.day - state.at.day + 1 for state in states]
    assert all(card.due >= 0 for card in standing.learned)
    assert standing.known == pytest.approx(
        sum(model.retrievability(state.memory, now.day - state.at.day) for state in states)
    )


def test_the_present_setting_is_in_the_curve(env, report):
    """A desired retention between those of the curve, or above them, is simulated too."""
    for value in (0.85, 0.99):
        variables = {**env.variables, "DRILL_DESIRED_RETENTION": str(value)}
        out = StringIO()
        simulate.run(replace(env, variables=variables, stdout=out), [], SHORT, as_json=True)
        found = json.loads(out.getvalue())
        assert found["desired_retention"] == value
        assert value in [course["desired_retention"] for course in found["curve"]]


def test_no_card(env, tmp_path):
    """No card at all: one line that says what to do; `--cards` simulates all the same."""
    for path in (tmp_path / "decks").iterdir():
        path.unlink()
    with pytest.raises(DrillError, match="no new one would come; `--cards 500 --new 20`"):
        simulate.run(env, [], SHORT, as_json=True)
    assert simulate.run(env, [], SHORT._replace(cards=3), as_json=True) == 0


def test_without_numpy(run_python):
    """Without the extra: one line that says how to get it."""
    program = """import sys
sys.modules["numpy"] = None
from drillcli.commands import simulate
from drillcli.config import Environment
from drillcli.errors import DrillError
try:
    simulate.run(Environment.of_process(), [], simulate.Options(), as_json=True)
except DrillError as error:
    print(error)
"""
    done = run_python("-c", program)
    assert (done.stdout, done.stderr) == ("drill simulate needs NumPy: pip install 'drillcli[fit]'\n", "")


def test_progress_is_on_stderr(env):
    """Where somebody watches, stderr shows how far it is; stdout has the page alone."""

    class Terminal(StringIO):
        def isatty(self):
            return True

    err = Terminal()
    watched = replace(env, stderr=err, variables={**env.variables, "TERM": "xterm"})
    assert simulate.run(watched, [], SHORT, as_json=False) == 0
    assert f"day 1 of {SHORT.days}" in err.getvalue()
    assert env.stdout.getvalue().startswith("Simulation")


@pytest.fixture
def page(env, clock):
    """The page of a simulation that began with learned and with new cards."""
    found: list[Simulation] = []
    studied(env, clock, days=3)
    shown = reports_simulate.simulation
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports_simulate, "simulation", lambda made, width: found.append(made) or shown(made, width))
        simulate.run(env, [], Options(days=90, cards=30, minutes=2.5), as_json=False)
    return found[0], lambda width: [line for block in shown(found[0], width) for line in block]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_the_screen(page, lang):
    """At every width from 20 to 120 cells."""
    set_language(lang)
    for width in range(20, 121):
        lines = plain(Lines(tuple(page[1](width))), width * 2).splitlines()
        assert max(map(cell_len, lines)) <= width


def test_the_page_says_what_json_says(page):
    """The figures of the page are those of the report; the present setting and the least time are marked."""
    found, draw = page
    text = plain(Lines(tuple(draw(80))), 160)
    told = to_json(found)
    rows = [line.split() for line in text.splitlines()]
    for course in told["curve"]:
        row = next(row for row in rows if row[:1] == [f"{100 * course['desired_retention']:g}%"])
        assert float(row[1]) == pytest.approx(course["minutes_per_day"], abs=0.06)
    (yours,) = [line for line in text.splitlines() if "your setting" in line and line[:2].isdigit()]
    assert yours.startswith("90%")
    assert "least time" in next(line for line in text.splitlines() if line.startswith(f"{100 * told['least_time']:g}%"))
    for month in told["months"]:
        assert any(row[:1] == [month["until"]] for row in rows)


def test_a_card_in_its_steps_is_due(env, clock):
    """A card that was left within its steps counts as learned, and is due on the first day."""
    with open_collection(env) as collection:
        collection.decks()
        collection.answer("metrics/pick", Rating.AGAIN, clock(), 5_000, Mode.STUDY)
        standing = standing_of(collection, ["metrics"], None)
    (card,) = standing.learned
    assert (card.elapsed, standing.new) == (1, [])
    assert card.due <= 0


def test_what_is_overdue_stays_overdue(env, clock):
    """How long a card has waited tells how urgent it is: the simulation begins with that."""
    with open_collection(env) as collection:
        collection.decks()
        done = collection.answer("metrics/pick", Rating.EASY, clock(), 5_000, Mode.STUDY)
        clock.advance(days=done.after.due_day - clock().day + 7)
        collection.now = clock()
        (card,) = standing_of(collection, ["metrics"], None).learned
    assert card.due == -8
