"""The table of kinds: which kind a note is, and the ids of its cards."""

import subprocess
import sys
from pathlib import Path

import pytest
from kinds_cases import make

import drillcli
from drillcli.kinds import COMMON, KINDS, cards, kind, kind_of
from drillcli.kinds.base import Shape


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (["q", "a"], "basic"),
        (["why"], "basic"),
        (["cloze", "tags"], "cloze"),
        (["q", "choices", "answer"], "choice"),
        (["q", "accept"], "typed"),
        (["order", "q"], "order"),
        (["q", "number"], "numeric"),
    ],
)
def test_marking_field_names_the_kind(fields: list[str], name: str) -> None:
    """A note is the kind that its marking field says; one without is basic, and `q` marks none."""
    assert kind_of(fields) == name


def test_two_marking_fields_are_refused() -> None:
    """A note cannot be two kinds; the message names the fields."""
    with pytest.raises(ValueError, match=r"choices, number cannot stand in one note: .* keep one"):
        kind_of(["q", "choices", "answer", "number"])


def test_every_kind_is_listed_under_its_name_with_known_fields() -> None:
    """`KINDS` goes by NAME; what a kind requires is among its fields, and no field is a common one too."""
    for name, each in KINDS.items():
        assert name == each.NAME
        assert set(each.REQUIRED) <= set(each.FIELDS)
        assert not set(each.FIELDS) & set(COMMON)
        assert next(iter(each.FIELDS)) in each.REQUIRED
    assert COMMON["why"] is Shape.TEXT


def test_ids_of_cards() -> None:
    """One card has the id of its note; parts follow a number sign."""
    assert [card.id for card in cards(make(q="1+1?", a="2"))] == ["deck/note"]
    assert [card.id for card in cards(make(q="猫", a="cat", reverse=True))] == ["deck/note", "deck/note#reverse"]
    assert [card.id for card in cards(make(cloze="{{甲::a}}和{{乙}}"))] == ["deck/note#a", "deck/note#1"]
    assert kind(make(cloze="{{a}}")) is KINDS["cloze"]


def test_listing_the_kinds_loads_no_rapidfuzz() -> None:
    """A start that grades nothing must not pay for rapidfuzz, difflib or numpy."""
    code = "import sys, drillcli.kinds; print(sorted({'rapidfuzz', 'difflib', 'numpy', 'rich'} & set(sys.modules)))"
    root = Path(drillcli.__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
