"""`drill add` without a terminal: notes from a pipe or the command line, all of them or none."""

import json
import os

import pytest
from commands_cases import RIVERS, world

from drillcli.deckfile import find
from drillcli.deckfile.build import load
from drillcli.ui import editor


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS)


@pytest.fixture
def added(folder):
    """The fields of the notes that were added to the deck, without their ids."""

    def read():
        loaded = load(folder / "rivers.yaml", "rivers")
        assert loaded.deck
        return [{name: value for name, value in note.fields.items() if name != "id"} for note in loaded.deck.notes[2:]]

    return read


def test_a_note_on_the_command_line(drill, added):
    """Its id is printed; where it went is a notice."""
    done = drill(
        "add", "rivers", "--q", "Where does the Nile end?", "--a", "In the sea", "--tag", "africa", "--tag", "x"
    )
    assert (done.code, done.out) == (0, "rivers/where-does-the-nile-end\n")
    assert done.err == "1 note added to decks/rivers.yaml\n"
    assert added() == [{"q": {"": "Where does the Nile end?"}, "a": {"": "In the sea"}, "tags": ["africa", "x"]}]
    assert json.loads(drill("show", "rivers/where-does-the-nile-end", "--json").out)


def test_braces_make_a_cloze(drill, added):
    """Then there is no answer to give."""
    assert drill("add", "rivers", "--q", "The {{Nile}} is long").out == "rivers/the-is-long\n"
    assert added() == [{"cloze": {"": "The {{Nile}} is long"}}]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--q", "a"), "--q needs its answer: add --a, or put two braces on either side of what is asked"),
        (("--a", "a"), "--a is an answer without a question; add --q"),
        (("--q", " ", "--a", "b"), "there is no `q`"),
        (("--q", "{{a}} is a"), "“a” also stands outside its gap, so that the question shows its answer: reword it"),
    ],
)
def test_options_that_make_no_note(drill, added, options, message):
    """One line, exit code 2, nothing added."""
    done = drill("add", "rivers", *options)
    if "shows its answer" in message:
        assert done.code == 0  # a word of one letter may well stand twice
        assert "stdin:1:1: warning: " + message in done.err
        return
    assert (done.code, done.out, done.err) == (2, "", f"drill: {message}\n")
    assert added() == []


LINES = """\
# Rivers of Europe

What flows through Paris? :: The Seine
1. Through Rome? ::: The Tiber

The {{Danube}} flows through {{Vienna}}
and Budapest.

Q: Which one
ends at Rotterdam?
A: The Rhine

C: The [Elbe] ends at Hamburg.
"""


def test_lines_of_questions_and_answers(drill, added):
    """`::` on a line, `:::` both ways, braces and `C:` for gaps, `Q:` and `A:` over several lines."""
    done = drill("add", "rivers", "--tag", "europe", stdin=LINES)
    assert done.out.split() == [
        "rivers/what-flows-through-paris",
        "rivers/through-rome",
        "rivers/the-flows-through",
        "rivers/which-one",
        "rivers/the-ends-at-hamburg",
    ]
    assert done.err.startswith("stdin:1:1: warning: a heading is no card\n")
    assert all(fields["tags"] == ["europe"] for fields in added())
    assert [fields.get("q", fields.get("cloze"))[""] for fields in added()] == [
        "What flows through Paris?",
        "Through Rome?",
        "The {{Danube}} flows through {{Vienna}}\nand Budapest.",
        "Which one\nends at Rotterdam?",
        "The {{Elbe}} ends at Hamburg.",
    ]
    assert added()[1]["reverse"] is True


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("Q: a\nA: b\n\nThe {{Nile}} is\nlong\n", ["a", "b", "The {{Nile}} is\nlong"]),
        ("Q: a\nA: b\nThe {{Nile}} is long\n", ["a", "b\nThe {{Nile}} is long"]),
        ("Q: a\nA: b\nc :: d\n", ["a", "b", "c", "d"]),
        ("Q: a\nA: b\n\n  c :: d\n", ["a", "b\n\nc :: d"]),
        ("C: The [Elbe] ends\n\nc :: d", ["The {{Elbe}} ends", "c", "d"]),
        ("Q: a\n\nb\n\nA: c\n\n\nd :: e\n", ["a\n\nb", "c", "d", "e"]),
        ("问：甲\n\n答：乙\n\n长{{6300}}公里\n", ["甲", "乙", "长{{6300}}公里"]),
        ("Q: a\nA: b\n\n  c\n  - d\n    - e\n\n  f\n\ng :: h", ["a", "b\n\nc\n- d\n  - e\n\nf", "g", "h"]),
        ("Q: a\nA:\n\nb\n\n  Q: c\n\nd :: e", ["a", "b\n\n  Q: c", "d", "e"]),
        ("Q: a\nA:\n\n```\nb\n\nc :: d\n```\n\ne :: f", ["a", "```\nb\n\nc :: d\n```", "e", "f"]),
        ("Q: a\nA:\n\n  ```\n  b\n\n    c\n  ```\n", ["a", "```\nb\n\n  c\n```"]),
        ("Q: a\nA: b\n---\nQ: c\nA: d\n\nQ: e\nA: f", ["a", "b", "c", "d", "e", "f"]),
    ],
)
def test_a_blank_line_ends_a_note(drill, added, source, texts):
    """But not within a question, in a block of code, or before an indented paragraph, which belongs to the answer."""
    done = drill("add", "rivers", stdin=source)
    assert done.code == 0, done.err
    said = [fields[name][""] for fields in added() for name in ("cloze", "q", "a") if name in fields]
    assert said == texts


