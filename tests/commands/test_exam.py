"""`drill exam`: dates, refusals, the report and its pages."""

import json
from dataclasses import replace
from math import ceil

import pytest
from commands_cases import METRICS, RIVERS, later, world
from conftest import NOW
from exam_cases import deck, planned, run_exam

from drillcli.clock import date_of
from drillcli.commands.exam import exam_day
from drillcli.errors import UsageError
from drillcli.locale import set_language

LEAP = 19_781
"""Wednesday, 28 February 2024."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS, numbers=deck(60))


@pytest.mark.parametrize(
    ("word", "date"),
    [
        ("2026-12-15", "2026-12-15"),
        ("12-15", "2026-12-15"),
        ("11-23", "2026-11-23"),
        ("11-21", "2027-11-21"),
        ("1-5", "2027-01-05"),
        ("30d", "2026-12-22"),
        ("+1d", "2026-11-23"),
        ("１２－１５", "2026-12-15"),
        ("2026年12月15日", "2026-12-15"),
        ("12月5日", "2026-12-05"),
        ("30天", "2026-12-22"),
    ],
)
def test_dates(word, date):
    """A whole date, the next day of that name, or days from today; also as an input method for Chinese writes them."""
    assert date_of(exam_day(word, NOW.day)).isoformat() == date


def test_the_next_leap_day():
    """On 28 February of a leap year it is tomorrow."""
    assert exam_day("2-29", LEAP) == LEAP + 1


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("rivers", "'rivers' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        ("2026-02-30", "'2026-02-30' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        ("02-29", "'02-29' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        ("13-01", "'13-01' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        ("12月", "'12月' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        ("2026-11-22", "2026-11-22 does not lie ahead; the exam can be tomorrow at the earliest"),
        ("11-22", "11-22 does not lie ahead; the exam can be tomorrow at the earliest"),
        ("0d", "0d does not lie ahead; the exam can be tomorrow at the earliest"),
        ("1999-01-01", "1999-01-01 does not lie ahead; the exam can be tomorrow at the earliest"),
        ("367d", "367d lies more than a year ahead"),
        ("999999d", "999999d lies more than a year ahead"),
    ],
)
def test_what_is_no_date_ahead_is_refused(word, said):
    """In one line that says what to write."""
    with pytest.raises(UsageError) as refused:
        exam_day(word, NOW.day)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rivers"], 2, "'rivers' is no date; after the decks write one, as 2026-12-15, 12-15 or 30d"),
        (["30d"], 2, "name the decks of the exam: drill exam DECK… 30d"),
        (["metrics", "30d"], 1, "metrics: no card to plan with"),
    ],
)
def test_what_cannot_be_planned_is_refused(env, drill, folder, words, code, said):
    """And nothing is written. Suspended cards are none."""
    drill("suspend", "metrics/pick")
    done = run_exam(env, *words)
    assert (done.code, done.out, done.err) == (code, "", f"drill: {said}\n")
    assert json.loads(run_exam(env, as_json=True).out) == {"day": "2026-11-22", "exams": []}


def test_an_unknown_deck_is_refused(env, folder):
    """With the names there are, as everywhere."""
    done = run_exam(env, "oceans", "30d")
    assert done.code != 0
    assert "oceans" in done.err


def test_minutes_alone_are_refused(env, folder):
    """They belong to decks and a date."""
    assert run_exam(env, minutes=30).code == 2


def test_the_report_as_json(env, folder):
    """The field names are a promise; shares lie between 0 and 1; nothing was learned yet."""
    exam = planned(env, "numbers", "30d")
    assert list(exam) == [
        "id", "date", "in_days", "decks", "studied", "cards", "expected", "minutes", "minutes_a_day",
        "minutes_enough", "minutes_left", "today", "weeks", "dropped",
    ]  # fmt: skip
    assert (exam["id"], exam["date"], exam["in_days"]) == (1, "2026-12-22", 30)
    assert (exam["decks"], exam["studied"], exam["cards"]) == (["numbers"], ["numbers"], 60)
    assert (exam["minutes"], exam["minutes_left"]) == (20, 20)
    assert exam["today"]["reviews"] == 0
    assert exam["today"]["new"] > 0
    assert list(exam["expected"]) == ["now", "ordinary", "planned"]
    assert 0 <= exam["expected"]["now"] < exam["expected"]["planned"] <= 1
    assert [week["date"] for week in exam["weeks"]] == [
        "2026-11-22", "2026-11-29", "2026-12-06", "2026-12-13", "2026-12-20",
    ]  # fmt: skip
    assert [week["days"] for week in exam["weeks"]] == [7, 7, 7, 7, 2]
    assert list(exam["weeks"][0]) == ["date", "days", "minutes_a_day", "reviews", "new", "expected"]


def test_the_same_words_again_change_the_minutes(env, folder):
    """The exam stays the same one; without `--minutes` they stay as they are."""
    assert planned(env, "numbers", "rivers", "30d", minutes=10)["minutes"] == 10
    assert planned(env, "rivers", "numbers", "2026-12-22", minutes=35) | {} == planned(env, "numbers", "rivers", "30d")
    assert [exam["minutes"] for exam in json.loads(run_exam(env, as_json=True).out)["exams"]] == [35]


def test_several_exams(env, folder):
    """They are numbered by date, not in the order in which they were planned; a deck in two is studied for the next."""
    planned(env, "numbers", "metrics", "40d")
    assert planned(env, "rivers", "numbers", "20d")["studied"] == ["rivers", "numbers"]
    exams = json.loads(run_exam(env, as_json=True).out)["exams"]
    assert [(exam["id"], exam["in_days"], exam["studied"]) for exam in exams] == [
        (1, 20, ["rivers", "numbers"]),
        (2, 40, ["metrics"]),
    ]
    assert [exam["cards"] for exam in exams] == [63, 61]


def test_an_exam_is_cancelled(env, folder):
    """By its number, or by a deck that is in no other; decks in no other exam are named, what is left is shown."""
    planned(env, "numbers", "40d")
    planned(env, "rivers", "numbers", "20d")
    refused = run_exam(env, cancel="numbers")
    assert (refused.code, refused.err) == (1, "drill: numbers is in several exams; give a number: 1, 2\n")
    done = run_exam(env, cancel="1", as_json=True)
    assert done.err == "the exam on 2026-12-12 is cancelled; rivers follows the ordinary schedule\n"
    assert [exam["id"] for exam in json.loads(done.out)["exams"]] == [1]
    assert run_exam(env, cancel="2").err == "drill: no exam 2; there are: 1\n"
    assert json.loads(run_exam(env, cancel="numbers", as_json=True).out)["exams"] == []
    assert run_exam(env, cancel="numbers").err == "drill: no exam is ahead\n"
    for words, minutes in ((["rivers"], None), ([], 5)):
        refused = run_exam(env, *words, minutes=minutes, cancel="1")
        assert (refused.code, refused.err) == (2, "drill: --cancel takes a number or a deck, and nothing else\n")


def test_decks_that_are_gone(env, folder):
    """They are named, the others are planned with; an exam without a card says that it has none."""
    planned(env, "numbers", "rivers", "20d")
    (folder / "rivers.yaml").rename(folder / "rivers.txt")
    page = run_exam(env).out
    assert "Of 60 cards" in page
    assert "gone or with faults: rivers" in page
    assert "earlier exam" not in page
    (folder / "numbers.yaml").rename(folder / "numbers.txt")
    gone = run_exam(env, as_json=True)
    assert json.loads(gone.out)["exams"][0]["cards"] == 0
    assert "No card can be studied" in run_exam(env).out


def test_the_page_without_an_exam(env, folder):
    """It says how to plan toward one."""
    assert run_exam(env).out == "No exam is ahead. To plan toward one:\n  drill exam DECK 2026-12-15 --minutes 20\n"


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page(env, folder, width, lang):
    """It fits the screen, and says in words what the JSON says in numbers."""
    narrow = replace(env, variables={**env.variables, "COLUMNS": str(width)}, lang_option=lang)
    exam = planned(narrow, "numbers", "10d", minutes=1)
    assert exam["dropped"]
    set_language("en")
    page = run_exam(narrow).out
    assert all(len(line) <= width for line in page.splitlines())
    assert "2026-12-02" in page
    assert f"{int(100 * exam['expected']['planned'])}%" in page
    assert exam["dropped"][0] in page.replace("\n  ", "")
    if lang == "en":
        assert f"There is no time for {len(exam['dropped'])} card" in page
        assert "1 of 1 minutes left" in page


@pytest.mark.parametrize(("minutes", "said"), [(1, "up to {n} min a day would help"), (90, "{n} min a day would do")])
def test_the_minutes_that_would_do(env, folder, minutes, said):
    """Where more would help, up to how many; where fewer would do nearly as well, how few."""
    enough = planned(env, "numbers", "10d", minutes=minutes)["minutes_enough"]
    assert said.format(n=ceil(enough)) in run_exam(env).out


def test_a_long_way_ahead_shows_the_first_weeks_and_the_last(env, folder):
    """In a table of a dozen rows; the JSON has them all."""
    exam = planned(env, "rivers", "200d")
    assert len(exam["weeks"]) == 29
    page = run_exam(env).out
    assert exam["weeks"][10]["date"] in page
    assert exam["weeks"][11]["date"] not in page
    assert exam["weeks"][28]["date"] in page


def test_home_says_what_is_ahead(env, drill, folder):
    """How many days, what is expected, and the minutes left today; in 40 columns below each other; and as JSON."""
    exam = planned(env, "numbers", "12d", minutes=15)
    home = json.loads(drill("--json").out)
    assert home["exams"] == [
        {
            "id": 1,
            "date": "2026-12-04",
            "in_days": 12,
            "decks": ["numbers"],
            "cards": 60,
            "expected": exam["expected"]["planned"],
            "minutes": 15,
            "minutes_left": 15,
        }
    ]
    share = f"{int(100 * exam['expected']['planned'])}%"
    assert f"Exam in 12 days: numbers   {share} of 60 cards expected   15 of 15 min left today\n" in drill().out
    narrow = drill(variables={"COLUMNS": "40"}).out
    assert f"Exam in 12 days: numbers\n{share} of 60 cards expected\n15 of 15 min left today\n" in narrow


def test_home_sends_to_the_exam_first(env, drill, folder):
    """To a deck with an exam ahead while its plan asks anything, whatever stands before it in the curriculum."""
    assert json.loads(drill("--json").out)["next"]["deck"] == "metrics"
    planned(env, "rivers", "12d")
    assert json.loads(drill("--json").out)["next"]["deck"] == "rivers"


def test_home_on_the_day(env, drill, folder):
    """It says that it is today; on the next day it is over."""
    planned(env, "numbers", "2d")
    today = drill(at=later(days=2))
    assert "Exam today: numbers" in today.out
    assert run_exam(env).out.splitlines()[-1] == "0% of 60 cards expected"
    assert json.loads(drill("--json").out)["exams"][0]["in_days"] == 0
    assert json.loads(drill("--json", at=later(days=3)).out)["exams"] == []
    assert "xam" not in drill().out


def test_home_without_an_exam_says_nothing_of_it(drill, folder):
    """The list in the JSON is empty."""
    assert json.loads(drill("--json").out)["exams"] == []
    assert "xam" not in drill().out
