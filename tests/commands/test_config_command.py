"""`drill config`: shows and sets, with the origin of each value."""

import json

import pytest
from collection_cases import hide_bundled, write_deck
from rich.cells import cell_len

from drillcli.config import SETTINGS


@pytest.fixture(autouse=True)
def deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    return write_deck(tmp_path)


def shown(done):
    return {line.split()[0]: line.split()[1:] for line in done.out.splitlines()}


def test_all_settings(drill):
    """One line a setting: name, value, origin, what it is for."""
    done = drill("config")
    assert done.code == 0
    lines = shown(done)
    assert list(lines) == list(SETTINGS)
    assert lines["new_per_day"][:2] == ["20", "default"]
    assert lines["lang"][:2] == ["-", "default"]
    assert lines["learning_steps"][:3] == ["1m", "10m", "default"]
    assert done.out.splitlines()[0].endswith("recall you want when a card is due")


def test_the_columns_stand_below_each_other(drill):
    """Whatever is set and in either language: a long value widens its column, a Chinese letter counts for two."""
    drill("config", "theme", "high-contrast")
    for lang, origins in (("en", ("default", "collection")), ("zh", ("默认", "已设置"))):
        starts = set()
        for line in drill("config", "--lang", lang).out.splitlines():
            start = next(line.index(f"  {word}") for word in origins if f"  {word}" in line)
            starts.add((cell_len(line[:start]), cell_len(line) - cell_len(line[start:].lstrip())))
        assert len(starts) == 1


def test_set_show_unset(drill):
    """What was set is shown alone and among the others, until it is unset."""
    assert (drill("config", "new_per_day", "7").out, drill("config", "new_per_day").out) == ("", "7\n")
    assert shown(drill("config"))["new_per_day"][:2] == ["7", "collection"]
    assert drill("config", "new_per_day", "--unset").code == 0
    assert drill("config", "new_per_day").out == "20\n"


def test_a_variable_wins(drill):
    """The origin is the variable's name; what is stored stays."""
    drill("config", "new_per_day", "7")
    done = drill("config", variables={"DRILL_NEW_PER_DAY": "3"})
    assert shown(done)["new_per_day"][:2] == ["3", "DRILL_NEW_PER_DAY"]
    assert drill("config", "new_per_day").out == "7\n"


def test_as_json(drill):
    """Value as text and origin, of all settings or one."""
    drill("config", "learning_steps", "1m 1h")
    report = json.loads(drill("config", "--json").out)
    assert set(report) == set(SETTINGS)
    assert report["learning_steps"] == {"value": "1m 60m", "origin": "collection"}
    assert json.loads(drill("config", "lang", "--json").out) == {"lang": {"value": "", "origin": "default"}}


def test_an_empty_value(drill):
    """Steps can be taken away, and the language given back to the system."""
    assert drill("config", "relearning_steps", "").code == 0
    assert json.loads(drill("config", "relearning_steps", "--json").out)["relearning_steps"]["value"] == ""
    assert drill("config", "lang", "zh").code == 0
    assert drill("config", "lang", "").code == 0
    assert drill("study", "letters", stdin="x\n").err.endswith("4 (Easy)\n")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("new_per_day", "many"), "new_per_day = 'many' is wrong: it must be a whole number from 0 to 9999"),
        (("model", "fsrs5"), "model = 'fsrs5' is wrong: it must be one of 'fsrs6', 'fsrs7'"),
        (("desired_retention", "1"), "desired_retention = '1' is wrong: it must lie between 0.7 and 0.99"),
        (("--unset",), "--unset takes the name of one setting, and no value"),
        (("lang", "zh", "--unset"), "--unset takes the name of one setting, and no value"),
    ],
)
def test_wrong_words(drill, words, line):
    """Exit 2, one line, nothing written."""
    before = drill("config").out
    done = drill("config", *words)
    assert (done.code, done.out, done.err) == (2, "", f"drill: {line}\n")
    assert drill("config").out == before


def test_an_unknown_setting(drill):
    """Exit 2; the message lists those there are."""
    done = drill("config", "colour", "red")
    assert done.code == 2
    assert done.err.startswith("drill: unknown setting colour; the settings are desired_retention, model,")


def test_settings_reach_the_sitting(drill):
    """Steps and limits that were set are those that are used."""
    drill("config", "learning_steps", "30m")
    drill("config", "new_per_day", "1")
    done = drill("study", "letters", stdin="1\n1\n")
    assert done.out == "letters/a\t1\t2026-11-22T09:30:00+00:00\n"


def test_the_model_is_changed_and_changed_back(drill, env):
    """Each change replays the log after a backup; the doctor finds nothing either way."""
    drill("study", "letters", stdin="4\n3\n2\n1\n" * 3)
    before = drill("due", "--json").out
    for model in ("fsrs7", "fsrs6"):
        assert drill("config", "model", model).code == 0
        assert drill("doctor").code == 0
        assert drill("due", "--json").out == before
    assert len(list(env.home.glob("backups/*-before-fit*"))) == 2


def test_chinese(drill):
    """Names and values stay; what they are for is said in the language where it is translated."""
    done = drill("config", "--lang", "zh")
    assert list(shown(done)) == list(SETTINGS)
