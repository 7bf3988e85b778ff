"""`drill stats`."""

import csv
import json
import time
from datetime import datetime
from io import StringIO

import pytest
from commands_cases import METRICS, RIVERS, later, world
from conftest import NOW
from exercise_cases import report as run_report
from jsonschema import Draft202012Validator

from drillcli.collection import open_collection
from drillcli.harness.record import filing
from drillcli.store import runs
from drillcli.store.reviews import Raw

PERIODS = ("today", "last_7_days", "last_30_days", "all_time")
NOTHING = {"answers": 0, "recalled": 0, "share": None}


def record(**properties):
    """Return the schema of an object that has all these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def listed(items, least=0):
    """Return the schema of a list."""
    return {"type": "array", "items": items, "minItems": least}


def or_null(schema):
    """Return the schema of something that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


COUNT = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
TEXT = {"type": "string"}
DATE = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
RECALL = {"answers": COUNT, "recalled": COUNT, "share": or_null(SHARE)}
AGES = {"young": record(**RECALL), "mature": record(**RECALL), "total": record(**RECALL)}
SPANS = listed(record(first=DATE, last=DATE, **AGES), 1)
SPREAD = record(
    total=COUNT,
    sum=NUMBER,
    mean=or_null(NUMBER),
    quartiles=or_null({**listed(NUMBER, 3), "maxItems": 3}),
    bins=listed(record(**{"from": NUMBER, "to": or_null(NUMBER), "n": COUNT}), 9),
)
STATES = ("new", "learning", "young", "mature", "relearning", "suspended", "total")
HARD = {"card": TEXT, "text": TEXT, "lapses": COUNT, "difficulty": NUMBER, "recall": SHARE}
SCHEMA = record(
    day=DATE,
    decks=listed(TEXT),
    tag=or_null(TEXT),
    since=or_null(DATE),
    reviews=COUNT,
    days_studied=COUNT,
    streak=COUNT,
    longest_streak=COUNT,
    today=record(answers=COUNT, took_ms=COUNT, first_try=record(**RECALL), introduced=COUNT),
    cards=record(**dict.fromkeys(STATES, COUNT)),
    retention=record(**dict.fromkeys(PERIODS, record(**AGES)), by_day=SPANS, by_week=SPANS, by_month=SPANS),
    forecast=record(backlog=COUNT, days={**listed(record(date=DATE, due=COUNT), 30), "maxItems": 30}),
    calibration=record(
        predicted=or_null(SHARE),
        actual=record(**RECALL),
        rmse=or_null(SHARE),
        bins=listed(record(**{"from": SHARE, "to": SHARE, "predicted": or_null(SHARE)}, **RECALL), 40),
    ),
    heatmap=record(first=DATE, answers=listed(COUNT, 1)),
    intervals=SPREAD,
    stability=SPREAD,
    difficulty=SPREAD,
    recall=SPREAD,
    times=SPREAD,
    hours={**listed(record(hour=COUNT, answers=COUNT, recall=record(**RECALL)), 24), "maxItems": 24},
    hardest=record(
        leeches=COUNT,
        cards=listed(
            record(**HARD, answers=COUNT, again=COUNT, leech={"type": "boolean"}, suspended={"type": "boolean"})
        ),
    ),
    exercises=listed(record(exercise=TEXT, runs=COUNT, last=TEXT, best=or_null({"type": "object"}))),
)
"""What `drill stats --json` promises."""


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
    Draft202012Validator(SCHEMA).validate(report)
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
    assert {name: report["retention"][name] for name in PERIODS} == dict.fromkeys(PERIODS, ages)
    today = {"first": "2026-11-22", "last": "2026-11-22", **ages}
    assert [report["retention"][f"by_{span}"] for span in ("day", "week", "month")] == [[today]] * 3
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
    """The page has the figures of today, the cards by state, and the forecast."""
    drill("study", "rivers", "--limit", "2", stdin="4\n4\n")
    lines = drill("stats").out.splitlines()
    assert lines[0].split() == ["Statistics", "all", "decks"]
    assert lines[3] == "2 answers today   0:00   2 new   1 day in a row   2 reviews in all"
    assert "Cards   4" in lines
    assert "young       2  ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿" in lines
    assert any("2 cards due within 30 days" in line for line in lines)


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


@pytest.fixture
def studied(drill):
    """Some weeks of answers with everything that may happen to them."""
    drill("study", "rivers", stdin="4\n4\n4\n")
    drill("study", "metrics", stdin="2\n2\n")
    drill("study", "rivers", stdin="1\n3\n3\n3\n3\n", at=later(days=12))
    drill("undo")
    drill("study", "rivers", "--cram", stdin="1\n1\n")
    drill("study", "rivers", "metrics", stdin="1\n3\n2\n3\n1\n3\n3\n", at=later(days=40))
    drill("forget", "rivers/rhine#c2")
    drill("suspend", "metrics/pick")
    drill("study", "rivers", stdin="4\n3\n3\n", at=later(days=41))


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize("words", [(), ("rivers",), ("--tag", "africa"), ("--since", "30d")])
def test_the_json_is_as_documented(stats, words):
    """Whatever it is about, it has the keys that are promised, and no others."""
    Draft202012Validator(SCHEMA).validate(stats(*words))


