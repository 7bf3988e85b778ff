"""JSON: our own files, and plain lists."""

import json
from pathlib import Path
from typing import Any

import pytest
from text_cases import taken

from drillcli.errors import DrillError
from drillcli.importers import jsonfile
from drillcli.importers.jsonfile import looks_like, read
from drillcli.importers.parcel import ParcelCard, Sent

OURS: dict[str, Any] = {
    "drill": 1,
    "deck": "metrics",
    "title": {"en": "Metrics", "zh": "指标"},
    "notes": [
        {"id": "f1", "kind": "basic", "q": {"en": "x", "zh": "甲"}, "a": "y", "reverse": True, "tags": ["a b"]},
        {"id": "pick", "kind": "choice", "q": "which", "choices": ["a", "b"], "answer": 2},
        {"id": "n", "kind": "numeric", "q": "n", "number": {"value": "0.60", "tolerance": "0"}},
    ],
    "reviews": [
        {"card": "f1#reverse", "ms": 1_700_000_000_000, "rating": 3, "took_ms": 5, "offset": 480, "interval": 1440},
        {"card": "f1#reverse", "ms": 1_700_000_000_001, "rating": 0, "took_ms": 0, "offset": -60, "interval": 0},
        {"card": "pick", "ms": 1_700_000_000_002, "rating": 1},
    ],
    "suspended": ["pick"],
    "flagged": ["f1"],
    "buried": [],
}


def test_our_own_file_comes_back_whole(tmp_path: Path) -> None:
    """Fields as in a deck file, every review with its offset and interval, every mark."""
    found = taken(read, tmp_path / "d.json", json.dumps(OURS))
    assert found.left_out == []
    assert found.fields() == [{k: v for k, v in note.items() if k not in ("id", "kind")} for note in OURS["notes"]]
    assert [note.guid for note in found.notes] == ["json:metrics/f1", "json:metrics/pick", "json:metrics/n"]
    assert {note.deck for note in found.notes} == {("Metrics",)}
    first, second = Sent(1_700_000_000_000, 3, 5, 480, 1440), Sent(1_700_000_000_001, 0, 0, -60, 0)
    assert dict(found.notes[0].cards) == {"reverse": ParcelCard((first, second)), "": ParcelCard(flagged=True)}
    assert dict(found.notes[1].cards) == {"": ParcelCard((Sent(1_700_000_000_002, 1, 0, 0),), suspended=True)}


def test_several_decks_are_one_file(tmp_path: Path) -> None:
    """Each with its title."""
    other = OURS | {"deck": "two", "title": "Two"}
    found = taken(read, tmp_path / "d.json", json.dumps({"drill": 1, "decks": [OURS, other]}))
    assert [note.deck for note in found.notes] == [("Metrics",)] * 3 + [("Two",)] * 3


def test_what_makes_no_sense_in_it_is_told(tmp_path: Path) -> None:
    """Notes and reviews by their number, histories by their card."""
    path = tmp_path / "d.json"
    bad = {
        "notes": [*OURS["notes"][:1], {"id": "no", "q": "x"}, "text"],
        "reviews": [
            {"card": "f1", "ms": "soon", "rating": 3},
            {"card": "f1", "ms": 1, "rating": 9},
            {"card": "gone#x"},
        ],
        "suspended": ["gone"],
        "flagged": ["no"],
    }
    found = taken(read, path, json.dumps(OURS | bad))
    assert len(found.notes) == 1
    assert found.told(path) == [
        ("review", "entry 1"),
        ("review", "entry 2"),
        ("review", "entry 3"),
        ("note", "entry 2"),
        ("history", "no"),
        ("note", "entry 3"),
        ("history", "gone"),
    ]


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    """It may mean something else."""
    for version in (2, "x", None, [1]):
        if version is not None:
            with pytest.raises(DrillError, match="written by a later drill"):
                taken(read, tmp_path / "d.json", json.dumps(OURS | {"drill": version}))


