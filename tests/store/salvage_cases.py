"""What the tests of salvage share: a collection on some hundred pages, and what stands on each of them."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from conftest import NOW
from store_cases import later, make_store

from drillcli.model import MINUTES_PER_DAY
from drillcli.store import exams, imported, parameters, roster, runs, verify
from drillcli.store.history import ActKind
from drillcli.store.salvage_image import read_image
from drillcli.store.salvage_rows import Reader
from drillcli.store.salvage_shapes import shapes
from drillcli.store.settings import set_setting
from drillcli.store.store import Store

PAGE = 4096
DAY_MS = 86_400_000
FACTS = ("device", "deck", "card", "revlog", "act", "setting", "parameters", "exam", "in_force", "imported",
         "imported_deck", "exercise_run")  # fmt: skip
COLUMNS = {"card": "id, deck, name, position", "deck": "id, slug"}
"""Of tables of which only a part are facts."""


def make_collection(path: Path, cards: int = 700, reviews: int = 6) -> Store:
    """Make a collection of two decks with a history of every kind."""
    store = make_store(path)
    rng = Random(7)
    for slug in ("chemistry", "化学"):
        roster.enrol(store, slug, "hash", [f"a-note-about-{slug}-{n}#part{n % 3}" for n in range(cards // 2)])
    with store.writing():
        store.connection.executemany("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", log_of(rng, cards, reviews))
        store.connection.execute("UPDATE device SET last_ms = (SELECT max(at_ms) FROM revlog)")
        notes = [imported.Arrived(f"guid-{n}", 1, f"a-note-about-chemistry-{n}", rng.randbytes(16)) for n in range(200)]
        imported.remember(store.connection, notes)
        imported.remember_deck(store.connection, '["Chemistry"]', "chemistry")
        verify.rebuild(store)
    store.take_over(
        [("chemistry/a-note-about-chemistry-1#part1", "chemistry/a-note-about-chemistry-2#part2")], later(9)
    )
    for n in range(min(cards // 2, 150)):
        store.mark(f"化学/a-note-about-化学-{n}#part{n % 3}", (ActKind.SUSPEND, ActKind.FLAG)[n % 2], later(10))
    for _step in range(3):
        store.undo(later(10))
    set_setting(store, "new_per_day", "33", NOW)
    set_setting(store, "lang", "zh", NOW)
    number = parameters.add(store, "fsrs6", [0.1] * 21, ["chemistry"], {"log_loss": 0.3}, NOW)
    parameters.choose(store, ["chemistry"], "fsrs6", number, NOW)
    exams.put(store, ["chemistry"], NOW.day + 30, 15.5, NOW)
    for n in range(12):
        report = {"exercise": "cnn", "steps": [rng.random() for _step in range(60 * n)]}  # some need overflow pages
        runs.add(store, report, NOW, json.dumps({"n": n}), "like", 1.5)
    return store


def log_of(rng: Random, cards: int, reviews: int) -> Iterable[tuple[int, ...]]:
    """Yield rows of `revlog`."""
    for card in range(1, cards + 1):
        day = NOW.day - 200 + rng.randrange(50)
        for _review in range(rng.randrange(reviews * 2)):
            day += rng.randrange(1, 20)
            rating = rng.choice((1, 2, 3, 3, 3, 4))
            interval = 10 if rating == 1 else rng.randrange(1, 90) * MINUTES_PER_DAY
            at_ms = NOW.ms + (day - NOW.day) * DAY_MS + rng.randrange(DAY_MS // 8)
            yield card, at_ms, 1, rating, rng.randrange(900, 60_000), 0, day, rng.choice((0, 0, 0, 1, 2)), interval


def rows(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return the facts in a database, as SQLite reads them."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: set(connection.execute(f"SELECT {COLUMNS.get(table, '*')} FROM {table}"))  # noqa: S608 constants
            for table in FACTS
        }


class _Watched(Reader):
    """A reader that remembers each page with what it found there."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            super().__init__(read_image(path), shapes(connection))
        self.seen: list[tuple[int, Any]] = []

    def _use(self, number: int, read: Any) -> None:
        self.seen.append((number, read))
        super()._use(number, read)


Fact: TypeAlias = tuple[set[int], str, tuple[object, ...]]
"""The pages that a row stands on (a long text needs more than one), its table, the row."""


def by_page(path: Path) -> list[Fact]:
    """Return each fact in an intact database with its pages; that these are all, and right, SQLite is asked."""
    watched = _Watched(path)
    list(watched.read())
    of_sqlite = rows(path)
    found: list[Fact] = []
    for number, read in watched.seen:
        shape = read.found.shape
        for cell in read.cells if shape.table in FACTS and shape.table == shape.tree else ():
            row = shape.row(cell) if cell.record else None
            if row:
                names = COLUMNS[shape.table].split(", ") if shape.table in COLUMNS else names_of(path, shape.table)
                value = dict(zip(shape.columns, row, strict=True))
                found.append(({number, *cell.chain}, shape.table, tuple(value[name] for name in names)))
    assert len(found) == sum(map(len, of_sqlite.values()))
    assert all(row in of_sqlite[table] for _pages, table, row in found)
    return found


@cache
def names_of(path: Path, table: str) -> list[str]:
    """Return the columns of a table in the order of SELECT *."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def pages_of(path: Path, tree: str) -> list[int]:
    """Return the pages of a tree of an intact database, its root first."""
    watched = _Watched(path)
    list(watched.read())
    return [number for number, read in watched.seen if read.found.shape.tree == tree]


def whole(facts: Iterable[Fact], damaged: set[int]) -> dict[str, set[tuple[object, ...]]]:
    """Return the facts that stand on pages which are not damaged, by table."""
    found: dict[str, set[tuple[object, ...]]] = {table: set() for table in FACTS}
    for pages, table, row in facts:
        if not pages & damaged:
            found[table].add(row)
    return found


def is_sound(path: Path) -> bool:
    """Tell whether SQLite has nothing to complain of."""
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchall()
        return said == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
