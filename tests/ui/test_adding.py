"""The form of a new card without a terminal: what is typed, the note it makes, what is said of it; drafts."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from drillcli.config import Environment
from drillcli.deckfile import append
from drillcli.deckfile.append import Added
from drillcli.deckfile.build import load
from drillcli.deckfile.find import Found
from drillcli.deckfile.write import Entry, clean
from drillcli.kinds.base import Level
from drillcli.ui import adding_form, adding_screen, sitting
from drillcli.ui.adding_desk import Left
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_form import Form
from drillcli.ui.adding_layout import Face
from drillcli.ui.adding_screen import Sheet
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
def sit_down(env: Environment) -> Callable[..., Sheet]:
    """Return a form for a deck."""

    def make(text: str = LAKES) -> Sheet:
        path = env.cwd / "lakes.yaml"
        if not path.exists():
            deck_file(env, text)
        return Sheet(Shelf(env, Found("lakes", path)), Draft(env.home / "drafts" / "lakes"), "en")

    return make


def write(desk: Sheet, **texts: str) -> None:
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
    env: Environment, sit_down: Callable[..., Sheet], kind: str, texts: dict[str, str], fields: dict[str, object]
) -> None:
    """Braces make a cloze of themselves; lines are entries; the note is in the file once the form is empty again."""
    desk = sit_down()
    desk.choose(kind)
    write(desk, **texts, tags="asia, deep，asia")
    assert desk.save(), desk.trouble
    (new,) = notes(env)[2:]
    assert new.pop("id") == desk.added[0][0].ids[0]
    assert new == {**fields, "tags": ["asia", "deep"]}
    assert desk.form == Form(tags="asia, deep，asia", texts=dict.fromkeys(desk.form.texts, ""))
    assert desk.said == f"added lakes/{desk.added[0][0].ids[0]}"


def test_a_deck_in_two_languages_is_asked_for_both(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """A card that is written in one of them only can be added; it is said what is wanting."""
    desk = sit_down(RIVERS)
    assert [slot for slot in desk.slots if slot[0] == "q"] == [("q", "en"), ("q", "zh")]
    write(desk, q_en="Where does it end?", a_en="In the sea")
    assert [message for message, _level in desk.problems()] == [
        "not written in Chinese, as most notes of this deck are: translate it"
    ]
    assert desk.save()
    write(desk, q_en="x", q_zh="甲", a_en="y", a_zh="乙")
    assert desk.problems() == []
    assert desk.save()
    assert [note["q"] for note in notes(env)[1:]] == [{"en": "Where does it end?"}, {"en": "x", "zh": "甲"}]


@pytest.mark.parametrize(("title", "langs"), [("{en: A, zh: 甲}", ("en", "zh")), ("A", ("",))])
def test_a_deck_without_notes_goes_by_its_title(sit_down: Callable[..., Sheet], title: str, langs: tuple[str]) -> None:
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
    sit_down: Callable[..., Sheet], texts: dict[str, str], message: str
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
    env: Environment, sit_down: Callable[..., Sheet], kind: str, texts: dict[str, str], trouble: str
) -> None:
    """What is wanting is said, and nothing is lost."""
    desk = sit_down()
    desk.choose(kind)
    write(desk, **texts)
    form = desk.form
    assert not desk.save()
    assert desk.trouble == trouble
    assert desk.form == form
    assert len(notes(env)) == 2


def test_the_last_card_is_taken_back_into_the_form(env: Environment, sit_down: Callable[..., Sheet]) -> None:
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


def test_a_deck_broken_meanwhile_keeps_the_card_in_the_form(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """Its error is told with its place; once it is mended the card can be added."""
    desk = sit_down()
    write(desk, q="one?", a="x")
    (env.cwd / "lakes.yaml").write_text("title: x\nnotes:\n- q: a\n", encoding="utf-8")
    assert not desk.save()
    assert "lakes.yaml:3:3: error: a basic note needs `a`" in desk.trouble
    deck_file(env)
    assert desk.save()


def test_a_card_that_another_program_wrote_over_is_kept(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """An editor that had the file open saves its old text: the card is a draft again, and is told apart."""
    desk = sit_down()
    for question in ("one?", "two?"):
        write(desk, q=question, a="x")
        assert desk.save()
    text = (env.cwd / "lakes.yaml").read_text(encoding="utf-8")
    (env.cwd / "lakes.yaml").write_text(text[: text.index("\n  - id: two")], encoding="utf-8")
    assert desk.leave(interrupted=False) == Left(("one",), interrupted=False, unfinished=False, lost=("two",))
    assert sit_down().form.texts["q", ""] == "two?"


def test_a_card_is_added_once_though_the_deck_breaks_right_after(
    env: Environment, sit_down: Callable[..., Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an editor saves in that moment does not bring the card back into the form."""
    desk = sit_down()
    write(desk, q="one?", a="x")
    add = desk.shelf.add

    def adding(notes: Sequence[Entry]) -> Added:
        added = add(notes)
        (env.cwd / "lakes.yaml").write_text("title: [", encoding="utf-8")
        return added

    monkeypatch.setattr(desk.shelf, "add", adding)
    assert desk.save()
    assert desk.form.is_empty
    assert desk.leave(interrupted=False).ids == ("one",)


