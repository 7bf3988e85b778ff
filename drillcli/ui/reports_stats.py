"""The page of `drill stats`."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from drillcli.locale import _, ngettext
from drillcli.stats.recall import Recall
from drillcli.stats.report import Practice, Report
from drillcli.ui import figures, intervals
from drillcli.ui.charts import upright
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import Line, bars, lay
from drillcli.ui.reports import Blocks, heading, percent, table
from drillcli.ui.text import Prose
from drillcli.visible import visible

BAR_WIDTH = 48
ROOMY = 56
"""From this width on a share stands with its counts."""

AGES = ("young", "mature", "total")


def stats(report: Report, measure: int) -> Blocks:
    """Return the page of a report."""
    about = ", ".join(report.decks) or _("all decks")
    yield heading(_("Statistics"), Text(about, "quiet"), measure)
    yield lay(Prose("   ").join(_today(report)), measure)
    yield lay(Text("\n").join(_cards(report, measure)), measure)
    yield _retention(report, measure)
    yield lay(Text("\n").join(_coming(report, measure)), measure)
    if report.exercises:
        rows = next(ledger([map(_practice, report.exercises)], measure))
        yield [*lay(Text(_("Exercises run here"), "quiet"), measure), *rows]


def _today(report: Report) -> Iterator[Text]:
    today = report.today
    yield Text(ngettext("{n} answer today", "{n} answers today", today.answers).format(n=today.answers), "default")
    if today.answers:
        yield Text(intervals.elapsed(today.took_ms / 1000))
    if today.first_try.share is not None:
        yield Text(_("{n}% recalled at once").format(n=round(100 * today.first_try.share)))
    if today.introduced:
        yield Text(_("{n} new").format(n=today.introduced))
    if report.streak:
        yield Text(ngettext("{n} day in a row", "{n} days in a row", report.streak).format(n=report.streak))
    yield Text(ngettext("{n} review in all", "{n} reviews in all", report.reviews).format(n=report.reviews), "quiet")


def _cards(report: Report, measure: int) -> list[Text]:
    names = {
        "new": _("new"),
        "learning": _("learning"),
        "young": _("young"),
        "mature": _("mature"),
        "relearning": _("relearning"),
        "suspended": _("suspended"),
    }
    total = report.cards["total"]
    title = ngettext("{n} card", "{n} cards", total).format(n=total)
    return [Text(title, "quiet"), *bars([(names[s], report.cards[s]) for s in names], min(measure, BAR_WIDTH))]


def _retention(report: Report, measure: int) -> list[Line]:
    periods = {
        "today": _("today"),
        "last_7_days": _("7 days"),
        "last_30_days": _("30 days"),
        "all_time": _("all"),
    }
    kept = list(report.retention.values())
    columns = [_recalls([getattr(one, name) for one in kept], measure) for name in AGES]
    heads = (_("recalled"), _("young"), _("mature"), _("together"))
    rows = zip((Text(periods[period]) for period in report.retention), *columns, strict=True)
    definition = _(
        "Recalled: the first answer of a day to a card in review was not Again. Mature: an interval of 21 days or more."
    )
    return lay(table(heads, rows, texts=len(heads)), measure) + lay(Prose(definition, "quiet"), measure)


def _recalls(column: Sequence[Recall], measure: int) -> list[Text]:
    """Return the shares of a column, and where there is room how many of how many."""
    shares = [f"{percent(recall.share):>4}" for recall in column]
    counts = [f" {recall.recalled}/{recall.answers}" if recall.answers else "" for recall in column]
    shown = counts if measure >= ROOMY else [""] * len(counts)
    return [Text.assemble(share, (count, "quiet")) for share, count in zip(shares, shown, strict=True)]


def _coming(report: Report, measure: int) -> list[Text]:
    days = len(report.forecast)
    n = sum(report.forecast)
    title = ngettext("{n} card due within {days} days", "{n} cards due within {days} days", n).format(n=n, days=days)
    if report.backlog:
        late = ngettext("{n} of them from before", "{n} of them from before", report.backlog)
        title += _(", ") + late.format(n=report.backlog)
    chart = upright(report.forecast, _("today"), measure) if n else []
    return [Text(title, "quiet"), *chart]


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
