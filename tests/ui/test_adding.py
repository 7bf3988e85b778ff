"""The form of a new card without a terminal: what is typed, the note it makes, what is said of it; drafts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from drillcli.config import Environment
from drillcli.deckfile.build import load
from drillcli.deckfile.find import Found
from drillcli.kinds.base import Level
from drillcli.ui import adding_form, adding_screen, sitting
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_form import Form
from drillcli.ui.adding_layout import Face
from drillcli.ui.adding_screen import Desk
from drillcli.ui.console import plain
from drillcli.ui.lines import Lines
from drillcli.ui.shelf import Shelf

RIVERS = """\
title: {en: Rivers, zh: 河流}
notes:
  # kept
  - id: nile
    q: {en: Which river is the longest?, zh: 哪条河最长？}
    a: {en: The Nile, zh: 尼罗河}
    tags: [africa, asia]
"""
LAKES = "title: Lakes\nnotes:\n  - {q: Deepest lake?, a: Baikal, tags: [asia]}\n  - id: b\n    q: c\n    a: d\n"


def deck_file(env: Environment, text: str = LAKES, slug: str = "lakes") -> Path:
    path = env.cwd / f"{slug}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sit_down(env: Environment) -> Callable[..., Desk]:
    """Return a form for a deck."""

    def make(text: str = LAKES, process: int = 7) -> Desk:
        path = env.cwd / "lakes.yaml"
        if not path.exists():
            deck_file(env, text)
        return Desk(Shelf(env, Found("lakes", path)), Draft(env.home / "drafts" / "lakes", process), "en")

    return make


def write(desk: Desk, **texts: str) -> None:
    """Write texts into fields named `q` or `q_zh`."""
    for name, text in texts.items():
        slot, _line, lang = name.partition("_")
        desk.buffers[slot, lang].text = text


def notes(env: Environment) -> list[dict[str, object]]:
    loaded = load(env.cwd / "lakes.yaml", "lakes")
    assert loaded.deck
    return [dict(note.fields) for note in loaded.deck.notes]


@pytest.mark.parametrize(
    ("kind", "texts", "fields"),
    [
        ("", {"q": " How deep? \n", "a": "1,642 m"}, {"q": {"": "How deep?"}, "a": {"": "1,642 m"}}),
        ("", {"q": "{{Baikal}} is deep", "a": "unused"}, {"cloze": {"": "{{Baikal}} is deep"}}),
        (
            "choice",
            {"q": "Which?", "a": "Ladoga\n* Baikal\n\n**Como**"},
            {"q": {"": "Which?"}, "choices": {"": ["Ladoga", "Baikal", "**Como**"]}, "answer": 2},
        ),
        (
            "typed",
            {"q": "Which?", "a": "Baikal\n贝加尔湖"},
            {"q": {"": "Which?"}, "accept": {"": ["Baikal", "贝加尔湖"]}},
        ),
        ("order", {"q": "Sort", "a": "a\nb"}, {"q": {"": "Sort"}, "order": {"": ["a", "b"]}}),
        (
            "numeric",
            {"q": "g?", "number": "9.81 ± 0.01 m/s²"},
            {"q": {"": "g?"}, "number": {"value": "9.81", "tolerance": "0.01", "unit": "m/s²"}},
        ),
        ("numeric", {"q": "e?", "number": "2.718"}, {"q": {"": "e?"}, "number": {"value": "2.718"}}),
        ("numeric", {"q": "share?", "number": "60 %"}, {"q": {"": "share?"}, "number": {"value": "60", "unit": "%"}}),
    ],
)
def test_each_kind_becomes_its_note(
    env: Environment, sit_down: Callable[..., Desk], kind: str, texts: dict[str, str], fields: dict[str, object]
) -> None:
    """Braces make a cloze of themselves; lines are entries; the note is in the file once the form is empty again."""
    desk = sit_down()
    desk.kind = kind
    write(desk, **texts, tags="asia, deep，asia")
    assert desk.save(), desk.trouble
    (new,) = notes(env)[2:]
    assert new.pop("id") == desk.added[0][0].ids[0]
    assert new == {**fields, "tags": ["asia", "deep"]}
    assert desk.form == Form(tags="asia, deep，asia", texts=dict.fromkeys(desk.form.texts, ""))
    assert desk.said == f"added lakes/{desk.added[0][0].ids[0]}"


def test_a_deck_in_two_languages_is_asked_for_both(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """A card that is written in one of them only can be added; it is said what is wanting."""
    desk = sit_down(RIVERS)
    assert [slot for slot in desk.slots if slot[0] == "q"] == [("q", "en"), ("q", "zh")]
    write(desk, q_en="Where does it end?", a_en="In the sea")
    assert [message for message, _level in desk.problems()] == [
        "not written in zh, as most notes of this deck are: translate it"
    ]
    assert desk.save()
    write(desk, q_en="x", q_zh="甲", a_en="y", a_zh="乙")
    assert desk.problems() == []
    assert desk.save()
    assert [note["q"] for note in notes(env)[1:]] == [{"en": "Where does it end?"}, {"en": "x", "zh": "甲"}]


@pytest.mark.parametrize(("title", "langs"), [("{en: A, zh: 甲}", ("en", "zh")), ("A", ("",))])
def test_a_deck_without_notes_goes_by_its_title(sit_down: Callable[..., Desk], title: str, langs: tuple[str]) -> None:
    """A deck that `drill new` began is asked for in the languages of its title."""
    assert sit_down(f"title: {title}\nnotes:\n").langs == langs


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"q": "x" * 301}, "`q` has 301 characters, more than 300: split it into several notes"),
        ({"q": "Which?", "a": "- a\n- b\n- c"}, "`a` is a list of 3: ask for one at a time, or use `order` or a cloze"),
        (
            {"q": "Which?", "a": "The first thing. The second one."},
            "`a` says more than one thing: keep one, and put the rest into `why` or notes of its own",
        ),
        ({"q": "deepest  LAKE?", "a": "x"}, "asks the same as the card c1337f5bd6d at line 3: reword one of them"),
        (
            {"q": "The {{Nile}} and the Nile"},
            "“Nile” also stands outside its gap, so that the question shows its answer: reword it",
        ),
        (
            {"q": "The {{Nile"},
            "the gap that begins “{{Nile” is not closed: end it with two braces, pair the braces within it",
        ),
    ],
)
def test_what_check_says_is_said_while_typing(
    sit_down: Callable[..., Desk], texts: dict[str, str], message: str
) -> None:
    """Too long, a list, two facts, asked already, its own answer shown, a gap left open."""
    desk = sit_down()
    write(desk, **texts)
    found = [told for told, _level in desk.problems()]
    if "asks the same" in message:
        assert found[0].startswith("asks the same as the card ")
    else:
        assert found == [message]


@pytest.mark.parametrize(
    ("kind", "texts", "trouble"),
    [
        ("", {}, "Question is still empty"),
        ("", {"q": "x"}, "Answer is still empty"),
        ("numeric", {"q": "x"}, "Number is still empty"),
        ("choice", {"q": "x", "a": "y\nz"}, "put * and a space before the one right choice, the same in each language"),
        ("choice", {"q": "x", "a": "* y"}, "`choices` has 1 entry: give 2 to 9"),
        ("numeric", {"q": "x", "number": "much"}, "“much” is not a number: write digits only, and the unit in `unit`"),
        ("cloze", {"q": "x"}, "there is no gap: put two braces on either side of what is asked"),
    ],
)
def test_an_unfinished_card_is_not_added(
    env: Environment, sit_down: Callable[..., Desk], kind: str, texts: dict[str, str], trouble: str
) -> None:
    """What is wanting is said, and nothing is lost."""
    desk = sit_down()
    desk.kind = kind
    write(desk, **texts)
    form = desk.form
    assert not desk.save()
    assert desk.trouble == trouble
    assert desk.form == form
    assert len(notes(env)) == 2


def test_the_last_card_is_taken_back_into_the_form(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """As often as cards were added; another program's edit stands in the way of it, and is told."""
    desk = sit_down()
    before = (env.cwd / "lakes.yaml").read_bytes()
    for question in ("one?", "two?"):
        write(desk, q=question, a="x")
        assert desk.save()
    desk.take_back()
    assert desk.form.texts["q", ""] == "two?"
    desk.throw_away()
    desk.take_back()
    assert (env.cwd / "lakes.yaml").read_bytes() == before
    assert desk.save()
    (env.cwd / "lakes.yaml").write_text(LAKES, encoding="utf-8")
    desk.take_back()
    assert "has been changed since it was added" in desk.trouble


