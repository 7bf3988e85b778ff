"""Reading the log: what counts for a card, after undos and take-overs."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping

from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import Moment
from drillcli.store import cards
from drillcli.store.history import Act, ActKind, Folded, Key, Replayer, Review, TakeOver, fold, heir, sources


def undone(connection: sqlite3.Connection) -> dict[int, set[Key]]:
    """Return the keys of the rows that were taken back, by the card that they name."""
    query = "SELECT card, other, other_device FROM act WHERE kind = ?"
    found: dict[int, set[Key]] = {}
    for card, *key in connection.execute(query, (ActKind.UNDO,)):
        found.setdefault(card, set()).add((key[0], key[1]))
    return found


def moves(connection: sqlite3.Connection) -> dict[int, list[TakeOver]]:
    """Return the take-overs in force, by the card they start from, in time order; of one instant, by the device's uuid.

    The number of a device is another on each machine.
    """
    gone = undone(connection)
    query = """SELECT at_ms, device, other, card FROM act JOIN device ON device.id = device
        WHERE kind = ? ORDER BY at_ms, uuid"""
    found: dict[int, list[TakeOver]] = {}
    for ms, device, old, new in connection.execute(query, (ActKind.TAKE_OVER,)):
        if (ms, device) not in gone.get(new, ()):
            found.setdefault(old, []).append(TakeOver((ms, device), old, new))
    return found


def history(connection: sqlite3.Connection, card: int) -> tuple[list[Review], list[Act]]:
    """Return the rows that count for a card, in time order: undone ones left out, taken-over ones included."""
    return _history(connection, card, moves(connection), undone(connection))


def histories(
    connection: sqlite3.Connection, only: Collection[int] | None = None
) -> Iterator[tuple[int, int, list[Review], list[Act]]]:
    """Yield every card's row and deck with the rows that count for it, one pass over the log where none was taken over.

    `only` are the rows that are wanted, when not all are.
    """
    gone, taken = undone(connection), moves(connection)
    moved = {card for of_card in taken.values() for move in of_card for card in (move.old, move.new)}
    with_acts = {row[0] for row in connection.execute("SELECT card FROM act WHERE kind <> ?", (ActKind.UNDO,))}
    for row, deck in connection.execute(_CARDS, (None if only is None else json.dumps(list(only)),)).fetchall():
        if row in moved:
            yield row, deck, *_history(connection, row, taken, gone)
        else:
            out = gone.get(row, ())
            reviews = [r for r in reviews_of(connection, row) if r.key not in out]
            acts = [a for a in acts_of(connection, row) if a.key not in out] if row in with_acts else []
            yield row, deck, reviews, acts


_CARDS = """SELECT id, deck FROM card WHERE ?1 IS NULL UNION ALL
    SELECT id, deck FROM card WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id"""


def _history(
    connection: sqlite3.Connection, card: int, taken: Mapping[int, list[TakeOver]], gone: Mapping[int, set[Key]]
) -> tuple[list[Review], list[Act]]:
    reviews: list[Review] = []
    acts: list[Act] = []
    for source in sources(card, [move for of_card in taken.values() for move in of_card]):
        out = gone.get(source, ())
        reviews += [
            r for r in reviews_of(connection, source) if r.key not in out and heir(source, r.key, taken) == card
        ]
        acts += [a for a in acts_of(connection, source) if a.key not in out and heir(source, a.key, taken) == card]
    return sorted(reviews), sorted(acts)


def reviews_of(connection: sqlite3.Connection, card: int) -> list[Review]:
    """Return the rows of `revlog` that name a card."""
    query = "SELECT at_ms, device, rating, took_ms, day, offset, mode, interval FROM revlog WHERE card = ?"
    return [
        Review((ms, device), rating, took, Moment(ms, day, offset), mode, interval)
        for ms, device, rating, took, day, offset, mode, interval in connection.execute(query, (card,))
    ]


def acts_of(connection: sqlite3.Connection, card: int) -> list[Act]:
    """Return the rows of `act` that name a card, undos left out."""
    query = "SELECT at_ms, device, kind, day, offset, other, other_device FROM act WHERE card = ? AND kind <> ?"
    return [
        Act((ms, device), kind, Moment(ms, day, offset), other, other_device)
        for ms, device, kind, day, offset, other, other_device in connection.execute(query, (card, ActKind.UNDO))
    ]


def folded(connection: sqlite3.Connection, card: int, replayer: Replayer) -> Folded:
    """Return what the log of a card adds up to."""
    return fold(*history(connection, card), replayer)


def last_key(connection: sqlite3.Connection, device: int, card: int | None) -> Key | None:
    """Return the newest row of a device that was not taken back (of one card, when given); None when there is none.

    Cards that were hidden for longer than a day were so by drill itself, which only a call for the card takes back.
    The condition on undos is written twice because SQLite looks up a value in a list, but not a pair.
    """
    where = "WHERE device = :device AND (:card IS NULL OR card = :card)"
    found = connection.execute(
        f"""SELECT at_ms, device FROM (
                SELECT at_ms, device, 0 AS kind FROM revlog {where}
                UNION ALL SELECT at_ms, device, kind FROM act {where}
                    AND (:card IS NOT NULL OR kind <> :bury OR other IS NULL))
            WHERE kind <> :undo AND (at_ms NOT IN (SELECT other FROM act WHERE kind = :undo)
                OR at_ms || ' ' || device NOT IN (SELECT other || ' ' || other_device FROM act WHERE kind = :undo))
            ORDER BY at_ms DESC LIMIT 1""",  # noqa: S608 constants
        {"device": device, "card": card, "undo": int(ActKind.UNDO), "bury": int(ActKind.BURY)},
    ).fetchone()
    return tuple(found) if found else None


def take_over_notes(connection: sqlite3.Connection, key: Key) -> list[str] | None:
    """Return the notes (`deck/note`) from and to which the act with a key moved a history; None for another act."""
    query = "SELECT other, card FROM act WHERE at_ms = ? AND device = ? AND kind = ?"
    moved = connection.execute(query, (*key, ActKind.TAKE_OVER)).fetchone()
    return [cards.id_of(connection, card).partition("#")[0] for card in moved] if moved else None


def row_at(
    connection: sqlite3.Connection, key: Key, card: int | None = None
) -> tuple[int, int | None, ActKind | None, int | None]:
    """Return what the row with a key says: card, rating (of a review), kind and other card (of an act).

    Where the card is known the row is found at once; otherwise all of `revlog` is searched.
    Raises StoreError where there is no such row: the database was replaced by another meanwhile.
    """
    query = "SELECT card, rating FROM revlog WHERE at_ms = ? AND device = ?"
    values: tuple[int, ...] = key
    if card is not None:
        query, values = query + " AND card = ?", (*key, card)
    found = connection.execute(query, values).fetchone()
    if found:
        return found[0], found[1], None, None
    found = connection.execute("SELECT card, kind, other FROM act WHERE at_ms = ? AND device = ?", key).fetchone()
    if found is None:
        raise StoreError(_("what was to be taken back is not in the collection any more; nothing was changed"))
    return found[0], None, ActKind(found[1]), found[2]
