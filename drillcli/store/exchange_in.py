"""What comes in from other machines: the union by key, and everything that follows from it for the cards touched."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from drillcli.model import Moment
from drillcli.store import exchange_union, log
from drillcli.store.exchange import Fact, Position, Source
from drillcli.store.exchange_stage import number, staged
from drillcli.store.exchange_union import Clash
from drillcli.store.fold_many import fold_anew
from drillcli.store.history import fold
from drillcli.store.intake_rows import IMPORTED, Shares
from drillcli.store.store import THIS_DEVICE, Store


class Batch(NamedTuple):
    """New rows of one stream of one machine, and how far its files were read once they are taken in."""

    source: Source
    facts: Iterable[Fact]
    position: Position


class Taken(NamedTuple):
    """What came of it: reviews and acts that were new, cards they touched, and how many of these are in no deck file.

    Of two rows that clash one counts, the same on every machine; both are still in the files. Those of imports are
    not told: two machines that take in one file may give the last review of a card different intervals.
    """

    reviews: int
    acts: int
    cards: int
    orphans: int
    clashes: Sequence[Clash]


def take_in(store: Store, batches: Sequence[Batch], now: Moment) -> Taken:
    """Write the rows that are not in the log yet, with cards, roll-ups and positions, in one transaction.

    The facts are read to their end before the write lock is taken, so an error raised by their reading (a line that
    is not right) leaves the database as it was, and other processes write meanwhile.
    Raises StoreError when another process has replayed the log with another model.
    """
    connection = store.connection
    with staged(connection, ((batch.source.stream, batch.facts) for batch in batches)), store.writing():
        store.require_same_model(*connection.execute("SELECT (SELECT scheduling FROM computed)").fetchone())
        number(connection)
        taken = _merge(store)
        connection.execute(_NEWEST, (THIS_DEVICE, now.ms))
        rows = [(*batch.source, *batch.position) for batch in batches]
        connection.executemany("INSERT OR REPLACE INTO received VALUES (?, ?, ?, ?)", rows)
    return taken


# The newest of this machine's own rows may have been written by its double, with a clock ahead; keys go on from now.
# A stream from before this machine took another uuid has ended: what its double writes there is not this machine's.
_NEWEST = """UPDATE device SET last_ms = max(last_ms, iif(device.id = ?1, min(newest, ?2), newest)) FROM (
        SELECT device AS no, max(at_ms) AS newest FROM (
            SELECT device, at_ms FROM came_review UNION ALL SELECT device, at_ms FROM came_act) GROUP BY device) AS came
    JOIN came_device ON came_device.no = came.no
    WHERE came_device.id = device.id AND (device.id = ?1 OR since_ms IS NULL OR imports > 0)"""


def _merge(store: Store) -> Taken:
    """Write the rows that came and are not here yet, their cards, and what these add to the roll-ups."""
    connection = store.connection
    fresh = exchange_union.fresh(connection)
    before = Shares()
    for _row, deck, reviews, acts in log.histories(connection, fresh.touched):
        if reviews:
            before.take(deck, fold(reviews, acts, store.replayer_of(deck)))
    written, clashes = exchange_union.write(connection, fresh)
    before.write(connection, -1)
    fold_anew(store, fresh.touched)
    told = [clash for clash in clashes if not clash.stream.startswith(IMPORTED)]
    return Taken(written, len(fresh.acts), len(fresh.touched), _orphans(connection, fresh.touched), told)


def _orphans(connection: sqlite3.Connection, found: Collection[int]) -> int:
    query = "SELECT count(*) FROM card WHERE position IS NULL AND id IN (SELECT value FROM json_each(?))"
    return int(connection.execute(query, (json.dumps(list(found)),)).fetchone()[0])
