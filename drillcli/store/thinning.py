"""Which backups are kept: the newest of each of the last days, weeks and months."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from drillcli import clock

DAILY = "daily"
BY_HAND = "by-hand"
BEFORE_RESTORE = "before-restore"
REASONS = (
    DAILY,
    BY_HAND,
    "before-migration",
    BEFORE_RESTORE,
    "before-import",
    "before-fit",
    "before-fix",
    "before-sync",
)
"""Why a backup was made; those `before-…` precede an act that changes much at once."""

DAY_MS = 86_400_000
YOUNG = 30
"""How many backups of one day are kept at most: whatever makes one in a loop shall not fill the disk."""

_NAME = re.compile(rf"(\d{{8}}T\d{{6}}Z)-({'|'.join(REASONS)})(?:-(\d+))?\.db")


class Backup(NamedTuple):
    """A backup by its name: when it was made (epoch ms, whole seconds), the how manieth of its second, and why."""

    at_ms: int
    turn: int
    reason: str
    path: Path


def stamp(at_ms: int) -> str:
    """Return an instant (epoch ms) as it stands in the names of files: UTC, to the second."""
    return clock.iso(at_ms, 0)[:19].replace("-", "").replace(":", "") + "Z"


def name(at_ms: int, reason: str, turn: int = 1) -> str:
    """Return the name of a backup, in UTC, so that names sort by time."""
    return f"{stamp(at_ms)}-{reason}{f'-{turn}' if turn > 1 else ''}.db"


def read_name(path: Path) -> Backup | None:
    """Return what the name of a file says of the backup in it; None when it is not the name of a backup."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[1])
    except ValueError:  # a 13th month
        return None
    return Backup(round(at.timestamp() * 1000), int(found[3] or 1), found[2], path)


def day_of(at_ms: int) -> int:
    """Return the study day of an instant on the local calendar, from 04:00 to 04:00 whatever the settings say."""
    return clock.at(at_ms).day


def _week(day: int) -> int:
    return (day + 3) // 7  # day 0 was a Thursday


def _month(day: int) -> tuple[int, int]:
    date = clock.date_of(day)
    return date.year, date.month


PERIODS: tuple[tuple[Callable[[int], object], int], ...] = ((lambda day: day, 12), (_week, 10), (_month, 9))
"""A study day to the period it is in, and of how many such periods the newest backup is kept."""


def surplus(backups: Iterable[Backup], now_ms: int) -> list[Backup]:
    """Return the backups that can go: 12 daily, 10 weekly and 9 monthly ones stay, counting periods that have any.

    Kept besides: the newest of all, those younger than a day (30 at most), the last one made before a restore, and
    those from more than a day ahead: the clock was wrong then, or is now.
    """
    newest_first = sorted((b for b in backups if b.at_ms <= now_ms + DAY_MS), reverse=True)
    kept = set(newest_first[:1])
    kept |= set([b for b in newest_first if b.reason == BEFORE_RESTORE][:1])
    kept |= set([b for b in newest_first if b.at_ms > now_ms - DAY_MS][:YOUNG])
    for period, count in PERIODS:
        last: dict[object, Backup] = {}
        for backup in newest_first:
            last.setdefault(period(day_of(backup.at_ms)), backup)
        kept |= set(list(last.values())[:count])
    return [backup for backup in newest_first if backup not in kept]
