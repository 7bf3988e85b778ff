"""The real log that is shared with this project: 12,580 reviews (MIT, from the tests of py-fsrs)."""

import csv
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from drillcli.fitting.history import History, history

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fsrs" / "review_log_josh.csv"
DAY_MS = 86_400_000
DAY_START_MS = (10 * 60 + 30) * 60_000
"""For this learner the study day begins at 10:30 UTC."""


@cache
def shared_log() -> History:
    """Return the log; skips the test where it is absent."""
    if not SHARED.exists():
        pytest.skip("the shared log is absent")
    with SHARED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ms = [round(datetime.fromisoformat(row["review_time"]).timestamp() * 1000) for row in rows]
    return history(
        card=[int(row["card_id"]) for row in rows],
        ms=ms,
        day=[(at - DAY_START_MS) // DAY_MS for at in ms],
        rating=[int(row["review_rating"]) for row in rows],
        took_ms=[int(row["review_duration"]) for row in rows],
    )
