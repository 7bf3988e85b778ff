"""Images in the two forms in which MNIST and the sets made like it are handed out: IDX files and an .npz file."""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab.datasets.files import Arrays
from drillcli.locale import _, commas
from drillcli.locale.reasons import reason_of

IDX = {"x_train": "train-images-idx3-ubyte", "y_train": "train-labels-idx1-ubyte",
       "x_test": "t10k-images-idx3-ubyte", "y_test": "t10k-labels-idx1-ubyte"}  # fmt: skip
"""The file of each array; it may be packed (.gz)."""

FASHION = "b8cc4ba27f9ca7caa0d382721efc0674cb934f9a8a3cc731b09eb0910351723c"
"""The digest of Fashion-MNIST (60,000 and 10,000 images)."""

SIDE, CLASSES = 28, 10


def read(place: Path) -> Arrays:
    """Return x_train, y_train, x_test, y_test as bytes: images (n, 28, 28), labels (n,) in 0..9.

    `place` is a folder with the four IDX files or an .npz file with arrays of these names, as Keras stores them.
    Raises DrillError where that is not so.
    """
    if not place.exists():
        raise DrillError(_("{path}: no such file or folder").format(path=place))
    arrays = _folder(place) if place.is_dir() else _npz(place)
    for part in ("train", "test"):
        _check(place, arrays[f"x_{part}"], arrays[f"y_{part}"])
    return {name: array.astype(np.uint8) for name, array in arrays.items()}


def _folder(folder: Path) -> Arrays:
    found = {}
    for name, file in IDX.items():
        paths = [path for path in (folder / file, folder / f"{file}.gz") if path.is_file()]
        if not paths:
            raise DrillError(_("{path}: no {file} (or {file}.gz) in this folder").format(path=folder, file=file))
        found[name] = _idx(paths[0])
    return found


def _idx(path: Path) -> Any:
    """Return the array of an IDX file: two zero bytes, the type (8: bytes), the number of axes, their lengths, data."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        axes = content[3]
        shape = struct.unpack_from(f">{axes}I", content, 4)
    except (OSError, EOFError, zlib.error, IndexError, struct.error) as error:
        text = _("{path}: damaged or cut short ({error})")
        raise DrillError(text.format(path=path, error=reason_of(error))) from error
    start, size = 4 + 4 * axes, math.prod(shape)
    if content[:3] != b"\0\0\x08" or len(content) != start + size:
        raise DrillError(_("{path}: not an IDX file of bytes, or cut short").format(path=path))
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _npz(path: Path) -> Arrays:
    try:
        with path.open("rb") as file, np.load(file) as stored:  # given a path, it leaves a damaged file open
            return {name: stored[name] for name in IDX}
    except KeyError as error:
        message = _("{path}: it must hold the arrays {names}").format(path=path, names=commas(IDX))
        raise DrillError(message) from error
    except Exception as error:  # a damaged archive fails in more ways than its readers document
        raise DrillError(_("{path}: not an .npz file, or cut short").format(path=path)) from error


def _check(place: Path, images: Any, labels: Any) -> None:
    if images.shape[1:] != (SIDE, SIDE) or labels.shape != images.shape[:1] or not len(images):
        shapes = _("{path}: images (n, 28, 28) and as many labels (n,) are wanted; these are {images} and {labels}")
        raise DrillError(shapes.format(path=place, images=images.shape, labels=labels.shape))
    if images.dtype != np.uint8 or labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= CLASSES:
        raise DrillError(_("{path}: pixels must be bytes and labels whole numbers 0 to 9").format(path=place))
