"""Answers of a terminal and keys come on one line, and are told apart."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from select import select
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.input.typeahead import get_typeahead

from drillcli.ui import keys
from drillcli.ui.asking import BACKGROUND, CLEAR, LAST, Asking

WHITE = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
DONE = "\x1b[?62;22c"


def asking() -> Asking:
    made = Asking(lambda: None)
    made.ask(BACKGROUND, StringIO())
    return made


@pytest.mark.parametrize(("reply", "colour"), [
    (WHITE, (255, 255, 255)),
    ("\x1b]11;rgb:1e1e/1e1e/2e2e\x07", (30, 30, 46)),
    ("\x1b]11;rgb:0/8/f\x1b\\", (0, 136, 255)),
    ("\x1b]11;rgba:0000/2b2b/3636/ffff\x1b\\", (0, 43, 54)),
    ("\x1b]11;?\x1b\\", None),
    ("\x1b]11;black\x1b\\", None),
])  # fmt: skip
def test_the_background(reply: str, colour: tuple[int, int, int] | None):
    """As xterm writes it, with one to four digits, ended in either way; what makes no sense says nothing."""
    made = asking()
    assert made.hear(reply) == ""
    assert made.background == colour


@given(st.text("1234u q?eé中", max_size=6), st.text("1234uq", max_size=6), st.integers(0, 60), st.integers(0, 60))
def test_keys_are_kept_in_their_order(before: str, after: str, one: int, other: int):
    """Wherever keys fall between answers, and wherever what comes is cut in pieces but right after an escape."""
    text = before + WHITE + after + DONE + before
    cuts = sorted(at for at in {min(one, len(text)), min(other, len(text))} if text[at - 1 : at] != "\x1b")
    made = asking()
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert "".join(map(made.hear, pieces)) == before + after + before
    assert made.background == (255, 255, 255)


def test_an_escape_key_is_not_kept_back():
    """Alone it is a key; an arrow is one, too."""
    made = asking()
    assert [made.hear(key) for key in ("\x1b", "\x1b[A", "\x1bOB", "1")] == ["\x1b", "\x1b[A", "\x1bOB", "1"]


@pytest.mark.parametrize("key", ["\x1bP", "\x1b_", "\x1b[6~", "\x1b]", "\x1b[6;5~"])
def test_a_key_that_an_answer_could_begin_with(key: str):
    """It waits for the next key at most."""
    made = asking()
    assert made.hear(key) + made.hear("x") + made.hear("y") == f"{key}xy"


def test_after_the_last_answer_nothing_is_taken_away():
    """Nor before the first question."""
    made = asking()
    assert made.hear(DONE) == ""
    assert made.hear(WHITE) == Asking(lambda: None).hear(WHITE) == WHITE
    assert made.background is None


def test_the_question_leaves_an_empty_screen():
    """What a terminal shows of a question it does not know is cleared away before anything is painted."""
    sink = StringIO()
    Asking(lambda: None).ask(BACKGROUND, sink)
    assert sink.getvalue() == BACKGROUND + LAST + CLEAR


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    source, sink = os.pipe()
    yield source, sink
    os.close(source)


def test_looking_does_not_wait(pipe: tuple[int, int]):
    """What is there is taken, keys are kept for later; a line that ended is told."""
    source, sink = pipe
    made = asking()
    made.look(source)
    assert (made.keys, made.background) == ("", None)
    os.write(sink, b"3" + WHITE.encode() + " 中".encode())
    made.look(source)
    assert (made.keys, made.background) == ("3 中", (255, 255, 255))
    os.close(sink)
    with pytest.raises(EOFError):
        made.look(source)


def test_keys_that_came_early_and_answers_that_come_late():
    """prompt_toolkit gets the one as keys pressed ahead, and never sees the other."""
    made = asking()
    made.keys = "3\x1b[A"
    with create_pipe_input() as source:
        keys.heed(source, made)
        assert [press.key for press in get_typeahead(source)] == ["3", "up"]
        source.send_text("q" + WHITE + "1" + DONE + "2")
        assert [press.key for press in source.read_keys()] == ["q", "1", "2"]
    assert made.background == (255, 255, 255)


def test_what_comes_late_is_waited_for(pipe: tuple[int, int]):
    """A learner who quits at once over a slow connection would have it at the prompt of the shell."""
    source, sink = pipe
    made = asking()
    late = Timer(0.05, os.write, (sink, f"q{WHITE}{DONE}".encode()))
    late.start()
    made.close(source)
    late.join()
    assert not made.is_open
    assert select([source], [], [], 0)[0] == []


def test_a_terminal_that_does_not_answer_is_not_waited_for_long(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch):
    """Nor is one whose keys have come to their end."""
    monkeypatch.setattr("drillcli.ui.asking.PATIENCE_MS", 20)
    source, _sink = pipe
    made = asking()
    made.close(source)
    assert made.is_open
    with Path(os.devnull).open() as ended:
        made.close(ended.fileno())
