"""Reading the log: what counts for a card, after undos and take-overs."""

import sqlite3

from drillcli.model import Moment
from drillcli.store import cards
from drillcli.store.history import Act, ActKind, Folded, Key, Replayer, Review, TakeOver, fold, heir, sources


def undone(connection: sqlite3.Connection) -> set[Key]:
    """Return the keys of the rows that were taken back."""
    return set(connection.execute("SELECT other, other_device FROM act WHERE kind = ?", (ActKind.UNDO,)))


def moves(connection: sqlite3.Connection) -> dict[int, list[TakeOver]]:
    """Return the take-overs in force, by the card they start from, in time order."""
    gone = undone(connection)
    query = "SELECT at_ms, device, other, card FROM act WHERE kind = ? ORDER BY at_ms, device"
    found: dict[int, list[TakeOver]] = {}
    for ms, device, old, new in connection.execute(query, (ActKind.TAKE_OVER,)):
        if (ms, device) not in gone:
            found.setdefault(old, []).append(TakeOver((ms, device), old, new))
    return found


def history(connection: sqlite3.Connection, card: int) -> tuple[list[Review], list[Act]]:
    """Return the rows that count for a card, in time order: undone ones left out, taken-over ones included."""
    taken, gone = moves(connection), undone(connection)
    reviews: list[Review] = []
    acts: list[Act] = []
    for source in sources(card, [move for of_card in taken.values() for move in of_card]):
        reviews += [
            r for r in reviews_of(connection, source) if r.key not in gone and heir(source, r.key, taken) == card
        ]
        acts += [a for a in acts_of(connection, source) if a.key not in gone and heir(source, a.key, taken) == card]
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
    """
    query = "SELECT card, rating FROM revlog WHERE at_ms = ? AND device = ?"
    values: tuple[int, ...] = key
    if card is not None:
        query, values = query + " AND card = ?", (*key, card)
    found = connection.execute(query, values).fetchone()
    if found:
        return found[0], found[1], None, None
    found = connection.execute("SELECT card, kind, other FROM act WHERE at_ms = ? AND device = ?", key).fetchone()
    return found[0], None, ActKind(found[1]), found[2]
