"""The time that a sitting spends at its cards."""

from collections.abc import Callable

AWAY_MS = 600_000
"""Who takes longer than ten minutes for an answer was away; so much is written down."""


class Stopwatch:
    """Runs while a card is on the table; `tick` is a clock (ms) that never goes back. What it has shown never falls."""

    def __init__(self, tick: Callable[[], int]) -> None:
        self._tick = tick
        self._past_ms = 0
        self._since_ms: int | None = None

    def start(self) -> None:
        """Begin with a card; with one that is on the table already, go on."""
        if self._since_ms is None:
            self._since_ms = self._tick()

    def stop(self) -> None:
        """Be done with the card, whatever became of it."""
        self._past_ms, self._since_ms = self.spent_ms, None

    def leave_out(self, ms: int) -> None:
        """Take the last `ms` from the time of the card on the table: the learner was elsewhere."""
        if self._since_ms is not None:
            self._since_ms += ms

    @property
    def took_ms(self) -> int:
        """How long the card has been on the table, at most `AWAY_MS`; 0 when there is none."""
        return 0 if self._since_ms is None else min(self._tick() - self._since_ms, AWAY_MS)

    @property
    def spent_ms(self) -> int:
        """How long all cards were on the table so far."""
        return self._past_ms + self.took_ms
