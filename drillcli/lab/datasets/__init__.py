"""The data sets of the exercises, and how one is found by its name or folder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from drillcli.errors import UsageError
from drillcli.locale import _, commas

MODULES = {
    "digits": "digits",
    "reviews": "reviews",
    "speech": "speech",
    "flights": "flights",
    "movielens": "movielens",
    "weather": "weather",
    "delays": "delays",
    "cancer": "cancer",
}
"""By name: the module below this one whose `load(folder, cache, quick)` returns the data set."""

TAKES_FOLDERS = ("digits", "reviews")
"""The data sets that may be read from a folder or file of the user's."""


@dataclass(frozen=True, slots=True)
class Data:
    """A data set in two parts; the program never sees `test` while it learns.

    `train` and `test` are tuples of arrays whose first axis is the row; the last `labels` of `train` are what is to be
    learned. `sha256` is of the data as loaded; `extra` holds what else a program needs (sizes, names, scales).
    """

    name: str
    licence: str
    sha256: str
    train: tuple[Any, ...]
    test: tuple[Any, ...]
    labels: int = 1
    extra: dict[str, Any] = field(default_factory=dict)


def load(wanted: str | None, known: Iterable[str], cache: Path, *, quick: bool) -> Data:
    """Return a data set: `wanted` is one of the `known` names, or a folder or file for the loader of the first one.

    Raises DrillError where the data is missing or damaged, UsageError for a folder where none can be given.
    """
    names = list(known)
    name = wanted if wanted in names and wanted in MODULES else names[0]
    folder = None if wanted is None or wanted == name else Path(wanted)
    if folder is not None and name not in TAKES_FOLDERS:
        message = _("--data {folder}: this exercise takes one of {names}, no folder or file")
        raise UsageError(message.format(folder=wanted, names=commas(names)))
    module = import_module(f"drillcli.lab.datasets.{MODULES[name]}")
    found: Data = module.load(folder, cache, quick)
    return found


def cut(data: Data, rows: int | None, rng: np.random.Generator) -> Data:
    """Return the data with at most `rows` rows to learn from, drawn by `rng`; None keeps all."""
    count = len(data.train[0])
    if rows is None or rows >= count:
        return data
    chosen = np.sort(rng.permutation(count)[:rows])
    return _with_train(data, tuple(part[chosen] for part in data.train))


def shuffled(data: Data, rng: np.random.Generator) -> Data:
    """Return the data with the labels of `train` dealt out anew: whatever is learned from them is not there."""
    inputs, labels = data.train[: -data.labels], data.train[-data.labels :]
    order = rng.permutation(len(labels[0]))
    return _with_train(data, (*inputs, *(part[order] for part in labels)))


def _with_train(data: Data, train: tuple[Any, ...]) -> Data:
    return Data(data.name, data.licence, data.sha256, train, data.test, data.labels, data.extra)
