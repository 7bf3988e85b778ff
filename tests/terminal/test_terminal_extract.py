"""`drill extract` in a real terminal: the candidates one by one."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import own_variables
from person import Person

from drillcli.deckfile.check import check

DOCUMENT = """\
# 队列

## Q: What is back pressure?

A slow consumer tells the **producer** to slow down.

## Q: 什么是死信队列？

存放多次失败的消息。

## Q: What is a poison message?

One that makes every consumer fail.
"""


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Run `drill extract` on a document, into a file."""
    (tmp_path / "doc.md").write_text(DOCUMENT, encoding="utf-8")
    variables = {**own_variables(tmp_path), "TERM": "xterm-256color", "PATH": "/usr/bin:/bin"}
    del variables["COLUMNS"]
    people = []

    def run(*words: str) -> Person:
        people.append(Person(["extract", "doc.md", "-o", "deck.yaml", *words], tmp_path, variables))
        return people[-1]

    yield run
    for person in people:
        person.stand_up()


def test_keep_drop_and_split(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """After the list each candidate is kept, dropped or split; what was kept is in the file, whole."""
    person = sit_down()
    person.see("3 questions", "什么是死信队列？")
    person.press("x")
    person.see("1 of 3", "doc.md:3")
    person.press("c")
    person.see("producer", "words to leave out")
    person.type("")
    person.see("[…]")
    person.press(" ")
    person.see("2 of 3", "存放多次失败的消息")
    person.press("d")
    person.see("3 of 3")
    person.press(" ")
    assert person.end() == 0
    report = check([tmp_path / "deck.yaml"])
    assert (report.errors, report.notes) == (0, 2)
    assert "{{producer}}" in (tmp_path / "deck.yaml").read_text(encoding="utf-8")


def test_ctrl_c_leaves_nothing(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """Ctrl-C in the midst of it writes nothing and gives the terminal back."""
    person = sit_down()
    person.see("3 questions")
    person.press("x", " ")
    person.see("2 of 3")
    person.press("\x03")
    assert person.end() == 130
    assert person.local_modes == person.first_modes
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["doc.md"]


def test_quit_leaves_nothing(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """Quitting says that nothing was written."""
    person = sit_down()
    person.see("3 questions")
    person.press("x")
    person.see("1 of 3")
    person.press("q")
    assert person.end() == 0
    assert "nothing was written" in person.text
    assert not (tmp_path / "deck.yaml").exists()


def test_line_by_line(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """Plainly each line is a key; the deck is written once all candidates are decided on."""
    person = sit_down("--plain")
    person.see("0.95; What is back pressure?; 3", "1 of 3", "Enter keeps it")
    for line in ("d", "", "k"):
        person.type(line)
    assert person.end() == 0
    assert "\x1b[?1049h" not in person.raw
    report = check([tmp_path / "deck.yaml"])
    assert (report.errors, report.notes) == (0, 2)


def test_what_was_decided_is_there_after_a_kill(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """The same command goes on where it ended; once the deck is written nothing is left to go on with."""
    person = sit_down()
    person.see("3 questions")
    person.press("x", "d")
    person.see("2 of 3")
    person.signal(signal.SIGKILL)
    person.end()
    person = sit_down("--plain")
    person.see("you had decided on 1 of them: this goes on there; u takes it back", "2 of 3")
    person.type("q")
    person.see("q again leaves")
    person.type("q")
    assert person.end() == 0
    assert "what you chose is kept: the same command goes on there" in person.text
    person = sit_down("--plain")
    person.see("2 of 3")
    person.type("a")
    assert person.end() == 0
    assert check([tmp_path / "deck.yaml"]).notes == 2
    assert list((tmp_path / "drill_home" / "choices").iterdir()) == []
