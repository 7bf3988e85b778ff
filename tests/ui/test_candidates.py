"""The candidates for a deck one by one, without a terminal: keys in, a page out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drillcli.config import Environment
from drillcli.extract import draft_notes
from drillcli.extract.draft import Draft, draft
from drillcli.extract.items import Item, Kind, Parse, Point
from drillcli.ui.candidates import Candidates

WIDTH, HEIGHT = 80, 24


def made() -> Draft:
    """Return a draft of three notes: plain, with terms in bold, with options."""
    plain = Item(
        Kind.QUESTION, 1, "", "什么是缓存？", "一种**存储**。", (), "", (), (), (), (), (), "", "d.md", 3, (), 0.9, ()
    )
    bold = replace(plain, number=2, question="What is a queue?", answer="First **in**, first **out**.", line=7)
    options = (Point("A", "red"), Point("B", "blue"))
    choice = replace(plain, number=3, question="Which?", answer="B", options=options, correct=("B",), line=11)
    return draft(Parse((plain, bold, choice), (), {"d.md": "测试"}), 0.5)


@pytest.fixture
def screen(env: Environment) -> Candidates:
    return Candidates(env, made(), color=False)


def page(screen: Candidates) -> str:
    return screen.draw(WIDTH, HEIGHT)


def press(screen: Candidates, keys: str) -> None:
    for key in keys:
        screen.press(key)


def test_the_list_comes_first(screen: Candidates) -> None:
    """First there is a list: number, confidence, question and line, in columns; any key goes on."""
    shown = page(screen)
    assert [line.split() for line in shown.splitlines() if "0.90" in line] == [
        ["1", "0.90", "什么是缓存？", "3"],
        ["2", "0.90", "What", "is", "a", "queue?", "7"],
        ["3", "0.90", "Which?", "11"],
    ]
    screen.press("x")
    assert "一种存储" in page(screen)
    assert screen.place == 0


@pytest.mark.parametrize(("width", "height"), [(20, 6), (30, 8), (80, 24), (200, 60)])
def test_every_size(screen: Candidates, width: int, height: int) -> None:
    """No page has more lines than the terminal, whatever is shown."""
    for key in "x c":
        assert len(screen.draw(width, height).split("\n")) <= height
        screen.press(key)
    screen.trouble = "something is wrong, and it takes a while to say what it is"
    assert len(screen.draw(width, height).split("\n")) <= height


def test_keep_and_drop(screen: Candidates) -> None:
    """Space keeps and d drops; at the end the kept ones are the deck."""
    press(screen, "x d ")
    assert screen.is_done
    assert [(name, kind) for name, kind, _fields in screen.chosen()] == [("q-1", "basic"), ("q-3", "choice")]


def test_undo(screen: Candidates) -> None:
    """U goes back to the candidate before, as often as one likes."""
    press(screen, "xdduu u")
    assert screen.place == 0


def test_all(screen: Candidates) -> None:
    """A keeps this one and all that follow."""
    press(screen, "xda")
    assert [fields["from"] for _name, _kind, fields in screen.chosen()] == [["d.md:7"], ["d.md:11"]]


def test_quit(screen: Candidates) -> None:
    """Q leaves with nothing; once something was decided, only at the second time."""
    press(screen, "xdq")
    assert not screen.is_done
    assert "nothing is written" in page(screen)
    screen.press("q")
    assert screen.is_done
    assert screen.chosen() == []


def test_quit_is_taken_back_by_another_key(screen: Candidates) -> None:
    """A key between two q means that the user stays."""
    press(screen, "xdqtxq")
    assert not screen.is_done


def test_quit_at_once(screen: Candidates) -> None:
    """Where nothing was decided q leaves at once."""
    press(screen, "xq")
    assert screen.is_done


def test_split_into_gaps(screen: Candidates) -> None:
    """C asks for words; without any, what is in bold becomes gaps, and the note a cloze."""
    press(screen, "x c")
    assert screen.is_typing
    assert "in, out" in page(screen)
    screen.submit("")
    assert "[…]" in page(screen)
    assert "2 cards" in page(screen)
    press(screen, "a")
    assert [kind for _name, kind, _fields in screen.chosen()] == ["basic", "cloze", "choice"]


def test_split_at_words(screen: Candidates) -> None:
    """The words are parted by commas of either width; what is not there is said, and the note stays."""
    press(screen, "xc")
    screen.submit("存储，没有")
    assert "“没有”" in page(screen)
    assert screen.notes[0].kind == "basic"
    screen.press("c")
    screen.submit("一种")
    assert screen.notes[0].fields["cloze"] == {"zh": "什么是缓存？\n\n{{一种}}**存储**。"}


def test_typing_is_left_by_escape(screen: Candidates) -> None:
    """Escape goes back from the line of words."""
    press(screen, "xc")
    screen.press("escape")
    assert not screen.is_typing


def test_edit(screen: Candidates, tmp_path: Path, editor: Callable[[str], None]) -> None:
    """E opens the note in the editor, and what was made of it is shown and written."""
    editor("s/A queue/a queue/; s/First/Always first/")
    press(screen, "x e")
    assert screen.wants_terminal
    screen.use_terminal()
    assert "Always first" in page(screen)
    press(screen, "a")
    assert screen.chosen()[1][2]["a"] == {"en": "Always first **in**, first **out**."}


def test_a_fault_in_the_edit(screen: Candidates, editor: Callable[[str], None]) -> None:
    """What cannot be read after editing is told with its line, and the next e shows it again."""
    editor("s/    a:/    b:/")
    press(screen, "xe")
    screen.use_terminal()
    assert "unknown field `b`" in page(screen)
    editor("s/    b:/    a:/")
    press(screen, "e")
    screen.use_terminal()
    assert "unknown field" not in page(screen)
    assert screen.unread == {}


def test_no_editor(screen: Candidates) -> None:
    """Without an editor the reason is said."""
    press(screen, "xe")
    screen.use_terminal()
    assert screen.trouble.startswith("d.md:3: no editor is set; set EDITOR")


@pytest.fixture
def editor(env: Environment, screen: Candidates) -> Callable[[str], None]:
    """Make the editor a sed script."""

    def use(script: str) -> None:
        screen.env = replace(env, variables={**env.variables, "EDITOR": f"sed -i '{script}'", "PATH": "/usr/bin:/bin"})

    return use


def test_several_notes_of_one(screen: Candidates, tmp_path: Path, env: Environment) -> None:
    """A note may become several in the editor, with ids of their own."""
    script = tmp_path / "twice.sh"
    script.write_text(
        '#!/bin/sh\nsed "1,/^notes/d; s/id: /id: second-/" "$1" > "$1.more"; cat "$1.more" >> "$1"; rm "$1.more"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    screen.env = replace(env, variables={**env.variables, "EDITOR": str(script), "PATH": "/usr/bin:/bin"})
    press(screen, "xe")
    screen.use_terminal()
    assert "2 notes" in page(screen)
    press(screen, "a")
    assert [name for name, _kind, _fields in screen.chosen()][:2] == ["q-1", "second-q-1"]


def test_what_was_decided_outlives_the_program(env: Environment) -> None:
    """Each decision is on the disk at once, edited notes too; another document has decisions of its own."""
    first = Candidates(env, made(), color=False)
    press(first, "xdc")
    first.submit("in")
    again = Candidates(env, made(), color=False)
    assert again.trouble == "you had decided on 1 of them: this goes on there; u takes it back"
    assert (again.place, again.kept, again.notes) == (1, [False], first.notes)
    assert draft_notes.entry(again.notes[0])[1] == "cloze"
    other = replace(made(), candidates=made().candidates[:2])
    assert Candidates(env, other, color=False).place == 0
    press(again, "xu")
    assert Candidates(env, made(), color=False).kept == []
    press(again, "a")
    assert len(again.chosen()) == 3
    again.decisions.forget()
    assert Candidates(env, made(), color=False).edited == set()


@pytest.mark.parametrize("text", ["", "[]", '{"kept": 1, "changed": {}}', '{"kept": [], "changed": {"0": "notes: ["}}'])
def test_a_file_that_holds_no_decisions_is_passed_over(env: Environment, text: str) -> None:
    """One begins afresh."""
    path = Candidates(env, made(), color=False).decisions.path
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert Candidates(env, made(), color=False).kept == []


def test_candidates_that_are_all_dropped_are_done_with(env: Environment) -> None:
    """There is nothing to go on with."""
    screen = Candidates(env, made(), color=False)
    press(screen, "xddd")
    assert screen.chosen() == []
    assert not screen.decisions.are_kept
