"""What the tests of delivering share: parcels, and taking them into a world that must stay sound."""

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from conftest import NOW

from drillcli.collection import open_collection
from drillcli.deckfile.rewrite import LOCK
from drillcli.importers.deliver import Request, deliver
from drillcli.importers.deliver_tally import Delivered
from drillcli.importers.parcel import LeftOut, Medium, Parcel, ParcelCard, ParcelNote, Sent
from drillcli.importers.place import Place
from drillcli.store.backup import FOLDER
from drillcli.store.verify import integrity, verify

DAY_MS = 86_400_000
HEART = ("Medicine", "Heart")


def sent(days_ago: float, rating: int = 3, interval: int | None = None, **rest: Any) -> Sent:
    """Return a review some days before now."""
    return Sent(NOW.ms - round(days_ago * DAY_MS), rating, 2000, interval=interval, **rest)


def card(*reviews: Sent, **marks: bool) -> ParcelCard:
    return ParcelCard(reviews, **marks)


def basic(name: str, answer: str = "yes", deck: tuple[str, ...] = HEART, **rest: Any) -> ParcelNote:
    """Return a basic note called `name`, asked "<name>?"."""
    cards = rest.pop("cards", {})
    return ParcelNote(f"anki:{name}", deck, "basic", {"q": f"{name}?", "a": answer, **rest}, cards)


def parcel(*notes: ParcelNote, media: Mapping[str, Medium] | None = None, left: Iterable[LeftOut] = ()) -> Parcel:
    return Parcel(iter(notes), dict(media or {}), list(left))


@contextmanager
def sound(env):
    """Open the collection; before and after, its caches follow from its log."""
    with open_collection(env) as collection:
        assert verify(collection.store) == []
        yield collection
        assert verify(collection.store) == []
        assert integrity(collection.store) == []


def take(env, given: Parcel, source: str = "file", *, only: str = "", trial: bool = False) -> Delivered:
    """Take a parcel in, as `drill import` does; new decks go to `decks` of the data folder."""
    with sound(env) as collection:
        done = deliver(collection, given, Request(env.home / "decks", Place(UTC, 240), source, only, trial))
    with sound(env):
        pass
    return done


def decks(env) -> dict[str, str]:
    """Return the text of each deck file by slug."""
    return {path.stem: path.read_text("utf-8") for path in sorted((env.home / "decks").glob("*.yaml"))}


BESIDE = ("drill.db", "index.db", LOCK)
"""How files begin that an import may touch without a change: databases, and the lock on decks."""


def world(env) -> dict[str, Any]:
    """Return all that an import may change: the files beside the data, and the rows of the data."""
    files = {
        str(path.relative_to(env.home)): path.read_bytes()
        for path in sorted(env.home.rglob("*"))
        if path.is_file() and not path.name.startswith(BESIDE) and path.parent.name != FOLDER
    }
    with open_collection(env) as collection:
        tables = ("card", "revlog", "act", "day", "spread", "load", "imported", "imported_deck")
        rows = {name: collection.store.connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
    return {**files, **rows}


def states(env) -> dict[str, Any]:
    """Return the cards with a state: id -> (reps, interval in minutes, study day of the last review)."""
    query = "SELECT slug || '/' || name, reps, interval, last_day FROM card JOIN deck ON deck.id = deck WHERE phase > 0"
    with open_collection(env) as collection:
        return {row[0]: row[1:] for row in collection.store.connection.execute(query)}


def left(done: Delivered) -> dict[str, tuple[int, list[str]]]:
    """Return what was left out, by the reason."""
    return {one.why: (one.count, one.examples) for one in done.left_out}


def edit(path: Path, old: str, new: str) -> None:
    """Change a deck file as its author would."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
