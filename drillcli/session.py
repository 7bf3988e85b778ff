"""A sitting as a frozen value: whose turn it is, what comes again, what can be taken back. Pure."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from drillcli.model import CardState, Rating
from drillcli.store.history import Key

AGAIN_IN_CRAM_MS = 60_000
"""A card failed while cramming comes again after about this time, or when all others were asked."""


class Item(NamedTuple):
    """A card in the sitting, with its state (None when new)."""

    card_id: str
    state: CardState | None


class Answered(NamedTuple):
    """One answer of the sitting: the card as it was asked, the rating, the time it took, the key of its row."""

    item: Item
    rating: Rating
    took_ms: int
    key: Key


@dataclass(frozen=True, slots=True)
class Session:
    """Where a sitting stands. `queue[position:]` waits; `again` are cards that come back within the day, soonest first.

    `again` pairs the instant (epoch ms) with the card. `before` is the value to which an undo returns, exactly;
    `key` is the row that this undo takes back, `given` the answer, None where it was another act. Each value holds
    one answer and not all, so that a long sitting takes no more room for an answer than a short one.
    """

    queue: tuple[Item, ...]
    learn_ahead_ms: int = 0
    position: int = 0
    again: tuple[tuple[int, Item], ...] = ()
    current: Item | None = None
    given: Answered | None = None
    before: "Session | None" = None
    key: Key | None = None

    def turn(self, now_ms: int) -> "Session":
        """Return the session with the card whose turn it is as `current`; None when nothing is to be asked now.

        Cards that are due within the day go first, then those that wait, then those due within the learn-ahead time.
        """
        if self.current is not None:
            return self
        if self.again and self.again[0][0] <= now_ms:
            return self._take_again()
        if self.position < len(self.queue):
            return replace(self, current=self.queue[self.position], position=self.position + 1)
        if self.again and self.again[0][0] <= now_ms + self.learn_ahead_ms:
            return self._take_again()
        return self

    def _take_again(self) -> "Session":
        return replace(self, current=self.again[0][1], again=self.again[1:])

    def answer(self, rating: Rating, took_ms: int, key: Key, after: CardState | None, now_ms: int) -> "Session":
        """Return the session after the current card was answered and written under `key`; `after` is its new state."""
        item = self._asked()
        again = self.again
        if after and after.due_ms is not None:
            again = _insert(again, comes_ms(after, now_ms), Item(item.card_id, after))
        return self._past(key, again, Answered(item, rating, took_ms, key))

    def practised(self, rating: Rating, took_ms: int, key: Key, now_ms: int) -> "Session":
        """Return the session after the current card was crammed: its state stays, and Again brings it back."""
        item = self._asked()
        again = _insert(self.again, now_ms + AGAIN_IN_CRAM_MS, item) if rating is Rating.AGAIN else self.again
        return self._past(key, again, Answered(item, rating, took_ms, key))

    def put_away(self, key: Key) -> "Session":
        """Return the session after the current card was buried or suspended under `key`."""
        self._asked()
        return self._past(key, self.again, None)

    def marked(self, key: Key) -> "Session":
        """Return the session after the current card, which stays, was flagged or unflagged under `key`."""
        self._asked()
        return replace(self, before=self, key=key, given=None)

    def drop(self) -> "Session":
        """Return the session without the current card, which is in no deck any more; nothing was written."""
        self._asked()
        return replace(self, current=None)

    def found(self, state: CardState | None) -> "Session":
        """Return the session with the current card in the `state` in which it was found on disk."""
        return replace(self, current=Item(self._asked().card_id, state))

    def undo(self) -> "Session | None":
        """Return the session as it was before the last answer or act; None when there is none."""
        return self.before

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The answers that stand, oldest first."""
        found, step = list[Answered](), self
        while step.before is not None:
            if step.given:
                found.append(step.given)
            step = step.before
        return tuple(reversed(found))

    @property
    def waiting(self) -> int:
        """How many cards have not been asked yet, the current one left out."""
        return len(self.queue) - self.position

    def _asked(self) -> Item:
        if self.current is None:
            raise ValueError("no card is being asked")
        return self.current

    def _past(self, key: Key, again: tuple[tuple[int, Item], ...], given: Answered | None) -> "Session":
        return replace(self, current=None, again=again, given=given, before=self, key=key)


def begin(cards: tuple[Item, ...], learn_ahead_minutes: int, now_ms: int) -> Session:
    """Return a session over `cards` in order; those in the midst of their steps come when their time comes."""
    queue = tuple(item for item in cards if not item.state or item.state.due_ms is None)
    session = Session(queue, learn_ahead_minutes * 60_000)
    for item in cards:
        if item.state and item.state.due_ms is not None:
            session = replace(session, again=_insert(session.again, comes_ms(item.state, now_ms), item))
    return session


def comes_ms(state: CardState, now_ms: int) -> int:
    """Return the instant (epoch ms) at which a card in its steps comes again, never later than its interval from now.

    When the clock was set back, the last review lies ahead of it, by hours or years.
    """
    return min(state.due_ms or now_ms, now_ms + state.interval * 60_000)


def _insert(again: tuple[tuple[int, Item], ...], due_ms: int, item: Item) -> tuple[tuple[int, Item], ...]:
    return tuple(sorted([*again, (due_ms, item)], key=lambda pair: pair[0]))
