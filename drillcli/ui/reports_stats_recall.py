"""The blocks of `drill stats` on recall: true retention, and how well it was predicted."""

from collections.abc import Sequence
from math import floor, fsum

from rich.text import Text

from drillcli import look
from drillcli.clock import date_of
from drillcli.locale import _
from drillcli.stats.calibration import Bin
from drillcli.stats.recall import Recall
from drillcli.stats.report import Report
from drillcli.stats.series import Series, Span
from drillcli.ui.charts import EXPECTED, FOUND, plot, track
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import aligned, percent, section, table
from drillcli.ui.text import Prose

ROOMY = 56
"""From this width on a share stands with its counts."""

AGES = ("young", "mature", "total")
FEW_WEEKS, MANY_WEEKS = 4, 60
"""With fewer weeks the curve goes by day, with more by month."""

CURVE_HEIGHT = 4
ROWS = 12
"""The most rows of the calibration."""

SPARSE = 0.02
"""The share of answers below which the lowest predictions are taken together."""

LEAST_TRACK = 10
"""The fewest cells on which two shares are compared."""


def retention(report: Report, measure: int) -> list[Line]:
    """Return true retention by period and age, as a curve, and what it means."""
    if not report.reviews:
        return []
    title = section(_("True retention"), [], [], measure)
    if not report.retention["all_time"].total.answers:
        text = _("Measured from the first answer on that is given to a card in review.")
        return [*title, *lay(Prose(text, "quiet"), measure)]
    definition = _(
        "Recalled: the first answer of a day to a card in review was not Again. Mature: an interval of 21 days or more."
    )
    curve = lay(Text("\n").join(_curve(report.series, measure)), measure)
    return [
        *title,
        *_periods(report, measure),
        *([[], *curve] if curve else []),
        [],
        *lay(Prose(definition, "quiet"), measure),
    ]


def _periods(report: Report, measure: int) -> list[Line]:
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
    return lay(table(heads, rows, texts=len(heads)), measure)


def _recalls(column: Sequence[Recall], measure: int) -> list[Text]:
    """Return the shares of a column, and where there is room how many of how many."""
    shares = [f"{percent(recall.share):>4}" for recall in column]
    counts = [f" {recall.recalled}/{recall.answers}" if recall.answers else "" for recall in column]
    shown = counts if measure >= ROOMY else [""] * len(counts)
    return [Text.assemble(share, (count, "quiet")) for share, count in zip(shares, shown, strict=True)]


def _curve(series: Series, measure: int) -> list[Text]:
    """Return the retention in time order under a title; nothing while there are not two shares to compare."""
    title, spans, part = _scale(series)
    shares = [span.retention.total.share for span in spans]
    if sum(share is not None for share in shares) < 2:
        return []
    ends = (date_of(spans[0].first).isoformat()[part], date_of(spans[-1].first).isoformat()[part])
    values = [None if share is None else 100 * share for share in shares]
    curve = plot(values, measure, CURVE_HEIGHT, names=ends, say="{:.3g}%".format)
    return [Text(title, "quiet"), *curve]


def _scale(series: Series) -> tuple[str, Sequence[Span], slice]:
    """Return a title, the spans of the curve, and the part of a date (ISO 8601) that tells them apart."""
    if len(series.weeks) < FEW_WEEKS:
        return _("recalled by day"), series.days, slice(5, 10)
    if len(series.weeks) <= MANY_WEEKS:
        return _("recalled by week"), series.weeks, slice(5, 10)
    return _("recalled by month"), series.months, slice(7)


def calibration(report: Report, measure: int) -> list[Line]:
    """Return predicted against actual recall, a row for each bin."""
    found = report.calibration
    if found.predicted is None or found.rmse is None:
        return []
    shares = {"predicted": percent(found.predicted), "recalled": percent(found.actual.share)}
    figures = [
        _("{predicted} predicted, {recalled} recalled").format(**shares),
        _("off by {n} points (root mean square)").format(n=f"{100 * found.rmse:.1f}"),
    ]
    legend = (
        ""
        if look.is_plain()
        else _("{expected} what the memory model predicted before the answers, {found} what was recalled")
    )
    return [
        *section(_("Calibration"), figures, _bins(grouped(found.bins), measure), measure),
        *lay(Prose(legend.format(expected=EXPECTED, found=FOUND), "quiet"), measure),
    ]


def grouped(bins: Sequence[Bin]) -> list[Bin]:
    """Return the bins with answers as at most `ROWS`: neighbours joined, sparse ones at the low end taken together."""
    sparse = SPARSE * sum(one.actual.answers for one in bins)
    start = 0
    while sum(one.actual.answers for one in bins[: start + 1]) <= sparse:
        start += 1
    step = next((step for step in (1, 2) if (len(bins) - start) / step < ROWS), 4)
    start -= start % step
    parts = [bins[:start], *(bins[at : at + step] for at in range(start, len(bins), step))]
    return [_together(part) for part in parts if any(one.actual.answers for one in part)]


def _together(bins: Sequence[Bin]) -> Bin:
    """Return neighbouring bins as one."""
    actual = Recall(sum(one.actual.answers for one in bins), sum(one.actual.recalled for one in bins))
    predicted = fsum((one.predicted or 0.0) * one.actual.answers for one in bins) / actual.answers
    return Bin(bins[0].low, bins[-1].high, predicted, actual)


def _bins(bins: Sequence[Bin], measure: int) -> list[Text]:
    """Return a line for each bin, the highest prediction first: both shares, how many answers, where the shares lie."""
    rows = [(one.predicted or 0.0, one.actual.share or 0.0, one.actual.answers) for one in reversed(bins)]
    heads = (_("predicted"), _("recalled"), _("answers"))
    lines = aligned([heads, *((f"{predicted:.0%}", f"{share:.0%}", f"{n:,}") for predicted, share, n in rows)])
    cells = measure - lines[0].cell_len
    if cells >= LEAST_TRACK and not look.is_plain():
        low = floor(10 * min(min(predicted, share, 0.9) for predicted, share, _n in rows)) / 10
        scale = Text(f"{low:.0%}".ljust(cells - len("100%")) + "100%", "quiet")
        tracks = [scale, *(track(predicted, share, low, cells) for predicted, share, _n in rows)]
        lines = [line.append_text(end) for line, end in zip(lines, tracks, strict=True)]
    return lines
