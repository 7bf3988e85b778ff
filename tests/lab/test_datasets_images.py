"""Images given with --data, as IDX files and as an .npz file: the same arrays, or one line on what is wrong."""

import gzip
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")
pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab import datasets
from drillcli.lab.datasets import digits, images
from drillcli.lab.datasets.files import digest


def arrays(train=12, test=6, seed=0):
    rng = np.random.default_rng(seed)
    found = {}
    for part, rows in (("train", train), ("test", test)):
        found[f"x_{part}"] = rng.integers(0, 256, (rows, 28, 28), np.uint8)
        found[f"y_{part}"] = rng.integers(0, 10, rows, np.uint8)
    return found


def idx(array):
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def folder_of(found, folder, packed):
    folder.mkdir(exist_ok=True)
    for name, file in images.IDX.items():
        content = idx(found[name])
        path = folder / (f"{file}.gz" if packed else file)
        path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return folder


def load(place, tmp_path):
    return datasets.load(str(place), ["digits", "fashion"], tmp_path, quick=False)


@pytest.mark.parametrize("form", ["idx", "idx.gz", "npz"])
def test_the_three_forms_hold_the_same(form, tmp_path):
    given_arrays = arrays()
    if form == "npz":
        place = tmp_path / "mine.npz"
        np.savez(place, **given_arrays)
    else:
        place = folder_of(given_arrays, tmp_path / "mine", form.endswith("gz"))
    found = load(place, tmp_path)
    assert found.sha256 == digest(given_arrays)
    assert found.name == place.name
    assert np.array_equal(found.test[1], given_arrays["y_test"])
    assert np.array_equal((found.train[0] * 255).round(), given_arrays["x_train"][:, None])


def test_fashion_is_recognised_by_its_contents(tmp_path, monkeypatch):
    given_arrays = arrays()
    monkeypatch.setattr(digits, "FASHION", digest(given_arrays))
    found = load(folder_of(given_arrays, tmp_path / "some", packed=True), tmp_path)
    assert (found.name, found.licence.split()[0]) == ("fashion", "MIT")


def test_a_place_that_is_not_there(tmp_path):
    with pytest.raises(DrillError, match="no such file or folder"):
        load(tmp_path / "nowhere", tmp_path)


def test_a_folder_without_the_files_is_told_which_is_missing(tmp_path):
    folder = folder_of(arrays(), tmp_path / "mine", packed=False)
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DrillError, match=r"t10k-labels-idx1-ubyte \(or t10k-labels-idx1-ubyte.gz\)"):
        load(folder, tmp_path)


def changed(**other):
    return {**arrays(), **other}


@pytest.mark.parametrize(
    "wrong",
    [
        changed(x_train=np.zeros((12, 32, 32), np.uint8)),
        changed(x_train=np.zeros((12, 28, 28), np.float32)),
        changed(y_train=np.zeros(11, np.uint8)),
        changed(y_test=np.full(6, 10, np.uint8)),
        changed(y_test=np.full(6, -1)),
        changed(x_test=np.zeros((0, 28, 28), np.uint8), y_test=np.zeros(0, np.uint8)),
        {name: array for name, array in arrays().items() if name != "y_test"},
    ],
    ids=["size", "floats", "fewer labels", "label 10", "label -1", "empty", "array missing"],
)
def test_other_arrays_are_refused(wrong, tmp_path):
    np.savez(tmp_path / "wrong.npz", **wrong)
    with pytest.raises(DrillError, match=r"wrong\.npz: ") as refused:
        load(tmp_path / "wrong.npz", tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", b"\x93NUMPY\x01\x00"])
def test_what_is_no_npz_file_is_refused(content, tmp_path):
    (tmp_path / "some.npz").write_bytes(content)
    with pytest.raises(DrillError, match=r"not an \.npz file, or cut short"):
        load(tmp_path / "some.npz", tmp_path)


def test_a_single_array_is_no_npz_file(tmp_path):
    np.save(tmp_path / "some.npy", np.zeros(3))
    with pytest.raises(DrillError, match=r"not an \.npz file"):
        load(tmp_path / "some.npy", tmp_path)


@settings(max_examples=50)
@given(data=st.data(), packed=st.booleans())
def test_a_file_cut_short_anywhere_is_refused(data, packed, tmp_path_factory):
    folder = folder_of(arrays(), tmp_path_factory.mktemp("cut"), packed)
    path = data.draw(st.sampled_from(sorted(folder.iterdir())))
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(DrillError, match="cut short"):
        images.read(folder)


@settings(max_examples=50)
@given(data=st.data())
def test_a_damaged_npz_file_is_read_or_refused(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "some.npz"
    np.savez_compressed(path, **arrays(train=2, test=1))
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    with suppress(DrillError):  # and nothing else
        assert set(images.read(path)) == set(images.IDX)
