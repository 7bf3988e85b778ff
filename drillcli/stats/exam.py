"""An exam as it is reported: what is to be expected of it, and what it asks today."""

from collections.abc import Sequence
from dataclasses import dataclass

from drillcli.exam import Outlook
from drillcli.store.exams import ExamRow


@dataclass(frozen=True, slots=True)
class Prospect:
    """An exam `in_days` days, and what a look ahead found; `number` counts the exams ahead, from 1.

    `studied` are the decks that are studied for it today, the others are for an earlier exam, but for those `missing`:
    they are gone or have faults. `today` are the reviews
    and the new cards that the plan asks today in the `minutes_left`. `missed` names some of the dropped cards: id and
    what it asks.
    """

    number: int
    row: ExamRow
    in_days: int
    outlook: Outlook
    studied: Sequence[str]
    missing: Sequence[str]
    minutes_left: float
    today: tuple[int, int]
    missed: Sequence[tuple[str, str]]

    def share(self, recalled: float) -> float | None:
        """Return the share (0 to 1) of the exam's cards that a number of recalled ones is; None without cards."""
        return recalled / self.outlook.cards if self.outlook.cards else None
