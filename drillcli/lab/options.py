"""What a run was asked to do."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run, as the parent hands them over; `tuned` are settings that an earlier run here chose."""

    exercise: str
    epochs: int
    batch: int
    cache: Path
    device: str = "auto"
    precision: str = "auto"
    compile: bool = False
    seed: int = 0
    threads: int | None = None
    devices: int = 1
    data: str | None = None
    quick: bool = False
    shuffle_labels: bool = False
    tuned: Mapping[str, Any] | None = None
    save_model: str | None = None
    time_limit_s: float | None = None


def read(given: Mapping[str, Any], about: Mapping[str, Any]) -> Options:
    """Return the options given, with what the program says of itself (its ABOUT) where nothing was said."""
    known = {field.name for field in fields(Options)}
    said = {name: value for name, value in given.items() if name in known and value is not None}
    quick = about.get("quick", {}) if said.get("quick") else {}
    usual = {"epochs": quick.get("epochs", about["epochs"]), "batch": quick.get("batch", about["batch"])}
    if said.get("precision", "auto") == "auto":
        said["precision"] = about.get("precision", "auto")
    return Options(**{**usual, **said, "cache": Path(said["cache"])})
