"""The page of `drill stats`: its blocks in their order, and those that count answers and cards."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from rich.text import Text

from drillcli import look
from drillcli.clock import date_of
from drillcli.locale import _, commas, ngettext
from drillcli.stats.report import Practice, Report
from drillcli.ui import figures, intervals, reports_stats_recall, reports_stats_spread
from drillcli.ui.charts import upright, weekly
from drillcli.ui.heatmap import heatmap
from drillcli.ui.ledger import Row, flow, ledger, row
from drillcli.ui.lines import Line, bars, beside, column, lay
from drillcli.ui.picture import svg
from drillcli.ui.reports import Blocks, heading, joined, section
from drillcli.ui.reports_stats_hardest import hardest
from drillcli.ui.text import Prose
from drillcli.visible import visible

BAR_WIDTH = 48
SIDE_BY_SIDE = 72
"""From this width on two blocks that are narrow stand beside each other."""

BETWEEN = 4
PICTURE_WIDTH = 84

Block: TypeAlias = Callable[[Report, int], list[Line]]
"""Draws a part of the page at a width; without lines where there is nothing to show."""


def stats(report: Report, measure: int, only: str | None = None) -> Blocks:
    """Return the page of a report, or `only` one of its blocks (`drillcli.stats.report.BLOCKS`)."""
    about = Prose("   ", "quiet").join(map(Text, _about(report)))
    yield heading(_("Statistics"), about, measure)
    if only is not None:
        yield BLOCKS[only](report, measure) or lay(Prose(_("Nothing to show yet."), "quiet"), measure)
        return
    for name, block in BLOCKS.items():
        if measure < SIDE_BY_SIDE or name not in (*PAIRS, *PAIRS.values()):
            yield block(report, measure)
        elif name in PAIRS:
            half = (measure - BETWEEN) // 2
            yield beside(block(report, half), BLOCKS[PAIRS[name]](report, half), half + BETWEEN)


def picture(report: Report, only: str | None = None, *, dark: bool = True) -> str:
    """Return the page, or `only` one of its blocks, as SVG."""
    margin, measure = column(PICTURE_WIDTH)
    return svg(joined(stats(report, measure, only), margin), PICTURE_WIDTH, title="drill stats", dark=dark)


def _about(report: Report) -> Iterator[str]:
    """Yield what the report is about."""
    yield commas(report.decks) or _("all decks")
    if report.tag is not None:
        yield visible(f"#{report.tag}")
    if report.since is not None:
        yield _("since {date}").format(date=date_of(report.since).isoformat())


def _today(report: Report, measure: int) -> list[Line]:
    if not report.reviews:
        return lay(Prose(_("No answers yet. `drill study` begins.")), measure)
    return lay(flow((*_this_day(report), *_until_now(report)), measure), measure)


def _this_day(report: Report) -> Iterator[Text]:
    today = report.today
    text = ngettext("{n} answer today", "{n} answers today", today.answers)
    yield Text(text.format(n=f"{today.answers:,}"), "default")
    if today.answers:
        yield Text(intervals.elapsed(today.took_ms / 1000))
    if today.first_try.share is not None:
        yield Text(_("{n}% recalled at once").format(n=round(100 * today.first_try.share)))
    if today.introduced:
        yield Text(_("{n} new").format(n=f"{today.introduced:,}"))


def _until_now(report: Report) -> Iterator[Text]:
    if report.streak:
        yield Text(ngettext("{n} day in a row", "{n} days in a row", report.streak).format(n=report.streak))
    if report.longest_streak > report.streak:
        yield Text(_("longest {n}").format(n=report.longest_streak), "quiet")
    reviews = ngettext("{n} review in all", "{n} reviews in all", report.reviews).format(n=f"{report.reviews:,}")
    yield Text(reviews, "quiet")


def _cards(report: Report, measure: int) -> list[Line]:
    names = {
        "new": _("new"),
        "learning": _("learning"),
        "young": _("young"),
        "mature": _("mature"),
        "relearning": _("relearning"),
        "suspended": _("suspended"),
    }
    total = report.cards["total"]
    rows = bars([(names[state], report.cards[state]) for state in names], min(measure, BAR_WIDTH))
    return section(_("Cards"), [f"{total:,}"], rows, measure) if total else []


def _coming(report: Report, measure: int) -> list[Line]:
    days, n = len(report.forecast), sum(report.forecast)
    if not n:
        return []
    text = ngettext("{n} card due within {days} days", "{n} cards due within {days} days", n)
    said = [text.format(n=f"{n:,}", days=days)]
    if report.backlog:
        late = ngettext("{n} of them from before", "{n} of them from before", report.backlog)
        said.append(late.format(n=f"{report.backlog:,}"))
    if look.is_plain():
        chart = bars(
            [(f"+{day}" if day else _("today"), cards) for day, cards in enumerate(report.forecast) if cards], measure
        )
    else:
        chart = upright(report.forecast, weekly(_("today"), days), measure)
    return section(_("Forecast"), said, chart, measure)


def _year(report: Report, measure: int) -> list[Line]:
    found = report.heatmap
    total, days = sum(found.counts), sum(count > 0 for count in found.counts)
    if not total:
        return []
    answers = ngettext("{n} answer", "{n} answers", total).format(n=f"{total:,}")
    studied = ngettext("{n} day of study", "{n} days of study", days).format(n=days)
    return section(_("Year"), [answers, studied], heatmap(found.counts, date_of(found.first), measure), measure)


def _exercises(report: Report, measure: int) -> list[Line]:
    if not report.exercises:
        return []
    rows = next(ledger([map(_practice, report.exercises)], measure))
    return [*lay(Text(_("Exercises run here"), "title"), measure), *rows]


def _practice(practice: Practice) -> Row:
    """Return how often an exercise was run, and the figures of its best run."""
    times = ngettext("{n} run", "{n} runs", practice.runs).format(n=practice.runs)
    if practice.best is None:
        return row(visible(practice.exercise), times, Text(_("no target met yet"), "quiet"))
    quality, speed = practice.best["quality"], practice.best["samples_per_s"]
    best = _("best: {metric} {value}").format(
        metric=figures.metric(quality["metric"]), value=figures.number(quality["value"])
    )
    return row(visible(practice.exercise), times, best, None if speed is None else figures.rate(speed))


BLOCKS: Mapping[str, Block] = {
    "today": _today,
    "cards": _cards,
    "retention": reports_stats_recall.retention,
    "forecast": _coming,
    "calibration": reports_stats_recall.calibration,
    "heatmap": _year,
    "intervals": reports_stats_spread.intervals,
    "stability": reports_stats_spread.stability,
    "difficulty": reports_stats_spread.difficulty,
    "recall": reports_stats_spread.recall,
    "times": reports_stats_spread.times,
    "hours": reports_stats_spread.hours,
    "hardest": hardest,
    "exercises": _exercises,
}
PAIRS = {"intervals": "stability", "difficulty": "recall", "times": "hours"}
"""The narrow blocks, and which stands at the right of which."""
