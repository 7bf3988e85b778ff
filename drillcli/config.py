"""Paths and settings, and where each value came from."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from io import StringIO, TextIOWrapper
from pathlib import Path
from random import Random
from typing import Any, TextIO

from drillcli import clock
from drillcli.errors import UsageError
from drillcli.locale import _, commas
from drillcli.look import THEMES
from drillcli.model import MINUTES_PER_DAY, Moment

DATABASE = "drill.db"
"""What the data is kept in, within the data folder."""

INDEX = "index.db"
"""What the compiled decks are kept in, within the data folder."""

_DURATION = re.compile(r"(\d+)\s*([mhd])")
_MINUTES = {"m": 1, "h": 60, "d": 1440}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a collection can be told. Durations are in minutes; 0 turns a limit off where it says so."""

    desired_retention: float = 0.9
    model: str = "fsrs6"
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    new_per_day: int = 20
    reviews_per_day: int = 200
    maximum_interval: int = 36500
    leech_lapses: int = 8
    learn_ahead: int = 20
    rollover_hour: int = 4
    lang: str = ""
    theme: str = "auto"
    plain: bool = False
    images: str = "auto"
    speech: str = "off"


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is read from text and written back, and what it is for."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    about: Callable[[], str]


def number(low: float, high: float) -> Callable[[str], float]:
    """Return a reader of a number between `low` and `high`; it raises ValueError outside."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            message = _("it must be a number from {low:g} to {high:g}")
            raise ValueError(message.format(low=low, high=high)) from None
        if not low <= value <= high:
            raise ValueError(_("it must lie between {low:g} and {high:g}").format(low=low, high=high))
        return value

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of a whole number between `low` and `high`; it raises ValueError outside."""

    def read(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise ValueError(_("it must be a whole number from {low} to {high}").format(low=low, high=high))
        return int(text)

    return read


@dataclass(frozen=True, slots=True)
class Word:
    """A reader that takes one of the `allowed` words; it raises ValueError for another."""

    allowed: tuple[str, ...]

    def __call__(self, text: str) -> str:
        """Return the word that was written."""
        if text not in self.allowed:
            choices = commas(repr(w) for w in self.allowed)
            raise ValueError(_("it must be one of {choices}").format(choices=choices))
        return text


def word(*allowed: str) -> Word:
    """Return a reader of one of the `allowed` words."""
    return Word(allowed)


def durations(text: str) -> tuple[int, ...]:
    """Read durations such as "1m 10m 1h" into minutes; "" is none. Raises ValueError for anything else."""
    if _DURATION.sub("", text).strip():
        raise ValueError(_("write durations such as '1m 10m' (m or h)"))
    return tuple(int(n) * _MINUTES[unit] for n, unit in _DURATION.findall(text))


def steps(text: str) -> tuple[int, ...]:
    """Read learning steps into minutes; each is shorter than a day, from which on the memory model decides."""
    found = durations(text)
    if any(minutes >= MINUTES_PER_DAY for minutes in found):
        raise ValueError(_("a step must be shorter than a day"))
    return found


def duration(text: str) -> int:
    """Read one duration such as "20m" into minutes; raises ValueError for anything else."""
    found = durations(text)
    if len(found) != 1:
        raise ValueError(_("write one duration such as '20m' (m, h or d)"))
    return found[0]


def switch(text: str) -> bool:
    """Read "on" or "off"; raises ValueError for anything else."""
    return word("on", "off")(text) == "on"


def write_switch(value: bool) -> str:  # noqa: FBT001 the value of a setting
    """Write a switch as `switch` reads it."""
    return "on" if value else "off"


def write_durations(minutes: tuple[int, ...]) -> str:
    """Write minutes as `durations` reads them."""
    return " ".join(f"{m}m" for m in minutes)


SETTINGS: dict[str, Setting] = {
    "desired_retention": Setting(number(0.7, 0.99), "{:g}".format, lambda: _("recall you want when a card is due")),
    "model": Setting(word("fsrs6", "fsrs7"), str, lambda: _("memory model")),
    "learning_steps": Setting(steps, write_durations, lambda: _("steps of a new card")),
    "relearning_steps": Setting(steps, write_durations, lambda: _("steps of a card that was forgotten")),
    "new_per_day": Setting(whole(0, 9999), str, lambda: _("new cards a day")),
    "reviews_per_day": Setting(whole(0, 99999), str, lambda: _("reviews a day")),
    "maximum_interval": Setting(whole(1, 36500), str, lambda: _("longest interval, in days")),
    "leech_lapses": Setting(whole(0, 99), str, lambda: _("lapses that make a leech; 0 turns it off")),
    "learn_ahead": Setting(duration, "{}m".format, lambda: _("how early a learning card may come")),
    "rollover_hour": Setting(whole(0, 23), str, lambda: _("hour at which a study day begins")),
    "lang": Setting(word("", "en", "zh"), str, lambda: _("language of cards and messages; empty follows the system")),
    "theme": Setting(word(*THEMES), str, lambda: _("colours of the screens")),
    "plain": Setting(switch, write_switch, lambda: _("line by line, in words, for a screen reader")),
    "images": Setting(word("auto", "off", "kitty", "iterm2", "sixel"), str, lambda: _("pictures in the terminal")),
    "speech": Setting(word("off", "question", "answer", "both"), str, lambda: _("what of a card is said aloud")),
}


@dataclass(frozen=True, slots=True)
class Environment:
    """The world of one run of `drill`, as a value that tests replace: folders, streams, variables, clock, chance."""

    cwd: Path
    variables: Mapping[str, str]
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    home_option: str | None = None
    lang_option: str | None = None
    plain_option: bool = False
    read_clock: Callable[[int], Moment] = clock.now
    tick: Callable[[], int] = clock.monotonic_ms
    rng: Random = field(default_factory=Random)

    @classmethod
    def of_process(cls) -> "Environment":
        """Return the environment of this process.

        A stream that was closed from the start is empty, and no text stops at what its encoding does not know.
        """
        for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors=errors)
        stdin, stdout, stderr = (stream or StringIO() for stream in (sys.stdin, sys.stdout, sys.stderr))
        return cls(Path.cwd(), os.environ, stdin, stdout, stderr)

    def with_options(self, home: str | None = None, lang: str | None = None, *, plain: bool = False) -> "Environment":
        """Return a copy in which options of the command line stand, where they were given."""
        return replace(
            self,
            home_option=home or self.home_option,
            lang_option=lang or self.lang_option,
            plain_option=plain or self.plain_option,
        )

    @property
    def home(self) -> Path:
        """The data folder: `--home`, else DRILL_HOME, else the user's data folder of this system."""
        given = self.home_option or self.variables.get("DRILL_HOME")
        return (self.cwd / Path(given).expanduser()) if given else default_home()

    @property
    def is_at_terminal(self) -> bool:
        """Whether a person sits at both ends, be it of a terminal that can only write lines."""
        return self.stdin.isatty() and self.stdout.isatty()

    @property
    def is_interactive(self) -> bool:
        """Whether a person sits at both ends of a terminal that can draw: keys come in, screens go out."""
        return self.is_at_terminal and self.variables.get("TERM") != "dumb"


