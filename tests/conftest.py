"""What every test may rely on: a fixed now, a world of its own, `drill` as the console script calls it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.internal.charmap import charmap

from drillcli import clock as real_clock
from drillcli.cli import main
from drillcli.config import Environment
from drillcli.locale import set_language
from drillcli.model import MINUTES_PER_DAY, Moment

ROOT = Path(__file__).resolve().parents[1]
NOW = Moment(ms=1_795_338_000_000, day=20_779, offset=0)
"""Sunday, 22 November 2026, 09:00 UTC."""

_folder: list[Path] = []
"""Where the running test may write; empty between tests."""


settings.register_profile("explore", deadline=None, database=None)  # these machines are shared: no test is timed
settings.register_profile("drill", settings.get_profile("explore"), derandomize=True)
settings.load_profile("drill")
"""A run is the same each time; `pytest --hypothesis-profile explore` draws examples nobody has seen yet."""


class Clock:
    """The clock of a test: it stands still until it is set or moved on."""

    def __init__(self) -> None:
        self.ms = NOW.ms

    def __call__(self, rollover_hour: int = 4) -> Moment:
        return real_clock.at(self.ms, rollover_hour)

    def set(self, ms: int) -> None:
        self.ms = ms

    def advance(self, *, days: float = 0, minutes: float = 0) -> None:
        self.ms += round((days * MINUTES_PER_DAY + minutes) * 60_000)

    def tick(self) -> int:
        return self.ms


@dataclass(frozen=True, slots=True)
class Result:
    """How a run of `drill` ended."""

    code: int
    out: str
    err: str


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Refuse to open a file for writing, a database or a folder outside the running test's own folder."""
    if not _folder or event not in {"open", "sqlite3.connect", "os.mkdir"}:
        return
    path, mode = args[0], args[2] if event == "open" else os.O_WRONLY
    if not isinstance(path, str | bytes | os.PathLike) or not (mode or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return
    name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 resolve() would ask the disk in the midst of an open
    allowed = (*(f"{folder}{os.sep}" for folder in _folder), "/dev/", "/proc/")
    if f"{name}{os.sep}".startswith(allowed) or "__pycache__" in name or ":memory:" in name or ".hypothesis" in name:
        return
    pytest.fail(f"a test wrote outside its folder: {name}")


sys.addaudithook(_watch)


@pytest.fixture(scope="session", autouse=True)
def _hypothesis_table() -> None:
    """Let hypothesis write the table that it keeps in a file of its own before the first test may not write there."""
    charmap()


@pytest.fixture(autouse=True)
def _own_world(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Give each test folders, a time zone and a language of its own; writing anywhere else is an error."""
    for name, value in own_variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("EDITOR", "VISUAL", "NO_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.getbasetemp()))
    time.tzset()
    set_language("en")
    _folder.append(tmp_path_factory.getbasetemp())
    yield
    _folder.clear()
    monkeypatch.undo()
    time.tzset()


def own_variables(tmp_path: Path) -> dict[str, str]:
    """Return the environment variables that keep a program inside the test's folder."""
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "DRILL_HOME")
    folders = {name: str(tmp_path / name.lower()) for name in names}
    return {**folders, "TZ": "UTC", "LANG": "en_US.UTF-8", "COLUMNS": "80"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def env(tmp_path: Path, clock: Clock) -> Environment:
    """A world with streams in memory, data under tmp_path/drill_home and a clock that stands at NOW."""
    return Environment(
        cwd=tmp_path,
        variables=own_variables(tmp_path),
        stdin=StringIO(),
        stdout=StringIO(),
        stderr=StringIO(),
        read_clock=clock,
        tick=clock.tick,
        rng=Random(0),
    )


@pytest.fixture
def drill(env: Environment, clock: Clock) -> Callable[..., Result]:
    """Run `drill` as its console script does: `drill("due", "--json", stdin="", at=NOW)` returns a Result."""

    def run(
        *args: str, stdin: str = "", at: Moment | None = None, variables: Mapping[str, str] | None = None
    ) -> Result:
        if at:
            clock.set(at.ms)
        out, err = StringIO(), StringIO()
        world = replace(env, stdin=StringIO(stdin), stdout=out, stderr=err, rng=Random(0))
        world = replace(world, variables={**env.variables, **(variables or {})})
        return Result(main(args, world), out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def run_python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python in a fresh interpreter whose home and current folder are the test's: `run_python("-c", "…")`."""

    def run(*args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return subprocess.run(
            [sys.executable, *args],
            env={**inherited, **own_variables(tmp_path), "PYTHONPATH": str(ROOT), **variables},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run
