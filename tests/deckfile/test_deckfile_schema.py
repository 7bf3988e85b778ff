"""The schema that editors use accepts what `drill` accepts, and refuses what it can of the rest."""

import json

import pytest
import yaml
from deckfile_cases import EVERY_KIND, deck_of, decks, loaded
from hypothesis import given
from jsonschema import Draft202012Validator

from drillcli.deckfile.schema import SCHEMA, deck_schema, schema_text

VALIDATOR = Draft202012Validator(deck_schema())


def accepts(source: str) -> bool:
    """Return whether an editor, which reads typed scalars, finds no fault."""
    return VALIDATOR.is_valid(yaml.load(source, yaml.CSafeLoader))


def test_the_shipped_schema_is_the_generated_one():
    """To renew it: `SCHEMA.write_text(schema_text())` with both names from drillcli.deckfile.schema."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_one():
    """Valid by the meta-schema of draft 2020-12."""
    Draft202012Validator.check_schema(json.loads(schema_text()))


def test_every_kind_is_accepted():
    """As an editor reads it: 0.60 and 2 are numbers, true is a truth value."""
    assert accepts(EVERY_KIND)
    assert accepts(deck_of("{q: 1, a: 2.5, tags: [true, 3], as_of: 2026}", "{id: 7, q: no, a: yes}"))
    assert accepts(deck_of("{q: a, choices: [1, 2], answer: '2'}", "{q: 中, a: 文, id: 中文-1, reverse: 'true'}"))


@given(decks())
def test_what_drill_reads_is_accepted(written):
    """The scalars of a dumped deck are strings; `reverse` and `answer` too."""
    assert loaded(yaml.safe_dump(written)).deck is not None
    assert VALIDATOR.is_valid(written)


@pytest.mark.parametrize(
    "source",
    [
        "title: T\n",
        "notes: [{q: a, a: b}]\n",
        "title: T\nauthor: me\nnotes: [{q: a, a: b}]\n",
        *map(
            deck_of,
            [
                "text",
                "{q: a}",
                "{q: a, a: b, tag: [c]}",
                "{q: a, a: b, tags: c}",
                "{q: a, a: b, tags: ['']}",
                "{q: '', a: b}",
                "{q: {}, a: b}",
                "{q: {e1: x}, a: b}",
                "{q: [x], a: b}",
                "{q: a, a: b, answer: 1}",
                "{q: a, a: b, reverse: maybe}",
                "{q: a, choices: [b, c], answer: two}",
                "{q: a, choices: [b, c], answer: 1.5}",
                "{q: a, choices: b, answer: 1}",
                "{q: a, number: 1}",
                "{q: a, number: {tolerance: 1}}",
                "{q: a, number: {value: 1, units: s}}",
                "{q: a, order: [b, c], accept: [d]}",
                "{q: a, a: b, as_of: 2026-13}",
                "{q: a, a: b, as_of: 2026-1}",
                "{q: a, a: b, as_of: ''}",
                "{id: a b, q: a, a: b}",
                "{id: a_b, q: a, a: b}",
                "{id: -a, q: a, a: b}",
                "{id: a#b, q: a, a: b}",
            ],
        ),
    ],
)
def test_what_it_refuses_drill_refuses(source):
    """Wrong fields, wrong shapes, missing fields, bad ids."""
    assert not accepts(source)
    assert loaded(source).deck is None