def default_home() -> Path:
    """Return the folder in which this system keeps a user's data for `drill`."""
    from platformdirs import user_data_path  # noqa: PLC0415 spares runs that were told a folder

    return user_data_path("drill", appauthor=False)


def read_setting(name: str, text: str, variable: str = "") -> Any:
    """Return the value of the setting `name` written as `text`, in a `variable` when that is given.

    Raises UsageError for a wrong name or value.
    """
    if name not in SETTINGS:
        raise UsageError(
            _("unknown setting {name}; the settings are {names}").format(name=name, names=commas(SETTINGS))
        )
    try:
        return SETTINGS[name].read(text)
    except ValueError as error:
        message = _("{name} = {text!r} is wrong: {reason}")
        raise UsageError(message.format(name=variable or name, text=text, reason=error)) from None


def write_setting(name: str, value: Any) -> str:
    """Return the value of a setting as text that `read_setting` takes."""
    return SETTINGS[name].write(value)


def resolve(stored: Mapping[str, str], variables: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """Return the settings in force and the origin of each: "default", "collection" or the variable's name.

    `stored` are the collection's own; a variable `DRILL_<NAME>` wins over them. Raises UsageError for a wrong value.
    """
    values: dict[str, Any] = {}
    origins = dict.fromkeys(SETTINGS, "default")
    for name in SETTINGS:
        variable = f"DRILL_{name.upper()}"
        if variable in variables:
            values[name], origins[name] = read_setting(name, variables[variable], variable), variable
        elif name in stored:
            values[name], origins[name] = _stored(name, stored[name]), "collection"
    return replace(Settings(), **values), origins


def _stored(name: str, text: str) -> Any:
    """Return a setting of the collection; one that a later drill wrote may be wrong here, and can be taken out."""
    try:
        return read_setting(name, text)
    except UsageError as error:
        default = write_setting(name, getattr(Settings(), name))
        remedy = _("{error}; take it out with `DRILL_{variable}='{default}' drill config {name} --unset`")
        raise UsageError(remedy.format(error=error, variable=name.upper(), default=default, name=name)) from None


def language(option: str | None, setting: str, variables: Mapping[str, str]) -> str:
    """Return "zh" or "en": what `--lang` says, else the setting, else the locale, else what macOS is set to."""
    if option or setting:
        return option or setting
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if variables.get(name):
            return "zh" if variables[name].lower().startswith("zh") else "en"
    if sys.platform == "darwin":
        from drillcli.locale.mac import preferred  # noqa: PLC0415 few terminals leave it open

        return "zh" if preferred(Path.home()).startswith("zh") else "en"
    return "en"