@pytest.mark.parametrize(
    "source",
    [
        "- id: seine\n  q: {en: Through Paris?, zh: 穿过巴黎？}\n  a: {en: The Seine, zh: 塞纳河}\n  tags: [a]\n",
        "  - id: seine\n    q: {en: Through Paris?, zh: 穿过巴黎？}\n    a: {en: The Seine, zh: 塞纳河}\n    tags: [a]",
        "# one\nid: seine\nq: {en: Through Paris?, zh: 穿过巴黎？}\na:\n  en: The Seine\n  zh: 塞纳河\ntags: [a]\n",
        "notes:\n- {id: seine, q: {en: Through Paris?, zh: 穿过巴黎？}, a: {en: The Seine, zh: 塞纳河}, tags: [a]}\n",
        (
            "title: T\nnotes:\n  - id: seine\n    q: {en: Through Paris?, zh: 穿过巴黎？}\n"
            "    a: {en: The Seine, zh: 塞纳河}\n    tags: [a]\n"
        ),
    ],
)
def test_notes_as_in_a_deck_file(drill, added, source):
    """A list of notes, one by itself, or a whole deck."""
    done = drill("add", "rivers", stdin=source)
    assert (done.code, done.out, done.err) == (0, "rivers/seine\n", "1 note added to decks/rivers.yaml\n")
    assert added() == [
        {"q": {"en": "Through Paris?", "zh": "穿过巴黎？"}, "a": {"en": "The Seine", "zh": "塞纳河"}, "tags": ["a"]}
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("- q: a\n  a: b\n- q: c\n  b: d\n", "stdin:4:3: error: unknown field `b`"),
        ("q: a\nchoices: [b, c]\nanswer: 3\n", "stdin:3:9: error: `answer` is 3, but there are 2 choices"),
        ("\n# a note\nq: a\na: 'b\n", "stdin:4:4: error: this quote is never closed"),
        ("notes:\n- q: a\n", "stdin:2:3: error: a basic note needs `a`"),
        ("- id: nile\n  q: a\n  a: b\n", "stdin:1:3: error: duplicate id `nile`, first at line 4"),
        ("a :: b\n\nhello\n", "stdin:3:1: error: no card: write `question :: answer`, `Q:` and `A:`, or a text with"),
        ("Q: a\nA: b\n\nhello\n", "stdin:4:1: error: no card: write `question :: answer`, `Q:` and `A:`, or a text"),
        ("Q: a\n", "stdin:1:1: error: no `A:` follows `Q:`"),
        ("", "stdin:1:1: error: no note: write `question :: answer`, `Q:` and `A:`, or notes as in a deck file"),
        ("# only a comment\n", "stdin:1:1: error: no note: write `question :: answer`"),
    ],
)
def test_a_fault_adds_nothing(drill, folder, source, fault):
    """It is told with its place in the input, and the exit code is 3."""
    done = drill("add", "rivers", stdin=source)
    assert done.out == ""
    assert done.err.startswith(fault)
    assert done.code == 3
    assert (folder / "rivers.yaml").read_text(encoding="utf-8") == RIVERS


