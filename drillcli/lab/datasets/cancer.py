"""Breast cancer (Wisconsin diagnostic): 569 tumours by 30 measured features, as scikit-learn brings it."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

from drillcli.lab.datasets import Data
from drillcli.lab.datasets.files import digest

LICENCE = "CC BY 4.0 (Breast Cancer Wisconsin (Diagnostic): W. Wolberg, O. Mangasarian, N. Street, W. Street; UCI)"

TEST_SHARE, SEED = 0.2, 42
"""The split of the document; stratified, which it was not."""


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return 455 tumours to learn from and 114 to test on: x (n, 30) float32, y (n,) int64, 1 benign, 0 malignant."""
    x, y = load_breast_cancer(return_X_y=True)
    x, y = x.astype(np.float32), y.astype(np.int64)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=TEST_SHARE, stratify=y, random_state=SEED)
    return Data("cancer", LICENCE, digest({"x": x, "y": y}), (x_train, y_train), (x_test, y_test))
