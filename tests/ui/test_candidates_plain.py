"""The candidates for a deck line by line: what is told, what each line does."""

from dataclasses import replace
from io import StringIO

import pytest
from test_candidates import made

from drillcli import look
from drillcli.config import Environment
from drillcli.deckfile.write import Entry
from drillcli.ui import candidates_plain


@pytest.fixture(autouse=True)
def _plainly():
    look.set_look("auto", plain=True)
    yield
    look.set_look("auto", plain=False)


def chosen(env: Environment, *lines: str) -> tuple[str, list[Entry]]:
    """Type lines; return what was told and the notes that were kept."""
    out = StringIO()
    world = replace(env, stdin=StringIO("".join(line + "\n" for line in lines)), stdout=out)
    entries = candidates_plain.choose(world, made())
    return out.getvalue(), entries


def test_keep_drop_and_undo(env: Environment) -> None:
    """The list first, then each candidate with its place, question and answer; Enter keeps, in full width too."""
    said, entries = chosen(env, "", "d", "u", "ｄ", "k")
    order = ["0.90; 什么是缓存？; 3", "1 of 3", "d.md:3; confidence 0.90", "This is asked:\n什么是缓存？\n", "2 of 3"]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "This is the answer:\nRight: blue\n" in said
    assert said.count("2 of 3") == 2
    assert [kind for _name, kind, _fields in entries] == ["basic", "choice"]


def test_words_become_gaps(env: Environment) -> None:
    """After c a line has the words; a slash and a letter goes back, Enter alone takes what is in bold."""
    said, entries = chosen(env, "", "c", "/b", "c", "third", "c", "", "a")
    assert said.count("Words to leave out") == 3
    assert "third" in said.split("Words to leave out")[2]
    assert [kind for _name, kind, _fields in entries] == ["basic", "cloze", "choice"]


@pytest.mark.parametrize("lines", [("",), ("", "q", "q"), ("q",)])
def test_leaving_writes_nothing(env: Environment, lines: tuple[str, ...]) -> None:
    """At the end of the lines, or with q, a second time where something was kept."""
    assert chosen(env, *lines)[1] == []


def test_a_line_that_is_no_key_is_told(env: Environment) -> None:
    """With the page that lists them, in words."""
    said, _entries = chosen(env, "what?", "?")
    assert "'what?' is no key here; ? lists them" in said
    assert "Enter: keep the note\nd: drop it\n" in said
    assert not set(said) & set("↵↑↓")
