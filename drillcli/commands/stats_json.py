"""The report of `drill stats` as plain values; `drillcli.commands.stats.run` documents them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isinf
from typing import Any

from drillcli.clock import date_of
from drillcli.stats.calibration import Bin, Calibration
from drillcli.stats.distribution import Distribution
from drillcli.stats.hardest import HardCard
from drillcli.stats.recall import Recall, Retention
from drillcli.stats.report import Practice, Report
from drillcli.stats.series import Span

DIGITS = 4
"""How many decimals a figure has."""

WITH_TODAY = ("reviews", "days_studied", "streak", "longest_streak", "today")


def to_json(found: Report, only: str | None = None) -> dict[str, Any]:
    """Return the report as plain values; `only` one block of it, when that is named."""
    everything = {
        "day": date_json(found.day),
        "decks": list(found.decks),
        "tag": found.tag,
        "since": None if found.since is None else date_json(found.since),
        "reviews": found.reviews,
        "days_studied": found.days_studied,
        "streak": found.streak,
        "longest_streak": found.longest_streak,
        "today": {
            "answers": found.today.answers,
            "took_ms": found.today.took_ms,
            "first_try": recall_json(found.today.first_try),
            "introduced": found.today.introduced,
        },
        "cards": dict(found.cards),
        "retention": retention_json(found),
        "forecast": {
            "backlog": found.backlog,
            "days": [{"date": date_json(found.day + ahead), "due": due} for ahead, due in enumerate(found.forecast)],
        },
        "calibration": calibration_json(found.calibration),
        "heatmap": {"first": date_json(found.heatmap.first), "answers": list(found.heatmap.counts)},
        "intervals": distribution_json(found.intervals),
        "stability": distribution_json(found.stability),
        "difficulty": distribution_json(found.difficulty),
        "recall": distribution_json(found.recall),
        "times": distribution_json(found.times),
        "hours": [
            {"hour": number, "answers": hour.answers, "recall": recall_json(hour.recall)}
            for number, hour in enumerate(found.hours)
        ],
        "hardest": {"leeches": found.leeches, "cards": [hard_json(card) for card in found.hardest]},
        "exercises": [practice_json(practice) for practice in found.exercises],
    }
    if only is None:
        return everything
    return {name: everything[name] for name in (WITH_TODAY if only == "today" else (only,))}


def date_json(day: int) -> str:
    """Return a study day as an ISO date."""
    return date_of(day).isoformat()


def rounded(value: float | None) -> float | None:
    """Return a figure with as many decimals as are told."""
    return None if value is None else round(value, DIGITS)


def recall_json(recall: Recall) -> dict[str, Any]:
    """Return a recall as plain values."""
    return {"answers": recall.answers, "recalled": recall.recalled, "share": rounded(recall.share)}


def retention_json(found: Report) -> dict[str, Any]:
    """Return the retention by period and in time order."""
    spans = {"by_day": found.series.days, "by_week": found.series.weeks, "by_month": found.series.months}
    by_period = {period: ages_json(kept) for period, kept in found.retention.items()}
    return by_period | {name: [span_json(span) for span in of] for name, of in spans.items()}


def ages_json(kept: Retention) -> dict[str, Any]:
    """Return the recall of young cards, of mature ones and of both."""
    return {name: recall_json(getattr(kept, name)) for name in ("young", "mature", "total")}


def span_json(span: Span) -> dict[str, Any]:
    """Return the retention of a span of study days."""
    return {"first": date_json(span.first), "last": date_json(span.last), **ages_json(span.retention)}


def calibration_json(found: Calibration) -> dict[str, Any]:
    """Return predicted against actual recall."""
    return {
        "predicted": rounded(found.predicted),
        "actual": recall_json(found.actual),
        "rmse": rounded(found.rmse),
        "bins": [bin_json(one) for one in found.bins],
    }


def bin_json(one: Bin) -> dict[str, Any]:
    """Return one bin of the calibration."""
    return {"from": one.low, "to": one.high, "predicted": rounded(one.predicted), **recall_json(one.actual)}


def distribution_json(found: Distribution) -> dict[str, Any]:
    """Return how values spread."""
    return {
        "total": found.total,
        "sum": rounded(found.sum),
        "mean": rounded(found.mean),
        "quartiles": None if found.quartiles is None else [rounded(value) for value in found.quartiles],
        "bins": bins_json(found.edges, found.counts),
    }


def bins_json(edges: Sequence[float], counts: Sequence[int]) -> list[dict[str, Any]]:
    """Return counts between edges; there is no infinity in JSON."""
    ends = ((low, None if isinf(high) else high) for low, high in pairwise(edges))
    return [{"from": low, "to": high, "n": n} for (low, high), n in zip(ends, counts, strict=True)]


def hard_json(card: HardCard) -> dict[str, Any]:
    """Return a card that is hard to keep."""
    return {
        "card": card.card,
        "text": card.text,
        "lapses": card.lapses,
        "difficulty": rounded(card.difficulty),
        "recall": rounded(card.recall),
        "answers": card.answers,
        "again": card.again,
        "leech": card.is_leech,
        "suspended": card.is_suspended,
    }


def practice_json(practice: Practice) -> dict[str, Any]:
    """Return what is told of an exercise."""
    from drillcli.commands.exercise import best_json  # noqa: PLC0415 who has run none loads nothing of what runs them

    best: Mapping[str, Any] | None = best_json(practice.best) if practice.best else None
    return {**practice._asdict(), "best": best}
