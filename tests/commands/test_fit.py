"""`drill fit`: what is adopted, shown, gone back on."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("numpy")

from commands_cases import METRICS, RIVERS, world
from learners import BEGIN_MS, DAY_MS, FORGETFUL, take_in

from drillcli.collection import open_collection
from drillcli.commands import fit
from drillcli.commands.fit import Options
from drillcli.errors import DrillError, UsageError
from drillcli.fitting.models import BatchModel
from drillcli.store import parameters
from drillcli.store.verify import verify

ENOUGH = 150
"""Cards of a log that shows a learner to be unlike the typical one."""


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


@pytest.fixture
def fitted(env):
    """Run `drill fit … --json` and return the report."""

    def run(*words, **options):
        env.stdout.seek(0)
        env.stdout.truncate()
        assert fit.run(env, words, Options(**options), True) == 0
        return json.loads(env.stdout.getvalue())

    return run


def in_force(env):
    """What schedules which decks; the caches must follow from the log under it."""
    with open_collection(env) as collection:
        assert verify(collection.store) == []
        return parameters.in_force(collection.store.connection, collection.settings.model)


def everything(env):
    """All rows of the tables that a fit may change."""
    with open_collection(env) as collection:
        execute = collection.store.connection.execute
        return [execute(f"SELECT * FROM {table}").fetchall() for table in ("parameters", "in_force", "setting", "card")]  # noqa: S608 constants


def test_what_is_better_takes_over(env, fitted):
    """The new set is in force, every card is computed with it, and the collection as it was lies beside it."""
    take_in(env, ENOUGH, FORGETFUL)
    report = fitted()
    assert report["decision"] == {"adopted": "fsrs6-fitted", "reason": "better", "id": 1, "dry_run": False}
    assert report["in_force"] == {"name": "fsrs6-default", "model": "fsrs6", "id": 0}
    assert report["scores"]["fsrs6-fitted"]["log_loss"] < report["scores"]["fsrs6-default"]["log_loss"]
    (candidate,) = report["candidates"]
    assert candidate["better"]
    assert len(candidate["parameters"]) == 21
    assert candidate["differences"]["fsrs6-default"]["high"] < 0
    assert set(report["workload"]) == {"fsrs6-default", "fsrs6-fitted"}
    assert in_force(env)[""] == ("fsrs6", 1)
    assert len(list(env.home.glob("backups/*-before-fit.db"))) == 1
    with open_collection(env) as collection:
        assert collection.scheduler.model.parameters == tuple(candidate["parameters"])


def test_a_dry_run_changes_nothing(env, fitted):
    """It finds the same and leaves all as it was."""
    take_in(env, ENOUGH, FORGETFUL)
    before = everything(env)
    report = fitted(dry_run=True)
    assert report["decision"] == {"adopted": "fsrs6-fitted", "reason": "better", "id": None, "dry_run": True}
    assert everything(env) == before


def test_nothing_better_is_no_failure(env, fitted):
    """A typical learner keeps the defaults, and the report says why."""
    take_in(env, ENOUGH)
    before = everything(env)
    report = fitted()
    assert report["decision"] == {"adopted": None, "reason": "not-better", "id": None, "dry_run": False}
    assert not report["candidates"][0]["better"]
    assert everything(env) == before
    env.stdout.truncate(0)
    fit.run(env, [], Options(), False)
    assert "Nothing better was found: what is in force stays." in env.stdout.getvalue()


def test_a_fit_after_a_fit_waits_for_new_reviews(env, fitted):
    """What the parameters in force were fitted to is no evidence against them."""
    take_in(env, ENOUGH, FORGETFUL)
    fitted()
    report = fitted()
    assert report["decision"]["reason"] == "too-few-unseen"
    assert (report["unseen"], report["scores"], report["candidates"]) == (0, {}, [])
    assert report["in_force"] == {"name": "in-force", "model": "fsrs6", "id": 1}


def test_new_reviews_are_evidence(env, clock, fitted):
    """A set fitted before half of the log was answered is tested on the other half."""
    clock.set(BEGIN_MS + 300 * DAY_MS)
    take_in(env, ENOUGH, FORGETFUL)
    fitted()
    clock.set(BEGIN_MS + 900 * DAY_MS)
    take_in(env, ENOUGH, day=301)
    report = fitted(dry_run=True)
    assert report["unseen"] >= 100
    assert "in-force" in report["scores"]
    assert report["candidates"][0]["differences"]["in-force"]["mean"] < 0


def test_going_back(env, fitted):
    """--reset brings the defaults back, --use a set; --history tells which is in force."""
    take_in(env, ENOUGH, FORGETFUL)
    fitted()
    cards = everything(env)[-1]
    assert fitted(reset=True) == {"decks": [], "in_force": {"model": "fsrs6", "id": 0}}
    assert in_force(env)[""] == ("fsrs6", 0)
    assert everything(env)[-1] != cards
    (one,) = fitted(history=True)
    assert not one["in_force"]
    assert fitted(use=1) == {"decks": [], "in_force": {"model": "fsrs6", "id": 1}}
    assert everything(env)[-1] == cards
    (one,) = fitted(history=True)
    assert list(one) == ["id", "at", "model", "decks", "reviews", "scores", "in_force", "parameters"]
    assert (one["id"], one["at"], one["in_force"]) == (1, "2026-11-22T09:00:00+00:00", True)
    assert list(one["scores"]) == ["log_loss", "rmse_bins", "auc", "reviews"]
    with pytest.raises(DrillError, match="no parameter set 9"):
        fit.run(env, [], Options(use=9), False)


def test_decks_have_parameters_of_their_own(env, fitted):
    """A fit to named decks schedules them alone; --reset lets them follow the collection again."""
    take_in(env, ENOUGH, FORGETFUL, deck="rivers")
    take_in(env, 20, deck="metrics")
    report = fitted("rivers")
    assert report["decks"] == ["rivers"]
    assert report["decision"]["adopted"] == "fsrs6-fitted"
    assert in_force(env) == {"": ("fsrs6", 0), "rivers": ("fsrs6", 1)}
    with pytest.raises(DrillError, match="have different parameters"):
        fit.run(env, ["rivers", "metrics"], Options(), False)
    assert [one["decks"] for one in fitted(history=True)] == [["rivers"]]
    assert fitted("metrics", history=True) == []
    assert fitted("rivers", reset=True)["in_force"] == {"model": "fsrs6", "id": 0}
    assert in_force(env) == {"": ("fsrs6", 0)}
    assert fitted(use=1) == {"decks": ["rivers"], "in_force": {"model": "fsrs6", "id": 1}}
    assert in_force(env)["rivers"] == ("fsrs6", 1)


def test_the_pages(env):
    """Before and after, the decision, the workload and the way back, in 80 columns; then the list of sets."""
    take_in(env, ENOUGH, FORGETFUL)
    fit.run(env, [], Options(dry_run=True), False)
    fit.run(env, [], Options(), False)
    fit.run(env, [], Options(), False)
    fit.run(env, [], Options(history=True), False)
    page = env.stdout.getvalue()
    assert max(map(len, page.splitlines())) <= 80
    words = " ".join(page.split())
    assert "FSRS-6, fitted would take over; without --dry-run it does." in words
    assert "FSRS-6, fitted is in force from now on, as parameter set 1." in words
    assert "It predicts better than what was in force by more than noise: log loss −" in words
    assert "At a desired retention of 90% these cards ask for" in words
    assert "To go back: drill fit --reset" in words
    assert "There are 0: 100 more are needed." in words
    assert "• 1 2026-11-22 09:00 all FSRS-6 1,200" in words


def test_too_few_reviews(env):
    """The line says how many are missing."""
    take_in(env, 5)
    with pytest.raises(DrillError, match=r"too few reviews: \d+ of 100, \d+ more are needed; those count"):
        fit.run(env, [], Options(), True)


def test_options_that_do_not_go_together(env):
    """One thing at a time."""
    with pytest.raises(UsageError, match="choose one of"):
        fit.run(env, [], Options(reset=True, use=1), False)


def test_a_variable_that_holds_the_model(env, fitted):
    """It is refused before anything is written: the choice would not be in force."""
    take_in(env, ENOUGH, FORGETFUL)
    fitted()
    before = everything(env)
    held = replace(env, variables={**env.variables, "DRILL_MODEL": "fsrs7"})
    with pytest.raises(UsageError, match="DRILL_MODEL holds the model to fsrs7"):
        fit.run(held, [], Options(use=1), False)
    assert everything(env) == before


@pytest.mark.parametrize("which", [1, 3, 6])
def test_an_interrupted_fit_writes_nothing(env, monkeypatch, which):
    """Ctrl-C in any of the fits leaves the collection as it was."""
    take_in(env, 100, FORGETFUL)
    before = everything(env)
    plain, calls = BatchModel.fit, []

    def broken_off(*args, **options):
        calls.append(1)
        if len(calls) == which:
            raise KeyboardInterrupt
        return plain(*args, **options)

    monkeypatch.setattr(BatchModel, "fit", broken_off)
    with pytest.raises(KeyboardInterrupt):
        fit.run(env, [], Options(), False)
    assert everything(env) == before
    assert env.stdout.getvalue() == ""
