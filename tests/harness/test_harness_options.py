"""Words of the command line for a run: what each means and which go together."""

from pathlib import Path

import pytest
from exercise_cases import Toy

from drillcli.errors import UsageError
from drillcli.harness import catalogue, options
from drillcli.harness.options import Options, check


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("1h 30m", 5400), ("1d", 86400)])
def test_time_limits(text, seconds):
    """Seconds, minutes, hours and days, added up."""
    assert options.time_limit(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "0s", "1.5h", "10 minutes", "9" * 320 + "d"])
def test_no_time_limits(text):
    """Anything else is refused."""
    with pytest.raises(ValueError, match="write a duration such as 90s"):
        options.time_limit(text)


@pytest.mark.parametrize("text", ["auto", "cpu", "cuda", "cuda:1", "mps", "xpu", "xpu:0"])
def test_devices(text):
    """Each kind, with a number where there may be several."""
    assert options.device(text) == text


@pytest.mark.parametrize("text", ["", "gpu", "cuda:", "cuda:x", "cpu:0", "CPU"])
def test_no_devices(text):
    """Anything else is refused."""
    with pytest.raises(ValueError, match="it must be auto"):
        options.device(text)


def test_the_runs_that_are_asked_for():
    """One; one for each device; one for each seed."""
    assert Options().jobs == [("auto", 0)]
    assert Options(compare=("cpu", "cuda"), seed=3).jobs == [("cpu", 3), ("cuda", 3)]
    assert Options(device="cpu", repeat=3, seed=5).jobs == [("cpu", 5), ("cpu", 6), ("cpu", 7)]


WRONG = {
    "say which exercise": (None, Options(epochs=3)),
    "say which exercise; ": (None, Options(show=True)),
    "--show and --history run nothing": ("cnn", Options(show=True, epochs=3)),
    "take either --show or --history": ("cnn", Options(show=True, history=True)),
    "leave --device out": ("cnn", Options(device="cpu", compare=("cpu", "cuda"))),
    "take either --compare or --repeat": ("cnn", Options(compare=("cpu", "cuda"), repeat=2)),
    "leave --compare out": ("cnn", Options(compare=("cpu", "cuda"), devices=2)),
    "--devices needs": ("cnn", Options(device="cuda:1", devices=2)),
    "--devices needs --device cpu or cuda": ("cnn", Options(device="mps", devices=2)),
    "--baseline is for a single run": ("cnn", Options(repeat=2, baseline=1)),
    "weights are saved of a single run": ("cnn", Options(repeat=2, save=Path("x.pt"))),
    "--precision tf32 is for NVIDIA devices": ("cnn", Options(device="cpu", precision="tf32")),
    "tf32 is for NVIDIA": ("cnn", Options(compare=("cuda", "cpu"), precision="tf32")),
}


@pytest.mark.parametrize("said", WRONG)
def test_words_that_do_not_go_together(said):
    """One line says which."""
    with pytest.raises(UsageError) as refused:
        check(*WRONG[said])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        (None, Options()),
        (None, Options(as_json=True)),
        ("cnn", Options(history=True, as_json=True)),
        ("cnn", Options(repeat=2, save=Path("x.json"), as_json=True)),
        ("cnn", Options(precision="tf32", compile=True, quick=True, epochs=2)),
    ],
)
def test_words_that_do(name, given):
    """Everything else goes together."""
    check(name, given)


def test_the_data_is_a_name_or_a_path(tmp_path, monkeypatch):
    """The first data set when nothing is said; a folder or file counts from where the learner is."""
    Toy(tmp_path, monkeypatch)
    program = catalogue.find("toy")
    assert options.data(Options(), program, tmp_path) == "digits"
    assert options.data(Options(data="fashion"), program, tmp_path) == "fashion"
    (tmp_path / "mine").mkdir()
    assert options.data(Options(data="mine"), program, tmp_path) == str(tmp_path / "mine")
    with pytest.raises(UsageError, match=r"--data 'nowhere' is neither a data set of toy \(digits, fashion\) nor"):
        options.data(Options(data="nowhere"), program, tmp_path)
