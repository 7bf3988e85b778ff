"""Handwritten digits: 5,000 of MNIST ship with the program; any set of its form can be given instead."""

from pathlib import Path
from typing import Any

import numpy as np

from drillcli.lab.datasets import Data
from drillcli.lab.datasets.files import Arrays, digest, shipped
from drillcli.lab.datasets.images import FASHION, read

LICENCE = "CC BY-SA 3.0 (MNIST: Yann LeCun, Corinna Cortes)"


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return the digits that ship (4,000 to train on, 1,000 to test), or the images in `folder` (a folder or file).

    x is (n, 1, 28, 28) float32 in 0..1, y (n,) int64 in 0..9. Raises DrillError where `folder` has no such images.
    """
    if folder is None:
        return _data("digits", LICENCE, shipped("digits"))
    arrays = read(folder)
    if digest(arrays) == FASHION:
        return _data("fashion", "MIT (Fashion-MNIST: Zalando SE)", arrays)
    return _data(folder.resolve().name, "as its owner says", arrays)


def _data(name: str, licence: str, arrays: Arrays) -> Data:
    train, test = (_part(arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))
    return Data(name, licence, digest(arrays), train, test)


def _part(images: Any, labels: Any) -> tuple[Any, ...]:
    return images[:, None].astype(np.float32) / 255, labels.astype(np.int64)