@pytest.mark.usefixtures("studied")
def test_figures_that_must_agree(stats):
    """The same answers, counted in many ways, and the same cards."""
    report = stats()
    total = report["retention"]["all_time"]["total"]
    assert total["answers"] >= 2
    assert report["calibration"]["actual"] == total
    assert sum(hour["recall"]["answers"] for hour in report["hours"]) == total["answers"]
    assert sum(hour["answers"] for hour in report["hours"]) == report["reviews"] == report["times"]["total"]
    assert sum(report["heatmap"]["answers"]) == report["reviews"]
    assert sum(1 for n in report["heatmap"]["answers"] if n) == report["days_studied"]
    cards = report["cards"]
    assert report["intervals"]["total"] == cards["young"] + cards["mature"]
    asked = sum(cards[state] for state in ("learning", "young", "mature", "relearning"))
    assert [report[name]["total"] for name in ("stability", "difficulty", "recall")] == [asked] * 3
    assert sum(one["n"] for one in report["intervals"]["bins"] if one["from"] >= 21) == cards["mature"]
    assert sum(card["lapses"] for card in report["hardest"]["cards"]) > 0


def test_a_tag_that_all_cards_have_changes_nothing(drill, stats, tmp_path, request):
    """The figures are made anew from the log, and come out the same."""
    for path in (tmp_path / "decks").iterdir():
        text = path.read_text().replace("    tags: [africa]\n", "")
        path.write_text(text.replace("  - id:", "  - tags: [all]\n    id:"))
    request.getfixturevalue("studied")
    for words in ((), ("rivers",), ("--since", "2026-12-04"), ("--since", "1d")):
        plain, tagged = stats(*words), stats(*words, "--tag", "all")
        assert tagged.pop("tag") == "all"
        assert plain.pop("tag") is None
        assert tagged == plain
    assert drill("stats", "--tag", "all", "--csv").out == drill("stats", "--csv").out


@pytest.mark.usefixtures("studied")
def test_a_tag_limits_cards_and_answers(drill, stats):
    """Only the Nile is in Africa."""
    report = stats("--tag", "africa")
    assert (report["cards"]["total"], report["forecast"]["backlog"]) == (1, 0)
    rows = list(csv.DictReader(StringIO(drill("stats", "--tag", "africa", "--csv").out)))
    assert {row["card"] for row in rows} == {"rivers/nile"}
    assert report["reviews"] == len(rows)
    refused = drill("stats", "--tag", "asia")
    assert (refused.code, refused.out, refused.err) == (2, "", "drill: no card has the tag asia\n")


@pytest.mark.usefixtures("studied")
def test_csv_is_the_log_that_the_figures_count(drill, stats):
    """One line a review under a line of names; the figures can be counted again from it."""
    report, text = stats(), drill("stats", "--csv").out
    rows = list(csv.DictReader(StringIO(text)))
    assert text.splitlines()[0].split(",") == list(Raw._fields)
    assert len(rows) == report["reviews"]
    assert sum(int(row["took_ms"]) for row in rows) == round(1000 * report["times"]["sum"])
    assert len({row["day"] for row in rows}) == report["days_studied"]
    assert {row["rating"] for row in rows} <= {"1", "2", "3", "4"}
    hours = [datetime.fromisoformat(row["time"]).hour for row in rows]
    assert [hours.count(hour) for hour in range(24)] == [hour["answers"] for hour in report["hours"]]


