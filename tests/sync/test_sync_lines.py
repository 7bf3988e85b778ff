"""Rows as lines: what is written is read back; what is not right is refused with its place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.errors import DrillError
from drillcli.store.exchange import ActFact, ReviewFact
from drillcli.store.history import ActKind
from drillcli.sync import lines
from drillcli.sync.values import LATEST_DAY, LATEST_MS

names = st.text(min_size=1, max_size=20).filter(str.isprintable)
card_ids = st.builds("{}/{}".format, names.filter(lambda text: "/" not in text), names)
times, days, offsets = st.integers(0, LATEST_MS), st.integers(-1, LATEST_DAY), st.integers(-1439, 1439)
reviews = st.builds(
    ReviewFact,
    card_ids,
    times,
    st.integers(0, 4),
    st.integers(0, lines.LONGEST_TOOK_MS),
    offsets,
    days,
    st.integers(0, 3),
    st.integers(0, lines.LONGEST_INTERVAL),
)
undos = st.builds(
    ActFact,
    times,
    st.just(int(ActKind.UNDO)),
    card_ids,
    times,
    st.sampled_from(["0f" * 16, "import:ab"]),
    offsets,
    days,
)
moves = st.builds(ActFact, times, st.just(int(ActKind.TAKE_OVER)), card_ids, card_ids, st.none(), offsets, days)
marks = st.builds(ActFact, times, st.integers(2, 6), card_ids, st.none() | days, st.none(), offsets, days)

REVIEW = ["r", "deck/note", 1_700_000_000_000, 3, 1000, 0, 19_675, 0, 1440]
UNDO = ["a", 1_700_000_000_000, 1, "deck/note", 1_699_999_999_999, "0f" * 16, 0, 19_675]
MOVE = ["a", 1_700_000_000_000, 7, "deck/note", "deck/old", None, 0, 19_675]


def read(*rows, notices=None):
    """Return the facts in lines, each given as bytes or as the value that its JSON stands for."""
    texts = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return list(lines.facts(texts, "devices/x/y/000001.jsonl", [] if notices is None else notices, 7))


@given(st.lists(reviews | undos | moves | marks, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(facts):
    """Line by line; no line has an end within it."""
    texts = [lines.line(fact) for fact in facts]
    assert not any(character in text for text in texts for character in "\n\r")
    assert list(lines.facts([text.encode() for text in texts], "file", [])) == facts


def test_a_line_is_short():
    """The log is private to the machine but for this: what it costs to send a review."""
    fact = ReviewFact(*REVIEW[1:])
    assert lines.line(fact) == '["r","deck/note",1700000000000,3,1000,0,19675,0,1440]'


def test_a_stream_that_was_sent_whole_says_so():
    """The closing line tells how many imports wrote into it; it is no row."""
    assert lines.imports_told(lines.end_line(3).encode()) == 3
    assert lines.imports_told(json.dumps(REVIEW).encode()) is None
    assert lines.imports_told(b'["e","3"]') is None
    assert lines.imports_told(b"nonsense") is None
    notices = []
    assert len(read(REVIEW, lines.end_line(3).encode(), notices=notices)) == 1
    assert notices == []


def changed(row, place, value):
    """Return a row with another value in one place."""
    return [*row[:place], value, *row[place + 1 :]]


@pytest.mark.parametrize(
    "row",
    [
        b"",
        b"nonsense",
        b"{}",
        b"[]",
        b"3",
        b"null",
        b'["r"',
        b"\xff\xfe",
        b'[["r"]]',
        b"[" * 100_000,
        b'["' + b"9" * 300_000 + b'"]',
        b'["r",' + b"9" * 5000 + b"]",
        ["r"],
        ["a"],
        ["", 1],
        ["\x1b[2J", 1],
        [*REVIEW, 1],
        REVIEW[:-1],
        *(
            changed(REVIEW, place, value)
            for place in range(2, 9)
            for value in (None, "1", 1.0, True, -(2**70), 2**70, [])
        ),
        *(json.dumps(changed(REVIEW, 3, float(value))).encode() for value in ("nan", "inf", "-inf")),
        b'["r","deck/note",1e999,3,1000,0,19675,0,1440]',
        changed(REVIEW, 3, 5),
        changed(REVIEW, 3, -1),
        changed(REVIEW, 5, 1440),
        *(
            changed(row, place, value)
            for row, place in ((REVIEW, 1), (UNDO, 3), (MOVE, 3), (MOVE, 4))
            for value in (
                None,
                1,
                "",
                "note",
                "/note",
                "deck/",
                "deck/a\x1b[2J",
                "deck/a\nb",
                "a\u202eb/c",
                "d/\ud800",
                ["d/n"],
            )
        ),
        *(changed(UNDO, 4, value) for value in (None, "x", 1.5, -1, 2**63)),
        *(changed(UNDO, 5, value) for value in (None, 1, "", "../../x", "A B", "x" * 1000)),
        *(changed(UNDO, 2, value) for value in (0, -1, "1", None)),
        changed(UNDO, 7, 2**40),
        ["a", 1_700_000_000_000, 4, "deck/note", 1.5, None, 0, 19_675],
        ["a", 1_700_000_000_000, 4, "deck/note", 2**40, None, 0, 19_675],
    ],
    ids=lambda row: str(row)[:40],
)
def test_a_line_that_is_not_right_is_refused_with_its_place(row):
    """And what is told of it is short, and nothing of it reaches the terminal as a control sequence."""
    with pytest.raises(DrillError, match=r"^devices/x/y/000001\.jsonl:8: ") as caught:
        read(REVIEW, row)
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()


def test_what_a_newer_drill_wrote_is_left_unread():
    """Another letter, another kind of act, another mode: the rest is read, and a line says how many were not."""
    notices = []
    found = read(REVIEW, ["z", {"what": "ever"}], changed(UNDO, 2, 8), changed(REVIEW, 7, 4), MOVE, notices=notices)
    assert len(found) == 2
    assert len(notices) == 1
    assert notices[0].startswith("devices/x/y/000001.jsonl: 3 lines of a newer drill")
