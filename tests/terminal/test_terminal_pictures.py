"""A picture of a card in a terminal that shows pictures: it comes at a key and goes without a trace."""

import os
from base64 import b64decode
from pathlib import Path

from person import ROOT, Person

DECK = """\
title: Seen
notes:
  - {id: one, q: "What is this? ![a dot](dot.png)", a: A dot}
"""
DOT = b64decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


def test_a_picture_comes_and_goes(tmp_path: Path):
    """In kitty's protocol; any key goes back to the card, which is as it was, and its keys mean what they meant."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "seen.yaml").write_text(DECK, "utf-8")
    (tmp_path / "decks" / "dot.png").write_bytes(DOT)
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    world = {**own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "DRILL_THEME": "dark"}
    person = Person(["study", "seen"], tmp_path, world)
    try:
        person.see("What is this? [picture: a dot]", "o picture")
        person.read_raw(r"\x1b\[\?2004h")
        person.press("o")
        person.read_raw(r"a=q")
        person.press("\x1b_Gi=31;OK\x1b\\\x1b[?62;c")
        person.read_raw(r"\x1b_Ga=T,f=100,q=2,c=1,r=1,m=0;iVBOR")
        person.see("Press any key to go back")
        person.press("4")
        person.see("What is this?", "show the answer")
        assert "\x1b_Ga=d,d=A" in person.raw
        person.press(" ")
        person.see("A dot", "▸3")
        person.press("4")
        assert person.end() == 0
    finally:
        person.stand_up()
    assert "OK" not in person.text
