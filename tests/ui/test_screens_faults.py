"""What a sitting shows when something cannot be done, and after the editor."""

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from at_work import answers, at_work, marks, only, shown, table_id, write_deck
from conftest import Clock
from rich.cells import cell_len

from drillcli.config import Environment
from drillcli.errors import DamagedError
from drillcli.model import Phase
from drillcli.store.store import Store
from drillcli.ui.screens import Screens


def locked(screens: Screens) -> sqlite3.Connection:
    """Let another program hold the write lock."""
    screens.sitting.collection.store.connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(screens.sitting.collection.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def read_only(screens: Screens) -> None:
    screens.sitting.collection.store.connection.execute("PRAGMA query_only = ON")


@pytest.mark.parametrize("key", ["1", "2", "3", "4", " ", "enter", "b", "!", "f", "u"])
def test_an_act_that_cannot_be_written_says_so_and_changes_nothing(env: Environment, key: str):
    """The message is whole, the card stays turned over, nothing was written, and the next try succeeds."""
    with at_work(env) as screens:
        for first in (" ", "3", " "):
            screens.press(first)
        other = locked(screens)
        screens.press(key)
        assert "! " in shown(screens)
        assert "is locked by another program; nothing was written" in " ".join(shown(screens).split())
        assert table_id(screens) == "gap"
        assert "▸3 Good" in shown(screens)
        assert not screens.is_done
        assert answers(screens) == [("basic", 3)]
        other.execute("ROLLBACK")
        screens.press("3")
        assert answers(screens) == [("basic", 3), ("gap", 3)]
        assert "! " not in shown(screens)


@pytest.mark.parametrize("keys", [" 3", " 3u", "!"])
def test_where_the_next_card_cannot_be_read_the_sitting_ends(env: Environment, monkeypatch, keys: str):
    """There is nothing to show: the error is told, and what was done is on disk."""
    with at_work(env) as screens:
        for key in keys[:-1]:
            screens.press(key)
        before = answers(screens), marks(screens)

        def unreadable(_store, _card_id):
            raise DamagedError("drill.db: damaged")

        monkeypatch.setattr(Store, "state", unreadable)
        with pytest.raises(DamagedError):
            screens.press(keys[-1])
        assert (answers(screens), marks(screens)) != before


@pytest.mark.parametrize("width", [20, 30, 80])
def test_a_message_is_whole_at_any_width(env: Environment, width: int):
    """It wraps below the page and never pushes the question off a screen of the usual height."""
    with at_work(env) as screens:
        read_only(screens)
        screens.press(" ")
        screens.press("3")
        text = shown(screens, width, 24 if width > 20 else 40)
        assert "make the file and its folder writable, or choose another folder with --home" in " ".join(text.split())
        assert all(cell_len(row) <= width for row in text.split("\n"))
        assert "What is paid once?" in " ".join(text.split())


def test_an_editor_that_cannot_be_started_is_one_message(env: Environment):
    """Nothing else happens: the card stays as it was."""
    with at_work(env) as screens:
        screens.press(" ")
        screens.press("e")
        assert screens.wants_terminal
        screens.use_terminal()
        assert not screens.wants_terminal
        assert "no editor is set; set EDITOR" in " ".join(shown(screens).split())
        assert "Training" in shown(screens)


def test_a_leech_is_named_in_full(env: Environment, clock: Clock):
    """The remedy stands below the page, since it is too long to stand in it."""
    env.variables["DRILL_LEECH_LAPSES"] = "1"
    with at_work(env, only("basic")) as screens:
        screens.press(" ")
        screens.press("4")
    clock.advance(days=60)
    with at_work(env, "") as screens:
        assert screens.sitting.table.item.state.phase is Phase.REVIEW
        screens.press(" ")
        screens.press("1")
        clock.advance(minutes=11)
        said = " ".join(screens.said.split())
        assert said == "a leech: forgotten 1 times; rewrite it (u, then e) or suspend it"


# -- the editor --------------------------------------------------------------------------------


@pytest.fixture
def editing(env: Environment) -> Callable[[str, str], None]:
    """Set an editor that replaces a text in the deck: `editing(old, new)`."""

    def edit(old: str, new: str) -> None:
        script = env.cwd / "editor.py"
        script.write_text(
            "import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n"
            f"path.write_text(path.read_text('utf-8').replace({old!r}, {new!r}), 'utf-8')\n",
            encoding="utf-8",
        )
        env.variables["EDITOR"] = f"{sys.executable} {script}"

    return edit


def edit(screens: Screens) -> None:
    screens.press("e")
    screens.use_terminal()


def test_an_edited_card_shows_its_new_text_at_once(env: Environment, editing: Callable[[str, str], None]):
    """Face down it stays face down, turned over it stays so; its history is the same."""
    editing("What is paid once?", "What is paid only once?")
    with at_work(env) as screens:
        edit(screens)
        assert "What is paid only once?" in shown(screens)
        assert "Training" not in shown(screens)
        screens.press(" ")
        editing("a: {en: Training", "a: {en: Only training")
        edit(screens)
        assert "Only training" in shown(screens)
        screens.press("3")
        assert answers(screens) == [("basic", 3)]


@pytest.mark.parametrize(
    ("note", "old", "new"),
    [("name", "[rotary embedding]", "[rotary embedding, RPE]"), ("pick", "precision, recall", "Precision, Recall")],
)
def test_a_response_is_judged_again_after_the_editor(
    env: Environment, editing: Callable[[str, str], None], note: str, old: str, new: str
):
    """What was answered stays, the option that was chosen too, and the new text decides whether it was right."""
    editing(old, new)
    with at_work(env, only(note)) as screens:
        options = screens.sitting.table.front.options
        screens.submit(str(1 + options.index("recall")) if options else "RPE")
        edit(screens)
        assert screens.sitting.table.verdict.right
        assert screens.sitting.table.verdict.given in {"RPE", "Recall"}
        assert screens.sitting.table.preview is not None


def test_the_time_in_the_editor_is_not_time_to_think(
    env: Environment, editing: Callable[[str, str], None], clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    """The answer takes as long as the card was looked at, before and after."""
    monkeypatch.setattr("drillcli.ui.mending.edit_deck", lambda _env, path, _line: clock.advance(minutes=5) or path)
    with at_work(env) as screens:
        clock.advance(minutes=0.1)
        edit(screens)
        clock.advance(minutes=0.1)
        screens.press(" ")
        screens.press("3")
        (took,) = screens.sitting.collection.store.connection.execute("SELECT took_ms FROM revlog").fetchone()
        assert took == 12_000


def test_a_broken_deck_is_opened_at_its_error(
    env: Environment, editing: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
):
    """The next time the editor opens where the error is, and the message says how."""
    editing("q: {en: What is paid once?", "q: {en: [What is paid once?")
    opened = []
    with at_work(env) as screens:
        edit(screens)
        assert screens.trouble.endswith("; e opens it again")
        line = int(screens.trouble.split(".yaml:")[1].partition(":")[0])
        monkeypatch.setattr("drillcli.ui.mending.edit_deck", lambda _env, path, line: opened.append(line) or path)
        edit(screens)
        assert opened == [line]


def test_a_deck_broken_in_the_editor_does_not_end_the_sitting(env: Environment, editing: Callable[[str, str], None]):
    """The fault is named with its place; the cards are asked as they were, and mending the deck brings its text."""
    editing("q: {en: What is paid once?", "q: {en: [What is paid once?")
    with at_work(env) as screens:
        screens.press(" ")
        edit(screens)
        assert "mixed.yaml:" in " ".join(shown(screens).split())
        assert "error" in shown(screens)
        screens.press("3")
        assert table_id(screens) == "gap"
        for key in (" ", "3"):
            screens.press(key)
        assert answers(screens) == [("basic", 3), ("gap", 3)]
        editing("q: {en: [What is paid once?", "q: {en: What is paid once?")
        edit(screens)
        assert screens.trouble == ""
        assert table_id(screens) == "pick"


def test_a_card_taken_out_in_the_editor_is_passed_over(env: Environment, editing: Callable[[str, str], None]):
    """The next one is asked, and a line says why."""
    editing(only("basic").partition("notes:\n")[2], "")
    with at_work(env) as screens:
        edit(screens)
        assert table_id(screens) == "gap"
        assert "mixed/basic is no longer in its deck" in " ".join(shown(screens).split())


def test_a_deck_of_the_package_is_edited_in_a_copy(
    env: Environment, editing: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
):
    """The package stays as it was; the sitting goes on with the copy in the data folder, and says so."""
    editing("What is paid once?", "What is paid only once?")
    theirs = write_deck(env)
    monkeypatch.setattr("drillcli.ui.editor.PACKAGE", env.cwd)
    monkeypatch.setattr("drillcli.deckfile.find.bundled", lambda: theirs.parent)
    elsewhere = env.cwd / "elsewhere"
    elsewhere.mkdir()
    with at_work(replace(env, cwd=elsewhere), "") as screens:
        edit(screens)
        mine = env.home / "decks" / "mixed.yaml"
        assert "What is paid only once?" in shown(screens)
        told = "".join(shown(screens).split())
        assert f"mixedcomeswithdrill;fromnowonyourowncopyisused:{mine}" in told
        assert "only once" not in theirs.read_text(encoding="utf-8")
        screens.press(" ")
        screens.press("3")
        assert answers(screens) == [("basic", 3)]
        edit(screens)
        assert "your own copy" not in shown(screens)
