"""Writing deck files."""

import os
from pathlib import Path

import pytest
from deckfile_cases import EVERY_KIND
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.deckfile.blocks import self_contained, split
from drillcli.deckfile.build import load
from drillcli.deckfile.reader import read
from drillcli.deckfile.write import WIDTH, clean, dump, replace_file
from drillcli.errors import DrillError
from drillcli.kinds import COMMON, KINDS
from drillcli.kinds.base import Shape

ODD = list(" \t\n:#-?,[]{}&*!|>'\"%@`\\a1中。\u2028\x85\ufeff\xa0é=~<\r\x00")
TEXT = st.one_of(st.text(st.sampled_from(ODD), max_size=12), st.text(max_size=20)).map(clean)
LANGUAGES = st.sampled_from([("",), ("en",), ("en", "zh")])


def by_language(values):
    return LANGUAGES.flatmap(lambda languages: st.fixed_dictionaries(dict.fromkeys(languages, values)))


SHAPES = {
    Shape.STRING: TEXT,
    Shape.DATE: st.sampled_from(["2026", "2026-11", "2024-02-29"]),
    Shape.STRINGS: st.lists(TEXT, max_size=3),
    Shape.TEXT: by_language(TEXT),
    Shape.LINES: by_language(st.lists(TEXT, max_size=3)),
    Shape.FLAG: st.booleans(),
    Shape.INTEGER: st.integers(-99, 99),
    Shape.NUMBER: st.fixed_dictionaries({"value": TEXT}, optional={"tolerance": TEXT, "unit": TEXT}),
}
PLAIN = {Shape.FLAG: lambda flag: str(flag).lower(), Shape.INTEGER: str}


def fields_of(kind):
    shapes = {name: shape for name, shape in {**KINDS[kind].FIELDS, **COMMON}.items() if name != "id"}
    made = {name: SHAPES[shape] for name, shape in shapes.items()}
    needed = {name: made.pop(name) for name in KINDS[kind].REQUIRED}
    return st.tuples(st.just(kind), st.fixed_dictionaries(needed, optional=made))


def as_written(kind, fields):
    """Return fields as the YAML reader gives them: every scalar a text, the neutral language without a key."""
    shapes = {**KINDS[kind].FIELDS, **COMMON}
    return {
        name: PLAIN.get(shapes[name], lambda same: same)(
            value[""] if isinstance(value, dict) and set(value) == {""} else value
        )
        for name, value in fields.items()
    }


@settings(max_examples=300)
@given(by_language(TEXT), st.lists(st.sampled_from(sorted(KINDS)).flatmap(fields_of), min_size=1, max_size=3))
def test_what_is_written_is_what_is_read(title, notes):
    """Every field of every kind, whatever the characters; and the file can be read by blocks."""
    text = dump(title, None, [(f"n{at}", kind, fields) for at, (kind, fields) in enumerate(notes)], 4)
    document = read(text.encode(), "x")
    assert document.faults == []
    assert document.root["title"] == (title[""] if set(title) == {""} else title)
    assert document.root["order"] == "4"
    expected = [{"id": f"n{at}", **as_written(kind, fields)} for at, (kind, fields) in enumerate(notes)]
    assert document.root["notes"] == expected
    blocks = split(text.encode())
    assert len(blocks.lines) == len(notes)
    assert all(self_contained(blocks.text(at)) for at in range(len(notes)))


def test_a_deck_comes_back_as_it_was():
    """Written from what was read, it has the same notes; a second time, the same bytes."""
    deck = load(Path("x.yaml"), "x", EVERY_KIND.encode()).deck
    text = dump(deck.title, deck.about, [(note.id, note.kind, note.fields) for note in deck.notes], deck.order)
    again = load(Path("x.yaml"), "x", text.encode()).deck
    assert [{**note.fields, "id": note.id} for note in deck.notes] == [note.fields for note in again.notes]
    assert (again.title, again.about, again.order) == (deck.title, deck.about, deck.order)
    assert dump(again.title, again.about, [(n.id, n.kind, n.fields) for n in again.notes], again.order) == text


