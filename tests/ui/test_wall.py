"""Pictures on the screen of a sitting: sent once, taken away in time, the text never hidden by them."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import StringIO
from itertools import groupby
from pathlib import Path

import pytest
from at_work import no_exercise, sitting
from drawings import saved
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from drillcli.config import Environment
from drillcli.ui import keys
from drillcli.ui.images import CLEAR
from drillcli.ui.screens import Screens
from drillcli.ui.wall import Wall

DECK = """\
title: Pictures
notes:
  - {id: one, q: "What is this? ![a curve](curve.png)", a: "A curve, larger: ![the same](large.jpg)"}
  - id: two
    q: "Which? ![a curve](curve.png) ![it](gone.png) ![it](damaged.png) ![it](a.svg)"
    choices: [a, b]
    answer: 1
  - {id: three, q: "No picture.", a: "None, but [a sound](said.mp3)."}
"""
DRAWN = re.compile(r"\x1b_Ga=T[^\x1b]*i=(\d+),|\x1b\]1337;File=|\x1bPq")
SAYS = {"kitty": {"kitty": "OK", "last": "62"}, "sixel": {"last": "62;4"}, "iterm2": {"name": "iTerm2", "last": "1"}}


@pytest.fixture
def world(env: Environment) -> Environment:
    decks = env.cwd / "decks"
    saved(decks / "curve.png", (480, 300))
    saved(decks / "large.jpg", (800, 600))
    (decks / "damaged.png").write_bytes(b"...")
    (decks / "a.svg").write_text("<svg/>")
    (decks / "said.mp3").write_bytes(b"...")
    return env


@contextmanager
def hanging(world: Environment, protocol: str = "kitty", setting: str = "auto") -> Iterator[tuple[Screens, Wall]]:
    """Screens and a wall in a terminal that speaks a protocol, and does not tell the kernel its size in pixels."""
    world = replace(world, variables={**world.variables, "DRILL_IMAGES": setting, "PATH": "/nowhere"})
    with sitting(world, DECK) as made, Path(os.devnull).open() as terminal:
        wall = Wall(made, terminal.fileno())
        wall.hear(SAYS.get(protocol, {"last": "1"}))
        yield Screens(made, made.collection.env, no_exercise, color=False, wall=wall), wall


def names(screens: Screens, wall: Wall) -> list[str]:
    """Return the files of the pictures on the screen."""
    screens.draw(80, 24)
    return [spot.path.name for spot in wall.wanted]


def test_what_belongs_to_what_is_shown(world: Environment):
    """Of the question first, then of both; of the next card only its own, and of these what can be drawn."""
    with hanging(world) as (screens, wall):
        assert names(screens, wall) == ["curve.png"]
        screens.press(" ")
        assert names(screens, wall) == ["large.jpg", "curve.png"]
        screens.press("?")
        assert names(screens, wall) == []
        screens.press("?")
        assert names(screens, wall) == ["large.jpg", "curve.png"]
        screens.press("3")
        assert names(screens, wall) == ["curve.png"]
        assert "[picture: it]" in screens.draw(80, 24)
        screens.press("1")
        screens.press("3")
        assert names(screens, wall) == []


@pytest.mark.parametrize(("protocol", "setting"), [("", "auto"), ("kitty", "off")])
def test_without_graphics_there_are_words(world: Environment, protocol: str, setting: str):
    """And the key that opens the picture."""
    with hanging(world, protocol, setting) as (screens, wall):
        text = screens.draw(80, 24)
        assert (wall.insets(), wall.hung()) == (None, "")
        assert "[picture: a curve]" in text
        assert "o picture" in text
        assert bool(wall.questions({"TERM": "xterm"})) is (setting != "off")
        screens.press("o")
        assert not screens.wants_terminal
        assert "xdg-open is not installed" in screens.trouble


def test_the_key_shows_it_alone(world: Environment):
    """On a screen of its own, so the terminal is wanted."""
    with hanging(world) as (screens, _wall):
        screens.press("O")
        assert screens.wants_terminal


def test_a_setting_needs_no_answer(world: Environment):
    """What the terminal says of its cells is heeded."""
    with hanging(world, "", "sixel") as (screens, wall):
        assert wall.graphics.protocol == "sixel"
        screens.draw(80, 24)
        assert wall.hung().count("\x1bPq") == 1
        wall.hear({"kitty": "OK", "wide": "20", "high": "40", "last": "1"})
        assert wall.graphics == ("sixel", (20, 40))


@pytest.mark.parametrize("protocol", SAYS)
def test_a_picture_is_drawn_once(world: Environment, protocol: str):
    """However often the screen is; at its place, and the cursor is back where it was."""
    with hanging(world, protocol) as (screens, wall):
        screens.draw(80, 24)
        drawn = wall.hung()
        assert re.match(r"\x1b7\x1b\[0m\x1b\[6;3H\x1b", drawn)
        assert drawn.endswith("\x1b8")
        assert len(DRAWN.findall(drawn)) == 1
        for _second in range(3):
            screens.draw(80, 24)
            assert (wall.is_stale, wall.hung()) == (False, "")
        screens.press("?")
        screens.draw(80, 24)
        assert wall.is_stale
        assert wall.cleared() == ("\x1b_Ga=d,d=I,i=1,q=2\x1b\\" if protocol == "kitty" else CLEAR)
        assert (wall.is_stale, wall.hung(), wall.cleared()) == (False, "", "")


def test_a_picture_that_was_edited_is_looked_at_anew(world: Environment):
    """Once the screen was somebody else's."""
    with hanging(world) as (screens, wall):
        screens.draw(80, 24)
        before = wall.wanted
        saved(world.cwd / "decks" / "curve.png", (100, 90))
        wall.cleared()
        screens.draw(80, 24)
        assert before[0][3:] != wall.wanted[0][3:] == (13, 6)
        (world.cwd / "decks" / "curve.png").unlink()
        assert wall.hung() == ""


