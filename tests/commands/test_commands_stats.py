"""`drill stats`."""

import json

import pytest
from commands_cases import METRICS, RIVERS, later, world
from conftest import NOW
from exercise_cases import report as run_report

from drillcli.collection import open_collection
from drillcli.harness.record import filing
from drillcli.store import runs

NOTHING = {"answers": 0, "recalled": 0, "share": None}


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


@pytest.fixture
def stats(drill):
    """The report as JSON."""
    return lambda *words, at=None: json.loads(drill("stats", *words, "--json", at=at).out)


def test_stats_of_nothing(stats):
    """A learner who has not begun gets zeros and nulls, under the names that are promised."""
    report = stats()
    assert list(report) == ["day", "decks", "reviews", "streak", "today", "cards", "retention", "forecast", "exercises"]
    assert (report["day"], report["decks"], report["reviews"], report["streak"]) == ("2026-11-22", [], 0, 0)
    assert report["today"] == {"answers": 0, "took_ms": 0, "first_try": NOTHING, "introduced": 0}
    assert report["cards"] == {
        "new": 4,
        "learning": 0,
        "young": 0,
        "mature": 0,
        "relearning": 0,
        "suspended": 0,
        "total": 4,
    }
    ages = dict.fromkeys(("young", "mature", "total"), NOTHING)
    assert report["retention"] == dict.fromkeys(("today", "last_7_days", "last_30_days", "all_time"), ages)
    assert report["forecast"]["backlog"] == 0
    assert len(report["forecast"]["days"]) == 30
    assert report["forecast"]["days"][0] == {"date": "2026-11-22", "due": 0}
    assert report["exercises"] == []


def test_answers_are_counted_and_undone_ones_and_cram_left_out(drill, stats):
    """`reviews` means answers given and not undone, cram left out."""
    drill("study", "rivers", "--limit", "3", stdin="3\n3\n1\n")
    drill("undo")
    drill("study", "rivers", "--cram", stdin="3\n3\n")
    report = stats()
    assert report["reviews"] == 2
    assert (report["today"]["answers"], report["today"]["introduced"]) == (2, 2)
    assert (report["cards"]["new"], report["cards"]["learning"], report["streak"]) == (2, 2, 1)


def test_retention_counts_the_first_answer_of_a_day_to_a_card_in_review(drill, stats):
    """Answers of new cards and of cards in their steps are left out; Again is not recalled; mature is apart."""
    drill("study", "rivers", "--limit", "3", stdin="4\n4\n4\n")  # due in about 8 days
    assert stats()["retention"]["all_time"]["total"] == NOTHING
    drill("study", "rivers", stdin="1\n3\n3\n3\n", at=later(days=12))
    report = stats(at=later(days=12, minutes=30))
    assert report["retention"]["today"]["young"] == {"answers": 3, "recalled": 2, "share": 0.6667}
    assert report["retention"]["today"]["mature"] == NOTHING
    assert report["today"]["first_try"] == {"answers": 3, "recalled": 2, "share": 0.6667}
    mature = report["cards"]["mature"]
    assert mature == 2
    drill("study", "rivers", "--limit", "2", stdin="3\n3\n", at=later(days=200))
    later_on = stats(at=later(days=200))["retention"]
    assert later_on["last_7_days"]["total"]["answers"] == 2
    assert later_on["last_7_days"]["mature"]["answers"] >= 1
    assert later_on["all_time"]["total"]["answers"] == 5


def test_the_forecast_begins_with_the_backlog(drill, stats):
    """Cards overdue count on today; the backlog says how many they are."""
    drill("study", "rivers", "--limit", "2", stdin="4\n4\n")
    forecast = stats()["forecast"]
    assert forecast["backlog"] == 0
    assert sum(day["due"] for day in forecast["days"]) == 2
    assert forecast["days"][0]["due"] == 0
    late = stats(at=later(days=20))["forecast"]
    assert late["backlog"] == 2
    assert late["days"][0] == {"date": "2026-12-12", "due": 2}


