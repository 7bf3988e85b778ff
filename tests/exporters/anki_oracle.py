"""Asks Anki itself. It runs in the environment of Anki's library: `anki_oracle.py COLLECTION PACKAGE…`.

For each package it prints a line of JSON with what importing it did, then one with what the collection holds.
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

VARIABLE = "DRILL_ANKI_PYTHON"
"""Names the interpreter of an environment with Anki's library, where the tests' own has none."""


def python() -> str | None:
    """Return an interpreter that has Anki's library; None where there is none."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    return sys.executable if find_spec("anki") else None


def ask(interpreter: str, collection: Path, *packages: Path) -> list[dict[str, Any]]:
    """Return what Anki says of packages that are imported one after the other into a collection."""
    words = [interpreter, __file__, str(collection), *map(str, packages)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(path: str, packages: list[str]) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(path)
    for package in packages:
        options = ImportAnkiPackageOptions(with_scheduling=True)
        request = ImportAnkiPackageRequest(package_path=package, options=options)
        log = collection.import_anki_package(request).log
        sys.stdout.write(
            json.dumps({name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")})
            + "\n"
        )
    sys.stdout.write(json.dumps(held(collection)) + "\n")
    collection.close()


def held(collection: Any) -> dict[str, Any]:
    """Return what a collection holds, by the names of our cards: the field Id, and the number within the note."""
    today = collection.sched.today
    cards = {}
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        cards[f"{card.note()['Id']}:{card.ord}"] = {
            "deck": collection.decks.name(card.did),
            "type": card.type,
            "queue": card.queue,
            "due": card.due - today if card.type == 2 else card.due,
            "interval": card.ivl,
            "reps": card.reps,
            "lapses": card.lapses,
            "flag": card.user_flag(),
            "memory": card.memory_state and [card.memory_state.stability, card.memory_state.difficulty],
            "reviews": collection.db.list("select id from revlog where cid = ? order by id", card_id),
            "question": card.question(),
            "answer": card.answer(),
            "tags": card.note().tags,
        }
    return {
        "notes": collection.note_count(),
        "cards": cards,
        "types": sorted({collection.get_card(card).note_type()["name"] for card in collection.find_cards("")}),
        "empty": len(collection.get_empty_cards().notes),
        "media": sorted(path.name for path in Path(collection.media.dir()).iterdir()),
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
