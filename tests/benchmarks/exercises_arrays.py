"""The arrays of a data set, written once, so that all contenders learn from the same: `exercises_arrays.py NAME FILE`.

Keys of the .npz file: train0, train1, … and test0, test1, … (the first axis is the row), and the numbers of the data
set's extra facts by name. Of the reviews they are what `text` learns from: the ids in each span, which it makes before
its first step, and the labels. Run in the environment that has the extra `exercise`.
"""

import sys
from pathlib import Path

import numpy as np
import torch

from drillcli.lab import datasets
from drillcli.lab.datasets import Data


def write(name: str, file: Path) -> None:
    """Write what the loader of the data set `name` returns."""
    data = datasets.load(None, [name], file.parent, quick=False)
    if name == "reviews":
        data = spans(data)
    arrays = {f"{part}{i}": rows for part in ("train", "test") for i, rows in enumerate(getattr(data, part))}
    numbers = {key: np.array(value) for key, value in data.extra.items() if isinstance(value, int)}
    np.savez(file, **arrays, **numbers)


def spans(data: Data) -> Data:
    """Return the reviews as `text` makes them ready: spans (n, T, 8), labels (n,); `ids` is how many ids there are."""
    from drillcli.exercises.text import Pairs

    train, test = (torch.from_numpy(part[0]).long() for part in (data.train, data.test))
    pairs = Pairs(train, data.extra["characters"])
    ready = ((pairs.spans(ids).numpy(), part[2]) for ids, part in ((train, data.train), (test, data.test)))
    return Data(data.name, data.licence, data.sha256, *ready, extra={**data.extra, "ids": pairs.size})


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]))
