"""What the tests of the store share: a store in a folder, and acts on it."""

from pathlib import Path

from conftest import NOW

from drillcli.model import FORGET, MINUTES_PER_DAY, Mode, Moment
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store import roster
from drillcli.store.database import open_database
from drillcli.store.store import Recorded, Store

SCHEDULER = Scheduler(model("fsrs6"), Policy())


def later(days: float = 0, minutes: float = 0, since: Moment = NOW) -> Moment:
    """Return a moment some time after another one (in UTC, so that every day has 1440 minutes)."""
    return Moment(since.ms + round((days * MINUTES_PER_DAY + minutes) * 60_000), since.day + int(days), since.offset)


def make_store(path: Path, scheduler: Scheduler = SCHEDULER) -> Store:
    """Open (or create) a store at `path`."""
    return Store(open_database(path), path, scheduler)


def enrol(store: Store, *names: str, slug: str = "deck") -> None:
    """Make `names` the cards of a deck."""
    roster.enrol(store, slug, "-".join(names), names)


def answer(store: Store, card: str, rating: int, now: Moment = NOW, mode: Mode = Mode.STUDY) -> Recorded:
    """Answer a card as a sitting does."""
    return store.answer(
        card, rating, now, 1500, mode, lambda before, at: SCHEDULER.review(card, before, rating, at) if rating else None
    )


def forget(store: Store, card: str, now: Moment = NOW) -> Recorded:
    """Make a card new again."""
    return answer(store, card, FORGET, now)


def graduate(store: Store, card: str, now: Moment = NOW) -> Recorded:
    """Answer a new card so that it is due by the day."""
    return answer(store, card, 4, now)


def snapshot(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that undo must restore: the rows of `card`, `day`, `load` and `spread`."""
    return {
        table: store.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall()  # noqa: S608 constants
        for table in ("card", "day", "load", "spread")
    }
