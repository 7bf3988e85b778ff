"""The page of `drill simulate`."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from drillcli import look
from drillcli.clock import date_of
from drillcli.fitting.simulated import Rates, Simulation, own
from drillcli.locale import _, commas, ngettext
from drillcli.ui import intervals
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import BAR, Line, lay
from drillcli.ui.reports import Blocks, heading, percent, table
from drillcli.ui.text import Prose

BARS_FROM = 64
"""From this width on figures have bars beside them."""

ROOMY = 44
"""From this width on every column is shown."""

BAR_CELLS = 10


def simulation(found: Simulation, measure: int) -> Blocks:
    """Return the page of a simulation."""
    days = found.present.days
    about = [commas(found.decks) or _("all decks"), ngettext("{n} day", "{n} days", days).format(n=days)]
    yield heading(_("Simulation"), Text("   ".join(about), "quiet"), measure)
    yield from ledger([_given(found)], measure)
    yield [
        *lay(Text(_("The recall you want: what it costs and what it brings"), "quiet"), measure),
        *_curve(found, measure),
        *lay(Prose(_least(found)), measure),
    ]
    title = _("Month by month at {recall}, your setting").format(recall=_recall(found.desired))
    yield [*lay(Text(title, "quiet"), measure), *_months(found, measure)]
    yield lay(Prose("\n".join((_meaning(found), _source(found.rates))), "quiet"), measure)


def _given(found: Simulation) -> Iterator[Row]:
    """Yield the cards there are, and what a day holds."""
    standing, limits = found.standing, found.limits
    learned, new, minutes = len(standing.learned), len(standing.new), limits.minutes
    yield row(
        _("cards"),
        _("{n} learned").format(n=learned) if learned else None,
        _("{n} of them known now").format(n=round(standing.known)) if learned else None,
        _("{n} new").format(n=new) if new else None,
    )
    yield row(
        _("a day at most"),
        ngettext("{n} new card", "{n} new cards", limits.new).format(n=limits.new),
        ngettext("{n} review", "{n} reviews", limits.reviews).format(n=limits.reviews),
        None if minutes is None else _("{n} minutes").format(n=f"{minutes:g}"),
    )


def _curve(found: Simulation, measure: int) -> list[Line]:
    """Return what each desired retention costs and brings."""
    curve = found.curve
    marks = {found.cheapest.desired: _("least time"), found.desired: _("your setting")}
    if len(marks) == 1:
        marks[found.desired] = _("your setting, least time")
    columns = {
        _("wanted"): [Text(_recall(course.desired), "title" * (course.desired in marks)) for course in curve],
        _("min/day"): _gauges([course.minutes for course in curve], None, measure),
        _("known"): _gauges([course.known for course in curve], found.standing.cards, measure),
    }
    if measure >= ROOMY:
        columns[_("time each")] = [Text(intervals.elapsed(course.seconds_per_known)) for course in curve]
    columns[""] = [Text(marks.get(course.desired, ""), "accent") for course in curve]
    return _table(columns, measure)


def _months(found: Simulation, measure: int) -> list[Line]:
    """Return what the coming months are like under the present setting."""
    months = found.present.months
    columns = {
        _("until"): [Text(date_of(found.day + month.last).isoformat()) for month in months],
        _("reviews/day") if measure >= ROOMY else _("reviews"): _aligned([f"{month.reviews:.0f}" for month in months]),
        _("new/day"): _aligned([_short(month.new) for month in months]),
        _("min/day"): _gauges([month.minutes for month in months], None, measure),
        _("known"): _gauges([month.known for month in months], found.standing.cards, measure),
    }
    if measure < ROOMY:
        del columns[_("new/day")]
    return _table(columns, measure)


def _table(columns: dict[str, list[Text]], measure: int) -> list[Line]:
    return lay(table(list(columns), zip(*columns.values(), strict=True), texts=len(columns)), measure)


def _gauges(values: Sequence[float], whole: float | None, measure: int) -> list[Text]:
    """Return figures and, where there is room, bars beside them; the longest one is for `whole`, else the largest."""
    figures = _aligned([_short(value) for value in values])
    most = whole or max(values)
    if measure < BARS_FROM or not most or look.is_plain():
        return figures
    bars = (BAR * round(BAR_CELLS * value / most) for value in values)
    return [Text.assemble(figure, "  ", (bar, "accent")) for figure, bar in zip(figures, bars, strict=True)]


def _aligned(figures: Sequence[str]) -> list[Text]:
    widest = max(map(len, figures))
    return [Text(figure.rjust(widest)) for figure in figures]


def _short(value: float) -> str:
    """Return a figure with a decimal where it is below 100 and has one that counts."""
    return f"{value:.1f}" if 0.05 <= value < 99.95 else f"{value:.0f}"


def _recall(desired: float) -> str:
    """Return a desired retention in percents, exact."""
    return f"{100 * desired:.4g}%"


def _least(found: Simulation) -> str:
    """Return at which desired retention a card known in the end takes the least time."""
    least, present = found.cheapest, found.present
    text = _("Each card known in the end takes the least time at {least}: {time}; at your {present} it takes {now}.")
    if least is present:
        text = _("Each card known in the end takes the least time at your {least}: {time}.")
    where = _("{recall} (the lowest here)") if least is found.curve[0] else "{recall}"
    return text.format(
        least=where.format(recall=_recall(least.desired)),
        time=intervals.elapsed(least.seconds_per_known),
        present=_recall(present.desired),
        now=intervals.elapsed(present.seconds_per_known),
    )


def _meaning(found: Simulation) -> str:
    """Return what the figures mean and what they take for granted."""
    until = date_of(found.day + found.present.days - 1).isoformat()
    return _(
        "Known: the cards that you can expect to recall in the end, on {date}. Time each: all the time spent, "
        "divided by these. It is taken that you study every day, reviews before new cards."
    ).format(date=until)


def _source(rates: Rates) -> str:
    """Return whose ratings and answer times went in."""
    if not rates.answers:
        return _("Ratings and answer times are typical of users of Anki: there are none of yours yet.")
    return _(
        "First ratings are {first} your own ({firsts} answers), ratings in review {later} ({recalls} recalled); "
        "the rest is typical of users of Anki, like the times of answers that you gave too seldom."
    ).format(
        first=percent(own(rates.firsts)),
        firsts=rates.firsts,
        later=percent(own(rates.recalls)),
        recalls=rates.recalls,
    )
