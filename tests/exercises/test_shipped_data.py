"""The files that ship with the exercises: what NOTICE.md says of them holds."""

import re
from pathlib import Path

import pytest

import drillcli.exercises

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")
pytest.importorskip("pandas", reason="the extra `exercise` is not installed")
pytest.importorskip("torch", reason="the extra `exercise` is not installed")

from drillcli.lab import datasets

FOLDER = Path(drillcli.exercises.__path__[0]) / "data"
NOTICE = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
DIGESTS = dict(re.findall(r"^\| `(\S+)` \|.*`([0-9a-f]{64})` \|$", NOTICE, re.MULTILINE))

MOST_KIB = {"digits.npz": 830, "weather.npz": 22, "flights.npz": 119, "delays.csv.gz": 140}


def test_every_file_stands_in_the_notice():
    assert {path.name for path in FOLDER.iterdir()} == {*DIGESTS, "NOTICE.md"}


@pytest.mark.parametrize("file", MOST_KIB)
def test_the_contents_are_those_of_the_notice(file, tmp_path):
    name = file.split(".")[0]
    assert datasets.load(name, [name], tmp_path, quick=False).sha256 == DIGESTS[file]


@pytest.mark.parametrize("file", MOST_KIB)
def test_the_files_stay_small(file):
    assert (FOLDER / file).stat().st_size <= MOST_KIB[file] * 1024


@pytest.mark.parametrize("word", ["creativecommons.org/licenses/by-sa/3.0", "Yann LeCun and Corinna Cortes", "CC0"])
def test_the_notice_names_the_licences(word):
    assert word in NOTICE
