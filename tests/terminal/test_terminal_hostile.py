"""A hostile deck in a real terminal: its text is on the screen, and nothing that it asks of the terminal is done."""

import os
import re
from pathlib import Path

from person import ROOT, Person

DECK = """\
title: "Deck\u202e&#x202e;"
notes:
  - id: one
    q: "Q\u202eq `c` **b** &#27;[2J &#x9b;31m &#x202e;end [link](http://x/\u2066)"
    a: "A\u2066a\\n\\n```py\\ncode\u202e\\n```"
    why: "because &#x2067;of"
    exercise: "ex\u202e"
  - {id: two, q: "type\u202e", accept: ["r\u202e"]}
"""
ASKED = re.compile(r"[\u202a-\u202e\u2066-\u2069\x80-\x9f\x07]|\x1b\](?!11;\?)|\x1b\[2J\s*end")
"""Directions of writing, 8-bit controls, bells, titles and links: drill itself asks only for the background."""


def test_a_sitting_over_a_hostile_deck(tmp_path: Path):
    """Front, back, a typed answer, the page of keys and the closing page."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "odd.yaml").write_text(DECK, "utf-8")
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    world = {**own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    person = Person(["study", "odd"], tmp_path, world)
    try:
        person.see("Q�q", "end")
        person.press(" ")
        person.see("A�a", "code�", "because")
        person.press("3")
        person.see("type�")
        person.type("wrong\u202e")
        person.see("r�")
        person.press("i")
        person.see("file")
        person.press("i", "q")
        assert person.end() == 0
    finally:
        person.stand_up()
    assert not ASKED.search(person.raw), ASKED.search(person.raw)
    assert person.screen.title == ""
