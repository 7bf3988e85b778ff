"""Writing the learner's data: every act is one transaction, on disk before it returns."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import FORGET, CardState, Mode, Moment, RevlogEntry
from drillcli.store import cards, log
from drillcli.store.database import Transaction, readable
from drillcli.store.history import TALLY, ActKind, Folded, Key, Marks, Replayer, Tally, family, predicted, tally
from drillcli.store.spread import Spread, spread

THIS_DEVICE = 1


class Recorded(NamedTuple):
    """An answer that is on disk: the key of its row, the fact, and the card before and after it."""

    key: Key
    entry: RevlogEntry
    before: CardState | None
    after: CardState | None


class Undone(NamedTuple):
    """What an undo took back: an answer (rating 1 to 4, 0 for forget) or an act of some kind, on which card."""

    card: str
    rating: int | None
    kind: ActKind | None


class Store:
    """One learner's database, as `database.open_database` returns it.

    `replayer` turns recorded facts into states; the decks in `own` (slugs) have one of their own. `computed` is the
    signature of their models and parameters: nothing is written to cards that were computed with others.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, replayer: Replayer) -> None:
        self.connection = connection
        self.path = path
        self.file = path.stat().st_ino
        self.replayer = replayer
        self.own: Mapping[str, Replayer] = {}
        self.computed: str | None = None

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        self.connection.close()

    def writing(self) -> Transaction:
        """Return what writes everything inside as one durable transaction."""
        return Transaction(self.connection, self.path, self.file)

    def replayer_of(self, deck: int) -> Replayer:
        """Return what turns recorded facts into states for the cards of the deck in row `deck`."""
        if not self.own:
            return self.replayer
        (slug,) = self.connection.execute("SELECT slug FROM deck WHERE id = ?", (deck,)).fetchone()
        return self.own.get(slug, self.replayer)

    def folded(self, card: int) -> Folded:
        """Return what the log of the card in row `card` adds up to."""
        (deck,) = self.connection.execute("SELECT deck FROM card WHERE id = ?", (card,)).fetchone()
        return log.folded(self.connection, card, self.replayer_of(deck))

    def state(self, card_id: str) -> CardState | None:
        """Return a card's state, None when it is new; raises StoreError for an unknown card."""
        with readable(self.path):
            return cards.read(self.connection, card_id).state

    def marks(self, card_id: str) -> Marks:
        """Return what the learner put on a card; raises StoreError for an unknown card."""
        with readable(self.path):
            return cards.read(self.connection, card_id).marks

    def newest_ms(self) -> int:
        """Return the newest key (epoch ms) this device has written; 0 when it has written nothing."""
        query = "SELECT last_ms FROM device WHERE id = ?"
        return int(self.connection.execute(query, (THIS_DEVICE,)).fetchone()[0])

    def answer(
        self,
        card_id: str,
        rating: int,
        now: Moment,
        took_ms: int,
        mode: Mode,
        decide: Callable[[CardState | None, Moment], CardState | None],
    ) -> Recorded:
        """Write one answer: revlog row, card and roll-up in one transaction, on disk when this returns.

        `decide` gets the card's state as it is on disk and the moment that is written (keys only grow, even
        when the clock goes backwards), and returns the state after. Cram leaves the card and the roll-up alone.
        Where another device, with a clock ahead of this one's, wrote later rows, the state follows from all in order.
        """
        is_cram = mode is Mode.CRAM
        with self.writing():
            row, deck, before, marks = cards.read(self.connection, card_id)
            at = self._next_moment(now)
            after = before if is_cram else decide(before, at)
            interval = after.interval if after and not is_cram else 0
            is_late = not is_cram and self.connection.execute(_IS_LATE, (at.ms, row)).fetchone()[0]
            known = self._folded_family({row}) if is_late else {}
            self.connection.execute(
                "INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)",
                (row, at.ms, THIS_DEVICE, rating, took_ms, at.offset, at.day, mode, interval),
            )
            if known:
                self._fold_anew(known)
                after = cards.read_state(self.connection, row)
            elif not is_cram:
                cards.write_card(self.connection, row, after, marks)
                if rating != FORGET:
                    add_to_day(self.connection, deck, at.day, tally(before, rating, at.day, took_ms))
                    recall = predicted(self.replayer_of(deck), before, at)
                    add_to_spread(self.connection, deck, spread(before, rating, at, took_ms, recall))
        return Recorded((at.ms, THIS_DEVICE), RevlogEntry(card_id, rating, at, took_ms, mode, interval), before, after)

    def mark(self, card_id: str, kind: ActKind, now: Moment) -> Key:
        """Suspend, unsuspend, bury, flag or unflag a card; return the key of the act."""
        with self.writing():
            return self._act(kind, cards.row_of(self.connection, card_id), now)

    def bury(self, until: Mapping[str, int], now: Moment) -> list[Key]:
        """Hide each card up to and including a study day, in one transaction; return the keys of the acts."""
        with self.writing():
            rows = [(cards.row_of(self.connection, card_id), day) for card_id, day in until.items()]
            return [self._act(ActKind.BURY, row, now, other=day) for row, day in rows]

    def take_over(self, pairs: Iterable[tuple[str, str]], now: Moment) -> list[Key]:
        """Give the history of each old card to the new one of its pair (old, new); return the keys of the acts."""
        with self.writing():
            rows = [(cards.row_of(self.connection, old), cards.row_of(self.connection, new)) for old, new in pairs]
            return [self._act(ActKind.TAKE_OVER, new, now, other=old) for old, new in rows]

    def undo(self, now: Moment, key: Key | None = None, card_id: str | None = None) -> Undone:
        """Take back the act or answer with this key, else the last one (of a card, when one is given).

        A take-over is taken back for all cards of its note, unless a card is given.
        Raises StoreError when there is nothing to take back.
        """
        with self.writing():
            card = cards.row_of(self.connection, card_id) if card_id else None
            key = key or log.last_key(self.connection, THIS_DEVICE, card)
            if key is None:
                raise StoreError(_("there is nothing to take back"))
            undone = self._take_back(key, now, card)
            if card is None and undone.kind is ActKind.TAKE_OVER:
                # The cards of a note went over in a row, so they come back together.
                notes = log.take_over_notes(self.connection, key)
                while log.take_over_notes(self.connection, key := (key[0] - 1, key[1])) == notes:
                    self._take_back(key, now)
            return undone

    def _take_back(self, key: Key, now: Moment, card: int | None = None) -> Undone:
        row, rating, kind, _other = log.row_at(self.connection, key, card)
        self._act(ActKind.UNDO, row, now, *key)
        return Undone(cards.id_of(self.connection, row), rating, kind)

    def _next_moment(self, now: Moment) -> Moment:
        """Return `now`, or a moment just after the newest key of this device when the clock stands behind it.

        Every act passes here. Raises StoreError when another process has replayed the log with another model.
        """
        ms, computed = self.connection.execute(_NEXT_KEY, (now.ms, THIS_DEVICE)).fetchone()
        self.require_same_model(computed)
        return now if ms == now.ms else now._replace(ms=ms)

    def require_same_model(self, computed: str | None) -> None:
        """Raise StoreError when the signature in the table `computed` is not that of this store's models."""
        if self.computed is not None and self.computed != computed:
            raise StoreError(_("another drill has changed the memory model; nothing was written: start again"))

    def _act(
        self,
        kind: ActKind,
        row: int,
        now: Moment,
        other: int | None = None,
        other_device: int | None = None,
    ) -> Key:
        """Write one row of `act`, and the cards and days that it changes."""
        named = {row, other} if kind is ActKind.TAKE_OVER and other else {row}
        before = self._folded_family(named)
        at = self._next_moment(now)
        self.connection.execute(
            "INSERT INTO act VALUES (?,?,?,?,?,?,?,?)",
            (at.ms, THIS_DEVICE, kind, row, other, other_device, at.offset, at.day),
        )
        self._fold_anew(before)
        return at.ms, THIS_DEVICE

    def _folded_family(self, found: Collection[int]) -> dict[int, Folded]:
        """Return what the logs of some cards, and of all that histories moved to or from, add up to."""
        return {card: self.folded(card) for card in family(found, log.moves(self.connection))}

    def _fold_anew(self, before: Mapping[int, Folded]) -> None:
        """Write cards as their logs are now, and their days, to which they added `before` so far."""
        for card, folded in before.items():
            self._replace(card, folded, self.folded(card))

    def _replace(self, card: int, before: Folded, after: Folded) -> None:
        cards.write_card(self.connection, card, after.state, after.marks)
        (deck,) = self.connection.execute("SELECT deck FROM card WHERE id = ?", (card,)).fetchone()
        for day, share in before.days.items():
            add_to_day(self.connection, deck, day, share, -1)
        for day, share in after.days.items():
            add_to_day(self.connection, deck, day, share)
        if before.spread != after.spread:
            add_to_spread(self.connection, deck, before.spread, -1)
            add_to_spread(self.connection, deck, after.spread)


