"""Rows of Anki's log: which are reviews, and what they say."""

import sqlite3
from pathlib import Path

import pytest
from package_cases import NOW_MS, Content, OfCard, OfNote, basic, package
from package_cases import REVERSED as TWO_SIDED

from drillcli.importers.apkg.package import read
from drillcli.importers.parcel import Sent

MINUTE, DAY = 1, 1440
LEARN, REVIEW, RELEARN, FILTERED, MANUAL, RESCHEDULED = range(6)


@pytest.fixture
def history(tmp_path: Path):
    """Reads a log of (ease, ivl, factor, time, type), one row a second."""

    def read_log(*rows, scheduler: int = 2, generation: str = "anki21"):
        log = [(NOW_MS + 1000 * at, *row) for at, row in enumerate(rows)]
        content = Content([basic(cards=[OfCard(log=log)])], scheduler=scheduler)
        parcel = read(package(tmp_path / "p.apkg", content, generation))
        (note,) = parcel.notes
        return [review._replace(ms=(review.ms - NOW_MS) // 1000) for review in note.cards[""].reviews], parcel.left_out

    return read_log


def test_answers(history):
    """Seconds are below 0, days above; a minute is the least; who took longer than ten minutes was away."""
    reviews, left_out = history(
        (1, -60, 0, 1500, LEARN), (3, -601, 0, -5, LEARN), (3, 4, 2500, 900_000, REVIEW), (1, 0, 2300, 0, RELEARN),
        (2, -1, 2300, 1, RELEARN), (4, 3, 2300, 1, FILTERED),
    )  # fmt: skip
    assert reviews == [
        Sent(0, 1, 1500, None, MINUTE),
        Sent(1, 3, 0, None, 11 * MINUTE),
        Sent(2, 3, 600_000, None, 4 * DAY),
        Sent(3, 1, 0, None, None),
        Sent(4, 2, 1, None, MINUTE),
        Sent(5, 4, 1, None, 3 * DAY),
    ]
    assert left_out == []


def test_resets_and_what_is_no_answer(history):
    """A reset is a review of its own; new dates, practice that leaves the schedule alone, and odd rows are told."""
    reviews, left_out = history(
        (3, 1, 2500, 9, LEARN), (0, 0, 0, 70, MANUAL), (0, 5, 2500, 0, MANUAL), (0, 5, 2500, 0, RESCHEDULED),
        (3, -600, 0, 9, FILTERED), (5, 1, 1, 1, REVIEW), (0, 0, 0, 0, REVIEW),
    )  # fmt: skip
    assert reviews == [Sent(0, 3, 9, None, DAY), Sent(1, 0, 70, None, None)]
    assert sorted(one.why.split(":")[0].split(",")[0] for one in left_out) == [
        "it is no answer", "it is no answer", "it is no answer", "it is no answer",
        "it was practice in a filtered deck",
    ]  # fmt: skip


@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_three_buttons_of_the_first_scheduler(history, generation: str):
    """Its steps had Again, Good and Easy; its reviews had all four buttons."""
    rows = [(ease, 1, 2500, 1, kind) for kind in (LEARN, RELEARN, REVIEW) for ease in (1, 2, 2, 3)]
    old, _left = history(*rows, scheduler=1, generation=generation)
    new, _left = history(*rows, scheduler=2, generation=generation)
    assert [review.rating for review in old] == [1, 3, 3, 4, 1, 3, 3, 4, 1, 2, 2, 3]
    assert [review.rating for review in new] == [1, 2, 2, 3] * 3


@pytest.mark.parametrize("eases", [(2, 2, 4), (2, 3, 3), (3,)])
def test_a_log_that_only_leaves_the_setting_out(history, eases: tuple[int, ...]):
    """A fourth button in the steps, or a third that is the usual one, tells a later scheduler."""
    reviews, _left = history(*((ease, -60, 0, 1, LEARN) for ease in eases), scheduler=1)
    assert [review.rating for review in reviews] == list(eases)


def test_reviews_go_to_their_own_cards(tmp_path: Path):
    """Whatever the order of notes, cards and reviews in the file; rows of cards that are gone are counted."""
    rows = [(NOW_MS + at, 1 + at % 4, 1, 2500, at, 1) for at in range(12)]
    notes = [
        OfNote(
            TWO_SIDED, (f"q{place}", f"a{place}"), [OfCard(0, log=rows[place::6]), OfCard(1, log=rows[place + 3 :: 6])]
        )
        for place in (2, 0, 1)
    ]
    path = package(tmp_path / "p.apkg", Content(notes), "anki21")
    for note in read(path).notes:
        place = int(note.fields["q"][1:])
        assert [review.ms - NOW_MS for review in note.cards[""].reviews] == [place, place + 6]
        assert [review.ms - NOW_MS for review in note.cards["reverse"].reviews] == [place + 3, place + 9]


def test_reviews_without_a_card_and_without_a_time(tmp_path: Path):
    """Each is told, for a log that shrinks in silence is a lie."""
    path = tmp_path / "p.apkg"
    log = [(NOW_MS, 3, 1, 0, 0, 1), (5, 3, 1, 0, 0, 1)]
    package(path, Content([basic(cards=[OfCard(log=log)])]), "anki21")
    with sqlite3.connect(path.with_suffix(".db")) as connection:
        connection.execute("INSERT INTO revlog VALUES (?, 999, 0, 3, 1, 0, 0, 0, 1)", [NOW_MS + 1])
        connection.execute(
            "INSERT INTO cards SELECT 777, 555, did, ord, 0,0,0,0,0,0,0,0,0,0,0,0,0,'' FROM cards LIMIT 1"
        )
        connection.execute("INSERT INTO revlog VALUES (?, 777, 0, 3, 1, 0, 0, 0, 1)", [NOW_MS + 2])
    connection.close()
    parcel = read(package(path, path.with_suffix(".db"), "anki21"))
    (note,) = parcel.notes
    assert [review.ms for review in note.cards[""].reviews] == [NOW_MS]
    assert sorted((one.what, one.why) for one in parcel.left_out) == [
        ("card", "its note is not in the collection"),
        ("review", "its card is no longer in the collection"),
        ("review", "its card is no longer in the collection"),
        ("review", "its time makes no sense"),
    ]
