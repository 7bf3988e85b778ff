"""What Anki itself exports comes over whole; skipped where its library is not."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from drillcli.importers.apkg.package import read
from drillcli.importers.parcel import ParcelCard, ParcelNote

PYTHON = os.environ.get("DRILL_ANKI_PYTHON") or (sys.executable if find_spec("anki") else None)
SCRIPT = Path(__file__).parent / "anki_export.py"
PACKAGES = ("new.apkg", "legacy.apkg", "new.colpkg", "legacy.colpkg")

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="Anki's library is not here (DRILL_ANKI_PYTHON names its Python)"
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("anki")
    words = [str(PYTHON), str(SCRIPT), str(folder)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def by_card(note: ParcelNote) -> list[tuple[str, ParcelCard]]:
    """Return the cards of a note by `guid:ord`, as Anki counts them."""
    guid, _mark, place = note.guid.removeprefix("anki:").partition("#")
    ords = {"": int(place or 0), "reverse": 1, "c1": 0, "c2": 1}
    return [(f"{guid}:{ords[part]}", card) for part, card in note.cards.items()]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_card_and_every_answer(exports, name: str):
    """Decks, marks, and each row of the log, with its button and interval; a reset is a review of rating 0."""
    folder, said = exports
    parcel = read(folder / name)
    notes = list(parcel.notes)
    assert parcel.left_out == []
    assert len({note.guid.partition("#")[0] for note in notes}) == said["notes"]
    found = {key: (note, card) for note in notes for key, card in by_card(note)}
    assert found.keys() == said["cards"].keys()
    for key, (note, card) in found.items():
        theirs = said["cards"][key]
        assert "::".join(note.deck) == theirs["deck"]
        assert (card.suspended, card.buried, card.flagged) == (
            theirs["queue"] == -1, theirs["queue"] in (-2, -3), theirs["flag"] > 0
        )  # fmt: skip
        assert [(review.ms, review.rating) for review in card.reviews] == [(row[0], row[1]) for row in theirs["log"]]
        for review, (_ms, _ease, interval) in zip(card.reviews, theirs["log"], strict=True):
            assert review.interval == (interval * 1440 if interval > 0 else -(interval // 60) or None)
    assert sum(len(card["log"]) for card in said["cards"].values()) > 10
    assert {data: len(give()) for data, give in parcel.media.items()} == {"a b.png": 3000, "a.mp3": 3}


@pytest.mark.parametrize("name", PACKAGES)
def test_every_text(exports, name: str):
    """Each note type of Anki's own, as a deck file has it."""
    folder, _said = exports
    found = [
        (note.kind, {key: value for key, value in note.fields.items() if key != "tags"})
        for note in read(folder / name).notes
    ]
    assert found == [
        ("basic", {"q": "What **is** &?", "a": "A $x^2$ ![](<a b.png>) [a.mp3](a.mp3)"}),
        ("basic", {"q": "Code", "a": "```\nif a < b:\n    go()\n```"}),
        ("basic", {"q": "狗", "a": "dog", "reverse": True}),
        ("basic", {"q": "猫", "a": "cat", "reverse": True}),
        ("basic", {"q": "鸟", "a": "bird"}),
        ("typed", {"q": "鱼", "accept": ["fish"]}),
        ("cloze", {"cloze": "{{Canberra::c1}} (city) was founded in {{1913::c2}}", "why": "extra"}),
        ("cloze", {"cloze": "{{a b c::c1}} d"}),
        ("cloze", {"cloze": "a {{b::c2}} c d"}),
    ]
