"""The union of two logs: which of the rows that came are not here yet, which clash, and the writing of them."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from drillcli.store import cards
from drillcli.store.history import ActKind, TakeOver, family

Act: TypeAlias = tuple[int, int, int, int, int | None, int | None, int, int]
"""A row of `act`, by the numbers of this database."""


class Clash(NamedTuple):
    """A row of a device (uuid) of which two machines say different things under one key."""

    stream: str
    card: str
    at_ms: int


class Fresh(NamedTuple):
    """What is not here yet: reviews in the temporary table `fresh_review`, acts by key; the cards that they touch."""

    acts: Mapping[tuple[int, int], Act]
    touched: set[int]
    clashes: list[Clash]


SHOWN = 100
"""So many clashes are told one by one."""

_SAYS = ("rating", "took_ms", "offset", "day", "mode", "interval")
_COLUMNS = ", ".join(_SAYS)


def _of(table: str) -> str:
    return "(" + ", ".join(f"{table}.{column}" for column in _SAYS) + ")"


_FRESH = f"""CREATE TEMP TABLE fresh_review AS
    SELECT came_card.id AS card, came.at_ms AS at_ms, came_device.id AS device, {_of("came")[1:-1]},
        revlog.card IS NOT NULL AS clashes
    FROM came_review AS came
    JOIN came_card ON came_card.no = came.card
    JOIN came_device ON came_device.no = came.device
    LEFT JOIN revlog
        ON revlog.card = came_card.id AND revlog.at_ms = came.at_ms AND revlog.device = came_device.id
    WHERE revlog.card IS NULL OR {_of("revlog")} <> {_of("came")}"""  # noqa: S608 constants
_UNION = f"""INSERT INTO revlog SELECT card, at_ms, device, {_COLUMNS} FROM fresh_review WHERE true
    ORDER BY card, at_ms, device, {_COLUMNS}
    ON CONFLICT DO UPDATE SET ({_COLUMNS}) = {_of("excluded")} WHERE {_of("excluded")} < {_of("revlog")}"""  # noqa: S608 constants
_CLASHES = f"""SELECT DISTINCT uuid, slug || '/' || name, came.at_ms FROM fresh_review AS came
    JOIN revlog ON revlog.card = came.card AND revlog.at_ms = came.at_ms AND revlog.device = came.device
    JOIN device ON device.id = came.device
    JOIN card ON card.id = came.card JOIN deck ON deck.id = card.deck
    WHERE clashes OR {_of("revlog")} <> {_of("came")} LIMIT {SHOWN}"""  # noqa: S608 constants
_ACTS = """SELECT came.at_ms, came_device.id, came.kind, named.id, coalesce(came.other, old.id), whose.id,
        came.offset, came.day
    FROM came_act AS came
    JOIN came_device ON came_device.no = came.device
    JOIN came_card AS named ON named.no = came.card
    LEFT JOIN came_card AS old ON old.no = came.other_card
    LEFT JOIN came_device AS whose ON whose.no = came.other_device"""


def fresh(connection: sqlite3.Connection) -> Fresh:
    """Return what has come (see `exchange_stage`) and is not here yet; call it after `exchange_stage.number`."""
    connection.execute(_FRESH)
    acts, clashes = _fresh_acts(connection)
    touched = {row for (row,) in connection.execute("SELECT DISTINCT card FROM fresh_review")}
    moves: dict[int, list[TakeOver]] = {}
    query = "SELECT * FROM act WHERE kind = ?"
    # Those that were taken back too: what is to come may take back, or not yet have taken back, any of them.
    for at_ms, device, kind, card, other, *_rest in [*connection.execute(query, (ActKind.TAKE_OVER,)), *acts.values()]:
        if kind == ActKind.TAKE_OVER:
            moves.setdefault(other, []).append(TakeOver((at_ms, device), other, card))
    touched |= {act[3] for act in acts.values()} | set(_replaced(connection, acts))
    return Fresh(acts, family(touched, moves), clashes)


def write(connection: sqlite3.Connection, fresh: Fresh) -> tuple[int, list[Clash]]:
    """Write what is fresh; return how many reviews were, and all clashes.

    Of two rows with one key the lesser stays, so that all machines keep the same one in whatever order they came.
    """
    (count,) = connection.execute("SELECT count(*) FROM fresh_review").fetchone()
    written = connection.execute(_UNION).rowcount
    clashes = list(fresh.clashes)
    if written < count or connection.execute("SELECT 1 FROM fresh_review WHERE clashes").fetchone():
        clashes += [Clash(*row) for row in connection.execute(_CLASHES)]
    connection.executemany("INSERT OR REPLACE INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?)", fresh.acts.values())
    connection.execute("DROP TABLE fresh_review")
    return written, clashes


def _fresh_acts(connection: sqlite3.Connection) -> tuple[dict[tuple[int, int], Act], list[Clash]]:
    found: dict[tuple[int, int], Act] = {}
    clashes: list[Clash] = []
    for row in connection.execute(_ACTS).fetchall():
        key = row[:2]
        there = found.get(key) or connection.execute("SELECT * FROM act WHERE at_ms = ? AND device = ?", key).fetchone()
        if there is not None and there != row:
            clashes.append(Clash(_uuid(connection, row[1]), cards.id_of(connection, row[3]), row[0]))
        if there is None or (there != row and _said(connection, row) < _said(connection, there)):
            found[key] = row
    return found, clashes


def _replaced(connection: sqlite3.Connection, acts: Mapping[tuple[int, int], Act]) -> Iterator[int]:
    """Yield the cards of acts that give way to others with their keys."""
    for key in acts:
        for (card,) in connection.execute("SELECT card FROM act WHERE at_ms = ? AND device = ?", key):
            yield card


def _said(connection: sqlite3.Connection, act: Act) -> tuple[object, ...]:
    """Return what an act says, in words that are the same on every machine."""
    _at_ms, _device, kind, card, other, whose, *rest = act
    old = cards.id_of(connection, other) if kind == ActKind.TAKE_OVER and other else ""
    number = 0 if kind == ActKind.TAKE_OVER or other is None else other
    return kind, cards.id_of(connection, card), old, number, _uuid(connection, whose), *rest


def _uuid(connection: sqlite3.Connection, device: int | None) -> str:
    found = connection.execute("SELECT uuid FROM device WHERE id = ?", (device,)).fetchone()
    return str(found[0]) if found else ""
