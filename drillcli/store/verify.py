"""Proof that the caches follow from the log, and their rebuilding."""

from collections.abc import Iterator
from typing import NamedTuple

from drillcli.store import cards, log
from drillcli.store.history import TALLY, ActKind, Folded, Tally, add, fold, heir
from drillcli.store.store import Store


class Finding(NamedTuple):
    """Something that does not follow from the log: a card's row, or a row of the roll-up."""

    what: str
    stored: object
    replayed: object


def integrity(store: Store) -> list[str]:
    """Return what SQLite's own integrity and foreign-key checks complain of; [] when all is well."""
    found = [str(row[0]) for row in store.connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found + [f"foreign key: {tuple(row)}" for row in store.connection.execute("PRAGMA foreign_key_check")]


def replay_all(store: Store) -> Iterator[tuple[int, Folded]]:
    """Yield every card's row with what its log adds up to, one pass over the log for all cards without take-overs."""
    connection = store.connection
    gone, taken = log.undone(connection), log.moves(connection)
    touched = set(taken) | {heir(old, (0, 0), taken) for old in taken}
    touched |= {move.new for of_card in taken.values() for move in of_card}
    with_acts = {row[0] for row in connection.execute("SELECT card FROM act WHERE kind <> ?", (ActKind.UNDO,))}
    for (row,) in connection.execute("SELECT id FROM card ORDER BY id").fetchall():
        if row in touched:
            yield row, log.folded(connection, row, store.apply)
        else:
            reviews = [r for r in log.reviews_of(connection, row) if r.key not in gone]
            acts = [a for a in log.acts_of(connection, row) if a.key not in gone] if row in with_acts else []
            yield row, fold(reviews, acts, store.apply)


def verify(store: Store) -> list[Finding]:
    """Return every row of `card`, `day` and `load` that does not follow from the log; [] when all do.

    It reads one state of the database, whatever other processes write meanwhile.
    """
    store.connection.execute("BEGIN")
    try:
        return _differences(store)
    finally:
        store.connection.execute("ROLLBACK")


def _differences(store: Store) -> list[Finding]:
    connection = store.connection
    found = []
    days: dict[tuple[int, int], Tally] = {}
    for row, folded in replay_all(store):
        replayed = cards.card_values(folded.state, folded.marks)
        stored = connection.execute(
            f"SELECT {cards.STATE}, {cards.MARKS}, due_day, due_ms, deck FROM card WHERE id = ?",  # noqa: S608 constants
            (row,),
        ).fetchone()
        if stored[:-1] != replayed:
            found.append(Finding(cards.id_of(connection, row), stored[:-1], replayed))
        for day, share in folded.days.items():
            days[day, stored[-1]] = add(days.get((day, stored[-1])), share)
    stored_days = {(r[0], r[1]): tuple(r[2:]) for r in connection.execute("SELECT * FROM day")}
    found += [
        Finding(f"day {key[0]} of deck {key[1]}", stored_days.get(key), days.get(key))
        for key in sorted(stored_days.keys() | days.keys())
        if stored_days.get(key) != days.get(key)
    ]
    return found + [Finding(f"load {row[:3]}", row[3], row[4]) for row in connection.execute(_LOAD_DIFFERENCES)]


_LOAD_DIFFERENCES = """
    SELECT deck, bucket, due_day, sum(stored), sum(counted) FROM (
        SELECT deck, bucket, due_day, n AS stored, 0 AS counted FROM load
        UNION ALL SELECT deck, bucket, due_day, 0, 1 FROM card)
    GROUP BY deck, bucket, due_day HAVING sum(stored) <> sum(counted)"""


def rebuild(store: Store) -> None:
    """Write `card`, `day` and `load` anew from the log; call it inside `store.writing()`."""
    connection = store.connection
    days: dict[tuple[int, int], Tally] = {}
    for row, folded in list(replay_all(store)):
        cards.write_card(connection, row, folded.state, folded.marks)
        (deck,) = connection.execute("SELECT deck FROM card WHERE id = ?", (row,)).fetchone()
        for day, share in folded.days.items():
            days[day, deck] = add(days.get((day, deck)), share)
    connection.execute("DELETE FROM day")
    places = ", ".join("?" * len(TALLY))
    connection.executemany(
        f"INSERT INTO day VALUES (?, ?, {places})",  # noqa: S608 constant
        [(*key, *share) for key, share in days.items()],
    )
    connection.execute("DELETE FROM load")
    connection.execute("INSERT INTO load SELECT deck, bucket, due_day, count(*) FROM card GROUP BY 1, 2, 3")
