"""`drill due`: counts only."""

import json

import pytest
from collection_cases import KINDS, hide_bundled, write_deck
from conftest import Moment


@pytest.fixture(autouse=True)
def decks(tmp_path, env, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")


def counts(done):
    return {deck.pop("deck"): deck for deck in json.loads(done.out)["decks"]}


def test_counts_of_every_deck(drill):
    """One line a deck, in two columns; exit 0 whatever the counts."""
    done = drill("due", "letters", "kinds")
    assert done.code == 0
    assert done.out == "letters  0 due  6 new  0 learning\nkinds    0 due  7 new  0 learning\n"
    assert done.err == ""


def test_a_deck_named_alone(drill):
    """Only what was asked for."""
    assert drill("due", "letters").out == "letters  0 due  6 new  0 learning\n"


def test_as_json(drill, clock):
    """The day, each deck, and the sums; the fields that the issue names."""
    drill("study", "letters", stdin="4\n3\n1\n")
    report = json.loads(drill("due", "letters", "kinds", "--json").out)
    assert report == {
        "day": "2026-11-22",
        "decks": [
            {"deck": "letters", "due": 0, "new": 3, "learning": 2},
            {"deck": "kinds", "due": 0, "new": 7, "learning": 0},
        ],
        "total": {"due": 0, "new": 10, "learning": 2},
    }
    clock.advance(days=30)
    assert counts(drill("due", "--json"))["letters"] == {"due": 3, "new": 3, "learning": 0}


def test_the_day_begins_at_the_rollover(drill, clock):
    """At 03:59 it is still yesterday; a setting moves the hour."""
    clock.advance(minutes=18 * 60 + 59)
    assert json.loads(drill("due", "--json").out)["day"] == "2026-11-22"
    clock.advance(minutes=1)
    assert json.loads(drill("due", "--json").out)["day"] == "2026-11-23"
    drill("config", "rollover_hour", "5")
    assert json.loads(drill("due", "--json").out)["day"] == "2026-11-22"


def test_suspended_and_buried_cards_are_not_counted(drill, clock):
    """Buried ones are back the next day."""
    drill("suspend", "letters/a")
    drill("bury", "letters/b", "letters/c")
    assert counts(drill("due", "--json"))["letters"]["new"] == 3
    clock.advance(days=1)
    assert counts(drill("due", "--json"))["letters"]["new"] == 5


def test_an_unknown_deck(drill):
    """The nearest name is suggested; exit 1."""
    done = drill("due", "leters")
    assert (done.code, done.out) == (1, "")
    assert done.err == 'drill: unknown deck "leters"; did you mean "letters"?\n'


def test_a_deck_with_a_fault_is_left_out(drill, tmp_path):
    """The others are counted all the same; stderr says which and where."""
    write_deck(tmp_path, "title: [", "broken")
    done = drill("due")
    assert done.code == 0
    assert "broken" not in done.out
    assert "letters" in done.out
    assert "broken.yaml:1:" in done.err


def test_chinese(drill):
    """In Chinese the numbers stay where they are."""
    assert drill("due", "letters", "--lang", "zh").out.startswith("letters  0 ")


def test_it_writes_nothing_the_second_time(drill, env):
    """Counting leaves the data as it is."""
    drill("due")
    before = {path.name: path.read_bytes() for path in env.home.iterdir()}
    assert drill("due").code == 0
    assert {path.name: path.read_bytes() for path in env.home.iterdir()} == before


def test_far_from_home(drill, clock, monkeypatch):
    """In another time zone the day is the local one; what was due stays due."""
    import time

    drill("study", "letters", stdin="4\n")
    due = counts(drill("due", "--json"))
    for zone in ("KIR-14", "SST11", "UTC0"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert counts(drill("due", "--json")) == due
    assert isinstance(clock(), Moment)


def test_the_line_for_a_shell_prompt(drill, clock):
    """What comes next, on one line: the deck with most cards due, else new ones; no line when that is to wait."""
    assert drill("due", "letters", "--prompt").out == "6 new: drill study letters\n"
    drill("study", "letters", stdin="3\n" * 40)
    assert drill("due", "letters", "--prompt").out == ""
    clock.advance(days=30)
    assert drill("due", "--prompt").out == "6 due: drill study letters\n"
    assert drill("due", "--prompt", "--json").code == 2
