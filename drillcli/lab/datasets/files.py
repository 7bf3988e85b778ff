"""The files that ship with the exercises, and one digest for arrays however they are stored."""

from hashlib import sha256
from importlib.resources import as_file, files
from typing import Any

import numpy as np

Arrays = dict[str, Any]
"""Arrays by name, as an .npz file holds them."""


def shipped(name: str) -> Arrays:
    """Return the arrays of `drillcli/exercises/data/NAME.npz` (sources and licences: NOTICE.md beside it)."""
    with as_file(files("drillcli") / "exercises" / "data" / f"{name}.npz") as path, np.load(path) as stored:
        return dict(stored)


def digest(arrays: Arrays) -> str:
    """Return the SHA-256 of the arrays: of each, in the order of names, its type, shape and bytes.

    The same images have the same digest whether they came from an .npz file, from IDX files or from packed ones.
    """
    total = sha256()
    for _, array in sorted(arrays.items()):
        total.update(f"{array.dtype.str}{array.shape}".encode() + array.tobytes())
    return total.hexdigest()
