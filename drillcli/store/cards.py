"""Rows of `card` <-> values: the state, the marks, the id."""

import sqlite3
from collections.abc import Sequence

from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import CardState, Moment, Phase
from drillcli.store.history import Marks, due_day

STATE = "phase, step, interval, m0, m1, m2, last_ms, last_day, last_offset, reps, lapses"
MARKS = "suspended, flagged, buried_day"
_NEW = (0, 0, 0, None, None, None, 0, 0, 0, 0, 0)


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
    row = find(connection, card_id)
    if row is None:
        raise StoreError(_("no card {card}; `drill search` finds cards").format(card=card_id))
    return row


def id_of(connection: sqlite3.Connection, row: int) -> str:
    """Return the id of the card in row `row`."""
    query = "SELECT slug || '/' || name FROM card JOIN deck ON deck.id = card.deck WHERE card.id = ?"
    return str(connection.execute(query, (row,)).fetchone()[0])


def state_of(row: Sequence[int | float | None]) -> CardState | None:
    """Return the state in a row that begins with the columns `STATE`; None for a new card."""
    phase, step, interval, m0, m1, m2, ms, day, offset, reps, lapses = row[:11]
    if not phase:
        return None
    memory = tuple(m for m in (m0, m1, m2) if m is not None)
    at = Moment(int(ms or 0), int(day or 0), int(offset or 0))
    return CardState(
        Phase(int(phase)), int(step or 0), memory, int(interval or 0), at, int(reps or 0), int(lapses or 0)
    )


def read_state(connection: sqlite3.Connection, row: int) -> CardState | None:
    """Return the state of the card in row `row`, None when it is new."""
    return state_of(connection.execute(f"SELECT {STATE} FROM card WHERE id = ?", (row,)).fetchone())  # noqa: S608 constant


def read_marks(connection: sqlite3.Connection, row: int) -> Marks:
    """Return what the learner put on the card in row `row`."""
    found = connection.execute(f"SELECT {MARKS} FROM card WHERE id = ?", (row,)).fetchone()  # noqa: S608 constant
    return Marks(bool(found[0]), bool(found[1]), found[2])


def write_card(connection: sqlite3.Connection, row: int, state: CardState | None, marks: Marks) -> None:
    """Write the state and the marks of the card in row `row`, and when it is due."""
    columns = f"{STATE}, {MARKS}, due_day, due_ms"
    places = ", ".join("?" * (columns.count(",") + 1))
    connection.execute(
        f"UPDATE card SET ({columns}) = ({places}) WHERE id = ?",  # noqa: S608 constants
        (*card_values(state, marks), row),
    )


def card_values(state: CardState | None, marks: Marks) -> tuple[int | float | None, ...]:
    """Return what the log decides of a row of `card`: the columns STATE, MARKS, due_day, due_ms."""
    values: tuple[int | float | None, ...] = _NEW
    if state:
        m0, m1, m2 = (*state.memory, None, None)[:3]
        at = state.at
        values = (
            state.phase,
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
