"""`drill` alone: where you stand, and what to do next."""

from dataclasses import asdict
from typing import Any

from drillcli import plan
from drillcli.clock import date_of
from drillcli.collection import Collection
from drillcli.commands.decks import standings
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.plan import StudyOptions
from drillcli.stats.days import streak
from drillcli.stats.home import Home, Ready, next_step
from drillcli.stats.standing import Standing
from drillcli.store import queue


def run(env: Environment, as_json: bool) -> int:  # noqa: FBT001
    """Show the decks, the streak, the answers of today and the next step.

    As JSON: {day, streak, answered_today, decks: as `drill decks`, next: {reason, command, deck, count, in_minutes}}.
    `reason` is "due", "new" or "wait"; `in_minutes` is when the next card comes, null unless there is one to wait for.
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
    rows = standings(collection)
    days = queue.days(store)
    ready = [ready_in(collection, row) for row in rows if not row.error]
    is_ready = any(deck.due or deck.new for deck in ready)
    wait = None if is_ready else queue.next_due(store, [deck.deck for deck in ready], now)
    answered = days[now.day]["reviews"] if now.day in days else 0
    return Home(now.day, rows, streak(days, now.day), answered, next_step(ready, wait))


def ready_in(collection: Collection, row: Standing) -> Ready:
    """Return what `drill study` would ask of a deck now, within the day's limits."""
    settings, store, now = collection.settings, collection.store, collection.now
    done = queue.done_on(store, [row.deck], now.day)
    new, reviews = plan.budgets(StudyOptions(), settings.new_per_day, settings.reviews_per_day, done)
    wait = queue.next_due(store, [row.deck], now) if row.learning and not row.due else None
    learning = row.learning if wait is not None and wait <= settings.learn_ahead else 0
    return Ready(row.deck, min(row.due, reviews) + learning, min(row.new, new))


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
    }
