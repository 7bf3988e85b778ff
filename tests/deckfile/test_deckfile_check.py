"""`drill check`: every file of what was named, counts of what is sound, and warnings across a deck."""

import pytest
from deckfile_cases import EVERY_KIND, deck_of

from drillcli.deckfile.check import check
from drillcli.kinds.base import Level


@pytest.fixture
def write(tmp_path):
    """Write a deck file and return its path."""

    def written(source, name="d.yaml"):
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return path

    return written


def lines(path, source, write):
    """Return the faults of one deck without the file's name."""
    report = check([write(source)])
    return [str(fault).removeprefix(f"{path / 'd.yaml'}:") for fault in report.faults]


def test_a_sound_deck_is_counted(write):
    """Seven notes, one of which is asked in reverse and one of which has two gaps."""
    report = check([write(EVERY_KIND)])
    assert (report.faults, report.errors) == ((), 0)
    assert (report.decks, report.notes, report.cards) == (1, 7, 9)


def test_folders_are_searched_and_files_taken_as_named(write, tmp_path):
    """By name; hidden files and other suffixes are none. A deck with errors is not counted."""
    write(EVERY_KIND, "b.yml")
    write("titel: T\n", "a.yaml")
    write("junk", ".c.yaml")
    write("junk", "d.txt")
    report = check([tmp_path, tmp_path / "d.txt", tmp_path / "gone.yaml"])
    assert [str(fault).removeprefix(str(tmp_path)) for fault in report.faults] == [
        "/a.yaml:1:1: error: unknown field `titel`: did you mean `title`?",
        "/d.txt:1:1: error: a deck begins with `title:` and `notes:`, each at the beginning of a line",
        "/gone.yaml:1:1: error: there is no such file: check the name",
    ]
    assert (report.decks, report.notes, report.errors) == (1, 7, 3)


def test_a_folder_without_decks_is_a_fault(tmp_path):
    """Nothing was checked, and that is said."""
    report = check([tmp_path])
    assert [str(fault) for fault in report.faults] == [
        f"{tmp_path}:1:1: error: no deck in this folder: a deck is a .yaml or .yml file"
    ]


def test_a_file_name_that_cannot_be_part_of_a_card_id_is_an_error(write):
    """The slug is the file's name."""
    report = check([write(deck_of("{q: a, a: b}"), "a#b.yaml")])
    assert report.errors == 1
    assert report.faults[0].message.endswith("rename it")


def test_cards_that_ask_the_same_are_warned_of(write, tmp_path):
    """Case, full width and spacing do not count; options do, in whatever order."""
    source = deck_of(
        "{id: one, q: {en: What  is it?, zh: 这是什么？}, a: {en: x, zh: 甲}}",
        "{id: two, q: {en: what is it？, zh: 那是什么？}, a: {en: y, zh: 乙}}",
        "{id: three, q: Which?, choices: [a, b], answer: 1}",
        "{id: four, q: Which?, choices: [a, c], answer: 1}",
        "{id: five, q: Which?, choices: [b, a], answer: 1}",
        "{id: six, q: p, a: same, reverse: true}",
        "{id: seven, q: r, a: Same, reverse: true}",
    )
    assert lines(tmp_path, source, write) == [
        "4:5: warning: asks the same as the card one at line 3: reword one of them",
        "7:5: warning: asks the same as the card three at line 5: reword one of them",
        "9:5: warning: asks the same as the card six#reverse at line 8: reword one of them",
    ]


def test_a_note_without_the_language_of_the_others_is_warned_of(write, tmp_path):
    """A note written once for all languages lacks none; a language that few have is not asked for."""
    source = deck_of(
        "{id: n1, q: {en: a, zh: 甲}, a: {en: b, zh: 乙}}",
        "{id: n2, q: {en: c, zh: 丙, de: ä}, a: {en: d, zh: 丁, de: ö}}",
        "{id: n3, q: {en: e}, a: {en: f}}",
        "{id: n4, q: {zh: 戊}, a: {zh: 己}}",
        "{id: n5, q: $x$, a: 1}",
    )
    assert lines(tmp_path, source, write) == [
        "5:5: warning: not written in Chinese, as most notes of this deck are: translate it",
        "6:5: warning: not written in English, as most notes of this deck are: translate it",
    ]
    report = check([tmp_path])
    assert {fault.level for fault in report.faults} == {Level.WARNING}
    assert [fault.note_id for fault in report.faults] == ["n3", "n4"]
    assert (report.errors, report.decks) == (0, 1)
