"""A report, and a folder with one program and a scripted child, for the tests of the harness and its command."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from drillcli.harness import catalogue, runner
from drillcli.harness.record import Record, whole

ABOUT = """\
ABOUT = {
    "title": {"en": "Toy", "zh": "玩具"},
    "teaches": {"en": "nothing", "zh": "什么也不教"},
    "source": "000-C01",
    "mended": [{"erratum": "E001", "en": "a bug", "zh": "一个错误"}],
    "needs": ["json"],
    "seconds": 1,
    "epochs": 2,
    "batch": 8,
    "quick": {"epochs": 1, "rows": 10},
    "metrics": {"accuracy": "higher", "error": "lower"},
    "data": {"digits": {"accuracy": 0.9}, "fashion": {}},
}
"""

CHILD = '''\
"""Notes its options, then does what _script.py beside it says."""
import json, os, pathlib, signal, sys, time

here = pathlib.Path(__file__).parent
options = json.loads(os.environ["DRILL_EXERCISE_OPTIONS"])
with (here / "options.jsonl").open("a") as file:
    file.write(json.dumps(options) + "\\n")


def tell(**event):
    print(json.dumps(event), flush=True)


exec((here / "_script.py").read_text())
'''


def report(**said: Any) -> Record:
    """Return a complete report of a run that met its target; `said` replaces what it says, part by part."""
    usual = {
        "exercise": "toy",
        "status": "complete",
        "device": {"name": "Test CPU", "kind": "cpu", "index": 0, "cores": 2},
        "software": {"python": "3.11", "torch": "2.13"},
        "data": {"name": "digits", "sha256": "abc", "n_train": 80, "n_test": 20},
        "config": {"batch": 8, "epochs": 2, "seed": 0, "dtype": "fp32", "devices": 1, "quick": False, "threads": 1},
        "time_s": {"train": 2.0, "total": 3.0},
        "step_ms": {"n": 20, "median": 5.0, "p25": 4.8, "p75": 5.2, "min": 4.5},
        "samples_per_s": 1600.0,
        "quality": {"metric": "accuracy", "value": 0.95, "target": 0.9, "pass": True, "better": "higher"},
        "loss": [1.0, 0.5],
    }
    return whole(usual, at="2026-11-22T09:00:00+00:00", **said)


class Toy:
    """A folder with the program `toy` and a child that does what `says` was told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        (folder / "toy.py").write_text(f'"""A toy."""\n\n{ABOUT}', encoding="utf-8")
        (folder / "_child.py").write_text(CHILD, encoding="utf-8")
        self.command = [sys.executable, str(folder / "_child.py")]
        monkeypatch.setattr(catalogue, "FOLDER", folder)
        monkeypatch.setattr(runner, "command", lambda _devices: self.command)
        self.says("tell(event='record', record=" + repr(report()) + ")")

    def says(self, script: str) -> None:
        """Let the child run this; `tell(event=…)` tells the parent an event, `options` is what it was told."""
        (self.folder / "_script.py").write_text(script, encoding="utf-8")

    @property
    def told(self) -> list[dict[str, Any]]:
        """What each child was told."""
        return [json.loads(line) for line in (self.folder / "options.jsonl").read_text().splitlines()]
