"""Items made by hand, for the tests of drafts."""

from typing import Any

from drillcli.extract.items import Item, Kind, Parse, Point

PLAIN: dict[str, Any] = {
    "kind": Kind.QUESTION,
    "number": None,
    "heading": "",
    "question": "What is a cache?",
    "answer": "A memory for what was computed before.",
    "points": (),
    "explanation": "",
    "explanation_points": (),
    "code": (),
    "options": (),
    "correct": (),
    "notes": (),
    "section": "",
    "file": "notes.md",
    "line": 3,
    "spans": (),
    "confidence": 0.9,
    "reasons": (),
}


def item(**fields: Any) -> Item:
    """Return an item with these fields, and plain ones for the others."""
    return Item(**(PLAIN | fields))


def options(*texts: str) -> tuple[Point, ...]:
    """Return options A, B, …."""
    return tuple(Point(chr(ord("A") + number), text) for number, text in enumerate(texts))


def parse_of(*items: Item, **titles: str) -> Parse:
    """Return a parse with these items."""
    return Parse(items, (), titles)
