"""Bad input: each with one clear line at its place, and no deck when it is an error."""

import os

import pytest
from deckfile_cases import EVERY_KIND, deck_of, faults, loaded
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.build import load
from drillcli.deckfile.fault import Fault
from drillcli.kinds.base import Level


def one(source: str | bytes) -> str:
    """Return the only fault of a deck that has one, without the file's name; it must be an error."""
    found = loaded(source)
    assert found.deck is None
    assert len(found.faults) == 1, [str(fault) for fault in found.faults]
    assert found.faults[0].level is Level.ERROR
    return str(found.faults[0]).removeprefix("d.yaml:")


TEXT = "must be a text, or one text for each language"
NOTES = [
    ("{id: x, q: a, a: b, tag: [c]}", "3:25", "unknown field `tag`: did you mean `tags`?"),
    ("{q: a, anwser: b}", "3:12", "unknown field `anwser`: did you mean `answer`?"),
    ("{q: a, a: b, Tags: [c]}", "3:18", "unknown field `Tags`: did you mean `tags`?"),
    ("{q: a, a: b, answer: 2}", "3:18", "`answer` belongs to a choice note, and this one is basic: remove it"),
    ("{cloze: '{{a}} b', a: c}", "3:24", "`a` belongs to a basic note, and this one is cloze: remove it"),
    ("{q: a}", "3:5", "a basic note needs `a`: add it"),
    ("{a: b, id: 中}", "3:5", "a basic note needs `q`: add it"),
    ("{q: a, choices: [b, c]}", "3:5", "a choice note needs `answer`: add it"),
    ("{}", "3:5", "a basic note needs `q`, `a`: add it"),
    ("{q: [a], a: b}", "3:9", f"`q` {TEXT}"),
    ("{q: {}, a: b}", "3:9", f"`q` {TEXT}"),
    ("{q: {en: [x]}, a: b}", "3:14", "`q` must be one text in each language"),
    (
        "{q: {e1: x, zh: 是}, a: b}",
        "3:10",
        "`e1` is no language code such as en or zh: correct it, or quote a text that begins with {",
    ),
    ("{q: '', a: b}", "3:9", "`q` is empty: write it or take it out"),
    ("{q: a, a: {en: b, zh: ' '}}", "3:27", "`a` is empty: write it or take it out"),
    ("{q: a, a: b, tags: cost}", "3:24", "`tags` must be a list: write it in brackets, `tags: [cost]`"),
    ("{q: a, a: b, tags: {x: y}}", "3:24", "`tags` must be a list: write it in brackets, `tags: […]`"),
    ("{q: a, a: b, tags: [x, ' ']}", "3:28", "an entry of `tags` is empty: write it or take it out"),
    (
        "{q: a, a: b, from: [x, [y]]}",
        "3:28",
        "an entry of `from` must be a text: quote it if it has a colon or begins with { or [",
    ),
    *(
        (
            f"{{q: a, a: b, as_of: {date}}}",
            "3:25",
            "`as_of` must be a year, a month or a day, such as 2026, 2026-11 or 2026-11-30",
        )
        for date in (
            "[2026]",
            "2026-13",
            "2026-02-30",
            "26-11",
            "2026-1",
            "0000",
            "2026-11-05T10",
            "11/2026",
            "''",
            "二〇二六",
        )
    ),
    ("{q: a, a: b, exercise: [x]}", "3:28", "`exercise` must be a single text"),
    ("{q: a, a: b, exercise: ''}", "3:28", "`exercise` is empty: write it or take it out"),
    ("{q: a, a: b, reverse: yes}", "3:27", "`reverse` must be true or false"),
    ("{q: a, choices: [b, c], answer: two}", "3:37", "`answer` must be a whole number, such as 2"),
    ("{q: a, choices: [b, c], answer: [2]}", "3:37", "`answer` must be a whole number, such as 2"),
    (
        "{q: a, choices: [b, c], answer: 3}",
        "3:37",
        "`answer` is 3, but there are 2 choices: give the number of the right one, from 1",
    ),
    (
        "{q: a, choices: b, answer: 1}",
        "3:21",
        "`choices` must be a list such as [one, two], or one list for each language",
    ),
    ("{q: a, choices: {en: b}, answer: 1}", "3:26", "`choices` must be one list in each language"),
    (
        "{q: a, choices: {en: [b, {c: d}]}, answer: 1}",
        "3:30",
        "an entry of `choices` must be a text: quote it if it has a colon or begins with { or [",
    ),
    (
        "{q: a, number: 0.6}",
        "3:20",
        "`number` must be a mapping, such as {value: 0.6, tolerance: 0.005, unit: s}",
    ),
    ("{q: a, number: {value: [1]}}", "3:28", "`value` of `number` must be a single value"),
    ("{q: a, number: {value: six}}", "3:28", "“six” is not a number: write digits only, and the unit in `unit`"),
    (
        "{id: a_b, q: a, a: b}",
        "3:10",
        "an id has letters, digits and hyphens, and begins with a letter or digit: change it",
    ),
    (
        "{id: -a, q: a, a: b}",
        "3:10",
        "an id has letters, digits and hyphens, and begins with a letter or digit: change it",
    ),
    (
        "{id: '', q: a, a: b}",
        "3:10",
        "an id has letters, digits and hyphens, and begins with a letter or digit: change it",
    ),
    (
        "{id: [a], q: a, a: b}",
        "3:10",
        "an id has letters, digits and hyphens, and begins with a letter or digit: change it",
    ),
    (
        "{q: a, order: [b, c], accept: [d]}",
        "3:5",
        "order, accept cannot stand in one note: each makes it another kind; keep one of them",
    ),
    ("just text", "3:5", "a note has fields, such as `q: …` and `a: …`"),
]


