"""A large Anki package as people have them: several note types, HTML, a tree of decks, years of reviews."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

SCHEMA = Path(__file__).parents[2] / "drillcli" / "exporters" / "anki_schema.sql"
START_MS = 1_600_000_000_000
DAY_MS = 86_400_000
BASIC, REVERSED, CLOZE = 1_500_000_000_001, 1_500_000_000_002, 1_500_000_000_003
DECKS = [f"{subject}::{part}" for subject in ("Medicine", "Law", "中文") for part in ("One", "Two", "Three", "Four")]
WORDS = (
    *("the", "of", "energy", "cell", "protein", "court", "evidence", "contract", "receptor", "membrane", "nucleus"),
    *("语言", "模型", "训练", "细胞", "合同", "binds", "defines", "requires", "inhibits", "produces", "between"),
    *("within", "because", "under", "however", "value", "rate"),
)


def build(path: Path, notes: int, reviews: int) -> None:
    """Write a package of so many notes and reviews at `path`, the same for the same numbers."""
    rng = random.Random(f"{notes} {reviews}")
    with TemporaryDirectory() as folder:
        database = Path(folder) / "collection"
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(SCHEMA.read_text("utf-8"))
            connection.execute(f"INSERT INTO col VALUES ({places(13)})", about())
            made = list(rows(notes, rng))
            connection.executemany(f"INSERT INTO notes VALUES ({places(11)})", (row for row, _cards in made))
            cards = [card for _row, of_note in made for card in of_note]
            connection.executemany(f"INSERT INTO cards VALUES ({places(18)})", cards)
            connection.executemany(f"INSERT INTO revlog VALUES ({places(9)})", log(cards, reviews, rng))
            connection.commit()
        with ZipFile(path, "w", ZIP_DEFLATED) as package:
            package.write(database, "collection.anki21")
            package.writestr("media", "{}")


def places(columns: int) -> str:
    return ", ".join("?" * columns)


def rows(notes: int, rng: random.Random) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    """Yield notes with their cards: 6 of 10 basic, 1 asked in both directions, 3 with two gaps."""
    for place in range(notes):
        number = START_MS + 4 * place
        kind = rng.choices((BASIC, REVERSED, CLOZE), (6, 1, 3))[0]
        text = gapped(place, rng) if kind == CLOZE else [f"{place}. {said(10, rng)}?", said(25, rng)]
        first, seconds = text[0], number // 1000
        tags = f" {rng.choice(WORDS)} year::{place % 6} "
        note = (number, f"g{place:09}", kind, seconds, -1, tags, "\x1f".join(text), first, place, 0, "")
        deck = 1_500_000_100_000 + place % len(DECKS)
        ords = range(1 if kind == BASIC else 2)
        yield note, [(number + at, number, deck, at, seconds, -1, *[0] * 11, "{}") for at in ords]


def said(words: int, rng: random.Random) -> str:
    """Return some words, in two of five texts with markup."""
    chosen = rng.choices(WORDS, k=rng.randint(words // 2, words * 2))
    if rng.random() < 0.4:
        chosen[0] = f"<b>{chosen[0]}</b>"
        chosen[len(chosen) // 2] += rng.choice(("<br>", " &amp;", r" \(x^2\)", "<i>so</i>", "&nbsp;"))
    return " ".join(chosen)


def gapped(place: int, rng: random.Random) -> list[str]:
    return [f"{said(6, rng)} {{{{c1::gap {place}}}}} {said(6, rng)} {{{{c2::other {place}::hint}}}}", said(8, rng)]


def log(cards: list[tuple[Any, ...]], reviews: int, rng: random.Random) -> Iterator[tuple[Any, ...]]:
    """Yield reviews, spread evenly over the cards, with growing intervals; all at different times."""
    each = max(reviews // len(cards), 1)
    for place, card in enumerate(cards):
        day, interval = place % 700, 0
        for at in range(each + (place < reviews - each * len(cards))):
            ease = rng.choices((1, 2, 3, 4), (10, 10, 70, 10))[0]
            before, interval = interval, 1 if ease == 1 else min(max(interval * 2, 1), 400)
            when = START_MS + day * DAY_MS + place % 40_000_000  # no two cards share a ms within their first 11 hours
            yield when, card[0], -1, ease, interval, before, 2500, 7000, min(at, 1)
            day += interval


def about() -> tuple[Any, ...]:
    """Return the row of the table `col`."""
    conf = {"schedVer": 2, "sched2021": True, "curDeck": 1, "activeDecks": [1], "creationOffset": 0}
    decks = {"1": deck(1, "Default")}
    decks |= {str(number): deck(number, name) for number, name in enumerate(DECKS, 1_500_000_100_000)}
    models = {str(number): model(number) for number in (BASIC, REVERSED, CLOZE)}
    texts = [json.dumps(value) for value in (conf, models, decks)]
    return 1, START_MS // 1000, START_MS, START_MS, 11, 0, 0, 0, *texts, json.dumps(OPTIONS), "{}"


def deck(number: int, name: str) -> dict[str, Any]:
    today = dict.fromkeys(("lrnToday", "newToday", "revToday", "timeToday"), (0, 0))
    said = {"id": number, "name": name, "desc": "", "mod": 1, "usn": 0, "conf": 1, "dyn": 0, "collapsed": False}
    return {**said, **today, "extendNew": 0, "extendRev": 0}


def model(number: int) -> dict[str, Any]:
    """Return a note type as schema 11 has it."""
    name = {BASIC: "Basic", REVERSED: "Basic (and reversed)", CLOZE: "Cloze"}[number]
    fields = ("Text", "Extra") if number == CLOZE else ("Front", "Back")
    sides = [("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"), ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}")]
    if number == CLOZE:
        sides = [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]
    templates = [
        {"name": f"Card {at}", "ord": at, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "", "did": None}
        for at, (front, back) in enumerate(sides[: 1 if number == BASIC else 2])
    ]
    font = {"font": "Arial", "size": 20, "sticky": False, "rtl": False}
    said = {"id": number, "name": name, "type": int(number == CLOZE), "mod": 1, "usn": 0, "sortf": 0, "did": None}
    return {
        **said,
        "tmpls": templates,
        "flds": [{"name": name, "ord": at, **font} for at, name in enumerate(fields)],
        **dict.fromkeys(("css", "latexPre", "latexPost"), ""),
        "req": [],
    }


OPTIONS = {
    "1": {
        "id": 1,
        "mod": 0,
        "name": "Default",
        "usn": 0,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "new": {"delays": [1, 10], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": True},
        "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "hardFactor": 1.2},
        "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1},
        "dyn": False,
    }
}
