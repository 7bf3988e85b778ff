"""Pictures of a card in a terminal that shows pictures: within it, and at a key on a screen of their own."""

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
    """In kitty's protocol: sent once, in the card once the terminal answered; `o` shows it alone, any key goes back.

    What is pressed around the answer means what it means; nothing of question and answer is seen.
    """
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "seen.yaml").write_text(DECK, "utf-8")
    (tmp_path / "decks" / "dot.png").write_bytes(DOT)
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "TMUX")}
    world = {**own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "DRILL_THEME": "dark"}
    person = Person(["study", "seen"], tmp_path, world)
    try:
        person.see("What is this? [picture: a dot]", "o picture")
        assert "a=q" not in person.text
        person.read_raw(r"\x1b\[\?2004h")
        person.press("f\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;cf")
        person.read_raw(r"\x1b\[6;3H\x1b_Ga=T,f=100,q=2,i=1,p=1,C=1,m=0;iVBOR")
        person.press("o")
        person.read_raw(r"a=d,d=I,i=1.*\x1b\[2J\x1b_Ga=T,")
        person.see("Press any key to go back")
        person.press("4")
        person.read_raw(r"a=d,d=A(?s:.)*a=T,f=100,q=2,i=2")
        person.see("What is this?", "show the answer")
        person.press(" ")
        person.see("A dot", "▸3")
        assert person.raw.count("a=T") == 3
        person.press("4")
        assert person.end() == 0
    finally:
        person.stand_up()
    assert person.raw.rindex("a=d,d=I,i=2") < person.raw.rindex("1049l")
    assert "OK" not in person.text