ODD = list(" \t\n:#-?,[]{}&*!|>'\"%@`\\a1中。\u2028\x85\ufeff\xa0é=~<\r\x00\x0c\udce9")
STARTS = ("", "- ", "? ", "--- ", "...", "{{x}} ", "no", "1:30", "| ", "```\n\n\tx\n```", "$$\nx\n$$", "<<", "\t", "😀")
TEXTS = st.tuples(st.sampled_from(STARTS), st.text(st.sampled_from(ODD), max_size=9)).map("".join)
DECKS = (
    "title: T\nnotes:\n",
    "title: T\r\nnotes:\r\n- q: a\r\n  a: b\r\n",
    "\ufeff---\ntitle: T\nnotes:\n    - {q: a, a: b}\n...\n",
    "title: T\nnotes:\n - q: a\n   a: |\n     b\n\n# c\norder: 2\n",
)


def test_a_text_that_does_not_go_into_the_deck_is_told(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """Written before braces made another kind of the card; the card that is taken back still has it."""
    desk = sit_down()
    write(desk, a="The Nile", q="The {{Nile}} is long")
    assert desk.problems() == [("Answer is left out: this kind of card has none", Level.WARNING)]
    assert desk.save()
    desk.take_back()
    assert desk.form.texts["a", ""] == "The Nile"


@given(st.sampled_from(adding_form.CHOICES), TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(DECKS))
def test_what_is_typed_is_what_the_deck_has(kind: str, q: str, a: str, why: str, tags: str, deck: str) -> None:
    """Whatever is typed, for every kind and in decks of every layout: it is told what is wrong, or it is read back."""
    answer = {"choice": f"* {a}\nother\nthird", "order": f"{a}\nother\nthird"}.get(kind, a)
    typed = {("q", ""): q, ("a", ""): answer, ("number", ""): "5", ("why", ""): why}
    form = Form(kind, {slot: clean(text) for slot, text in typed.items()}, clean(tags))
    try:
        note = adding_form.note(form)
    except ValueError:
        return
    if any(level is Level.ERROR for _message, level in adding_form.problems(form, {}, ("",))):
        return
    path, data = Path("d.yaml"), deck.encode()
    grown = append.grown(data, append.read_deck(path, data), [("new", note.kind, note.fields)])
    last = append.read_deck(path, grown.data).notes[-1]
    assert (last.kind, last.fields) == (note.kind, {"id": "new", **note.fields})


# -- drafts ------------------------------------------------------------------------------------


def test_what_is_typed_is_on_the_disk_at_once(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """The next process goes on with it, kind and tags too; an added card leaves nothing."""
    desk = sit_down()
    desk.choose("choice")
    write(desk, q="哪个湖最深？", a="* 贝加尔湖\n里海", tags="asia")
    desk.draft.leave()  # as killed: the system lets go of what the process held
    again = sit_down()
    assert again.form == desk.form
    assert again.save()
    again.leave(interrupted=False)
    assert list((env.home / "drafts" / "lakes").iterdir()) == []
    assert sit_down().form.is_empty


def test_what_another_process_is_writing_is_left_to_it(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """A second form begins empty and says so; what either leaves unfinished is taken up once."""
    one = sit_down()
    idle = sit_down()
    assert not idle.said
    write(one, q="one?")
    two = sit_down()
    assert two.form.is_empty
    assert two.said == "another `drill add` has an unfinished card for this deck; this is a new one"
    write(two, q="two?")
    for desk in (one, idle, two):
        desk.leave(interrupted=True)
    third, fourth, fifth = sit_down(), sit_down(), sit_down()
    assert sorted(desk.form.texts["q", ""] for desk in (third, fourth, fifth)) == ["", "one?", "two?"]
    assert third.save() is False  # a card is added from one form only
    write(third, a="x")
    assert third.save()
    assert fourth.form.texts["q", ""] == "two?"


def test_a_file_that_is_no_draft_is_passed_over(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """It stays where it is."""
    folder = env.home / "drafts" / "lakes"
    folder.mkdir(parents=True)
    for name, text in {"1": "", "2": "[]", "3": '{"kind": 1}'}.items():
        (folder / f"{name}.json").write_text(text)
    assert sit_down().form.is_empty
    assert len(list(folder.glob("*.json"))) == 3


def test_what_no_deck_can_hold_does_not_end_the_form(env: Environment, sit_down: Callable[..., Sheet]) -> None:
    """A byte of another encoding comes as a lone surrogate, a page break of a PDF as a control character."""
    desk = sit_down()
    write(desk, q="Which caf\udce9\x0cis old?", a="Procope\x1b", tags="\x0b", why="\x1b")
    desk.leave(interrupted=True)
    again = sit_down()
    assert again.form.texts["q", ""] == "Which caf\nis old?"
    assert again.save()
    assert notes(env)[-1] == {"id": "which-caf", "q": {"": "Which caf\nis old?"}, "a": {"": "Procope"}}


def test_a_draft_in_another_language_is_not_lost(sit_down: Callable[..., Sheet]) -> None:
    """Where the deck has become one of a single language its texts are put together."""
    desk = sit_down()
    desk.fill(Form(texts={("q", "en"): "a", ("q", "zh"): "甲"}))
    assert desk.form.texts["q", ""] == "a\n甲"


def test_a_folder_that_cannot_be_written_is_told(env: Environment, sit_down: Callable[..., Sheet]) -> None:
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
        ("numeric", {("q", ""): "g?", ("a", ""): "of a basic card, before"}, ["g?", "…"]),
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
    env: Environment, sit_down: Callable[..., Sheet], source: PipeInput, size: tuple[int, int]
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


def test_a_narrow_terminal_names_the_way_out(sit_down: Callable[..., Sheet]) -> None:
    """Where not all keys fit, the one that leaves is among them; every kind is in reach of the eye."""
    desk = sit_down()
    write(desk, q="one?", a="two")
    assert desk.save()
    face = Face(desk, Sink(50, 20), color=False)
    assert face.can_take_back()
    assert " leave" in "".join(fragment[1] for fragment in face._keys())
    assert face.kinds.preferred_height(50 - face._label_width().preferred, 20).preferred == 2


def test_enter_in_the_tags_adds(env: Environment, sit_down: Callable[..., Sheet], source: PipeInput) -> None:
    """The last field is the end of the card."""
    source.send_text("one?\ttwo\t\tnew, other\r\x04")
    desk = sit_down()
    adding_screen.show(desk, source, Sink(80, 24), color=False)
    assert notes(env)[2]["tags"] == ["new", "other"]


@pytest.mark.parametrize(("key", "is_kept"), [("k", True), ("d", False), ("x", True)])
def test_ctrl_c_asks_before_a_card_is_thrown_away(
    env: Environment, sit_down: Callable[..., Sheet], source: PipeInput, key: str, is_kept: bool
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
    desk.leave(interrupted=True)
    assert sit_down().form.is_empty != is_kept


def test_problems_are_errors_or_warnings(sit_down: Callable[..., Sheet]) -> None:
    """Only an error keeps a card out of the deck."""
    desk = sit_down()
    write(desk, q="x" * 301, a="y")
    assert [level for _message, level in desk.problems()] == [Level.WARNING]
    assert desk.save()