def test_stats_of_one_deck(drill, stats):
    """Only what was answered there, and only its cards; the streak is the deck's too."""
    drill("study", "rivers", "--limit", "1", stdin="3\n")
    report = stats("metrics")
    assert (report["decks"], report["reviews"], report["streak"], report["cards"]["total"]) == (["metrics"], 0, 0, 1)
    assert stats("rivers")["reviews"] == 1


def test_answers_in_a_deck_that_is_gone_still_count(drill, stats, tmp_path):
    """Without a deck named, nothing that was answered is forgotten; its cards are no cards any more."""
    drill("study", "rivers", "--limit", "2", stdin="3\n3\n")
    (tmp_path / "decks/rivers.yaml").unlink()
    report = stats()
    assert (report["reviews"], report["streak"], report["cards"]["total"]) == (2, 1, 1)


def test_suspended_cards_are_a_state_of_their_own(drill, stats):
    """A suspended card is neither new nor in review."""
    drill("suspend", "rivers/nile")
    assert (stats()["cards"]["suspended"], stats()["cards"]["new"], stats()["cards"]["total"]) == (1, 3, 4)


def test_an_unknown_deck_is_refused(drill):
    """One line on stderr with the nearest name, nothing on stdout."""
    done = drill("stats", "river", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.err == 'drill: unknown deck "river"; did you mean "rivers"?\n'


def test_stats_on_a_screen(drill):
    """The page has the figures of today, the cards by state, the retention with its definition, and the forecast."""
    drill("study", "rivers", "--limit", "2", stdin="4\n4\n")
    lines = drill("stats").out.splitlines()
    assert lines[0].split() == ["Statistics", "all", "decks"]
    assert lines[3] == "2 answers today   0:00   2 new   1 day in a row   2 reviews in all"
    assert lines[5] == "4 cards"
    assert "young       2  ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿" in lines
    assert "recalled  young  mature  together" in lines
    assert "2 cards due within 30 days" in lines
    assert lines[-1].split() == ["today", "+7", "+14", "+21", "+28"]


@pytest.fixture
def ran(env):
    """Keep runs of exercises: `ran("cnn", value=0.98)`."""

    def keep(exercise, **quality):
        made = run_report(exercise=exercise, quality=quality)
        with open_collection(env) as collection:
            runs.add(collection.store, made, NOW, "{}", *filing(made))

    return keep


def test_exercises_run_here_are_counted(ran, stats, drill):
    """How often, when last, and the best run that met its targets, if one did."""
    ran("cnn", value=0.93)
    ran("cnn", value=0.94)
    ran("mlp", value=0.5, **{"pass": False})
    cnn, mlp = stats()["exercises"]
    best = cnn.pop("best")
    assert cnn == {"exercise": "cnn", "runs": 2, "last": "2026-11-22T09:00:00+00:00"}
    assert (best["metric"], best["device"], best["samples_per_s"], best["seconds"]) == (
        "accuracy",
        "Test CPU",
        1600.0,
        2.0,
    )
    assert mlp == {"exercise": "mlp", "runs": 1, "last": "2026-11-22T09:00:00+00:00", "best": None}
    lines = drill("stats").out.splitlines()
    assert lines[-3] == "Exercises run here"
    assert lines[-2].split("   ") == ["cnn", "2 runs", "best: accuracy 0.93", "1,600 samples/s"]
    assert lines[-1].split("   ") == ["mlp", "1 run", "no target met yet"]


def test_a_named_deck_tells_of_its_own_exercises(ran, stats, tmp_path):
    """Those that its cards name; a deck without any tells of none."""
    ran("cnn")
    ran("mlp")
    path = tmp_path / "decks/rivers.yaml"
    path.write_text(path.read_text() + "    exercise: mlp\n")
    assert [found["exercise"] for found in stats("rivers")["exercises"]] == ["mlp"]
    assert stats("metrics")["exercises"] == []
