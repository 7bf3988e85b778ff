"""What the tests of collections and sittings share: deck files, and looking into the data."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Clock

from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.deckfile import find
from drillcli.model import CardState, Mode, Rating
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.store import queue
from drillcli.store.verify import integrity, verify

BASIC = """\
title: Letters
notes:
""" + "".join(f'  - {{id: {name}, q: "{name}?", a: "{name}!", tags: [{name}]}}\n' for name in "abcdef")

KINDS = """\
title: Kinds
notes:
  - {id: which, q: Which?, choices: [red, green, blue, black], answer: 2}
  - {id: name, q: Name?, accept: [rotary position embedding, RoPE]}
  - {id: chain, q: Order?, order: [collect, clean, split, train]}
  - {id: sum, q: Sum?, number: {value: 0.60, tolerance: 0.005}}
  - {id: say, q: Say?, a: hello}
  - id: gaps
    cloze: "{{one::x}} and {{two::y}}"
"""
UNNAMED = """\
title: Unnamed
notes:
  - q: Why does inference cost recur with every request?
    a: Each request computes anew on a paid machine.
  - cloze: "The capital of {{France::country}} is {{Paris::city}}, on the river Seine."
  - q: What is a moat?
    a: What keeps rivals from copying you.
"""


def write_deck(folder: Path, text: str = BASIC, name: str = "letters") -> Path:
    """Write a deck where it is found from `folder`."""
    path = folder / "decks" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def hide_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test have no decks but its own."""
    monkeypatch.setattr(find, "bundled", lambda: Path("no-bundled-decks"))


@contextmanager
def opened(env: Environment) -> Iterator[Collection]:
    """Open the collection of a world; in the end its caches must follow from its log."""
    with open_collection(env) as collection:
        yield collection
        assert verify(collection.store) == []
        assert integrity(collection.store) == []


def sit(collection: Collection, *decks: str, **options: object) -> Sitting:
    """Begin a sitting over decks by name."""
    return Sitting(collection, collection.decks(decks or ["letters"]), StudyOptions(**options))


def logged(home: Path) -> list[tuple[str, int]]:
    """Return (card, rating) of every row of the log in the order of time, undone ones included."""
    query = """SELECT slug || '/' || name, rating FROM revlog JOIN card ON card.id = revlog.card
        JOIN deck ON deck.id = card.deck ORDER BY at_ms"""
    connection = sqlite3.connect(home / "drill.db")
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def asked(sitting: Sitting, rating: Rating = Rating.EASY, most: int = 100) -> list[str]:
    """Answer every card alike and return their ids in the order in which they were asked."""
    ids = []
    while (table := sitting.turn()) and len(ids) < most:
        ids.append(table.card.id)
        sitting.rate(rating)
    return ids


def everything(collection: Collection) -> list[list[tuple[object, ...]]]:
    """Return all that an undo must give back: the rows of `card`, `day` and `load`."""
    tables = ("card", "day", "load")
    return [collection.store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608 constants


def study(collection: Collection, clock: Clock, slug: str = "unnamed", rating: Rating = Rating.EASY) -> list[str]:
    """Answer every card of a deck once; return the ids."""
    ids = [card.id for card in queue.everything(collection.store, slug)]
    for card in ids:
        collection.answer(card, rating, clock(), 900, Mode.STUDY)
    return ids


def states(collection: Collection, slug: str = "unnamed") -> dict[str, CardState | None]:
    """Return the state of each card of a deck."""
    return {card.id: card.state for card in queue.everything(collection.store, slug)}
