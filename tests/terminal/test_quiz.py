"""`drill study` in a real terminal: keys in, screen out."""

import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from mixed_deck import DECK
from person import ROOT, Person

SitDown = Callable[..., Person]
Log = Callable[[], list[tuple[str, int]]]

ENTER, CTRL_C, CTRL_D, CTRL_Z, ESCAPE, BACKSPACE = "\r", "\x03", "\x04", "\x1a", "\x1b", "\x7f"
KEYS_ARE_OURS = re.escape("\x1b[?2004h")
"""What comes out once prompt_toolkit has the terminal."""

COLOURS = {"3", "4", "9", "10"}


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck with a card of each of the six kinds."""
    path = tmp_path / "decks" / "mixed.yaml"
    path.parent.mkdir()
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def log(tmp_path: Path) -> Callable[[], list[tuple[str, int]]]:
    """Return note and rating of each answer on disk that stands, the oldest first."""

    def read() -> list[tuple[str, int]]:
        query = """SELECT name, rating FROM revlog JOIN card ON card.id = revlog.card
            WHERE (at_ms, device) NOT IN (SELECT other, other_device FROM act WHERE kind = 1) ORDER BY at_ms"""
        with closing(sqlite3.connect(tmp_path / "drill_home" / "drill.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [(name.partition("#")[0], rating) for name, rating in database.execute(query)]

    return read


@pytest.fixture
def sit_down(tmp_path: Path, deck: Path) -> Iterator[Callable[..., Person]]:
    """Run `drill` in a terminal: `sit_down("study", "mixed", size=(40, 24), NO_COLOR="1")`."""
    people: list[Person] = []

    def start(*words: str, size: tuple[int, int] = (80, 24), ignores_hang_up: bool = False, **variables: str) -> Person:
        own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        world = {**own, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **variables}
        people.append(Person(list(words), tmp_path, world, size, ignores_hang_up=ignores_hang_up))
        return people[-1]

    yield start
    for person in people:
        person.stand_up()


def number_of(screen: str, option: str) -> str:
    """Return the number before an option."""
    found = re.search(rf"(\d+)  {option}$", screen, re.MULTILINE)
    assert found is not None, screen
    return found[1]


def colours(raw: str) -> set[str]:
    """Return the codes among the escape codes for attributes that set a colour."""
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", raw) for code in found.split(";")}
    return {code for code in codes if code[:-1] in COLOURS and code[-1:] not in "9"}


def answer_all(person: Person, lang: str) -> None:
    """Go through the mixed deck and know everything."""
    words = {
        "en": ("Training", "F1 is the", "Which share", "recall", "What turns", "rotary embedding", "What comes"),
        "zh": ("训练", "F1 是", "找到的比例", "召回率", "什么旋转", "旋转编码", "先做什么"),
    }[lang]
    items = {"en": ("collect", "clean", "train"), "zh": ("采集", "清洗", "训练")}[lang]
    person.press(" ")
    person.see(words[0], "▸3")
    person.press("4")
    person.see(words[1])
    person.press(" ", "4")
    person.press(number_of(person.see(words[2], words[3]), words[3]))
    person.see("✓", "▸3")
    person.press("4")
    person.see(words[4], "›")
    person.type(words[5])
    person.see("✓ " + words[5], "▸3")
    person.press("4")
    screen = person.see(words[6], "›")
    person.type(" ".join(number_of(screen, item) for item in items))
    person.see("✓ " + " → ".join(items), "▸3")
    person.press("4")
    person.see("30", "›")
    person.type("60%")
    person.see("✓", "▸3")
    person.press("4")


@pytest.mark.parametrize(("lang", "end"), [("en", "6 answers"), ("zh", "作答 6 次")])
def test_a_whole_sitting(sit_down: SitDown, log: Log, lang: str, end: str):
    """All six kinds of cards, and the closing page on the screen that was there before."""
    person = sit_down("study", "mixed", "--lang", lang)
    answer_all(person, lang)
    assert person.end() == 0
    assert log() == [(note, 4) for note in ("basic", "gap", "pick", "name", "seq", "num")]
    assert end in person.text
    assert "›" not in person.text
    assert person.local_modes == person.first_modes
    assert person.cursor is not None


def test_the_first_card_stands_on_a_screen_of_its_own(sit_down: SitDown):
    """It fills the screen without moving it; leaving brings the old screen back, and no word is said."""
    person = sit_down("study", "mixed")
    rows = person.see("What is paid once?", "q quit").split("\n")
    assert rows[0].startswith("  A mixed deck")
    assert rows[3] == "  What is paid once?"
    assert rows[23].startswith("  space show the answer")
    person.read_raw(KEYS_ARE_OURS)
    assert person.screen.first is not None
    assert person.cursor is None
    person.press("q")
    assert person.end() == 0
    assert person.text == ""
    assert person.local_modes == person.first_modes


def test_keys_pressed_before_the_first_card_count(sit_down: SitDown, log: Log):
    """Nothing that is typed while the program starts is lost, Enter included."""
    person = sit_down("study", "mixed")
    person.press(" ", "3", ENTER, ENTER, " ", "2")
    person.see("What turns a vector?")
    assert log() == [("basic", 3), ("gap", 3), ("pick", 2)]
    person.press(CTRL_D)
    assert person.end() == 0
    assert "3 answers" in person.text


def test_ctrl_c_keeps_what_was_answered(sit_down: SitDown, log: Log):
    """It ends with the exit code of an interruption, sums up, and gives the terminal back."""
    person = sit_down("study", "mixed")
    person.press(" ", "1", " ")
    person.see("harmonic mean")
    person.press(CTRL_C)
    assert person.end() == 130
    assert log() == [("basic", 1)]
    assert "1 answer" in person.text
    assert "Traceback" not in person.raw
    assert person.local_modes == person.first_modes


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_gives_the_terminal_back(sit_down: SitDown, log: Log, number: signal.Signals, code: int):
    """Whoever sends it; what was answered is kept."""
    person = sit_down("study", "mixed")
    person.press(" ", "3")
    person.see("F1 is the")
    person.signal(number)
    assert person.end() == code
    assert log() == [("basic", 3)]
    assert "Traceback" not in person.raw
    assert person.local_modes == person.first_modes
    assert person.screen.first is None


@pytest.mark.parametrize("ignores_hang_up", [False, True])
def test_closing_the_terminal_keeps_what_was_answered(sit_down: SitDown, log: Log, ignores_hang_up: bool):
    """The program ends, even one that does not hear the hang-up."""
    person = sit_down("study", "mixed", ignores_hang_up=ignores_hang_up)
    person.press(" ", "3", " ", "4")
    person.see("Which share was found?")
    person.hang_up()
    assert log() == [("basic", 3), ("gap", 4)]


def test_undo_shows_the_card_again(sit_down: SitDown, log: Log):
    """Two answers are taken back, one by one, and the first is given anew."""
    person = sit_down("study", "mixed")
    person.press(" ", "1", " ", "1")
    person.see("Which share was found?")
    person.press("u")
    person.see("F1 is the", "taken back")
    person.press("u")
    person.see("What is paid once?", "taken back")
    assert log() == []
    person.press(" ", "4")
    person.see("F1 is the")
    assert log() == [("basic", 4)]


def test_a_resized_terminal_is_drawn_anew(sit_down: SitDown):
    """At once, at any size, with the question and with the line that is being typed."""
    person = sit_down("study", "mixed")
    person.see("What is paid once?")
    for width, height, rule in ((120, 40, 88), (40, 12, 38), (20, 6, 20), (9, 2, 9), (80, 24, 76)):
        person.resize(width, height)
        person.see_row("╌" * rule)
    person.press(" ", "4", " ", "4", " ", "1")
    person.see("What turns a vector?")
    person.press("旋转")
    person.see("› 旋转")
    person.resize(30, 10)
    person.see_row("╌" * 30)
    person.see("› 旋转")
    assert person.screen.display[person.cursor[0]].startswith("› ")


def test_a_terminal_too_small_to_read_in_is_survived(sit_down: SitDown, log: Log):
    """It shows what fits; keys do what they do."""
    person = sit_down("study", "mixed", size=(8, 3))
    person.read_raw(KEYS_ARE_OURS)
    person.press(" ", "3", "q")
    assert person.end() == 0
    assert log() == [("basic", 3)]


def test_no_color_means_no_colour(sit_down: SitDown):
    """With NO_COLOR no code sets one, from the first card to the closing page; without it there is one accent."""
    raw = []
    for home, variables in enumerate(({"NO_COLOR": "1"}, {})):
        person = sit_down("study", "mixed", "--home", str(home), **variables)
        person.press(" ", "1", " ", "1", "?")
        person.see("these keys")
        person.press(" ", CTRL_D)
        assert person.end() == 0
        raw.append(person.raw)
    assert [colours(text) for text in raw] == [set(), {"35"}]


def test_a_response_is_typed_like_any_line(sit_down: SitDown, log: Log):
    """The cursor is where the letters go, for input methods, and nowhere else; mistakes can be mended."""
    person = sit_down("study", "mixed", "--lang", "zh")
    person.press("b", "b", "b")
    screen = person.see("什么旋转向量？", "›")
    row = next(n for n, line in enumerate(screen.split("\n")) if line.strip() == "›")
    person.read_raw(KEYS_ARE_OURS + r"(?s:.*)\x1b\[\?25h")
    assert person.cursor == (row, 4)
    person.press("旋转编马")
    person.see("› 旋转编马")
    assert person.cursor == (row, 12)
    person.press(BACKSPACE)
    person.type("码。")
    person.see("✓ 旋转编码", "▸3")
    assert person.cursor is None
    person.press("u")
    person.see("什么旋转向量？", "›", "已撤销")
    person.press(ESCAPE)
    person.see("esc 键入")
    person.press("u")
    person.see("找到的比例叫什么？")
    assert log() == []


def test_escape_turns_letters_into_keys(sit_down: SitDown, log: Log):
    """A line that was begun is dropped; the card can then be put away, or turned over as not known."""
    person = sit_down("study", "mixed")
    person.press("b", "b", "b")
    person.see("What turns a vector?", "›")
    person.press("rot")
    person.see("› rot")
    person.press(ESCAPE)
    person.see("esc type")
    person.press("b")
    person.see("What comes first?", "›")
    person.press(ESCAPE)
    person.see("esc type")
    person.press(" ")
    person.see("✓ collect → clean → train", "▸1 Again")
    person.press(" ")
    person.see("Recall of 30 in 50?")
    assert log() == [("seq", 1)]


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str, str], str]:
    """An editor that replaces a text in the deck: `editor(old, new)` returns its command."""

    def make(old: str, new: str) -> str:
        script = tmp_path / "editor.sh"
        script.write_text(f"#!/bin/sh\necho editing\nsed -i 's/{old}/{new}/' \"$1\"\n")
        script.chmod(0o755)
        return str(script)

    return make


def test_an_edited_card_is_shown_at_once(sit_down: SitDown, log: Log, editor: Callable[[str, str], str]):
    """The editor has the terminal to itself, and the sitting goes on with the new text."""
    person = sit_down("study", "mixed", EDITOR=editor("paid once", "paid only once"))
    person.press(" ", "e")
    person.see("What is paid only once?")
    assert "\x1b[?1049l" in person.raw
    assert "editing" in person.raw
    person.press("3")
    person.see("F1 is the")
    assert log() == [("basic", 3)]


def test_what_was_typed_so_far_outlives_the_editor(sit_down: SitDown, log: Log, editor: Callable[[str, str], str]):
    """Escape leaves the line, e edits the card, and the line goes on as it was."""
    person = sit_down("study", "mixed", "--type", EDITOR=editor("paid once", "paid only once"))
    person.see("What is paid once?")
    person.press("Trai")
    person.see("› Trai")
    person.press("\x1b")
    person.see_no_more("› Trai")
    person.press("e")
    person.see("What is paid only once?", "› Trai")
    person.type("ning")
    person.see("✓ Training")


def test_a_deck_broken_in_the_editor_is_named_and_survived(
    sit_down: SitDown, log: Log, editor: Callable[[str, str], str]
):
    """The fault says where it is; the other cards are asked."""
    person = sit_down("study", "mixed", EDITOR=editor("^notes:", "notes: ["))
    person.press(" ", "e")
    person.see("! ", "mixed.yaml:", "Training")
    person.press("3")
    person.see("F1 is the")
    person.press(" ", "3")
    person.see("Which share was found?")
    assert log() == [("basic", 3), ("gap", 3)]


@pytest.mark.parametrize(("variables", "said"), [({}, "no editor is set"), ({"EDITOR": "false"}, "failed with code 1")])
def test_an_editor_that_fails_is_one_message(sit_down: SitDown, variables: dict[str, str], said: str):
    """The card stays, and so does the sitting."""
    person = sit_down("study", "mixed", **variables)
    person.press("e")
    person.see("! ", said, "What is paid once?")
    person.press(" ")
    person.see("Training")
    person.see_no_more(said)


EXERCISE = """\
import os, sys
from time import sleep
if "exercise" in sys.orig_argv:
    with open("runs.txt", "a+") as file:
        file.write("x")
        run = file.tell()
    try:
        print("training", sys.orig_argv[-1], run, flush=True)
        sleep(60)
    except KeyboardInterrupt:
        print("partial report", run, flush=True)
    os._exit(130)