@pytest.mark.usefixtures("studied")
def test_since_limits_what_is_told_of_answers(stats):
    """Answers before it do not count; streaks and cards stay as they are."""
    whole, part = stats(), stats("--since", "2d")
    assert part["since"] == "2027-01-01"
    assert stats("--since", "2027-01-01") == part
    assert whole["reviews"] > part["reviews"] > 0
    assert sum(hour["answers"] for hour in part["hours"]) == part["reviews"]
    assert part["calibration"]["actual"] == part["retention"]["all_time"]["total"]
    for name in ("streak", "longest_streak", "cards", "forecast", "stability", "hardest"):
        assert part[name] == whole[name]
    assert stats("--since", "36500d")["reviews"] == whole["reviews"]
    assert [stats("--since", typed)["reviews"] for typed in ("2027年1月1日", "２天")] == [part["reviews"]] * 2


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "0d", "-3d", "3w", "", "2026-11-23", "99999d"])
def test_a_since_that_makes_no_sense_is_refused(drill, text):
    """One line that says what may be written, or that the day is yet to come."""
    done = drill("stats", f"--since={text}", "--json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert ("in the future" if text == "2026-11-23" else "such as 30d") in done.err


@pytest.mark.usefixtures("studied")
def test_one_block_alone(drill, stats):
    """`--only` cuts page and JSON to one block; what it says stays the same."""
    whole = stats()
    assert stats("--only", "times") == {"times": whole["times"]}
    assert list(stats("--only", "today")) == ["reviews", "days_studied", "streak", "longest_streak", "today"]
    page = drill("stats", "--only", "cards").out
    assert "Cards" in page
    assert "recalled" not in page


def test_an_unknown_block_is_refused(drill):
    """With the nearest name, or with all of them."""
    near, far = drill("stats", "--only", "heat map"), drill("stats", "--only", "weather")
    assert (near.code, far.code) == (2, 2)
    assert near.err == "drill: there is no block 'heat map'; did you mean heatmap?\n"
    assert "today, cards, retention" in far.err


@pytest.mark.parametrize("words", [("--json", "--csv"), ("--csv", "--svg", "x.svg"), ("--csv", "--only", "cards")])
def test_one_way_to_write_at_a_time(drill, words, tmp_path):
    """Two of them are a mistake, and nothing is written."""
    done = drill("stats", *words)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.usefixtures("studied")
def test_the_page_as_a_picture(drill, tmp_path):
    """An SVG file, and nothing on stdout; a folder is not written over, nor one that is not there made."""
    done = drill("stats", "--svg", "page.svg")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "page.svg").read_text("utf-8").startswith("<svg")
    for name, reason in (("decks", "is a folder"), ("nowhere/page.svg", "there is no such folder")):
        refused = drill("stats", "--svg", name)
        assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
        assert reason in refused.err


def test_a_leech_is_what_the_setting_says(drill, stats):
    """From so many lapses on; 0 means that there are none."""
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    for n in range(1, 4):
        drill("study", "rivers", "--new", "0", stdin="1\n3\n3\n", at=later(days=60 * n))
    hard = stats()["hardest"]
    (card,) = hard["cards"]
    assert (hard["leeches"], card["leech"], card["lapses"], card["again"]) == (0, False, 3, 3)
    assert (card["card"], card["text"]) == ("rivers/nile", "Which river is the longest?")
    drill("config", "leech_lapses", "3")
    assert (stats()["hardest"]["leeches"], stats()["hardest"]["cards"][0]["leech"]) == (1, True)
    drill("config", "leech_lapses", "0")
    assert (stats()["hardest"]["leeches"], stats()["hardest"]["cards"][0]["leech"]) == (0, False)


ZONES = {"Shanghai": "CST-8", "Berlin": "CET-1CEST,M3.5.0,M10.5.0/3", "Los Angeles": "PST8PDT,M3.2.0,M11.1.0"}


@pytest.fixture
def answered(drill, monkeypatch):
    """Answer one card in a city: `answered("Berlin", "2026-11-22T09:00+00:00")`."""

    def answer(city, when):
        monkeypatch.setenv("TZ", ZONES[city])
        time.tzset()
        instant = NOW._replace(ms=round(datetime.fromisoformat(when).timestamp() * 1000))
        assert drill("study", "--limit", "1", stdin="3\n", at=instant).code == 0

    return answer


def days_and_hours(report):
    """Return how many study days there are, and the hours in which something was answered."""
    return report["days_studied"], {hour["hour"]: hour["answers"] for hour in report["hours"] if hour["answers"]}


def test_a_learner_who_travels(answered, stats):
    """23:00 in Shanghai and 20:30 in Los Angeles, half a day later, are one Sunday; hours are those on the wall."""
    answered("Shanghai", "2026-11-22T23:00+08:00")
    answered("Los Angeles", "2026-11-22T20:30-08:00")
    answered("Los Angeles", "2026-11-23T04:00-08:00")
    assert days_and_hours(stats()) == (2, {4: 1, 20: 1, 23: 1})
    assert stats()["streak"] == 2


def test_clocks_that_go_forward(answered, stats):
    """29 March 2026 in Berlin: 01:30 is still Saturday's study day, 04:05 summer time is Sunday's."""
    answered("Berlin", "2026-03-29T01:30+01:00")
    answered("Berlin", "2026-03-29T04:05+02:00")
    assert days_and_hours(stats()) == (2, {1: 1, 4: 1})


def test_clocks_that_go_back(answered, stats):
    """25 October 2026 in Berlin: both hours from two to three are Saturday's study day, as is 03:59."""
    for when in ("02:30+02:00", "02:30+01:00", "03:59+01:00", "04:00+01:00"):
        answered("Berlin", f"2026-10-25T{when}")
    assert days_and_hours(stats()) == (2, {2: 2, 3: 1, 4: 1})
    assert stats("--since", "2026-10-25")["reviews"] == 1