def test_members_of_a_plain_list_are_named_like_columns(tmp_path: Path) -> None:
    """In English or Chinese; numbers are the text that stands there; what has no field is told once."""
    path = tmp_path / "d.json"
    entries = """[{"question": "q1", "答案": "a1", "tags": "x y", "id": 7, "deck": "A::B", "score": 1},
      {"front": "n", "number": {"value": 0.60, "unit": "s"}, "score": 2, "why": null},
      {"q": {"en": "x", "zh": "甲"}, "choices": ["a", "b"], "answer": "b"},
      {"q": "typed", "accept": ["a"]}]"""
    found = taken(read, path, entries)
    assert found.fields() == [
        {"q": "q1", "a": "a1", "tags": ["x", "y"]},
        {"q": "n", "number": {"value": "0.60", "unit": "s"}},
        {"q": {"en": "x", "zh": "甲"}, "choices": ["a", "b"], "answer": 2},
        {"q": "typed", "accept": ["a"]},
    ]
    assert (found.notes[0].guid, found.notes[0].deck) == ("json:A::B/7", ("A", "B"))
    assert [left.what for left in found.left_out] == ["column"]


def test_a_list_may_stand_in_an_object_or_on_lines(tmp_path: Path) -> None:
    """As many programs write it."""
    assert taken(read, tmp_path / "a.json", '{"cards": [{"q": "1", "a": "2"}]}').fields() == [{"q": "1", "a": "2"}]
    found = taken(read, tmp_path / "b.jsonl", '{"q": "1", "a": "2"}\n\n{"q": "3", "a": "4"}\n')
    assert [note["q"] for note in found.fields()] == ["1", "3"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"q": "a",\n "a": }', r"d\.json:2:7: no JSON"),
        ('{"q": 1}\n{"q": }', r"d\.json:2:7: no JSON"),
        ("[" * 100_000, "too deep"),
        ('{"x": 1}', "no list of notes"),
        ("3", "no list of notes"),
        ("null", "no list of notes"),
    ],
)
def test_what_is_no_list_of_notes_is_one_line(tmp_path: Path, text: str, why: str) -> None:
    """With file, line and column where there is one."""
    with pytest.raises(DrillError, match=why):
        taken(read, tmp_path / "d.json", text)


@pytest.mark.parametrize(
    "entry",
    [
        *('{"q": [1], "a": "b"}', '{"q": {"en": ["x"]}, "a": "b"}', '{"q": "x", "a": {"e": {"f": 1}}}', "5", "null"),
        *('{"q": ' + "[" * 900 + "]" * 900 + ', "a": "x"}', '{"q": "x", "choices": "a", "answer": 1}', '{"q": true}'),
    ],
)
def test_values_of_a_wrong_shape_are_told(tmp_path: Path, entry: str) -> None:
    """The others come over."""
    path = tmp_path / "d.json"
    found = taken(read, path, f'[{entry}, {{"q": "x", "a": "y"}}]')
    assert (len(found.notes), found.told(path)) == (1, [("note", "entry 1")])


def test_a_file_too_large_for_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is read."""
    monkeypatch.setattr(jsonfile, "LARGEST", 10)
    with pytest.raises(DrillError, match="part it into several files"):
        taken(read, tmp_path / "d.json", "[" + " " * 20 + "]")


def test_json_is_known_by_its_name_or_its_first_character() -> None:
    """White space and a byte order mark may stand before it."""
    assert looks_like(b"", "a.JSON")
    assert looks_like(b"\xef\xbb\xbf\n [1]", "a.txt")
    assert not looks_like(b"Q: x", "a.txt")


def test_values_in_lists(tmp_path: Path) -> None:
    """True and false are words there, too, and null is nothing."""
    found = taken(read, tmp_path / "d.json", '[{"q": "x", "choices": [true, null, "a"], "answer": 1}]')
    assert found.fields() == [{"q": "x", "choices": ["true", "a"], "answer": 1}]
    found = taken(read, tmp_path / "d.json", '[{"q": "x", "a": "y", "tags": [[null]]}]')
    assert [left.why for left in found.left_out] == ["there are lists within lists"]


def test_a_line_that_is_too_deep(tmp_path: Path) -> None:
    """Also behind one that is read."""
    path = tmp_path / "d.jsonl"
    with pytest.raises(DrillError, match="too deep"):
        taken(read, path, '{"q": "x", "a": "y"}\n' + "[" * 5000)


def test_a_version_of_thousands_of_digits(tmp_path: Path) -> None:
    """It is a later one, and no number for Python to read."""
    with pytest.raises(DrillError, match="later drill"):
        taken(read, tmp_path / "d.json", f'{{"drill": {"9" * 5000}, "notes": []}}')