"""


def test_ctrl_c_ends_the_exercise_and_not_the_sitting(sit_down: SitDown, log: Log, tmp_path: Path, deck: Path):
    """It runs on the first screen, its report stays until a key is pressed, and the card is as it was."""
    deck.write_text(
        DECK.replace("    why: {en: Inference recurs.", "    exercise: cnn\n    why: {en: Inference recurs.")
    )
    hook = tmp_path / "hook" / "sitecustomize.py"
    hook.parent.mkdir()
    hook.write_text(EXERCISE)
    person = sit_down("study", "mixed", PYTHONPATH=f"{hook.parent}:{ROOT}")
    person.press(" ")
    person.see("▸3", "x run cnn")
    for run, key in ((1, "q"), (2, CTRL_C)):
        person.press("x")
        person.see(f"training cnn {run}")
        person.press("q", CTRL_C)
        person.read_raw(rf"partial report {run}(?s:.*)Press any key to go back to the card")
        person.press(key)
        person.see("What is paid once?", "Inference recurs.", "x run cnn")
    assert log() == []
    person.press("3")
    person.see("F1 is the")
    person.press("q")
    assert person.end() == 0
    assert log() == [("basic", 3)]
    assert "drill exercise cnn" in person.text
    assert person.local_modes == person.first_modes


def test_an_exercise_that_is_none_is_one_line(sit_down: SitDown, log: Log, deck: Path):
    """`drill exercise` itself says so, and the sitting goes on."""
    deck.write_text(
        DECK.replace("    why: {en: Inference recurs.", "    exercise: zzz\n    why: {en: Inference recurs.")
    )
    person = sit_down("study", "mixed")
    person.press(" ", "x")
    person.see('drill: unknown exercise "zzz"', "Press any key to go back to the card.")
    person.press(" ")
    person.see("Inference recurs.", "x run zzz")
    person.press("3")
    person.see("F1 is the")
    assert log() == [("basic", 3)]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("is_key", [True, False])
def test_stopping_and_going_on_changes_nothing(sit_down: SitDown, is_key: bool, times: int):
    """Ctrl-Z, or whoever stops it, gives the terminal back to the shell; the card is there again afterwards."""
    person = sit_down("study", "mixed")
    person.read_raw(KEYS_ARE_OURS)
    for time in range(1, times + 1):
        if is_key:
            person.press(CTRL_Z)
        else:
            person.signal(signal.SIGTSTP)
        stopped = rf"(?s:{KEYS_ARE_OURS}.*?\x1b\[\?1049l.*?){{{time}}}"
        person.read_raw(stopped)
        person.signal(signal.SIGCONT)
        person.read_raw(stopped + KEYS_ARE_OURS)
    person.press(" ")
    person.see("What is paid once?", "Training")
    person.press("q")
    assert person.end() == 0


def test_a_crash_gives_the_terminal_back(sit_down: SitDown, log: Log, tmp_path: Path):
    """A bug shows its trace on the screen that was there before; nobody has to press anything."""
    hook = tmp_path / "hook" / "sitecustomize.py"
    hook.parent.mkdir()
    hook.write_text(
        "from drillcli.ui import facts\n"
        "def page(sitting):\n    raise RuntimeError('a bug for a test')\n"
        "facts.page = page\n"
    )
    person = sit_down("study", "mixed", PYTHONPATH=f"{hook.parent}:{ROOT}")
    person.press(" ", "3")
    person.see("F1 is the")
    person.press("i")
    assert person.end() == 1
    assert "RuntimeError: a bug for a test" in person.text
    assert "Press ENTER" not in person.raw
    assert log() == [("basic", 3)]
    assert person.local_modes == person.first_modes
    assert person.screen.first is None
    assert person.cursor is not None


def test_a_terminal_that_cannot_draw_gets_lines(sit_down: SitDown, log: Log):
    """With TERM=dumb a sitting goes line by line, and says what may be typed."""
    person = sit_down("study", "mixed", "--seed", "1", "--limit", "1", TERM="dumb")
    person.see("Enter shows the answer")
    person.press("\r")
    person.see("1: Again")
    person.press("1\r")
    assert person.end() == 0
    assert len(log()) == 1