def typed(world: Environment, protocol: str, pressed: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what goes to a terminal of 80 x 24 while keys are pressed, each after the screen was drawn."""
    sink, left = StringIO(), list(pressed)
    output = Vt100_Output(sink, lambda: Size(rows=24, columns=80), term="xterm", enable_cpr=False)
    lay = keys.Desk.lay
    with hanging(world, protocol) as (screens, wall), create_pipe_input() as source:

        def pressing(desk, app):
            lay(desk, app)
            source.send_text(left.pop(0) if left else "")

        monkeypatch.setattr(keys.Desk, "lay", pressing)
        with suppress(KeyboardInterrupt):
            keys.run(screens, source, output, wall)
        assert not wall.hanging
    return sink.getvalue()


def events(text: str) -> list[str]:
    """Return the order of what is drawn and taken away."""
    marks = {"What is this?": "question", "A curve, larger": "answer", "Card": "facts", CLEAR: "gone"}
    found = re.finditer(rf"{DRAWN.pattern}|\x1b_Ga=d|What is this\?|A curve, larger|Card|\x1b\[2J", text)
    return [marks.get(part[0], "gone" if part[0] == "\x1b_Ga=d" else "picture") for part in found]


@pytest.mark.parametrize("protocol", SAYS)
@pytest.mark.parametrize("end", ["q", "\x03", "\x04"])
def test_from_keys_to_the_screen(world: Environment, protocol: str, end: str, monkeypatch):
    """Each picture comes after the text of its page; before another page, and at the end, it is taken away."""
    text = typed(world, protocol, f" i {end}", monkeypatch)
    found = events(text)
    happened = [event for event, _repeated in groupby(found)]
    answered = ["gone", "question", "answer", "picture"]
    assert happened[:8] == ["question", "picture", *answered, "gone", "facts"]
    assert happened[-2:] == ["picture", "gone"]  # of the page before these, only what differs is drawn
    assert found.count("picture") == 5
    last = "\x1b_Ga=d" if protocol == "kitty" else CLEAR
    assert text.rindex(last) < text.rindex("\x1b[?1049l")


def test_the_clock_goes_on_beside_a_picture(world: Environment, monkeypatch):
    """What is drawn each second touches no picture."""
    monkeypatch.setattr(keys, "TICK_S", 0.01)
    text = typed(world, "sixel", ["", "", "", "f", "f", "q"], monkeypatch)
    assert events(text) == ["question", "picture", "gone"]
