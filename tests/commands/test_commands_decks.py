"""`drill decks` and `drill` alone."""

import json

import pytest
from commands_cases import METRICS, RIVERS, later, world

BROKEN = "title: Broken\nnotes:\n  - q: Only a question\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


def test_decks_as_json_has_every_field_in_the_order_of_the_curriculum(drill, folder):
    """The field names are a promise; the title is in the learner's language."""
    done = drill("decks", "--json", "--lang", "zh")
    assert json.loads(done.out)[1] == {
        "deck": "rivers",
        "title": "河流",
        "path": str(folder / "rivers.yaml"),
        "order": 2,
        "cards": 3,
        "due": 0,
        "new": 3,
        "learning": 0,
        "learned": 0,
        "suspended": 0,
        "error": None,
    }
    assert [deck["deck"] for deck in json.loads(done.out)] == ["metrics", "rivers"]


def test_decks_counts_what_was_learned(drill, folder):
    """A card that is due by the day counts as learned, one within its steps as learning, a suspended one apart."""
    drill("study", "rivers", "--limit", "2", stdin="4\n3\n")
    drill("suspend", "metrics/pick")
    decks = {deck["deck"]: deck for deck in json.loads(drill("decks", "--json").out)}
    assert [decks["rivers"][name] for name in ("due", "new", "learning", "learned")] == [0, 1, 1, 1]
    assert [decks["metrics"][name] for name in ("cards", "new", "suspended")] == [1, 0, 1]


def test_a_broken_deck_is_listed_with_its_fault(drill, folder):
    """It has no cards, its fault says where, and the others are listed as ever."""
    (folder / "broken.yaml").write_text(BROKEN)
    decks = json.loads(drill("decks", "--json").out)
    assert [deck["deck"] for deck in decks] == ["metrics", "rivers", "broken"]
    assert decks[2]["cards"] == 0
    assert decks[2]["error"].startswith(f"{folder / 'broken.yaml'}:3:5: error: ")
    out = drill("decks").out
    assert "✗ cannot be used" in out
    assert "broken.yaml:3:5" in out.replace("\n", "")


def test_decks_in_a_pipe_is_a_plain_aligned_table(drill, folder):
    """No escape codes, no margin, and Chinese titles keep the columns aligned."""
    assert drill("decks").out.splitlines() == [
        "deck     title   cards  due  new  learning  learned",
        "metrics  指标        1    0    1         0        0",
        "rivers   Rivers      3    0    3         0        0",
    ]


def test_decks_on_a_narrow_screen_go_below_each_other(drill, folder):
    """At 40 columns the numbers stand below the title."""
    lines = drill("decks", variables={"COLUMNS": "40"}).out.replace("\u00a0", " ").splitlines()
    assert lines[:3] == ["metrics", "  指标", "  1 cards  0 due  1 new  0 learning"]
    assert max(map(len, lines)) <= 40


def test_home_as_json(drill, folder):
    """With nothing answered yet, the first deck of the curriculum is next."""
    report = json.loads(drill("--json").out)
    assert list(report) == ["day", "streak", "answered_today", "decks", "next", "exams"]
    assert report["day"] == "2026-11-22"
    assert (report["streak"], report["answered_today"]) == (0, 0)
    assert report["decks"] == json.loads(drill("decks", "--json").out)
    assert report["next"] == {
        "reason": "new",
        "command": "drill study metrics",
        "deck": "metrics",
        "count": 1,
        "in_minutes": None,
    }


def test_home_sends_to_the_deck_with_most_due(drill, folder):
    """A card within its steps counts as due once its time has come; the streak lasts until tomorrow ends."""
    drill("study", "rivers", "--limit", "2", stdin="3\n3\n")
    report = json.loads(drill("--json", at=later(minutes=11)).out)
    assert report["next"]["command"] == "drill study rivers"
    assert (report["next"]["reason"], report["next"]["count"]) == ("due", 2)
    assert (report["streak"], report["answered_today"]) == (1, 2)
    tomorrow = json.loads(drill("--json", at=later(days=1)).out)
    assert (tomorrow["streak"], tomorrow["answered_today"]) == (1, 0)
    assert json.loads(drill("--json", at=later(days=2)).out)["streak"] == 0


def test_home_and_prompt_say_what_a_sitting_would_ask(drill, folder):
    """Cards that come again later are not due: the new ones of their deck go first, then these, the next in so long."""
    drill("study", "rivers", "--limit", "2", stdin="3\n3\n")
    assert drill("due", "rivers").out == "rivers  0 due  1 new  2 learning\n"
    assert drill().out.splitlines()[-1] == "Next: drill study rivers   1 new card for today"
    assert drill("due", "--prompt").out == "1 new: drill study rivers\n"
    drill("config", "new_per_day", "2")
    step = json.loads(drill("--json", at=later(minutes=1)).out)["next"]
    assert (step["reason"], step["deck"], step["count"], step["in_minutes"]) == ("again", "rivers", 2, 9)
    home = drill(at=later(minutes=1)).out.splitlines()
    assert home[-1] == "Next: drill study rivers   2 cards come again, the next in 9 min"
    assert "rivers   Rivers    0    1         2        0" in home
    assert drill("due", "--prompt", at=later(minutes=1)).out == "2 again: drill study rivers\n"
    assert drill("study", "rivers", stdin="3\n", at=later(minutes=1)).out.startswith("rivers/")


def test_home_does_not_send_to_cards_that_may_not_come_yet(drill, folder):
    """A step of three hours is waited for, not studied."""
    drill("config", "learning_steps", "1h 3h")
    drill("study", stdin="3\n" * 4)
    drill("suspend", "metrics/pick")
    assert json.loads(drill("--json").out)["next"] == {
        "reason": "wait",
        "command": None,
        "deck": None,
        "count": 0,
        "in_minutes": 180,
    }
    assert drill().out.splitlines()[-2:] == ["Nothing to study now.", "The next card is due in 3 h."]


def test_home_keeps_to_the_limits_of_the_day(drill, folder):
    """New cards beyond the day's limit are not recommended."""
    drill("config", "new_per_day", "1")
    drill("study", "rivers", stdin="4\n")
    drill("suspend", "metrics/pick")
    assert json.loads(drill("--json").out)["next"]["reason"] == "wait"


def test_home_on_a_screen(drill, folder):
    """What is to do next is one line with the command to type."""
    lines = drill().out.splitlines()
    assert lines[0].startswith("drill ")
    assert lines[0].endswith("0 answers today")
    assert lines[-1] == "Next: drill study metrics   1 new card for today"


def test_home_without_any_deck(drill, tmp_path, monkeypatch):
    """It says how to get one."""
    world(tmp_path, monkeypatch)
    assert drill().out.splitlines()[-1] == "There is no deck yet: put a .yaml file into ./decks."
    assert drill("decks").out == "There is no deck yet: put a .yaml file into ./decks.\n"


def test_colours_follow_the_terminal_and_no_color(drill, folder):
    """None in a pipe; where there are some, NO_COLOR takes away every escape code, and the margin stays."""
    assert "\x1b[" in drill(variables={"FORCE_COLOR": "1"}).out
    bare = drill(variables={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out
    assert "\x1b" not in bare
    assert bare.startswith("  drill ")
