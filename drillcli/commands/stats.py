"""`drill stats`: how you are doing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from drillcli.clock import date_of, iso
from drillcli.collection import Collection
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.stats.recall import Recall
from drillcli.stats.report import Practice, Report, by_state, report
from drillcli.store import queue, runs
from drillcli.store.queue import Counts

FORECAST_DAYS = 30


def run(env: Environment, words: Sequence[str], as_json: bool) -> int:  # noqa: FBT001
    """Report on the decks named, else on everything ever answered. Undone answers and cram are left out.

    As JSON: {day, decks, reviews, streak,
    today: {answers, took_ms, first_try: RECALL, introduced},
    cards: {new, learning, young, mature, relearning, suspended, total},
    retention: {today, last_7_days, last_30_days, all_time: {young, mature, total: RECALL}},
    forecast: {backlog, days: [{date, due}]},
    exercises: [{exercise, runs, last, best}]}, where RECALL is {answers, recalled, share: 0 to 1, or null}.
    Retention counts the first answer of a study day to each card in review; mature is from 21 days of interval on.
    The first day of the forecast is today, with the backlog. `exercises` are those run here, with decks named only
    those that their cards name; `best` is as in the list of `drill exercise --json`, null where no run met its targets.
    """
    with opened(env, words) as (collection, decks):
        found = gathered(collection, [deck.slug for deck in decks], named=bool(words))
    if as_json:
        write_json(env, to_json(found))
        return 0
    from drillcli.ui import reports, reports_stats  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_stats.stats(found, measure))
    return 0


def gathered(collection: Collection, slugs: list[str], *, named: bool) -> Report:
    """Return the report on the decks; unless they were `named`, answers in decks that are gone count too."""
    store, today = collection.store, collection.now.day
    cards = by_state([queue.buckets(store, slug) for slug in slugs], queue.mature(store, slugs))
    before = queue.counts(store, today - 1)
    overdue = [before.get(slug, Counts()) for slug in slugs]
    found = report(
        today,
        slugs if named else [],
        queue.days(store, slugs if named else None),
        cards,
        queue.forecast(store, slugs, today, today + FORECAST_DAYS - 1),
        sum(counts.due + counts.learning for counts in overdue),
    )
    return replace(found, exercises=practised(collection, slugs if named else None))


def practised(collection: Collection, slugs: list[str] | None) -> list[Practice]:
    """Return the exercises that were run here; only those that cards of some decks name, when these are given."""
    store = collection.store
    tallies = runs.tallies(store)
    named = tallies if slugs is None or not tallies else collection.index.exercises(slugs)
    return [
        Practice(exercise, n, iso(at, offset), runs.best(store, exercise))
        for exercise, (n, at, offset) in tallies.items()
        if exercise in named
    ]


def to_json(found: Report) -> dict[str, Any]:
    """Return the report as plain values."""
    today = found.today
    return {
        "day": date_of(found.day).isoformat(),
        "decks": list(found.decks),
        "reviews": found.reviews,
        "streak": found.streak,
        "today": {
            "answers": today.answers,
            "took_ms": today.took_ms,
            "first_try": recall_json(today.first_try),
            "introduced": today.introduced,
        },
        "cards": dict(found.cards),
        "retention": {
            period: {name: recall_json(getattr(kept, name)) for name in ("young", "mature", "total")}
            for period, kept in found.retention.items()
        },
        "forecast": {
            "backlog": found.backlog,
            "days": [
                {"date": date_of(found.day + ahead).isoformat(), "due": due} for ahead, due in enumerate(found.forecast)
            ],
        },
        "exercises": [practice_json(practice) for practice in found.exercises],
    }


def practice_json(practice: Practice) -> dict[str, Any]:
    """Return what is told of an exercise as plain values."""
    from drillcli.commands.exercise import best_json  # noqa: PLC0415 who has run none loads nothing of what runs them

    best = best_json(practice.best) if practice.best else None
    return {**practice._asdict(), "best": best}


def recall_json(recall: Recall) -> dict[str, int | float | None]:
    """Return a recall as plain values."""
    share = None if recall.share is None else round(recall.share, 4)
    return {"answers": recall.answers, "recalled": recall.recalled, "share": share}
