"""Taking in reviews that were given elsewhere: many rows in one transaction, with everything that follows from them."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import Mode
from drillcli.store import cards
from drillcli.store.intake_cards import times
from drillcli.store.intake_rows import Decide, Foreign, add_reviews, device_of, keep_copy, uuid
from drillcli.store.store import Store


@dataclass(slots=True)
class Intake:
    """What came of an import.

    `repeated` rows stand twice among the reviews, `known` ones are in the log already; days are study days, None where
    nothing is new. `existing` of the `cards` were there before. `backup` is the database as it was, None where nothing
    was written.
    """

    imported: int = 0
    repeated: int = 0
    known: int = 0
    cards: int = 0
    existing: int = 0
    first_day: int | None = None
    last_day: int | None = None
    backup: Path | None = None


class _Card(NamedTuple):
    """A card with new reviews in time order: its name when it is new, else its row."""

    name: str
    row: int | None
    reviews: Sequence[Foreign]


def take_in(
    store: Store, reviews: Iterable[Foreign], deck: str, source: str, decide: Decide, now_ms: int, *, write: bool
) -> Intake:
    """Write the reviews that are not in the log yet, in one transaction; return what came of it.

    A name that a card has in `deck` (slug) is that card. So is one that an earlier import gave to an orphan elsewhere,
    known by a review they share, and one that is the whole id of a card. The rest become orphans of `deck`.
    A backup is made before, at `now_ms`. Unless it is to `write`, the answer is what would be.

    The rows bear a device of their own, named after their `source` (a digest of the file): `undo` takes back what this
    device did, and wherever the same file is imported its rows have the same keys. Their intervals are unknown: a row
    gets the time to the next review of its card as it happened, in whole days where the study day differs, so that the
    card was in review, or in its steps, as the learner met it; the last row gets what the scheduler would give.

    Raises StoreError when another process has replayed the log with another model, and when the same source was taken
    in before and its reviews look different now: there would be two of each.
    """
    with store.writing():
        result, found = _sorted_out(store.connection, deck, reviews)
        if found:
            _require_unseen(store.connection, source)
        if write and found:
            result.backup = keep_copy(store, now_ms)
            _write(store, found, deck, source, decide)
    return result


def _sorted_out(connection: sqlite3.Connection, deck: str, reviews: Iterable[Foreign]) -> tuple[Intake, list[_Card]]:
    """Return the tally of all reviews, and the cards with those that are not in the log yet."""
    result, found = Intake(), []
    for (name, row), given in _by_card(connection, deck, reviews).items():
        once = {review.at.ms: review for review in reversed(given)}  # of two at one instant the first counts
        there = times(connection, [row]) if row is not None else set()
        fresh = [once[ms] for ms in sorted(once.keys() - there)]
        result.repeated += len(given) - len(once)
        result.known += len(once) - len(fresh)
        if fresh:
            found.append(_Card(name, row, fresh))
    if found:
        days = [review.at.day for card in found for review in card.reviews]
        result.imported, result.first_day, result.last_day = len(days), min(days), max(days)
        result.cards, result.existing = len(found), sum(card.row is not None for card in found)
    return result, found


def _by_card(
    connection: sqlite3.Connection, deck: str, reviews: Iterable[Foreign]
) -> dict[tuple[str, int | None], list[Foreign]]:
    """Return the reviews by name and row of their cards; a card that exists has one name here, whatever others say."""
    by_name: dict[str, list[Foreign]] = {}
    for review in reviews:
        by_name.setdefault(review.card, []).append(review)
    found: dict[tuple[str, int | None], list[Foreign]] = {}
    for name, given in by_name.items():
        row = _row(connection, deck, name, (review.at.ms for review in given))
        found.setdefault((name if row is None else "", row), []).extend(given)
    return found


def _row(connection: sqlite3.Connection, deck: str, name: str, times: Iterable[int]) -> int | None:
    """Return the row of the card that a foreign name stands for, None when there is none yet."""
    row = cards.find(connection, f"{deck}/{name}")
    if row is not None:
        return row
    found = connection.execute(_IMPORTED, (name, json.dumps(list(times)))).fetchone()
    if found:
        return int(found[0])
    slug, _slash, rest = name.partition("/")
    return cards.find(connection, name) if slug and rest else None


# Naming the decks lets SQLite seek in the index of (deck, name).
_IMPORTED = f"""SELECT id FROM card WHERE deck IN (SELECT id FROM deck) AND name = ?
    AND position IS NULL AND EXISTS (
    SELECT 1 FROM revlog WHERE card = card.id AND mode = {Mode.IMPORT} AND at_ms IN (SELECT value FROM json_each(?)))"""  # noqa: S608 constant


def _require_unseen(connection: sqlite3.Connection, source: str) -> None:
    if connection.execute("SELECT 1 FROM device WHERE uuid = ?", (uuid(source),)).fetchone():
        text = _(
            "this very file was imported before, but as other reviews: with another --tz, or other columns;"
            " to import it anew, put the copy from before that import back first"
        )
        raise StoreError(text)


def _write(store: Store, found: Sequence[_Card], deck: str, source: str, decide: Decide) -> None:
    device = device_of(store.connection, source, max(card.reviews[-1].at.ms for card in found))
    rows = [_enrol(store.connection, deck, card.name) if card.row is None else card.row for card in found]
    made = {row for row, card in zip(rows, found, strict=True) if card.row is None}
    add_reviews(store, {row: card.reviews for row, card in zip(rows, found, strict=True)}, made, device, decide)


def _enrol(connection: sqlite3.Connection, deck: str, name: str) -> int:
    """Make an orphan of a deck, whether or not there is a file of that deck; return its row."""
    connection.execute("INSERT INTO deck (slug, hash) VALUES (?, '') ON CONFLICT DO NOTHING", (deck,))
    query = "INSERT INTO card (deck, name) SELECT id, ? FROM deck WHERE slug = ? RETURNING id"
    return int(connection.execute(query, (name, deck)).fetchone()[0])
