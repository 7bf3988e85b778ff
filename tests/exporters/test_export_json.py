"""JSON loses nothing: what a deck file says, and with a history every review and mark."""

import json
from pathlib import Path

import pytest
from conftest import NOW
from export_cases import NOTES, deck, of_notes, wish
from hypothesis import given

from drillcli.exporters.json_file import json_file
from drillcli.exporters.outgoing import Learned, Past
from drillcli.model import Mode, Moment
from drillcli.store.history import Review

REVIEW = Review((NOW.ms, 1), 3, 4321, Moment(NOW.ms, NOW.day, 480), Mode.STUDY, 1440)


def past() -> Past:
    """Return a history in which the reverse of `basic` was answered and marked, and nothing else."""
    known = {"every/basic#reverse": Learned([REVIEW], None, suspended=True, flagged=True, buried=True)}
    nothing = Learned([], None, suspended=False, flagged=False, buried=False)
    return Past(lambda card: known.get(card, nothing), lambda _card: pytest.fail("no scheduler is needed"), 4)


def test_a_deck() -> None:
    said = json.loads("".join(json_file([deck()], wish())))
    assert list(said) == ["drill", "deck", "title", "about", "order", "notes"]
    assert (said["drill"], said["deck"], said["order"]) == (1, "every", 3)
    assert said["title"] == {"en": "Every kind", "zh": "每一种"}
    assert said["notes"][4] == {
        "id": "seq",
        "kind": "order",
        "q": "What comes first?",
        "order": ["collect", "clean", "train"],
    }
    assert said["notes"][0]["reverse"] is True


def test_a_history() -> None:
    said = json.loads("".join(json_file([deck()], wish(past=past()))))
    assert said["reviews"] == [
        {"card": "basic#reverse", "ms": NOW.ms, "rating": 3, "took_ms": 4321, "offset": 480, "interval": 1440}
    ]
    assert said["suspended"] == said["flagged"] == said["buried"] == ["basic#reverse"]


def test_several_decks() -> None:
    said = json.loads("".join(json_file([deck(), of_notes()], wish(past=past()))))
    assert [entry["deck"] for entry in said["decks"]] == ["every", "made"]
    assert said["decks"][1] == {
        "deck": "made", "title": "Made", "notes": [], "reviews": [], "suspended": [], "flagged": [], "buried": [],
    }  # fmt: skip


@given(NOTES)
def test_no_text_is_changed(fields: dict[str, object]) -> None:
    (note,) = json.loads("".join(json_file([of_notes(fields)], wish())))["notes"]
    assert {
        name: value[""] if isinstance(value, dict) and set(value) == {""} else value for name, value in fields.items()
    } == {name: value for name, value in note.items() if name not in ("id", "kind")}


def test_our_own_reader_gets_notes_and_history_back(tmp_path: Path) -> None:
    reader = pytest.importorskip("drillcli.importers.jsonfile")
    from drillcli.importers.options import Options
    from drillcli.importers.parcel import ParcelCard, Sent
    from drillcli.importers.place import Place

    path = tmp_path / "every.json"
    path.write_text("".join(json_file([deck()], wish(past=past()))), encoding="utf-8")
    parcel = reader.read(path, Options(Place(None, 240)))
    found = list(parcel.notes)
    assert parcel.left_out == []
    plain = [{name: value for name, value in note.fields.items() if name != "id"} for note in deck().notes()]
    assert [note.fields for note in found] == [
        {name: value[""] if isinstance(value, dict) and set(value) == {""} else value for name, value in fields.items()}
        for fields in plain
    ]
    assert found[0].cards == {
        "reverse": ParcelCard((Sent(NOW.ms, 3, 4321, 480, 1440),), suspended=True, buried=True, flagged=True)
    }
