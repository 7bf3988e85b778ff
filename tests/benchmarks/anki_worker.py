"""Runs in the environment of Anki's library: copies a collection of `drill` into Anki's, and answers for its backend.

`anki_worker.py HOME TARGET`: HOME is a data folder of `drill`, TARGET Anki's file. Lines on stdin name what to do
(see `Backend.do`); for each, one line of JSON on stdout tells what it took.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anki.collection import Collection

DAYS_BACK = 1000
DECK_CONFIG = 1
MINUTES_PER_DAY = 1440
NO_LIMIT = 9999
SELECT_CARDS = """SELECT card.id, slug, name, position, phase, interval, due_day, m0, m1, last_ms, reps, lapses
    FROM card JOIN deck ON deck.id = deck WHERE slug LIKE 'deck-%' ORDER BY card.id"""
SELECT_REVIEWS = "SELECT at_ms, card, rating, interval, took_ms, day FROM revlog ORDER BY at_ms"


def build(home: Path, target: Path) -> None:
    """Write the cards, texts and reviews of a collection of `drill` into a new collection of Anki, FSRS turned on."""
    collection = Collection(str(target))
    notetype = int(collection.models.by_name("Basic")["id"])
    ours = sqlite3.connect(home / "drill.db")
    slugs = [slug for (slug,) in ours.execute("SELECT slug FROM deck WHERE slug LIKE 'deck-%'")]
    decks = {slug: int(collection.decks.add_normal_deck_with_name(slug).id) for slug in slugs}
    collection.set_config("fsrs", True)
    collection.close()
    # The backend's executemany takes about a millisecond a row; SQLite itself a few microseconds.
    with sqlite3.connect(target) as theirs:
        (today,) = theirs.execute("SELECT crt / 86400 FROM col").fetchone()
        theirs.execute("UPDATE col SET crt = crt - ? * 86400", (DAYS_BACK,))
        cards = list(ours.execute(SELECT_CARDS))
        texts = texts_of(home)
        theirs.executemany(f"INSERT INTO notes VALUES ({places(11)})", (note(card, notetype, texts) for card in cards))
        rows = (card_row(card, decks[card[1]], today) for card in cards)
        theirs.executemany(f"INSERT INTO cards VALUES ({places(18)})", rows)
        theirs.executemany(f"INSERT INTO revlog VALUES ({places(9)})", reviews(ours))
    theirs.close()


def places(columns: int) -> str:
    return ", ".join("?" * columns)


def texts_of(home: Path) -> dict[str, tuple[str, str, str]]:
    """Return question, answer and tags by `deck/note`, in both languages, from the compiled decks."""
    index = sqlite3.connect(home / "index.db")
    found = {}
    for slug, name, fields in index.execute("SELECT slug, name, fields FROM note JOIN file ON file = id"):
        said = json.loads(fields)
        front, back = ("<br>".join(said.get(side, {}).values()) for side in ("q", "a"))
        found[f"{slug}/{name}"] = (front, back, " ".join(said.get("tags", ())))
    return found


def note(card: Any, notetype: int, texts: dict[str, tuple[str, str, str]]) -> tuple[Any, ...]:
    row, slug, name, *_ = card
    front, back, tags = texts[f"{slug}/{name}"]
    return row, f"{slug}/{name}"[-10:], notetype, 0, 0, f" {tags} ", f"{front}\x1f{back}", front, row, 0, ""


def card_row(card: Any, deck: int, today: int) -> tuple[Any, ...]:
    """Return a row of Anki's `cards`; due is a position for a new card, else days since the collection's creation."""
    row, _, _, position, phase, interval, due_day, stability, difficulty, last_ms, reps, lapses = card
    if not phase:
        return row, row, deck, 0, 0, 0, 0, 0, position, 0, 0, 0, 0, 0, 0, 0, 0, "{}"
    due = due_day - today + DAYS_BACK
    days = max(interval // MINUTES_PER_DAY, 1)
    data = json.dumps({"s": round(stability, 4), "d": round(difficulty, 3), "dr": 0.9, "lrt": last_ms // 1000})
    return row, row, deck, 0, 0, 0, 2, 2, due, days, 2500, reps, lapses, 0, 0, 0, 0, data


def reviews(ours: sqlite3.Connection) -> Iterator[tuple[int, ...]]:
    """Yield rows of Anki's `revlog`: intervals are days, or seconds when negative; type 0 is learn, 1 review."""
    last: dict[int, int] = {}
    for at_ms, card, rating, minutes, took_ms, _ in ours.execute(SELECT_REVIEWS):
        interval = minutes // MINUTES_PER_DAY if minutes >= MINUTES_PER_DAY else -60 * minutes
        before = last.get(card, 0)
        yield at_ms, card, 0, rating, interval, before, 2500, took_ms, 1 if before > 0 else 0
        last[card] = interval


class Backend:
    """Anki's backend on one collection."""

    def __init__(self, path: Path) -> None:
        self.collection = Collection(str(path))

    def do(self, words: list[str]) -> dict[str, float]:
        """Carry out one line: `tree`; `queue DECK`; `due`; `graphs DAYS` (0: all time); `limits REVIEWS NEW`."""
        match words:
            case ["tree"]:
                return timed(self.collection.sched.deck_due_tree)
            case ["queue", deck]:
                # Choosing another deck throws the built queue away.
                self.collection.decks.set_current(1)
                self.collection.decks.set_current(self.collection.decks.id_for_name(deck))
                return timed(lambda: self.collection.sched.get_queued_cards(fetch_limit=1))
            case ["due"]:
                return {"due": self.collection.sched.get_queued_cards(fetch_limit=1).review_count}
            case ["graphs", days]:
                return timed(lambda: self.collection._backend.graphs(search="", days=int(days)))
            case ["limits", reviews_a_day, new_a_day]:
                return self.limit(int(reviews_a_day), int(new_a_day))
        raise ValueError(words)

    def limit(self, reviews_a_day: int, new_a_day: int) -> dict[str, float]:
        """Set the daily limits of all decks."""
        config = self.collection.decks.get_config(DECK_CONFIG)
        config["rev"]["perDay"], config["new"]["perDay"] = reviews_a_day, new_a_day
        self.collection.decks.update_config(config)
        return {}


def timed(work: Any) -> dict[str, float]:
    cpu = time.process_time()
    work()
    return {"cpu": time.process_time() - cpu}


def main(home: Path, target: Path) -> None:
    if not target.exists():
        unfinished = target.with_stem("unfinished")
        unfinished.unlink(missing_ok=True)
        build(home, unfinished)
        unfinished.replace(target)
    backend = Backend(target)
    print(json.dumps({"file": target.stat().st_size}), flush=True)
    for line in sys.stdin:
        print(json.dumps(backend.do(line.split())), flush=True)
    backend.collection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
