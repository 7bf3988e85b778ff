"""The JSON Schema of a deck file, made from the kinds, by which editors complete and check decks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drillcli.kinds import COMMON, KINDS
from drillcli.kinds.base import Kind, Shape
from drillcli.kinds.numeric import KEYS

SCHEMA = Path(__file__).with_name("deck.schema.json")
"""The schema as shipped; `SCHEMA.write_text(schema_text())` renews it."""

# An editor reads 1 and true as a number and a truth value where `drill` reads the text that stands there.
_SCALAR = {"type": ["string", "number", "boolean"]}
_WORDS = {**_SCALAR, "pattern": r"\S"}
_LANGUAGE = {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}
# Schemas know only ASCII classes: all punctuation of ASCII but the hyphen is refused.
_ID = {"type": ["string", "integer"], "pattern": r"^[^\s!-/:-@\[-`{-~][^\s!-,./:-@\[-`{-~]*$"}


def deck_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of a deck file as the parsed JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "drill deck",
        "type": "object",
        "properties": {
            "title": _ref(Shape.TEXT),
            "about": _ref(Shape.TEXT),
            "order": _ref(Shape.INTEGER),
            "notes": {"type": ["array", "null"], "items": {"anyOf": [_note(kind) for kind in KINDS.values()]}},
        },
        "required": ["title", "notes"],
        "additionalProperties": False,
        "$defs": {_name(shape): {"description": shape.value, **_SHAPES[shape]} for shape in Shape} | {"id": _ID},
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(deck_schema(), ensure_ascii=False, indent=1) + "\n"


def _note(kind: Kind) -> dict[str, Any]:
    fields = {field: _ref(shape) for field, shape in {**COMMON, **kind.FIELDS}.items()}
    return {
        "title": kind.NAME,
        "type": "object",
        "properties": fields | {"id": {"$ref": "#/$defs/id"}},
        "required": list(kind.REQUIRED),
        "additionalProperties": False,
    }


def _name(shape: Shape) -> str:
    return shape.name.lower()


def _ref(shape: Shape) -> dict[str, str]:
    return {"$ref": f"#/$defs/{_name(shape)}"}


def _list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _in_languages(value: Mapping[str, Any]) -> dict[str, Any]:
    by_language = {
        "type": "object",
        "propertyNames": _LANGUAGE,
        "minProperties": 1,
        "additionalProperties": value,
        "properties": {"en": value, "zh": value},
    }
    return {"anyOf": [value, by_language]}


_SHAPES: Mapping[Shape, Mapping[str, Any]] = {
    Shape.STRING: _WORDS,
    Shape.DATE: {"type": ["integer", "string"], "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"},
    Shape.STRINGS: _list_of(_WORDS),
    Shape.TEXT: _in_languages(_WORDS),
    Shape.LINES: _in_languages(_list_of(_WORDS)),
    Shape.FLAG: {"enum": [True, False, "true", "false"]},
    Shape.INTEGER: {"type": ["integer", "string"], "pattern": "^[+-]?[0-9]{1,15}$"},
    Shape.NUMBER: {
        "type": "object",
        "properties": dict.fromkeys(KEYS, _SCALAR),
        "required": ["value"],
        "additionalProperties": False,
    },
}
