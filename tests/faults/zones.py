"""DST in both directions, and travel over the date line: study days, due days, streak and hours by the wall clock."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shim import Shim
from tally import Tally
from world import Ended, database, examine, put_back, run

from drillcli import clock

EPOCH = date(1970, 1, 1)
ROLLOVER = 4
AROUND = ((-1, "03:30"), (-1, "12:00"), (0, "01:15"), (0, "03:30"), (0, "04:30"), (1, "08:00"))
"""Sittings around a day: how many days from it, at what local time."""


class Leg(NamedTuple):
    """A sitting at a local time in a zone."""

    zone: str
    local: str

    @property
    def at(self) -> datetime:
        """As an instant."""
        return datetime.fromisoformat(self.local).replace(tzinfo=ZoneInfo(self.zone))


def around(zone: str, day: str) -> tuple[Leg, ...]:
    """Return sittings around the day on which the clocks of a zone change."""
    first = date.fromisoformat(day)
    return tuple(Leg(zone, f"{first + timedelta(days=days)}T{time}") for days, time in AROUND)


JOURNEYS = {
    "DST begins in Berlin": around("Europe/Berlin", "2027-03-28"),
    "DST ends in Berlin": around("Europe/Berlin", "2027-10-31"),
    "DST begins in New York": around("America/New_York", "2027-03-14"),
    "DST ends in New York": around("America/New_York", "2027-11-07"),
    "DST begins on Lord Howe (30 min)": around("Australia/Lord_Howe", "2027-10-03"),
    "DST ends on Lord Howe (30 min)": around("Australia/Lord_Howe", "2027-04-04"),
    "Auckland to Honolulu: a day twice": (
        Leg("Pacific/Auckland", "2027-01-19T20:00"),
        Leg("Pacific/Auckland", "2027-01-20T18:00"),
        Leg("Pacific/Honolulu", "2027-01-20T03:30"),
        Leg("Pacific/Honolulu", "2027-01-20T06:30"),
        Leg("Pacific/Honolulu", "2027-01-21T07:00"),
    ),
    "Pago Pago to Apia: a day left out": (
        Leg("Pacific/Pago_Pago", "2027-01-19T20:00"),
        Leg("Pacific/Pago_Pago", "2027-01-20T18:00"),
        Leg("Pacific/Apia", "2027-01-21T19:30"),
        Leg("Pacific/Apia", "2027-01-22T07:00"),
    ),
}


def day_of(at: datetime) -> date:
    """Return the study day of an instant with a zone: until the rollover hour it is the calendar day before."""
    return at.date() - timedelta(days=at.hour < ROLLOVER)


def travelled(folder: Path, journeys: Sequence[str] = tuple(JOURNEYS)) -> Tally:
    """Go on journeys: hold a sitting of two new cards, rated Easy, at each leg, and look at all that tells of days."""
    tally = Tally("DST in three zones, and the date line")
    for name in journeys:
        put_back(folder, "fresh")
        due: dict[str, date] = {}
        other: list[str] = []
        for leg in JOURNEYS[name]:
            ended = at(folder, leg, ("study", "many", "--new", "2", "--limit", "2"), "4\n4\n")
            said = [line.split("\t") for line in ended.out.splitlines()]
            due |= {card: date.fromisoformat(when) for card, _rating, when in said}
            if len(said) != 2:
                other.append(f"{leg}: {ended}")
        other += wrong_rows(folder, JOURNEYS[name], due)
        other += wrong_stats(folder, JOURNEYS[name])
        other += wrong_due(folder, JOURNEYS[name][-1].zone, due)
        tally.add(name, len(due), [], examine(folder), other)
    return tally


def at(folder: Path, leg: Leg, words: Sequence[str], lines: str = "") -> Ended:
    """Run `drill` at a leg of a journey."""
    shift = round(leg.at.timestamp() * 1000) - clock.now().ms
    return run(folder, words, lines, Shim(folder / "shim", folder, shift_ms=shift), TZ=leg.zone)


def wrong_rows(folder: Path, legs: Sequence[Leg], due: dict[str, date]) -> list[str]:
    """Return the answers whose day, offset, interval or key is not what the wall clock says."""
    query = """SELECT 'many/' || name, at_ms, day, revlog.offset, revlog.interval, due_day FROM revlog
        JOIN card ON card.id = card ORDER BY at_ms"""
    with closing(sqlite3.connect(database(folder))) as connection:
        rows = connection.execute(query).fetchall()
    wrong = [f"{len(rows)} answers in the log, {2 * len(legs)} were given"] if len(rows) != 2 * len(legs) else []
    for (card, at_ms, day, offset, interval, due_day), leg in zip(
        rows, [leg for leg in legs for _ in "12"], strict=False
    ):
        expected = (day_of(leg.at) - EPOCH).days
        utc = leg.at.utcoffset() or timedelta()
        promised = expected + interval // 1440
        if not 0 <= at_ms / 1000 - leg.at.timestamp() < 60:
            wrong.append(f"{card} was answered at {at_ms}, not at {leg}")
        if (day, offset) != (expected, utc // timedelta(minutes=1)):
            wrong.append(f"{card} at {leg}: day {day}, offset {offset}")
        if not due_day == promised == (due[card] - EPOCH).days:
            wrong.append(f"{card} at {leg}: due {due_day} on disk, {due[card]} said, {promised} by its interval")
    return wrong


def wrong_stats(folder: Path, legs: Sequence[Leg]) -> list[str]:
    """Return what `stats` says otherwise than the wall clock: days studied, streak, answers by day and by hour."""
    report = json.loads(at(folder, legs[-1], ("stats", "--json")).out)
    days = Counter(day_of(leg.at) for leg in legs for _ in "12")
    streak, day = 0, day_of(legs[-1].at)
    while day in days:
        streak, day = streak + 1, day - timedelta(days=1)
    first = date.fromisoformat(report["heatmap"]["first"])
    heat = {first + timedelta(days=n): count for n, count in enumerate(report["heatmap"]["answers"]) if count}
    hours = {each["hour"]: each["answers"] for each in report["hours"] if each["answers"]}
    found = (report["day"], report["reviews"], report["days_studied"], report["streak"], heat, hours)
    by_hour = dict(Counter(leg.at.hour for leg in legs for _ in "12"))
    expected = (str(day_of(legs[-1].at)), 2 * len(legs), len(days), streak, dict(days), by_hour)
    return [f"stats say {got}, not {wanted}" for got, wanted in zip(found, expected, strict=True) if got != wanted]


def wrong_due(folder: Path, zone: str, due: dict[str, date]) -> list[str]:
    """Return the days at whose rollover hour `due` does not count the cards that were promised for it."""
    wrong = []
    last = max(due.values())
    for time, day in (("03:59", last - timedelta(days=1)), ("04:01", last)):
        leg = Leg(zone, f"{last}T{time}")
        told = json.loads(at(folder, leg, ("due", "many", "--json")).out)
        expected = sum(promised <= day for promised in due.values())
        if told["total"]["due"] != expected:
            wrong.append(f"{leg}: {told} where {expected} are due")
    return wrong
