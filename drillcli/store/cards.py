"""Rows of `card` <-> values: the state, the marks, the id."""

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from drillcli.errors import StoreError, UnknownCardError
from drillcli.locale import _
from drillcli.model import CardState, Moment, Phase
from drillcli.store.history import Marks, due_day

STATE = "phase, step, interval, m0, m1, m2, last_ms, last_day, last_offset, reps, lapses"
MARKS = "suspended, flagged, buried_day"
_NEW = (0, 0, 0, None, None, None, 0, 0, 0, 0, 0)
_PHASES = tuple(Phase)
_COLUMNS = f"{STATE}, {MARKS}, due_day, due_ms"
_READ = f"SELECT {STATE}, {MARKS}, id, deck FROM card WHERE deck = (SELECT id FROM deck WHERE slug = ?) AND name = ?"  # noqa: S608 constants
_WRITE = f"UPDATE card SET ({_COLUMNS}) = ({', '.join('?' * (_COLUMNS.count(',') + 1))}) WHERE id = ?"  # noqa: S608 constants


class Row(NamedTuple):
    """What the store holds of a card: its row id, its deck's row id, its state (None when new), its marks."""

    id: int
    deck: int
    state: CardState | None
    marks: Marks


def split(card_id: str) -> tuple[str, str]:
    """Return the deck and the name (`note` or `note#part`) of a card id."""
    deck, slash, name = card_id.partition("/")
    if not slash or not deck or not name:
        raise StoreError(_("{card} is not a card id; ids look like deck/note").format(card=card_id))
    return deck, name


def find(connection: sqlite3.Connection, card_id: str) -> int | None:
    """Return the row of a card, None when the store never saw it."""
    query = "SELECT card.id FROM card JOIN deck ON deck.id = card.deck WHERE slug = ? AND name = ?"
    row = connection.execute(query, split(card_id)).fetchone()
    return row[0] if row else None


def row_of(connection: sqlite3.Connection, card_id: str) -> int:
    """Return the row of a card; raises StoreError when the store never saw it."""
    return read(connection, card_id).id


def id_of(connection: sqlite3.Connection, row: int) -> str:
    """Return the id of the card in row `row`."""
    query = "SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE card.id = ?"
    return str(connection.execute(query, (row,)).fetchone()[0])


def state_of(row: Sequence[Any]) -> CardState | None:
    """Return the state in a row that begins with the columns `STATE`; None for a new card."""
    phase, step, interval, m0, m1, m2, ms, day, offset, reps, lapses = row[:11]
    if not phase:
        return None
    memory = (m0, m1) if m2 is None else (m0, m1, m2)
    return CardState(_PHASES[phase], step, memory, interval, Moment(ms, day, offset), reps, lapses)


def read(connection: sqlite3.Connection, card_id: str) -> Row:
    """Return what the store holds of a card; raises UnknownCardError when it never saw it."""
    row = connection.execute(_READ, split(card_id)).fetchone()
    if row is None:
        raise UnknownCardError(_("no card {card}; `drill search` finds cards").format(card=card_id))
    return Row(row[14], row[15], state_of(row), Marks(bool(row[11]), bool(row[12]), row[13]))


def read_state(connection: sqlite3.Connection, row: int) -> CardState | None:
    """Return the state of the card in row `row`, None when it is new."""
    return state_of(connection.execute(f"SELECT {STATE} FROM card WHERE id = ?", (row,)).fetchone())  # noqa: S608 constant


def write_card(connection: sqlite3.Connection, row: int, state: CardState | None, marks: Marks) -> None:
    """Write the state and the marks of the card in row `row`, and when it is due."""
    connection.execute(_WRITE, (*card_values(state, marks), row))


def card_values(state: CardState | None, marks: Marks) -> tuple[int | float | None, ...]:
    """Return what the log decides of a row of `card`: the columns STATE, MARKS, due_day, due_ms."""
    values: tuple[int | float | None, ...] = _NEW
    if state:
        m0, m1, m2 = (*state.memory, None, None)[:3]
        at = state.at
        values = (
            int(state.phase),
            state.step,
            state.interval,
            m0,
            m1,
            m2,
            at.ms,
            at.day,
            at.offset,
            state.reps,
            state.lapses,
        )
    due_ms = state.due_ms if state else None
    return (*values, int(marks.suspended), int(marks.flagged), marks.buried_day, due_day(state, marks), due_ms)
