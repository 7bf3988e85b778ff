"""The theme goes by the terminal's background; terminals that answer late, or never, see the same sitting."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mixed_deck import DECK
from person import ROOT, Person

WHITE, NIGHT = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:0000/0000/0000\x07"
LAST = "\x1b[?62;4c"
QUESTION = r"\x1b\]11;\?.*\x1b\[c"
READY = r"\x1b\[\?2004h"
"""What comes out once prompt_toolkit has the terminal."""


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Callable[..., Person]]:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "mixed.yaml").write_text(DECK, "utf-8")
    people: list[Person] = []

    def start(**variables: str) -> Person:
        own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "COLORFGBG")}
        world = {**own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **variables}
        people.append(Person(["study", "mixed", "--lang", "en"], tmp_path, world))
        return people[-1]

    yield start
    for person in people:
        person.stand_up()


@pytest.mark.parametrize(("answer", "accent"), [(WHITE, "38;5;24"), (NIGHT, "38;5;111")])
def test_the_theme_goes_by_the_answer(sit_down: Callable[..., Person], answer: str, accent: str):
    """Also when the answer comes long after the first card was painted; keys pressed around it do what they mean."""
    person = sit_down()
    person.read_raw(QUESTION)
    person.read_raw(READY)
    person.press(" ", answer, LAST, "4")
    person.see("F1 is the")
    person.press(" ")
    person.read_raw(accent + "m")
    person.press("q")
    assert person.end() == 0
    assert "rgb" not in person.text
    assert "1 answer" in person.text
    assert accent in person.raw.rpartition("\x1b[?1049l")[2]


def test_keys_pressed_before_the_program_listens_are_kept(sit_down: Callable[..., Person]):
    """Together with the answers, in their order."""
    person = sit_down()
    person.read_raw(QUESTION)
    person.press(" " + WHITE + "4" + LAST + " ")
    person.see("F1 is the", "▸3")
    person.press("q")
    assert person.end() == 0


def test_a_terminal_that_never_answers(sit_down: Callable[..., Person]):
    """COLORFGBG speaks for it; nothing of the question is seen."""
    person = sit_down(COLORFGBG="0;15")
    screen = person.see("What is paid once?", "show the answer")
    assert "11;" not in screen
    assert "38;5;240m" in person.raw
    person.press(" ")
    person.see("▸3")
    person.press("q")
    assert person.end() == 0


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"DRILL_THEME": "dark"}, {"DRILL_THEME": "terminal"}])
def test_no_question_where_no_answer_is_needed(sit_down: Callable[..., Person], variables: dict[str, str]):
    """Without colours, or with a theme that was chosen by name."""
    person = sit_down(**variables)
    person.see("What is paid once?")
    person.press("q")
    assert person.end() == 0
    assert "\x1b]11" not in person.raw
