"""`drill` alone: where you stand, and what to do next."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from drillcli import agenda, plan
from drillcli.clock import date_of
from drillcli.collection import Collection
from drillcli.commands.decks import standings
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.plan import StudyOptions
from drillcli.stats.days import streak
from drillcli.stats.home import ExamAhead, Home, Ready, Step, next_step
from drillcli.stats.standing import Standing
from drillcli.store import exams, queue


def run(env: Environment, as_json: bool) -> int:  # noqa: FBT001
    """Show the decks, the streak, the answers of today and the next step.

    As JSON: {day, streak, answered_today, decks: as `drill decks`, next: {reason, command, deck, count, in_minutes},
    exams: [{id, date, in_days, decks, cards, expected, minutes, minutes_left}]}.
    `reason` is "due", "again" (cards in their steps that are not due, but would be asked), "new" or "wait";
    `in_minutes` is when the next card comes, null where cards are due or new, or there is none to wait for.
    Decks that are studied for an exam are the first to be next.
    Of an exam `expected` is the share (0 to 1) of its `cards` that will be recalled on its date, null without cards;
    `minutes` may be studied for it a day, `minutes_left` of them today. `due` and `new` of its decks are what its
    plan asks today. The next exam comes first; one of today is in 0 days.
    """
    with opened(env) as (collection, _decks):
        home = gathered(collection)
    if as_json:
        write_json(env, to_json(home))
        return 0
    from drillcli.ui import reports, reports_decks  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_decks.home(home, measure))
    return 0


def gathered(collection: Collection) -> Home:
    """Return what there is to show."""
    store, now = collection.store, collection.now
    courses = agenda.toward(collection)
    rows = standings(collection, agenda.counts(collection, courses))
    days = queue.days(store)
    answered = days[now.day]["reviews"] if now.day in days else 0
    step = step_of(collection, rows, courses)
    return Home(now.day, rows, streak(days, now.day), answered, step, exams_ahead(collection, courses))


def step_of(collection: Collection, rows: Sequence[Standing], courses: Container[str]) -> Step:
    """Return what to do next, given where the decks stand and which of them are studied for an exam."""
    waits = queue.steps(collection.store, collection.now.day, collection.now.ms) if any(map(in_steps, rows)) else {}
    ready = [ready_in(collection, row, courses, waits.get(row.deck, ())) for row in rows if not row.error]
    is_ready = any(map(asks, ready))
    wait = None if is_ready else queue.next_due(collection.store, [deck.deck for deck in ready], collection.now)
    first = [deck for deck in ready if deck.deck in courses and asks(deck)]
    return next_step(first or ready, wait)


def in_steps(row: Standing) -> bool:
    """Tell whether cards of a deck may be in the midst of their steps."""
    return bool(row.due or row.learning)


def asks(ready: Ready) -> bool:
    """Tell whether `drill study` would ask anything of a deck now."""
    return bool(ready.due or ready.again or ready.new)


def ready_in(collection: Collection, row: Standing, planned: Container[str], waits: Sequence[int]) -> Ready:
    """Return what `drill study` would ask of a deck now, within the day's limits or as its exam's plan says.

    `waits` are the minutes until its cards in their steps come (`queue.steps`); no limit holds these back.
    """
    settings, store, now = collection.settings, collection.store, collection.now
    new, reviews = row.new, row.due
    if row.deck not in planned:
        done = queue.done_on(store, [row.deck], now.day)
        new, reviews = plan.budgets(StudyOptions(), settings.new_per_day, settings.reviews_per_day, done)
    soon = [wait for wait in waits if 0 < wait <= settings.learn_ahead][: row.learning]
    come = len([wait for wait in waits if wait <= 0])
    return Ready(row.deck, min(row.due, reviews + come), min(row.new, new), len(soon), min(soon, default=0))


def exams_ahead(collection: Collection, courses: Mapping[str, Any]) -> list[ExamAhead]:
    """Return the exams ahead, the next one first; `courses` are those of `agenda.toward`."""
    store, now = collection.store, collection.now
    rows = exams.rows(store)
    if not rows:
        return []
    from drillcli.lookahead import expected  # noqa: PLC0415 as in `agenda.toward`

    found = []
    for row in rows:
        decks = [slug for slug, course in courses.items() if course.row.id == row.id] or row.decks
        left = max(row.minutes - exams.spent(store, decks, now.day), 0.0)
        cards, recalled = expected(collection, row)
        share = recalled / cards if cards else None
        found.append(ExamAhead(row.id, row.day, row.decks, cards, share, row.minutes, left))
    return found


def to_json(home: Home) -> dict[str, Any]:
    """Return the report as plain values."""
    step = home.step
    return {
        "day": date_of(home.day).isoformat(),
        "streak": home.streak,
        "answered_today": home.answered_today,
        "decks": [asdict(row) for row in home.decks],
        "next": {
            "reason": step.reason.value,
            "command": step.command,
            "deck": step.deck,
            "count": step.count,
            "in_minutes": step.minutes or None,
        },
        "exams": [exam_json(exam, home.day) for exam in home.exams],
    }


def exam_json(exam: ExamAhead, today: int) -> dict[str, Any]:
    """Return an exam ahead as plain values."""
    return {
        "id": exam.id,
        "date": date_of(exam.day).isoformat(),
        "in_days": exam.day - today,
        "decks": list(exam.decks),
        "cards": exam.cards,
        "expected": None if exam.expected is None else round(exam.expected, 4),
        "minutes": exam.minutes,
        "minutes_left": round(exam.minutes_left, 1),
    }
