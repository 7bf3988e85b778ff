"""Writing cards line by line: what is asked, what is told, what is kept when the lines end."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest

from drillcli import look
from drillcli.config import Environment
from drillcli.deckfile.build import load
from drillcli.deckfile.find import Found
from drillcli.locale import set_language
from drillcli.ui import adding_plain
from drillcli.ui.adding_desk import Left
from drillcli.ui.shelf import Shelf

LAKES = "title: Lakes\nnotes:\n  - {q: Deepest lake?, a: Baikal, tags: [asia]}\n  - id: b\n    q: c\n    a: d\n"
RIVERS = """\
title: {en: Rivers, zh: 河流}
notes:
  - id: nile
    q: {en: Which river is the longest?, zh: 哪条河最长？}
    a: {en: The Nile, zh: 尼罗河}
"""
SIGNS = "→✓✗▸▌╌│─›↵⚑"
"""Signs that a screen reader would have to name."""


@pytest.fixture(autouse=True)
def _plainly():
    look.set_look("auto", plain=True)
    yield
    look.set_look("auto", plain=False)


@pytest.fixture
def talk(env: Environment) -> Callable[..., tuple[str, Left]]:
    """Type lines; return what was told and how it ended."""

    def run(*lines: str, deck: str = LAKES) -> tuple[str, Left]:
        path = env.cwd / "lakes.yaml"
        if not path.exists():
            path.write_text(deck, encoding="utf-8")
        out = StringIO()
        world = replace(env, stdin=StringIO("".join(line + "\n" for line in lines)), stdout=out)
        left = adding_plain.run(world, Shelf(world, Found("lakes", path)), ())
        assert not set(out.getvalue()) & set(SIGNS)
        return out.getvalue(), left

    return run


def notes(env: Environment) -> list[dict[str, object]]:
    deck = load(env.cwd / "lakes.yaml", "lakes").deck
    assert deck
    return [{name: value for name, value in note.fields.items() if name != "id"} for note in deck.notes]


def test_a_card_from_the_first_line_to_the_last(env: Environment, talk: Callable[..., tuple[str, Left]]) -> None:
    """What is asked for, whether it must be there and how it ends is said; the card is read back, then added."""
    said, left = talk("", "How deep is Baikal?", "", "1,642 m", "", "", "asia, deep", "a", "/q")
    order = [
        "New cards for the deck Lakes.",
        "2: both ways, a question and its answer, also asked the other way round",
        "Kind of card: basic. Enter keeps it; 1 to 7 choose another.",
        "Question, required: ask one thing; or a text with {{gaps}} in it. An empty line ends it.",
        "Why, may stay empty: the reason, shown below the answer. An empty line ends it.",
        "Tags, may stay empty: with commas between them.\n",
        "This is asked:\nHow deep is Baikal?\nThis is the answer:\n1,642 m\nTags: asia, deep\n",
        "a adds the card. A number changes a field: 1: Kind; 2: Question; 3: Answer; 4: Why; 5: Tags.",
        "added lakes/how-deep-is-baikal",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert left == Left(("how-deep-is-baikal",), interrupted=False, unfinished=False)
    assert notes(env)[2] == {"q": {"": "How deep is Baikal?"}, "a": {"": "1,642 m"}, "tags": ["asia", "deep"]}


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (("2", "cat", "", "猫", "", "", ""), {"q": {"": "cat"}, "a": {"": "猫"}, "reverse": True}),
        (("", "The {{Nile}} is long", "", "", ""), {"cloze": {"": "The {{Nile}} is long"}}),
        (
            ("4", "Which?", "", "Ladoga", "* Baikal", "", "", ""),
            {"q": {"": "Which?"}, "choices": {"": ["Ladoga", "Baikal"]}, "answer": 2},
        ),
        (
            ("5", "Which?", "", "Baikal", "贝加尔湖", "", "", ""),
            {"q": {"": "Which?"}, "accept": {"": ["Baikal", "贝加尔湖"]}},
        ),
        (("6", "Sort", "", "a", "b", "", "", ""), {"q": {"": "Sort"}, "order": {"": ["a", "b"]}}),
        (
            ("7", "g?", "", "9.81 ± 0.01 m/s²", "", ""),
            {"q": {"": "g?"}, "number": {"value": "9.81", "tolerance": "0.01", "unit": "m/s²"}},
        ),
        (
            ("", "What is", "a heap?", ".", "In Python", "", "```", "x", "", ".", "```", "", "", ""),
            {"q": {"": "What is\na heap?\n\nIn Python"}, "a": {"": "```\nx\n\n.\n```"}},
        ),
        (("", "/etc holds what?", "", "settings", "", "", ""), {"q": {"": "/etc holds what?"}, "a": {"": "settings"}}),
        (("", "`dir` here?", "", " /b", "", "", ""), {"q": {"": "`dir` here?"}, "a": {"": "/b"}}),
        (("", "Ends what?", "", " .", "", "", ""), {"q": {"": "Ends what?"}, "a": {"": "."}}),
        (("", "one", "/?", "two", "", "x", "", "", ""), {"q": {"": "one\ntwo"}, "a": {"": "x"}}),
        (("", "one", "/e", "two", "", "x", "", "", ""), {"q": {"": "two"}, "a": {"": "x"}}),
    ],
)
def test_each_kind(
    env: Environment, talk: Callable[..., tuple[str, Left]], lines: tuple[str, ...], fields: object
) -> None:
    """By its number; lines are entries; a full stop alone is an empty line, which a block of code has by itself.

    After a space a key is a text; the keys can be asked for in the midst of a text.
    """
    _said, left = talk(*lines, "a")
    assert len(left.ids) == 1
    assert notes(env)[2] == fields


def test_what_check_says_comes_before_the_card_is_added(
    env: Environment, talk: Callable[..., tuple[str, Left]]
) -> None:
    """Warnings do not keep it out of the deck, errors do; a field is changed by its number, and only that one."""
    said, _left = talk("", "Which?", "", "One thing here. Another there.", "", "", "", "2", "Why so?", "", "a")
    assert "warning: `a` says more than one thing" in said
    assert "Question now: Which?\nQuestion: Enter keeps it; what you write takes its place; /e empties it." in said
    assert notes(env)[2]["q"] == {"": "Why so?"}
    said, left = talk("4", "Which one?", "", "x", "y", "", "", "", "a", "3", "* x", "y", "", "a")
    assert said.count("put * and a space before the one right choice") >= 2
    assert len(left.ids) == 1


def test_an_error_is_told_once(talk: Callable[..., tuple[str, Left]]) -> None:
    """A gap that is left open; closed, it is said how many cards there are."""
    said, _left = talk("", "The {{Nile}} and the {{Rhine", "", "", "", "2", "The {{Nile}} and the {{Rhine}}", "")
    assert said.count("error: the gap that begins") == 1
    assert "It makes 2 cards." in said


def test_a_required_field_is_asked_for_again(talk: Callable[..., tuple[str, Left]]) -> None:
    """An empty line is no question."""
    said, left = talk("", "", "", "Which?", "")
    assert said.count("Question is still empty") == 2
    assert "Answer, required" in said
    assert left.unfinished


def test_a_deck_in_two_languages(env: Environment, talk: Callable[..., tuple[str, Left]]) -> None:
    """The languages are named; a card in the second alone can be written; both are read back."""
    said, _left = talk("", "", "哪里？", "", "", "海里", "", "", "", "", "a", deck=RIVERS)
    assert "Question in English, required in one language at least: " in said
    assert "Question in Chinese, required: " in said
    assert "This is asked:\n哪里？\n" in said
    assert "warning: not written in English" in said
    assert notes(env)[1] == {"q": {"zh": "哪里？"}, "a": {"zh": "海里"}}


def test_what_was_typed_is_kept_when_the_lines_end(env: Environment, talk: Callable[..., tuple[str, Left]]) -> None:
    """Each line is on the disk at once; the next time it is said, and an empty line keeps a field as it is."""
    _said, left = talk("6", "Sort these", "please", "", "one")
    assert left == Left((), interrupted=False, unfinished=True)
    said, left = talk("", "", "/e", "one", "two", "", "", "asia", "a")
    assert "This card was left unfinished; /d drops it." in said
    assert "Kind of card: order." in said
    assert "Question now: Sort these\nplease" in said
    assert left.unfinished is False
    assert notes(env)[2] == {"q": {"": "Sort these\nplease"}, "order": {"": ["one", "two"]}, "tags": ["asia"]}


def test_back_drop_and_undo(env: Environment, talk: Callable[..., tuple[str, Left]]) -> None:
    """A slash, or the Chinese sign on its key, makes a key of a letter; what was dropped or added comes back."""
    before = LAKES.encode()
    said, left = talk("/u", "", "One?", "", "/b", "、d", "/u", "3", "x", "", "", "", "a", "/u", "d", "/z")
    assert said.startswith("New cards")
    assert "there is nothing to take back" in said
    assert "Question now: One?" in said
    assert "the card is dropped; /u brings it back" in said
    assert "taken back: lakes/one" in said
    assert "'z' is no key here; /? lists them" in said
    assert left == Left((), interrupted=False, unfinished=False)
    assert (env.cwd / "lakes.yaml").read_bytes() == before


def test_the_keys_are_listed(talk: Callable[..., tuple[str, Left]]) -> None:
    """With the kinds where a kind is chosen; a line that names none of them is told."""
    said, _left = talk("/?", "9", "", "/?")
    assert said.count("/b: back to the question before") == 2
    assert said.count("3: cloze, a text with {{gaps}} in it") == 2
    assert "'9' is not one of them; /? lists them" in said


def test_a_line_that_the_terminal_cut_off_is_told(talk: Callable[..., tuple[str, Left]]) -> None:
    """Linux hands over no more than 4,095 bytes of a line."""
    said, _left = talk("", "x" * 4095)
    assert "the terminal may have cut this line off" in said


def test_ctrl_c_keeps_the_card(env: Environment, talk: Callable[..., tuple[str, Left]]) -> None:
    """It is told as such, so that the exit code is that of Ctrl-C."""

    class Interrupting(StringIO):
        def readline(self, *_size: int) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    talk()
    world = replace(env, stdin=Interrupting("\nHalf a question\n"), stdout=StringIO())
    left = adding_plain.run(world, Shelf(world, Found("lakes", env.cwd / "lakes.yaml")), ())
    assert left == Left((), interrupted=True, unfinished=True)
    assert "Question now: Half a question" in talk("")[0]


def test_in_chinese(talk: Callable[..., tuple[str, Left]]) -> None:
    """No word of English is left, but for the names of keys."""
    set_language("zh")
    said, _left = talk("/?", "", "什么？", "", "这个。", "", "", "", "/q")
    set_language("en")
    told = said.replace("/b", "").replace("/e", "").replace("/d", "").replace("/u", "").replace("/q", "")
    assert not [word for word in told.split() if word.isascii() and word.isalpha() and len(word) > 1], told
