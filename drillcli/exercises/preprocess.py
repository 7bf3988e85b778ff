"""Make a table fit for a model: no row twice, no gaps, scaled, encoded, and nothing of the test set leaks."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from drillcli.lab import Lab

ABOUT = {
    "title": {"en": "Preparing a table without leaks", "zh": "不泄漏的数据预处理"},
    "teaches": {
        "en": "splitting first, imputing, scaling, encoding, and proving that the test set had no part in it",
        "zh": "先划分，再填补、缩放、编码，并证明测试集没有参与其中",
    },
    "source": "001-Q08",
    "mended": [
        {"erratum": "E144", "en": "it runs: no name has a space in it", "zh": "可以运行：变量名里没有空格"},
        {"erratum": "E145", "en": "no column of noise: it adds no sample", "zh": "不加噪声列：它并不增加样本"},
        {
            "erratum": "E146",
            "en": "split first, learn from training rows only; texts encoded, constants dropped, the label untouched",
            "zh": "先划分，只用训练行的统计量；文本编码，常数列去掉，标签不动",
        },
        {"erratum": "E147", "en": "gaps are filled and marked; one scaling", "zh": "缺失填补并标记；一种缩放"},
    ],
    "needs": ["torch", "numpy", "pandas", "sklearn"],
    "seconds": 10,
    "epochs": 0,
    "batch": 0,
    "quick": {},
    "metrics": {"auc": "higher", "checks": "higher"},
    "data": {"delays": {"auc": 0.7, "checks": 1.0}},
}

LABEL, LATE = "arr_delay", 15  # minutes: whoever arrives later than that is late
NUMBERS = ["year", "sched_dep_time", "distance", "built", "seats", "temp", "wind_speed", "pressure", "visib"]
KINDS = ["month", "carrier", "origin", "dest"]
# not asked: dep_delay and air_time, unknown when one asks; flight and tailnum, names that a new flight does not share


class Prepared(NamedTuple):
    """What a way of preparing makes of a table: matrices (its index kept), labels (late: 1) and what it fitted."""

    train: pd.DataFrame
    test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series
    fitted: ColumnTransformer | None = None


def split(x: pd.DataFrame, delay: pd.Series, seed: int) -> list[Any]:
    """Return train and test rows of x and of the label, with the same share of late flights."""
    late = (delay > LATE).astype(int)
    return train_test_split(x, late, test_size=0.2, stratify=late, random_state=seed)


def ours(table: pd.DataFrame, seed: int) -> Prepared:
    """Drop rows that stand twice, split, and only then learn from the training rows how to fill, scale and encode."""
    flights = table.drop_duplicates().dropna(subset=LABEL)  # a label is never made up
    x_train, x_test, y_train, y_test = split(flights[NUMBERS + KINDS], flights[LABEL], seed)
    filled = SimpleImputer(strategy="median", add_indicator=True)  # a gap may tell something: a column says where
    kinds = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=20, sparse_output=False)
    scaled = make_pipeline(filled, VarianceThreshold(), StandardScaler())
    steps = [("numbers", scaled, NUMBERS), ("kinds", kinds, KINDS)]
    fitted = ColumnTransformer(steps).set_output(transform="pandas").fit(x_train)
    train, test = fitted.transform(x_train), fitted.transform(x_test)  # (n, columns)
    return Prepared(train, test, y_train, y_test, fitted)


def as_printed(table: pd.DataFrame, seed: int) -> Prepared:
    """Do as the original does, mended only so far that it runs (numeric columns), and split what comes out."""
    flights = table.dropna().drop_duplicates()
    numbers = flights.select_dtypes("number")
    scaled = (numbers - numbers.mean()) / numbers.std()  # the label too, over all rows; 0/0 where nothing varies
    return Prepared(*split(scaled, flights[LABEL], seed))


def checks(prepare: Callable[[pd.DataFrame], Prepared], table: pd.DataFrame) -> dict[tuple[str, str], bool]:
    """Try what must hold of a way of preparing: look at what it makes, and at what a change in the table changes."""
    made, flights = prepare(table), table.drop_duplicates()
    usual, moved, relabelled = prepare(flights), flights.copy(), flights.copy()
    moved.loc[usual.test.index, NUMBERS] *= 3
    relabelled[LABEL] += np.where(flights[LABEL] > LATE, 1, -1)  # who is late stays late
    both, scaled = pd.concat([made.train, made.test]), made.train.filter(regex="^(?!kinds)")
    return {
        ("no row on both sides", "没有一行同时在两边"): not table.loc[both.index].duplicated().any(),
        ("test rows teach nothing", "测试行不影响训练行"): prepare(moved).train.equals(usual.train),
        ("the label stays out", "标签不参与"): prepare(relabelled).train.equals(usual.train),
        ("nothing is missing", "没有缺失值"): not both.isna().any(axis=None),
        ("training mean 0", "训练均值为 0"): bool((scaled.mean().abs() < 1e-9).all()),
        ("training deviation 1", "训练标准差为 1"): bool(((scaled.std(ddof=0) - 1).abs() < 1e-9).all()),
        ("saved and reloaded alike", "保存后重载结果相同"): reloaded_alike(made, table),
    }


def reloaded_alike(made: Prepared, table: pd.DataFrame) -> bool:
    """Tell whether what was fitted, saved and loaded again, makes the same test matrix and takes an unknown carrier."""
    if made.fitted is None:
        return False
    joblib.dump(made.fitted, file := BytesIO())
    file.seek(0)
    again, rows = joblib.load(file), table.loc[made.test.index]
    again.transform(rows.assign(carrier="??"))
    return bool(again.transform(rows).equals(made.test))


def auc(made: Prepared) -> float:
    """Fit a logistic regression; return how often it ranks a late flight of the test set above one in time."""
    model = LogisticRegression(C=0.1, max_iter=2000).fit(made.train.fillna(0), made.y_train)
    return float(roc_auc_score(made.y_test, model.predict_proba(made.test.fillna(0))[:, 1]))


def auc_by_hour(made: Prepared, clock: pd.Series) -> float:
    """Return the same for a guess by the hour of departure alone: the share of late flights in it, in training."""
    hour = clock // 100
    share = made.y_train.groupby(hour[made.train.index]).mean()
    return float(roc_auc_score(made.y_test, hour[made.test.index].map(share).fillna(made.y_train.mean())))


def program(lab: Lab) -> None:
    """Prepare the flights as one should and as printed, check both, and predict which flights will be late."""
    flights, delay = lab.data().train  # a table (5100, 18); minutes late (5100,), NaN for a flight that never arrived
    table, seed = flights.assign(arr_delay=delay.cpu().numpy()), lab.options.seed
    made = lab.measure(lambda: ours(table, seed), samples=len(table), times=5)
    with lab.phase("eval"):
        printed, careless = as_printed(table, seed), split(table, table[LABEL], seed)
        found, found_printed = (checks(partial(way, seed=seed), table) for way in (ours, as_printed))
        baseline = {"en": "late flights by hour", "zh": "按小时的晚点率"}, auc_by_hour(made, table["sched_dep_time"])
        lab.quality(baseline, auc=auc(made), checks=float(np.mean([*found.values()])))
    for (en, zh), holds in found.items():
        marks = f"{'✗✓'[holds]} {'✗✓'[found_printed[en, zh]]}"
        lab.note(en, marks, en=f"{en} (here, as printed)", zh=f"{zh}（本程序、原程序）")
    seen = float(pd.concat(careless[:2]).duplicated()[-len(careless[1]) :].mean())
    lab.note("seen", seen, en="share of test rows seen in training, twins left in", zh="不去重时，训练见过的测试行比例")
    lab.note("lost", 1 - len(printed.train) / len(made.train), en="share of rows lost as printed", zh="原程序丢行比例")
    lab.note("auc as printed", auc(printed), en="AUC as printed: it reads the label", zh="原程序的 AUC：它读到了标签")
