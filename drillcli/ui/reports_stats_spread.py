"""The blocks of `drill stats` on how things spread: over intervals, memory, seconds, hours of the day."""

from collections.abc import Callable, Sequence
from math import inf

from rich.text import Text

from drillcli import look
from drillcli.locale import _, clauses, labelled
from drillcli.stats.distribution import Distribution
from drillcli.stats.hours import HOURS, Hour
from drillcli.stats.recall import Recall
from drillcli.stats.report import Report
from drillcli.ui.charts import points, upright
from drillcli.ui.lines import Line, bars
from drillcli.ui.reports import section

BINS = 13
"""The most bins that are shown: more are joined two by two."""

BAR_WIDTH = 48
NAMED_HOURS = (0, 6, 12, 18)
ENOUGH = 10
"""With fewer tests of memory the recall in an hour says nothing."""

SCALE = 6
"""The cells left of the bars for the hours: a percentage and a gap."""


def intervals(report: Report, measure: int) -> list[Line]:
    """Return how many cards in review come at which interval."""
    return _histogram(_("Intervals in days"), report.intervals, _days, measure)


def stability(report: Report, measure: int) -> list[Line]:
    """Return in how many days recall falls to 90 %, for how many cards."""
    return _histogram(_("Stability in days"), report.stability, _range, measure)


def difficulty(report: Report, measure: int) -> list[Line]:
    """Return how difficult cards are, from 1 to 10."""
    return _histogram(_("Difficulty, 1 to 10"), report.difficulty, _range, measure)


def recall(report: Report, measure: int) -> list[Line]:
    """Return how likely the learner knows a card now, and how many cards that makes."""
    found = report.recall
    known = _("{n} of {total} known").format(n=f"{found.sum:,.0f}", total=f"{found.total:,}")
    return _histogram(_("Recall now"), found, _percents, measure, known)


def times(report: Report, measure: int) -> list[Line]:
    """Return how many seconds answers take."""
    return _histogram(_("Answer times in seconds"), report.times, _range, measure)


def hours(report: Report, measure: int) -> list[Line]:
    """Return how many answers are given in each hour of the day, and how many of them right."""
    most = max((hour.answers for hour in report.hours), default=0)
    if not most:
        return []
    busiest = max(range(HOURS), key=lambda hour: report.hours[hour].answers)
    head = _("most at {hour}:00").format(hour=busiest)
    if look.is_plain():
        return section(_("Hours of the day"), [head], _told(report.hours), measure)
    margin = max(SCALE, len(str(most)) + 2)
    step = next((step for step in (1, 2, 3) if HOURS // step <= measure - margin), 4)
    parts = [_joined(report.hours[at : at + step]) for at in range(0, HOURS, step)]
    names = {at // step: str(at) for at in NAMED_HOURS}
    body = upright([part.answers for part in parts], names, measure, margin=margin)
    shares = [part.recall.share if part.recall.answers >= ENOUGH else None for part in parts]
    if any(share is not None for share in shares):
        title = _("recalled, of {n} answers or more").format(n=ENOUGH)
        body += [Text(title, "quiet"), *points(shares, measure, margin=margin)]
    return section(_("Hours of the day"), [head], body, measure)


def _told(hours: Sequence[Hour]) -> list[Text]:
    """Return a line for each hour with answers, and how many were recalled where that says something."""
    lines = []
    for at, hour in enumerate(hours):
        share = hour.recall.share if hour.recall.answers >= ENOUGH else None
        recalled = [] if share is None else [labelled(_("recalled"), f"{share:.0%}")]
        lines += [Text(clauses([labelled(f"{at}:00", f"{hour.answers:,}"), *recalled]))] if hour.answers else []
    return lines


def _joined(part: Sequence[Hour]) -> Hour:
    """Return some hours as one."""
    recall = Recall(sum(hour.recall.answers for hour in part), sum(hour.recall.recalled for hour in part))
    return Hour(sum(hour.answers for hour in part), recall)


def _histogram(
    title: str, found: Distribution, name: Callable[[float, float], str], measure: int, figure: str | None = None
) -> list[Line]:
    """Return a bar for each bin from the first to the last that is not empty; the median unless another `figure`."""
    filled = [at for at, count in enumerate(found.counts) if count]
    if not filled or found.median is None:
        return []
    step = 1 if filled[-1] - filled[0] < BINS else 2
    rows = [
        (name(found.edges[at], found.edges[min(at + step, len(found.counts))]), sum(found.counts[at : at + step]))
        for at in range(filled[0] - filled[0] % step, filled[-1] + 1, step)
    ]
    said = figure or _("median {n}").format(n=_short(found.median))
    return section(title, [said], bars(rows, min(measure, BAR_WIDTH)), measure)


def _days(low: float, high: float) -> str:
    """Return the name of a bin of whole days."""
    return f"{low:g}" if high == low + 1 else _range(low, high if high == inf else high - 1)


def _range(low: float, high: float) -> str:
    """Return the name of a bin, with signs that are one cell wide in every terminal."""
    return f"{low:g}+" if high == inf else f"{low:g}-{high:g}"


def _percents(low: float, high: float) -> str:
    return f"{100 * low:.0f}-{100 * high:.0f}%"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}".removesuffix(".0")
