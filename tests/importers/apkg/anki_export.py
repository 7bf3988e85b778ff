"""Runs in the environment of Anki's library: makes a collection, exports it in every way, and says what it holds.

`anki_export.py FOLDER` writes new.apkg, legacy.apkg, new.colpkg and legacy.colpkg; the answer is one line of JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

NOTES = [
    ("Basic", "Med::Heart", ["What <b>is</b> &amp;?", 'A \\(x^2\\) <img src="a b.png"> [sound:a.mp3]'], ["x", "y::z"]),
    ("Basic", "Med", ["Code", "<pre><code>if a &lt; b:<br>    go()</code></pre>"], []),
    ("Basic (and reversed card)", "语言", ["狗", "dog"], []),
    ("Basic (optional reversed card)", "语言", ["猫", "cat", "y"], []),
    ("Basic (optional reversed card)", "语言", ["鸟", "bird", ""], []),
    ("Basic (type in the answer)", "语言", ["鱼", "fish"], []),
    ("Cloze", "Med", ["{{c1::Canberra::city}} was founded in {{c2::1913}}", "extra"], []),
    ("Cloze", "Med", ["{{c1::a {{c2::b}} c}} d", ""], []),
]


def main(folder: Path) -> None:
    from anki.collection import Collection, ExportAnkiPackageOptions

    path = folder / "collection.anki2"
    collection = Collection(str(path))
    for place, (notetype, deck, fields, tags) in enumerate(NOTES):
        note = collection.new_note(collection.models.by_name(notetype))
        note.fields[: len(fields)] = fields
        note.tags, note.guid = tags, f"note-{place}"
        collection.add_note(note, collection.decks.id(deck))
    collection.media.write_data("a b.png", b"PNG" * 1000)
    collection.media.write_data("a.mp3", b"mp3")
    learn(collection)
    cards = [collection.get_card(number) for number in sorted(collection.find_cards(""))]
    collection.sched.suspend_cards([cards[0].id])
    collection.sched.bury_cards([cards[1].id], manual=True)
    collection.set_user_flag_for_cards(3, [cards[2].id])
    collection.sched.schedule_cards_as_new([cards[3].id])
    said = held(collection)
    for name, legacy in (("new", False), ("legacy", True)):
        options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(folder / f"{name}.apkg"), options=options, limit=None)
        collection.export_collection_package(str(folder / f"{name}.colpkg"), include_media=True, legacy=legacy)
        collection = Collection(str(path)) if collection.db is None else collection
    sys.stdout.write(json.dumps(said))
    collection.close()


def learn(collection: Any) -> None:
    """Answer what comes, deck by deck."""
    for deck in ("Med", "语言"):
        collection.decks.set_current(collection.decks.id(deck))
        for at in range(9):
            card = collection.sched.getCard()
            if card:
                card.start_timer()
                collection.sched.answerCard(card, 1 + at % 4)


def held(collection: Any) -> dict[str, Any]:
    """Return cards by note and number, with deck, queue, flag and log (without the resets, which have no answer)."""
    cards = {}
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        log = collection.db.all("SELECT id, ease, ivl FROM revlog WHERE cid = ? ORDER BY id", number)
        key = f"{card.note().guid}:{card.ord}"
        deck = collection.decks.name(card.did)
        cards[key] = {"deck": deck, "queue": card.queue, "flag": card.user_flag(), "log": log}
    return {"notes": collection.note_count(), "cards": cards}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
