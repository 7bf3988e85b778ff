"""`drill evaluate`."""

import json
from dataclasses import replace
from io import StringIO

import pytest

pytest.importorskip("numpy")

from commands_cases import RIVERS, world
from learners import take_in

from drillcli.commands import evaluate
from drillcli.errors import DrillError

NAMES = ["always-average", "fsrs6-default", "fsrs6-fitted", "fsrs7-default", "fsrs7-fitted"]


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    world(tmp_path, monkeypatch, rivers=RIVERS)


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_scores_as_json(env):
    """Two modes with the five names; reviews of cards in no deck count."""
    take_in(env, 100)
    assert evaluate.run(env, [], True) == 0
    found = json.loads(env.stdout.getvalue())
    assert list(found) == ["without_same_day", "with_same_day"]
    for mode in found.values():
        assert list(mode) == NAMES
        for scores in mode.values():
            assert list(scores) == ["log_loss", "rmse_bins", "auc", "reviews"]
            assert scores["log_loss"] > 0
    assert found["with_same_day"]["fsrs6-default"]["reviews"] > found["without_same_day"]["fsrs6-default"]["reviews"]


def test_the_page(env):
    """Both tables with every row, in 80 columns, plain in a pipe."""
    take_in(env, 100)
    assert evaluate.run(env, [], False) == 0
    page = env.stdout.getvalue()
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page
    for name in ("always the average", "FSRS-6, defaults", "FSRS-6, fitted", "FSRS-7, defaults", "FSRS-7, fitted"):
        assert page.count(name) == 2
    assert env.stderr.getvalue() == ""


def test_too_few_reviews(env):
    """One line says how many there are and how many are needed; nothing on stdout."""
    take_in(env, 5)
    with pytest.raises(DrillError, match=r"too few reviews: \d+ of 100, \d+ more are needed; those count"):
        evaluate.run(env, [], False)
    assert env.stdout.getvalue() == ""


def test_named_decks_are_scored_on_their_own_log(env):
    """The log of other cards does not count for them; the collection may be empty."""
    with pytest.raises(DrillError, match="too few reviews: 0 of 100"):
        evaluate.run(env, [], True)
    take_in(env, 100)
    with pytest.raises(DrillError, match="too few reviews: 0 of 100"):
        evaluate.run(env, ["rivers"], True)


def test_progress_is_shown_where_somebody_watches(env):
    """A pipe gets nothing; a terminal a line that says which fit is under way."""
    with evaluate.progress(env, "fit", 3) as step:
        step()
    assert env.stderr.getvalue() == ""
    watched = replace(env, stderr=Screen())
    with evaluate.progress(watched, "fit", 3) as step:
        step()
    assert "fit 2 of 3" in watched.stderr.getvalue()
    dumb = replace(env, stderr=Screen(), variables={**env.variables, "TERM": "dumb"})
    with evaluate.progress(dumb, "fit", 3) as step:
        step()
    assert dumb.stderr.getvalue() == ""