@pytest.mark.parametrize(("note", "place", "message"), NOTES)
def test_a_faulty_note_is_one_line_at_its_place(note, place, message):
    """The key where the field is wrong, the value where the value is, the note where something is missing."""
    assert one(deck_of(note)) == f"{place}: error: {message}"


DECKS = [
    ("", "1:1", "the file is empty: write `title:` and `notes:`"),
    ("# a comment\n", "1:1", "the file is empty: write `title:` and `notes:`"),
    ("- q: a\n  a: b\n", "1:1", "a deck begins with `title:` and `notes:`, each at the beginning of a line"),
    ("hello\n", "1:1", "a deck begins with `title:` and `notes:`, each at the beginning of a line"),
    ("title: T\n", "1:1", "the deck has no notes: write at least one under `notes:`"),
    ("title: T\nnotes: {q: a, a: b}\n", "2:8", "`notes` must be a list: begin each note with `- `"),
    ("notes: [{q: a, a: b}]\n", "1:1", "the deck has no title: write `title: …` at the top"),
    ("title: {zh: ' '}\nnotes: [{q: a, a: b}]\n", "1:13", "the title is empty: write one"),
    ("title: T\norder: first\nnotes: [{q: a, a: b}]\n", "2:8", "`order` must be a whole number, such as 2"),
    ("title: T\nnote: [{q: a, a: b}]\n", "2:1", "unknown field `note`: did you mean `notes`?"),
    ("titel: T\nnotes: [{q: a, a: b}]\ntitle: T\n", "1:1", "unknown field `titel`: did you mean `title`?"),
    (
        "title: T\nauthor: me\nnotes: [{q: a, a: b}]\n",
        "2:1",
        "unknown field `author`: remove it, or write one of title, about, order, notes",
    ),
    ("title: T\nnotes: [{q: a, a: b}]\ntitle: U\n", "3:1", "duplicate key `title`, first at line 1: keep one"),
    ("title: T\nnotes:\n  - q: 'a\n    a: b\n", "3:8", "this quote is never closed: add the closing quote"),
    (
        "title: T\nnotes: [&n {q: a, a: b}]\n",
        "2:9",
        "anchors are not allowed: remove it, or quote a text that begins with &",
    ),
    (b"title: \xff\n", "1:8", "not UTF-8 (byte 0xFF): save the file as UTF-8"),
    ("title: {en: [T]}\nnotes: [{q: a, a: b}]\n", "1:13", "`title` must be one text in each language"),
    (
        'title: T\n"a\\nb": c\nnotes: [{q: a, a: b}]\n',
        "2:1",
        "unknown field `a␊b`: remove it, or write one of title, about, order, notes",
    ),
]


@pytest.mark.parametrize(("source", "place", "message"), DECKS)
def test_a_faulty_deck_is_one_line_at_its_place(source, place, message):
    """What is wrong with the file as a whole."""
    assert one(source) == f"{place}: error: {message}"


@pytest.mark.parametrize(("source", "place"), [("title: T\nnotes:\n", "2:7"), ("title: T\nnotes: []\n", "2:8")])
def test_a_deck_that_was_just_begun_is_sound(source, place):
    """That there is no note yet is a warning: the deck can be used, and grows."""
    found = loaded(source)
    assert found.deck is not None
    assert [str(fault).partition(":")[2] for fault in found.faults] == [
        f"{place}: warning: the deck has no notes: write at least one under `notes:`"
    ]


def test_a_duplicate_id_names_the_first():
    """Also on one line, and also where the first note has another error."""
    message = "duplicate id `x`, first at line 3: give this note another id"
    assert (
        one(deck_of("{id: x, q: a, a: b}", "{id: y, q: a, a: c}", "{q: c, a: d, id: x}")) == f"5:22: error: {message}"
    )
    flow = "title: T\nnotes: [{id: x, q: a, a: b}, {id: x, q: c, a: d}]\n"
    assert one(flow) == "2:35: error: duplicate id `x`, first at line 2: give this note another id"


def test_the_same_note_twice_is_an_error():
    """Without ids the two would share one memory."""
    message = "the same note stands at line 3: remove one of them"
    assert one(deck_of("{q: a, a: b}", "{a: b, q: ' a'}")) == f"4:5: error: {message}"