def test_the_layout_is_that_of_the_house():
    """One line where it fits, a line for each entry where it does not, texts of several lines as they are."""
    notes = [
        ("a", "basic", {"a": {"en": "one", "zh": "一"}, "q": "Why: so?", "tags": ["x", "1:30"], "why": "two\nlines"}),
        ("b", "cloze", {"cloze": {"en": "{{e}} " * 20, "zh": "短"}, "from": ["no", "yes", "- "]}),
        ("c", "choice", {"choices": ["long " * 12 + str(n) for n in range(3)], "answer": 2, "q": '"\\x" said'}),
    ]
    assert dump({"en": "T", "zh": "题"}, "about", notes) == (
        "title: {en: T, zh: 题}\nabout: about\nnotes:\n"
        '\n  - id: a\n    q: "Why: so?"\n    a: {en: one, zh: 一}\n    why: |-\n      two\n      lines\n'
        '    tags: [x, "1:30"]\n'
        f'\n  - id: b\n    cloze:\n      en: "{"{{e}} " * 20}"\n      zh: 短\n    from: [no, yes, "- "]\n'
        "\n  - id: c\n    q: '\"\\x\" said'\n    choices:\n"
        + "".join(f"      - {'long ' * 12}{n}\n" for n in range(3))
        + "    answer: 2\n"
    )


def test_no_line_of_entries_is_too_wide():
    """A mapping or list that would be wider than WIDTH is broken."""
    text = dump("t", None, [("a", "basic", {"q": {"en": "x" * 60, "zh": "y" * 60}, "a": "a", "tags": ["t" * 30] * 4})])
    assert all(len(line) <= WIDTH for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("a\x00\x1b[31mb\x7f", "a[31mb"),
        ("\ud800x", "x"),
        ("tab\tline\n", "tab\tline\n"),
    ],
)
def test_what_no_deck_can_hold_goes(text, kept):
    """Line breaks become line feeds, control characters and lone surrogates go."""
    assert clean(text) == kept


def test_a_file_is_whole_or_not_there(tmp_path):
    """A failure in the midst leaves the old one, and nothing beside it."""
    path = tmp_path / "x.yaml"
    replace_file(path, ["one", "中"])

    def broken():
        yield "two"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_file(path, broken())
    assert path.read_text("utf-8") == "one中"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_owner_and_mode(tmp_path, monkeypatch):
    """As when root edits a file of somebody's: it does not become root's."""
    path = tmp_path / "x.yaml"
    path.write_text("one")
    path.chmod(0o640)
    given = []
    monkeypatch.setattr(os, "chown", lambda file, *owner: given.append((file.name, *owner)))
    replace_file(path, ["two"])
    assert [(owner[1], owner[2]) for owner in given] == [(path.stat().st_uid, path.stat().st_gid)]
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_turns_the_direction_of_writing_is_written_as_an_escape():
    """An editor would show another text than the file has; reading gives the text back."""
    text = "a\u202eb\n\u2066c"
    made = dump("T", None, [("n", "basic", {"q": text, "a": "x", "tags": [text]})])
    assert '"a\\u202Eb\\n\\u2066c"' in made
    assert made.isascii()
    (note,) = load(Path("x.yaml"), "x", made.encode()).deck.notes
    assert note.fields["q"] == {"": text}


def test_a_pipe_is_not_put_away(tmp_path: Path):
    """A device or a pipe is never replaced by a file, also where a link leads to it; nothing is left beside it."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.yaml").symlink_to("pipe")
    with pytest.raises(DrillError, match="is a device or a pipe: name a file to write"):
        replace_file(tmp_path / "link.yaml", ["one"])
    assert (tmp_path / "pipe").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "pipe"]