def test_a_deck_broken_meanwhile_keeps_the_card_in_the_form(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """Its error is told with its place; once it is mended the card can be added."""
    desk = sit_down()
    write(desk, q="one?", a="x")
    (env.cwd / "lakes.yaml").write_text("title: x\nnotes:\n- q: a\n", encoding="utf-8")
    assert not desk.save()
    assert "lakes.yaml:3:3: error: a basic note needs `a`" in desk.trouble
    deck_file(env)
    assert desk.save()


# -- drafts ------------------------------------------------------------------------------------


def test_what_is_typed_is_on_the_disk_at_once(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """Another process goes on with it, kind and tags too, and the file becomes its own; an added card leaves none."""
    desk = sit_down()
    desk.choose(2)
    write(desk, q="哪个湖最深？", a="* 贝加尔湖\n里海", tags="asia")
    again = sit_down(process=8)
    assert again.form == desk.form
    assert [path.name for path in (env.home / "drafts" / "lakes").iterdir()] == ["8.json"]
    assert again.save()
    assert list((env.home / "drafts" / "lakes").iterdir()) == []
    assert sit_down(process=9).form.is_empty


def test_a_file_that_is_no_draft_is_passed_over(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """It stays where it is."""
    folder = env.home / "drafts" / "lakes"
    folder.mkdir(parents=True)
    for name, text in {"1": "", "2": "[]", "3": '{"kind": 1}'}.items():
        (folder / f"{name}.json").write_text(text)
    assert sit_down().form.is_empty
    assert len(list(folder.iterdir())) == 3


def test_a_draft_in_another_language_is_not_lost(sit_down: Callable[..., Desk]) -> None:
    """Where the deck has become one of a single language its texts are put together."""
    desk = sit_down()
    desk.fill(Form(texts={("q", "en"): "a", ("q", "zh"): "甲"}))
    assert desk.form.texts["q", ""] == "a\n甲"


def test_a_folder_that_cannot_be_written_is_told(env: Environment, sit_down: Callable[..., Desk]) -> None:
    """Typing goes on."""
    env.home.write_text("a file")
    desk = sit_down()
    write(desk, q="x")
    assert desk.trouble.startswith("what you type cannot be kept in ")


# -- how it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "texts", "shown"),
    [
        ("", {("q", ""): "Which?"}, ["Which?", "…"]),
        ("", {("q", ""): "The {{Nile}} is long"}, ["The […] is long", "The Nile is long"]),
        ("choice", {("q", ""): "Which?", ("a", ""): "* Baikal\nComo"}, ["Which?", "✓ 1  Baikal", "2  Como"]),
        ("numeric", {("q", ""): "g?", ("number", ""): "9.81 ± 0.01 m/s²"}, ["g?", "9.81 m/s² (± 0.01)"]),
    ],
)
def test_the_card_is_shown_as_a_sitting_shows_it(
    kind: str, texts: dict[tuple[str, str], str], shown: list[str]
) -> None:
    """Turned over; what is not yet written is an ellipsis, and what is wrong is shown as it was typed."""
    made = adding_form.view(Form(kind, texts), "Lakes", "")
    text = plain(Lines(tuple(sitting.card(made, 60))), 60)
    for line in shown:
        assert any(line in row and len(row.strip()) <= len(line) + 3 for row in text.split("\n")), text


def test_the_card_is_shown_in_the_language_that_is_written() -> None:
    """Each language has a preview of its own."""
    form = Form("", {("q", "en"): "Which?", ("q", "zh"): "哪个？", ("a", "en"): "x", ("a", "zh"): "乙"})
    assert adding_form.view(form, "", "zh").front.ask == "哪个？"
    assert adding_form.view(form, "", "en").back.answer == "x"


class Sink(DummyOutput):
    """A terminal of a size."""

    def __init__(self, columns: int, rows: int) -> None:
        self.size = Size(rows, columns)

    def get_size(self) -> Size:
        return self.size


@pytest.fixture
def source() -> Callable[[], PipeInput]:
    with create_pipe_input() as made:
        yield made


@pytest.mark.parametrize("size", [(20, 6), (40, 12), (80, 24), (200, 60)])
def test_keys_on_a_terminal_of_any_size(
    env: Environment, sit_down: Callable[..., Desk], source: PipeInput, size: tuple[int, int]
) -> None:
    """Tab goes through the fields, Enter makes a line, Ctrl-S and Alt-Enter add, Ctrl-U takes back, Ctrl-D leaves."""
    desk = sit_down()
    source.send_text("one\rtwo?\tanswer\t\tasia\x13")
    source.send_text("three?\tfour\x1b\r")
    source.send_text("\x15 five\x1b\r\x04")
    adding_screen.show(desk, source, Sink(*size), color=False)
    assert [(note["q"], note["a"], note["tags"]) for note in notes(env)[2:]] == [
        ({"": "one\ntwo?"}, {"": "answer"}, ["asia"]),
        ({"": "three? five"}, {"": "four"}, ["asia"]),
    ]


def test_a_narrow_terminal_names_the_way_out(sit_down: Callable[..., Desk]) -> None:
    """Where not all keys fit, the one that leaves is among them; every kind is in reach of the eye."""
    desk = sit_down()
    write(desk, q="one?", a="two")
    assert desk.save()
    face = Face(desk, Sink(50, 20), color=False)
    assert face.can_take_back()
    assert " leave" in "".join(fragment[1] for fragment in face._keys())
    assert face.kinds.preferred_height(36, 20).preferred == 2


def test_enter_in_the_tags_adds(env: Environment, sit_down: Callable[..., Desk], source: PipeInput) -> None:
    """The last field is the end of the card."""
    source.send_text("one?\ttwo\t\tnew, other\r\x04")
    desk = sit_down()
    adding_screen.show(desk, source, Sink(80, 24), color=False)
    assert notes(env)[2]["tags"] == ["new", "other"]


@pytest.mark.parametrize(("key", "is_kept"), [("k", True), ("d", False), ("x", True)])
def test_ctrl_c_asks_before_a_card_is_thrown_away(
    env: Environment, sit_down: Callable[..., Desk], source: PipeInput, key: str, is_kept: bool
) -> None:
    """K keeps it and leaves, d empties the form, any other key goes on; with an empty form Ctrl-C leaves at once."""
    desk = sit_down()
    source.send_text(f"one?\x03{key}" + {"k": "", "d": "\x03", "x": "\x04"}[key])
    if key == "x":
        adding_screen.show(desk, source, Sink(80, 24), color=False)
    else:
        with pytest.raises(KeyboardInterrupt):
            adding_screen.show(desk, source, Sink(80, 24), color=False)
    assert desk.form.is_empty != is_kept
    assert sit_down(process=8).form.is_empty != is_kept


def test_problems_are_errors_or_warnings(sit_down: Callable[..., Desk]) -> None:
    """Only an error keeps a card out of the deck."""
    desk = sit_down()
    write(desk, q="x" * 301, a="y")
    assert [level for _message, level in desk.problems()] == [Level.WARNING]
    assert desk.save()