def test_all_faults_are_reported_in_the_order_of_the_file():
    """One look shows everything that is to be mended."""
    source = deck_of("{q: a, a: b, tag: c}", "{q: &x a, q: b}", "{q: a, order: c}").replace("title: T", "titel: T")
    assert faults(source) == [
        "d.yaml:1:1: error: unknown field `titel`: did you mean `title`?",
        "d.yaml:3:18: error: unknown field `tag`: did you mean `tags`?",
        "d.yaml:4:5: error: a basic note needs `a`: add it",
        "d.yaml:4:9: error: anchors are not allowed: remove it, or quote a text that begins with &",
        "d.yaml:4:15: error: duplicate key `q`, first at line 4: keep one",
        "d.yaml:5:19: error: `order` must be a list such as [one, two], or one list for each language",
    ]


def test_a_kinds_warning_stands_at_its_field_and_keeps_the_deck():
    """Only errors keep a deck from being studied."""
    found = loaded(deck_of("{id: x, q: {en: a, zh: 甲}, a: {en: b}}"))
    assert found.deck is not None
    assert found.faults == (
        Fault("d.yaml", 3, 35, "`a` is not written in Chinese: it is shown in another language", Level.WARNING, "x"),
    )
    assert str(found.faults[0]).startswith("d.yaml:3:35: warning: `a` is not")


def test_faults_have_a_json_form():
    """The keys are promised to scripts."""
    fault = loaded(deck_of("{id: x, q: {en: a, zh: 甲}, a: {en: b}}")).faults[0]
    assert fault.as_json() == {
        "file": "d.yaml",
        "line": 3,
        "column": 35,
        "level": "warning",
        "message": "`a` is not written in Chinese: it is shown in another language",
        "note": "x",
    }


def test_a_deck_that_is_a_folder(tmp_path):
    """A folder may well be called x.yaml."""
    folder = tmp_path / "x.yaml"
    folder.mkdir()
    found = load(folder, "x")
    assert [str(fault) for fault in found.faults] == [f"{folder}:1:1: error: this is a folder: name a deck file"]
    assert found.deck is None


def test_a_deck_that_is_not_there(tmp_path):
    """Deleted since it was listed."""
    path = tmp_path / "x.yaml"
    assert str(load(path, "x").faults[0]) == f"{path}:1:1: error: there is no such file: check the name"


def test_a_deck_that_may_not_be_read(tmp_path, monkeypatch):
    """The permission that is missing is named; an administrator's rights would hide it, so it is played."""
    path = tmp_path / "x.yaml"

    def refuse(self):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert str(load(path, "x").faults[0]) == f"{path}:1:1: error: the file may not be read: check its permissions"


def test_a_disk_that_fails(tmp_path, monkeypatch):
    """Any other trouble is shown in the words of the system."""

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.read_bytes", fail)
    message = "the file cannot be read (Input/output error): try again"
    assert load(tmp_path / "x.yaml", "x").faults[0].message == message


def test_a_large_deck_is_read_and_its_last_fault_found():
    """A stand-in for 20 MB: 2,000 notes, bilingual, the last one wrong."""
    block = "  - id: n{}\n    q: {{en: What is {}?, zh: 什么是 {}？}}\n    a: {{en: It, zh: 它}}\n"
    source = "title: T\nnotes:\n" + "".join(block.format(n, n, n) for n in range(2000))
    assert len(loaded(source).deck.notes) == 2000
    assert one(source + "    tgas: [x]\n") == "6003:5: error: unknown field `tgas`: did you mean `tags`?"


@given(
    st.integers(0, len(EVERY_KIND.encode())),
    st.integers(0, 12),
    st.sampled_from(
        [b"", b"'", b'"', b"{", b"]", b"\n", b"\t", b": ", b"- ", b"#", b"&a ", b"*a", b"!x ", b"\xff", b"{}", b"[]"]
    ),
)
def test_whatever_is_broken_in_a_deck_is_a_fault_and_never_a_crash(at, gone, put):
    """A slip of the hand anywhere: a deck, or faults at places that exist, each on one line."""
    data = EVERY_KIND.encode()
    data = data[:at] + put + data[at + gone :]
    found = loaded(data)
    assert (found.deck is None) == any(fault.level is Level.ERROR for fault in found.faults)
    for fault in found.faults:
        assert 1 <= fault.line <= data.count(b"\n") + 1
        assert fault.column >= 1
        assert "\n" not in str(fault)


def test_messages_are_translated_when_they_are_made(monkeypatch):
    """The level and the text go through gettext at call time."""
    monkeypatch.setattr("drillcli.deckfile.fault._", lambda message: {"error": "错误"}.get(message, message))
    monkeypatch.setattr("drillcli.deckfile.shapes._", lambda message: "`{field}` 只能是 true 或 false")
    assert faults(deck_of("{q: a, a: b, reverse: 1}")) == ["d.yaml:3:27: 错误: `reverse` 只能是 true 或 false"]


def test_the_sound_deck_is_sound():
    """The deck of every kind, which other tests break."""
    assert faults(EVERY_KIND) == []