def test_what_check_would_say_is_said(drill, added):
    """A question that is there, a list for an answer: warnings, and the notes are added."""
    done = drill("add", "rivers", stdin="which river  is the longest? :: a\n\nQ: b\nA: - c\n- d\n- e\n")
    assert done.code == 0
    assert done.err.split("\n")[:2] == [
        "stdin:3:1: warning: `a` is a list of 3: ask for one at a time, or use `order` or a cloze",
        "2 notes added to decks/rivers.yaml",
    ]
    done = drill("add", "rivers", stdin="- q: {en: Which river is the longest?}\n  a: {en: x}\n")
    assert done.err.startswith("stdin:1:3: warning: asks the same as the card nile at line 4: reword one of them\n")


def test_a_deck_that_is_not_there_can_be_begun(drill):
    """The nearest is named, and how to begin one."""
    done = drill("add", "revirs", "--q", "a", "--a", "b")
    assert done.code == 1
    assert done.err == 'drill: unknown deck "revirs"; did you mean "rivers"? (`drill new revirs` begins it)\n'


def test_several_decks_are_refused(drill, folder):
    """A note goes into one deck."""
    (folder / "more.yaml").write_text(RIVERS, encoding="utf-8")
    done = drill("add", "decks/", "--q", "a", "--a", "b")
    assert (done.code, done.err) == (2, "drill: decks/ has 2 decks; name one of them\n")


def test_a_deck_with_an_error_is_refused(drill, folder):
    """Its error is named."""
    (folder / "rivers.yaml").write_text("title: x\nnotes:\n  - q: a\n")
    done = drill("add", "rivers", "--q", "a", "--a", "b")
    assert done.code == 1
    assert "rivers.yaml:3:5: error: a basic note needs `a`" in done.err


def test_a_pipe_is_no_deck(drill, folder):
    """To read it would never end."""
    os.mkfifo(folder / "pipe.yaml")
    done = drill("add", "pipe", "--q", "a", "--a", "b")
    assert done.code == 1
    assert done.err.endswith("pipe.yaml is a device or a pipe: name a file to write\n")


def test_a_deck_of_the_package_is_copied(drill, env, tmp_path, monkeypatch):
    """The notes go into the learner's own copy, with a word; where they cannot be added there is no copy."""
    package = tmp_path / "site-packages/drillcli"
    (package / "decks").mkdir(parents=True)
    (package / "decks/lakes.yaml").write_text(RIVERS, encoding="utf-8")
    (package / "decks/flow.yaml").write_text("title: T\nnotes: [{q: a, a: b}]\n", encoding="utf-8")
    monkeypatch.setattr(find, "bundled", lambda: package / "decks")
    monkeypatch.setattr(editor, "PACKAGE", package)
    assert drill("add", "flow", "--q", "c", "--a", "d").code == 1
    assert not (env.home / "decks/flow.yaml").exists()
    done = drill("add", "lakes", "--q", "c", "--a", "d")
    assert done.out == "lakes/c\n"
    assert done.err == (
        "lakes comes with drill; from now on your own copy is used: drill_home/decks/lakes.yaml\n"
        "1 note added to drill_home/decks/lakes.yaml\n"
    )
    assert (package / "decks/lakes.yaml").read_text(encoding="utf-8") == RIVERS
    assert "own copy" not in drill("add", "lakes", "--q", "e", "--a", "f").err


def test_two_notes_that_ask_the_same_get_ids_of_their_own(drill):
    """The second has a number."""
    assert drill("add", "rivers", stdin="a :: b\n").out == "rivers/a\n"
    assert drill("add", "rivers", stdin="a :: c\n\nA :: d\n").out == "rivers/a-2\nrivers/a-3\n"
