"""Documents of many styles, ours, each with the items that a reader finds in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from drillcli.extract.items import Item, Reason
from drillcli.extract.parse import parse

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.name.removesuffix(".json") for path in SAMPLES.glob("*.json"))
PAIRS = ("points", "options", "notes")


def shown(item: Item, keys: set[str]) -> dict[str, Any]:
    """The fields of an item that are expected, in the form that JSON has."""
    found: dict[str, Any] = {}
    for key in keys:
        value = getattr(item, key)
        if key in PAIRS:
            value = [[label, text] for label, text, _group in value]
        elif key == "code":
            value = [[code.language, code.text] for code in value]
        found[key] = list(value) if isinstance(value, tuple) else value
    return found


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str) -> None:
    """Each item of a sample is found, in order, with the fields that its expectation names; nothing else is."""
    expected = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    found = parse([(name, (SAMPLES / name).read_text("utf-8"))])
    assert [item.question for item in found.items] == [item["question"] for item in expected["items"]]
    for item, wanted in zip(found.items, expected["items"], strict=True):
        assert shown(item, set(wanted)) == wanted
    if "left_out" in expected:
        assert [part.kind for part in found.left_out] == expected["left_out"]


@pytest.mark.parametrize("name", NAMES)
def test_confidence_of_samples(name: str) -> None:
    """Items that are marked or worded as questions are surer than one half, others are not sure."""
    found = parse([(name, (SAMPLES / name).read_text("utf-8"))])
    for item in found.items:
        assert (item.confidence > 0.5) is (
            Reason.DOES_NOT_ASK not in item.reasons or Reason.MARKED_ANSWER in item.reasons
        )
