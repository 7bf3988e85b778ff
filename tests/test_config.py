"""Settings: how they are read and written, and where each came from."""

import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli import config
from drillcli.config import SETTINGS, Environment, Settings, language, read_setting, resolve, write_setting
from drillcli.errors import ExitCode, UsageError

RIGHT = {
    "desired_retention": ("0.85", 0.85),
    "model": ("fsrs7", "fsrs7"),
    "learning_steps": ("1m 10m 1h 12h", (1, 10, 60, 720)),
    "relearning_steps": ("", ()),
    "new_per_day": ("0", 0),
    "reviews_per_day": ("99999", 99999),
    "maximum_interval": ("365", 365),
    "leech_lapses": ("0", 0),
    "learn_ahead": ("1h", 60),
    "rollover_hour": ("0", 0),
    "lang": ("zh", "zh"),
    "theme": ("high-contrast", "high-contrast"),
    "plain": ("on", True),
    "images": ("sixel", "sixel"),
    "speech": ("both", "both"),
}
WRONG = [
    ("desired_retention", "0.69", "it must lie between 0.7 and 0.99"),
    ("desired_retention", "nan", "it must lie between"),
    ("desired_retention", "90%", "it must be a number from 0.7 to 0.99"),
    ("model", "fsrs5", "it must be one of 'fsrs6', 'fsrs7'"),
    ("learning_steps", "ten", r"write durations such as '1m 10m' \(m or h\)"),
    ("learning_steps", "10", "write durations"),
    ("learning_steps", "-1m", "write durations"),
    ("new_per_day", "-1", "it must be a whole number from 0 to 9999"),
    ("new_per_day", "1.5", "it must be a whole number"),
    ("new_per_day", "²", "it must be a whole number"),
    ("maximum_interval", "0", "it must be a whole number from 1 to 36500"),
    ("learn_ahead", "", "write one duration such as '20m'"),
    ("learn_ahead", "1m 2m", "write one duration"),
    ("rollover_hour", "24", "it must be a whole number from 0 to 23"),
    ("lang", "de", "it must be one of '', 'en', 'zh'"),
    ("theme", "pink", "it must be one of 'auto', 'light', 'dark'"),
    ("plain", "yes", "it must be one of 'on', 'off'"),
]


def test_every_setting_can_be_read_and_written():
    """The table and the values name the same things, and each default survives being written and read."""
    assert set(SETTINGS) == {field.name for field in fields(Settings)} == set(RIGHT)
    for name, setting in SETTINGS.items():
        value = getattr(Settings(), name)
        assert read_setting(name, write_setting(name, value)) == value
        assert setting.about()


@pytest.mark.parametrize("name", RIGHT)
def test_right_values(name):
    """Each is read as it is meant, and reading what was written gives it again."""
    text, value = RIGHT[name]
    assert read_setting(name, text) == value
    assert read_setting(name, write_setting(name, value)) == value


@pytest.mark.parametrize(("name", "text", "reason"), WRONG)
def test_wrong_values(name, text, reason):
    """One line: which setting, what was given, why it is wrong; exit code 2."""
    with pytest.raises(UsageError, match=reason) as wrong:
        read_setting(name, text)
    assert str(wrong.value).startswith(f"{name} = {text!r} is wrong: ")
    assert "\n" not in str(wrong.value)
    assert wrong.value.exit_code is ExitCode.USAGE


def test_an_unknown_setting():
    """The message lists those there are."""
    with pytest.raises(UsageError, match="unknown setting colour; the settings are desired_retention, model, "):
        read_setting("colour", "red")


@given(st.lists(st.integers(0, 36500 * 1440), max_size=5).map(tuple))
def test_durations_come_back(minutes):
    """What is written in minutes is read as the same durations."""
    assert config.durations(config.write_durations(minutes)) == minutes


def test_the_origin_of_each_value():
    """A variable wins over the collection, which wins over the default."""
    stored = {"new_per_day": "5", "lang": "zh"}
    variables = {"DRILL_NEW_PER_DAY": "7", "DRILL_MODEL": "fsrs7", "DRILL_HOME": "/x", "DRILL_OTHER": "y"}
    values, origins = resolve(stored, variables)
    assert values == replace(Settings(), new_per_day=7, lang="zh", model="fsrs7")
    assert {name: origin for name, origin in origins.items() if origin != "default"} == {
        "new_per_day": "DRILL_NEW_PER_DAY",
        "lang": "collection",
        "model": "DRILL_MODEL",
    }


def test_a_wrong_variable_is_named():
    """The message says where the wrong value stands."""
    with pytest.raises(UsageError, match="DRILL_MODEL = 'x' is wrong: it must be one of 'fsrs6', 'fsrs7'"):
        resolve({}, {"DRILL_MODEL": "x"})


@pytest.mark.parametrize(
    ("option", "setting", "variables", "expected"),
    [
        ("zh", "en", {"LANG": "en_US.UTF-8"}, "zh"),
        (None, "zh", {"LANG": "en_US.UTF-8"}, "zh"),
        (None, "", {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, "", {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, "", {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        (None, "", {"LANG": "de_DE.UTF-8"}, "en"),
        (None, "", {}, "en"),
    ],
)
def test_the_language(option, setting, variables, expected):
    """Option, then setting, then the locale in its own order; English when nothing says Chinese."""
    assert language(option, setting, variables) == expected


@pytest.mark.parametrize(
    ("option", "variables", "expected"),
    [
        (None, {"DRILL_HOME": "data"}, "data"),
        ("given", {"DRILL_HOME": "data"}, "given"),
        (None, {"DRILL_HOME": ""}, None),
    ],
)
def test_the_data_folder(tmp_path, monkeypatch, option, variables, expected):
    """`--home` wins over DRILL_HOME; both are relative to the current folder; else the system's place."""
    monkeypatch.setattr(config, "default_home", lambda: tmp_path / "system")
    env = Environment(tmp_path, variables, StringIO(), StringIO(), StringIO()).with_options(home=option)
    assert env.home == (tmp_path / expected if expected else tmp_path / "system")


def test_the_data_folder_may_begin_with_a_tilde(env, tmp_path):
    """`~` is the user's home."""
    assert replace(env, home_option="~/cards").home == tmp_path / "home" / "cards"


def test_the_system_has_a_place_for_data(tmp_path):
    """Without any word the data lies in the user's data folder."""
    assert config.default_home() == tmp_path / "xdg_data_home" / "drill"


def test_options_replace_only_what_was_given(env):
    """An option that was not given leaves what was said before."""
    world = env.with_options(home="a").with_options(lang="zh").with_options()
    assert (world.home_option, world.lang_option) == ("a", "zh")
    assert not world.is_interactive


def test_a_wrong_setting_of_the_collection_can_be_taken_out(drill, env):
    """What a later drill wrote is refused in one line that says how to take it out, and that line works."""
    drill("config", "model", "fsrs7")
    with closing(sqlite3.connect(env.home / "drill.db", isolation_level=None)) as database:
        database.execute("UPDATE setting SET value = 'fsrs99'")
    refused = drill("due")
    assert refused.code == 2
    assert refused.err.endswith("; take it out with `DRILL_MODEL='fsrs6' drill config model --unset`\n")
    assert drill("config", "model", "--unset", variables={"DRILL_MODEL": "fsrs6"}).code == 0
    assert drill("config", "model").out == "fsrs6\n"
