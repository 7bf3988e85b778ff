"""`drill add` in a real terminal: cards are written one after the other, and nothing that was typed is lost."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import own_variables
from person import Person

from drillcli.deckfile.build import load

RIVERS = """\
title: {en: Rivers, zh: 河流}
notes:
  - id: nile
    q: {en: Which river is the longest?, zh: 哪条河最长？}
    a: {en: The Nile, zh: 尼罗河}
    tags: [africa, asia]
"""


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Run a line of `drill` beside a deck in two languages."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "rivers.yaml").write_text(RIVERS, encoding="utf-8")
    variables = {**own_variables(tmp_path), "TERM": "xterm-256color", "PATH": "/usr/bin:/bin"}
    del variables["COLUMNS"]
    people = []

    def run(*words: str, size: tuple[int, int] = (80, 24), **more: str) -> Person:
        people.append(Person(list(words), tmp_path, {**variables, **more}, size))
        return people[-1]

    yield run
    for person in people:
        person.stand_up()


def notes(tmp_path: Path) -> list[dict[str, object]]:
    deck = load(tmp_path / "decks" / "rivers.yaml", "rivers").deck
    assert deck
    return [dict(note.fields) for note in deck.notes]


def test_two_cards_one_after_the_other(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """Both languages are asked for, the card is shown as it is typed, tags are completed; the ids are printed."""
    person = sit_down("add", "rivers")
    person.see("Rivers", "Question en", "Question zh", "Answer zh", "^S add")
    person.press("Where does it end?", "\t", "它流到哪里？", "\t", "In the sea", "\t", "地中海")
    person.see("它流到哪里？", "地中海", "╌╌╌╌╌╌╌╌\n\n  地中海")
    person.press("\t", "\t", "\t", "af")
    person.see("africa")
    person.press("\t", "\x13")
    person.see("added rivers/where-does-it-end", "1 card added")
    person.press("{{Nile")
    person.see("is not closed", "[cloze]")
    person.press("}} is long")
    person.see("[…] is long")
    person.press("\x13")
    person.see("2 cards added")
    person.press("\x04")
    assert person.end() == 0
    assert "rivers/where-does-it-end\nrivers/is-long\n2 notes added to decks/rivers.yaml" in person.text
    assert person.local_modes == person.first_modes
    assert notes(tmp_path)[1:] == [
        {
            "id": "where-does-it-end",
            "q": {"en": "Where does it end?", "zh": "它流到哪里？"},
            "a": {"en": "In the sea", "zh": "地中海"},
            "tags": ["africa"],
        },
        {"id": "is-long", "cloze": {"en": "{{Nile}} is long"}, "tags": ["africa"]},
    ]


@pytest.mark.parametrize("end", [signal.SIGKILL, None])
def test_an_unfinished_card_is_offered_the_next_time(
    sit_down: Callable[..., Person], tmp_path: Path, end: int | None
) -> None:
    """Whether the person left with Ctrl-C, or the program was killed."""
    person = sit_down("add", "rivers")
    person.see("Question en")
    person.press("Half a que")
    person.see("\n  Half a que")
    if end is None:
        person.press("\x03")
        person.see("This card is unfinished")
        person.press("k")
        assert person.end() == 130
        assert "the unfinished card is kept; `drill add rivers` goes on with it" in person.text
    else:
        person.signal(end)
        person.end()
    again = sit_down("add", "rivers")
    again.see("Half a que", "left unfinished")
    again.press("stion?", "\t", "\t", "x", "\x13")
    again.see("added rivers/half-a-question")
    again.press("\x04")
    assert again.end() == 0
    assert notes(tmp_path)[1]["q"] == {"en": "Half a question?"}
    assert list((tmp_path / "drill_home" / "drafts" / "rivers").iterdir()) == []


def test_a_small_terminal_that_changes_its_size(sit_down: Callable[..., Person]) -> None:
    """The field that is written is always to be seen, and so is what keeps a card from being added."""
    person = sit_down("add", "rivers", size=(30, 8))
    person.see("Question")
    person.press("x", "\x13")
    person.see("! Answer is still empty")
    person.resize(80, 24)
    person.see("Tags", "^S add")
    person.press("\x03")
    person.see("This card is unfinished")
    person.press("d")
    person.see_no_more("unfinished")
    person.press("\x03")
    assert person.end() == 130


def test_a_deck_is_begun_and_written_into(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    """The title is asked for, in both languages; the deck asks for both."""
    person = sit_down("new", "lakes")
    person.see("Title (lakes when left empty):")
    person.type("Lakes")
    person.see("Title in Chinese")
    person.type("湖泊")
    assert person.end() == 0
    person = sit_down("add", "lakes", "--lang", "zh")
    person.see("湖泊", "问题 中文")
    person.press("\x04")
    assert person.end() == 0


def test_a_deck_broken_in_the_editor_is_opened_again_at_the_error(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    """`drill edit` says what is wrong and asks; the second time the editor is told the line of the error."""
    script = tmp_path / "vim"
    script.write_text(
        '#!/bin/sh\necho "$1" >> lines\n'
        'if grep -q "b:" "$2"; then sed -i "s/b:/a:/" "$2"; else sed -i "s/a: {/b: {/" "$2"; fi\n'
    )
    script.chmod(0o755)
    person = sit_down("edit", "rivers/nile", EDITOR=str(script))
    person.see("decks/rivers.yaml:5:5: error: unknown field `b`", "Open it again, at the error? [Y/n]")
    person.type("")
    assert person.end() == 0
    assert (tmp_path / "lines").read_text() == "+3\n+5\n"
    assert notes(tmp_path)[0]["a"] == {"en": "The Nile", "zh": "尼罗河"}


@pytest.mark.parametrize(("words", "term"), [(("--plain",), "xterm-256color"), ((), "dumb")])
def test_line_by_line(sit_down: Callable[..., Person], tmp_path: Path, words: tuple[str, ...], term: str) -> None:
    """For a screen reader, and in a terminal that can only write lines; killed, the card is offered again."""
    person = sit_down("add", "rivers", *words, TERM=term)
    person.see("Kind of card: basic.")
    person.type("")
    person.see("Question in English, required in one language at least")
    person.type("Where does it end?")
    person.type("")
    person.see("Question in Chinese, may stay empty")
    person.signal(signal.SIGKILL)
    person.end()
    person = sit_down("add", "rivers", *words, TERM=term)
    person.see("This card was left unfinished", "Kind of card: basic.")
    for line in ("", "", "", "In the sea", "", "", "", "", ""):
        person.type(line)
    person.see("This is the answer:", "warning: not written in Chinese", "a adds the card.")
    person.type("a")
    person.see("added rivers/where-does-it-end")
    person.press("\x03")
    assert person.end() == 130
    assert "\x1b[?1049h" not in person.raw
    assert notes(tmp_path)[1]["a"] == {"en": "In the sea"}


def test_a_setting_makes_it_plain(sit_down: Callable[..., Person]) -> None:
    """As it does for a sitting."""
    assert sit_down("config", "plain", "on").end() == 0
    person = sit_down("add", "rivers")
    person.see("Kind of card: basic.")
    person.press("\x04")
    assert person.end() == 0
