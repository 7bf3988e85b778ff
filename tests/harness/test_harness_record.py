"""The report: every key is always there, and only what may be compared is."""

import pytest
from exercise_cases import report

from drillcli.harness import record

TOP = [
    *("schema", "id", "at", "exercise", "status", "message", "device", "software", "data", "config", "time_s"),
    *("step_ms", "samples_per_s", "flops_per_step", "bytes_per_step", "probe", "roofline", "memory_peak_mib"),
    *("memory_mib", "energy_j", "quality", "loss", "parallel", "notes", "noise"),
]


def test_a_blank_report_has_every_key():
    """In the order of the documentation; null or empty where nothing is known."""
    made = record.blank()
    assert list(made) == TOP
    assert (made["schema"], made["device"]["name"], made["notes"], made["quality"]["others"]) == (1, None, [], {})
    assert record.blank()["loss"] is not made["loss"]


def test_a_partial_report_is_filled_up():
    """What the child told stays, null takes nothing away, the parent's word is added."""
    made = record.whole({"step_ms": {"n": 3}, "config": None, "extra": 1}, exercise="cnn", config={"time_limit_s": 60})
    assert made["step_ms"] == {"n": 3, "median": None, "p25": None, "p75": None, "min": None}
    assert made["config"]["time_limit_s"] == 60
    assert (made["config"]["batch"], made["exercise"], made["extra"]) == (None, "cnn", 1)
    assert made["software"]["drill"]


def test_numbers_that_json_lacks_become_null():
    """A loss that grew beyond all bounds is no number."""
    made = record.whole({"loss": [1.0, float("nan")], "quality": {"value": float("inf")}})
    assert made["loss"] == [1.0, None]
    assert made["quality"]["value"] is None


@pytest.mark.parametrize(
    ("quality", "is_missed"),
    [
        ({"pass": True}, False),
        ({"pass": None}, False),
        ({"pass": False}, True),
        ({"pass": True, "others": {"f1": {"pass": False}}}, True),
        ({"pass": True, "others": {"f1": {"pass": None}}}, False),
    ],
)
def test_a_missed_target(quality, is_missed):
    """Of the main metric or of any other."""
    assert record.missed(report(quality=quality)) is is_missed


def test_only_a_run_that_met_its_targets_can_be_the_best():
    """A trial, a miss, own data without targets, and a partial run never are."""
    assert record.filing(report()).seconds == 2.0
    assert record.filing(report(time_s={"train": 0.0})).seconds == 3.0
    for said in ({"config": {"quick": True}}, {"quality": {"pass": False}}):
        filed = record.filing(report(**said))
        assert filed.likeness is not None
        assert filed.seconds is None
    assert record.filing(record.whole({"status": "complete"})).seconds is None
    assert record.filing(report(status="incomplete")) == (None, None)


def test_what_makes_two_runs_comparable():
    """Device, data, batch, epochs, precision, processes and trial or not; not the seed or the versions."""
    like = record.filing(report()).likeness
    assert record.filing(report(config={"seed": 7, "threads": 2}, software={"torch": "3.0"})).likeness == like
    others = (
        {"device": {"name": "another"}},
        {"data": {"sha256": "def"}},
        {"config": {"batch": 16}},
        {"config": {"dtype": "bf16"}},
        {"config": {"epochs": 3}},
        {"config": {"devices": 2}},
        {"config": {"quick": True}},
        {"exercise": "cnn"},
    )
    assert like not in [record.filing(report(**other)).likeness for other in others]