_NEXT_KEY = """UPDATE device SET last_ms = max(last_ms + 1, ?) WHERE id = ?
    RETURNING last_ms, (SELECT scheduling FROM computed)"""
_IS_LATE = """SELECT EXISTS (SELECT 1 FROM act WHERE at_ms >= ?1)
    OR EXISTS (SELECT 1 FROM revlog WHERE card = ?2 AND at_ms >= ?1)"""
ADD_TO_DAY = (
    f"INSERT INTO day (day, deck, {', '.join(TALLY)}) VALUES (?, ?{', ?' * len(TALLY)})"  # noqa: S608 constants
    f" ON CONFLICT DO UPDATE SET {', '.join(f'{c} = {c} + excluded.{c}' for c in TALLY)}"
)


def add_to_day(connection: sqlite3.Connection, deck: int, day: int, share: Tally, sign: int = 1) -> None:
    """Add a share of a study day to the roll-up, or take it away with sign -1; a day without answers has no row."""
    connection.execute(ADD_TO_DAY, (day, deck, *(share if sign > 0 else [-n for n in share])))
    if sign < 0:
        connection.execute("DELETE FROM day WHERE day = ? AND deck = ? AND reviews = 0", (day, deck))


ADD_TO_SPREAD = """INSERT INTO spread (deck, kind, day, bin, n, tested, recalled, amount)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n, tested = tested + excluded.tested,
        recalled = recalled + excluded.recalled, amount = amount + excluded.amount"""


def add_to_spread(connection: sqlite3.Connection, deck: int, shares: Spread, sign: int = 1) -> None:
    """Add counts by bin to the roll-up, or take them away with sign -1; a bin without answers has no row."""
    connection.executemany(ADD_TO_SPREAD, [(deck, *key, *(sign * n for n in counts)) for key, counts in shares.items()])
    if sign < 0:
        keys = [(deck, *key) for key in shares]
        connection.executemany("DELETE FROM spread WHERE deck = ? AND kind = ? AND day = ? AND bin = ? AND n = 0", keys)
