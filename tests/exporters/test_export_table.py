"""Tables have a row a note and a column for each text, in each language."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from export_cases import NOTES, deck, of_notes, wish
from hypothesis import given

from drillcli.exporters.outgoing import BOTH, Outgoing
from drillcli.exporters.table import MARK, table


def rows(*decks: Outgoing, lang: str = BOTH, delimiter: str = ",") -> list[dict[str, str]]:
    text = "".join(table(decks, wish(lang), delimiter))
    assert text.startswith(MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(MARK), newline=""), delimiter=delimiter))


def test_columns_are_those_that_are_used() -> None:
    assert list(rows(deck())[0]) == [
        "id", "kind", "question", "question_en", "question_zh", "cloze_en", "cloze_zh", "answer_en", "answer_zh",
        "choices_en", "choices_zh", "accept_en", "accept_zh", "order", "number", "tolerance", "reverse", "why_en",
        "why_zh", "tags", "from", "as_of",
    ]  # fmt: skip
    assert list(rows(of_notes({"q": {"": "a"}, "a": {"": "b"}}))[0]) == ["id", "kind", "question", "answer"]


def test_cells_are_the_texts() -> None:
    basic, gaps, pick, name, seq, num = rows(deck(), lang="en", delimiter="\t")
    assert (basic["question"], basic["answer"], basic["tags"]) == (
        "What is paid once?",
        "**Training**",
        "cost, big picture",
    )
    assert gaps["cloze"] == "F1 is the {{harmonic mean::kind}} of {{precision::p}} and recall."
    assert (pick["choices"], pick["answer"]) == ("precision\nrecall\nAUC", "recall")
    assert (name["accept"], name["answer"], name["kind"]) == ("rotary embedding\nRoPE", "", "typed")
    assert seq["order"] == "collect\nclean\ntrain"
    assert (num["number"], num["tolerance"]) == ("0.60", "0.005")


def test_several_decks_are_told_apart() -> None:
    assert [row["deck"] for row in rows(deck(), of_notes({"q": {"": "a"}, "a": {"": "b"}}))] == ["Every kind"] * 6 + [
        "Made"
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\ttab", "'=1", '"', ",", "a\r\nb", "{{c1::x}}", "<b>"])
def test_no_cell_is_changed(text: str) -> None:
    """An apostrophe before what might be a formula would be part of the text for whoever reads the table."""
    for delimiter in ",\t":
        assert rows(of_notes({"q": {"": text}, "a": {"": "b"}}), delimiter=delimiter)[0]["question"] == text


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_our_own_reader_gets_the_notes_back(suffix: str, tmp_path: Path) -> None:
    found = imported(tmp_path, "".join(table([deck()], wish(), "," if suffix == ".csv" else "\t")), f"cards{suffix}")
    expected = []
    for note in deck().notes():
        fields = {name: value for name, value in note.fields.items() if name != "id"}
        if "number" in fields:
            fields["number"] = {part: text for part, text in fields["number"].items() if text}
        expected.append((note.kind, {name: short(value) for name, value in fields.items()}))
    assert found == expected


def imported(folder: Path, text: str, name: str) -> list[tuple[str, dict[str, object]]]:
    """Return kind and fields of the notes that our own reader finds."""
    reader = pytest.importorskip("drillcli.importers.table")
    from drillcli.importers.options import Options
    from drillcli.importers.place import Place

    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    parcel = reader.read(path, Options(Place(None, 240)))
    notes = [(note.kind, {name: short(value) for name, value in note.fields.items()}) for note in parcel.notes]
    assert parcel.left_out == [] or all("kind" in str(entry) for entry in parcel.left_out), parcel.left_out
    return notes


def short(value: object) -> object:
    return value[""] if isinstance(value, dict) and set(value) == {""} else value


@given(NOTES)
def test_any_note_makes_one_row(fields: dict[str, object]) -> None:
    (row,) = rows(of_notes(fields))
    assert row["id"] == "n0"
    assert None not in row
