"""`drill new`: a deck is begun where decks are looked for, under a name that every system can write."""

from dataclasses import replace
from io import StringIO

import pytest
from commands_cases import RIVERS, world

from drillcli.cli import main
from drillcli.deckfile.build import load


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS)


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def test_a_deck_is_begun_beside_the_others(drill, folder):
    """In ./decks, with a title, and an example in a comment; its path is the output, the next step a notice."""
    done = drill("new", "lakes", "--title", "Lakes of the world")
    assert (done.code, done.out) == (0, "decks/lakes.yaml\n")
    assert done.err == "the deck is begun; now `drill add lakes` adds cards\n"
    text = (folder / "lakes.yaml").read_text(encoding="utf-8")
    assert text.startswith("title: Lakes of the world\nnotes:\n\n  # A note")
    assert drill("check", "lakes").code == 0
    assert drill("add", "lakes", "--q", "a?", "--a", "b").out == "lakes/a\n"


def test_the_example_is_a_note(drill, folder, tmp_path):
    """Whoever takes the marks away has a deck without fault, in one language and in two."""
    for name, titles in {"one": ["One"], "two": ["Two", "二"]}.items():
        drill("new", name, *(word for title in titles for word in ("--title", title)))
        lines = (folder / f"{name}.yaml").read_text(encoding="utf-8").split("\n")
        start = next(n for n, line in enumerate(lines) if line.startswith("  # - "))
        source = "\n".join([*lines[:start], *(line.replace("# ", "", 1) for line in lines[start:])])
        loaded = load(tmp_path / "x.yaml", "x", source.encode())
        assert loaded.faults == ()
        assert len(loaded.deck.notes) == 1


def test_without_a_folder_of_decks_it_lies_with_the_data(drill, env, tmp_path):
    """The folder is made, and where the deck is stands on stdout."""
    done = drill("new", "lakes")
    assert done.out == "drill_home/decks/lakes.yaml\n"
    assert load(env.home / "decks" / "lakes.yaml", "lakes").deck.title == {"": "lakes"}


@pytest.mark.parametrize("titles", [("Lakes", "湖泊"), ("湖泊", "Lakes")])
def test_two_titles_are_one_in_each_language(drill, folder, titles):
    """In whichever order they come."""
    drill("new", "lakes", "--title", titles[0], "--title", titles[1])
    assert load(folder / "lakes.yaml", "lakes").deck.title == {"en": "Lakes", "zh": "湖泊"}


RULE = (
    'a deck\'s name has letters, digits, "-", "_" and ".", begins and ends with a letter or digit, is short and no'
    " device of Windows (con, nul)"
)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("rivers",), "there is a deck rivers already: decks/rivers.yaml; `drill add rivers` adds to it"),
        (("a b!",), f"a b!: {RULE}; a-b would do"),
        (("x/lakes.yaml",), "x/lakes.yaml: give the name alone, without folder and suffix, such as lakes"),
        (("con",), f"con: {RULE}; deck-con would do"),
        (("..",), f"..: {RULE}; deck would do"),
        (("a", "--title", " "), "--title is empty: write one, or leave it out"),
        (("a", "--title", "b", "--title", "c"), "two titles are one in English and one in Chinese"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun_is_refused(drill, folder, words, message):
    """In one line that says what to do, and nothing is written."""
    done = drill("new", *words)
    assert done.err == f"drill: {message}\n"
    assert (done.code, done.out) == (1 if words[0] == "rivers" else 2, "")
    assert [path.name for path in folder.iterdir()] == ["rivers.yaml"]


def test_a_bundled_deck_is_not_hidden(drill):
    """A deck of the same name would shadow it."""
    done = drill("new", "foundations")
    assert done.code == 1
    assert "there is a deck foundations already: " in done.err


@pytest.mark.parametrize(
    ("lines", "title"),
    [("Lakes\n湖泊\n", {"en": "Lakes", "zh": "湖泊"}), ("湖泊\n\n", {"": "湖泊"}), ("\n\n", {"": "lakes"})],
)
def test_in_a_terminal_the_titles_are_asked_for(env, folder, lines, title):
    """The second is that in the other language, and may be left out."""
    err = StringIO()
    assert main(["new", "lakes"], replace(env, stdin=Terminal(lines), stdout=Terminal(), stderr=err)) == 0
    assert load(folder / "lakes.yaml", "lakes").deck.title == title
    assert ("Title in English" in err.getvalue()) == lines.startswith("湖")


def test_a_terminal_that_is_closed_begins_nothing(env, folder):
    """The end of the input is a refusal."""
    err = StringIO()
    assert main(["new", "lakes"], replace(env, stdin=Terminal(""), stdout=Terminal(), stderr=err)) == 1
    assert not (folder / "lakes.yaml").exists()


def test_a_folder_that_cannot_be_written_is_named(drill, env):
    """One line with the path and what to do."""
    env.home.write_text("a file, no folder")
    done = drill("new", "lakes")
    assert done.code == 1
    assert done.err.startswith(f"drill: {env.home}/decks/lakes.yaml cannot be written (")
