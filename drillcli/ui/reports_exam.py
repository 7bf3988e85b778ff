"""The page of `drill exam`."""

import math
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from drillcli import look
from drillcli.clock import date_of
from drillcli.locale import _, commas, ngettext
from drillcli.stats.exam import Prospect
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import BAR, Line, hanging, lay
from drillcli.ui.reports import Blocks, heading, table
from drillcli.ui.reports_cards import first_line
from drillcli.ui.reports_decks import expected, in_days
from drillcli.ui.text import Prose
from drillcli.visible import visible

WIDE = 60
"""From this width on dates are written in full."""

BAR_WIDTH = 40
WEEKS_SHOWN = 12


def exams(prospects: Sequence[Prospect], measure: int) -> Blocks:
    """Return the page of the exams ahead."""
    if not prospects:
        example = lay(Prose(_("drill exam DECK 2026-12-15 --minutes 20"), "accent"), measure, 2)
        yield [*lay(Prose(_("No exam is ahead. To plan toward one:")), measure), *example]
    for prospect in prospects:
        yield from _exam(prospect, measure)


def _exam(prospect: Prospect, measure: int) -> Blocks:
    when = f"{date_of(prospect.row.day).isoformat()}   {in_days(prospect.in_days)}"
    title = _("Exam {number}: {decks}").format(number=prospect.number, decks=commas(prospect.row.decks))
    yield heading(title, Text(when, "quiet"), measure)
    cards = prospect.outlook.cards
    if not cards:
        yield lay(Prose(_("No card can be studied: the decks are gone, have faults, or all is suspended.")), measure)
        return
    if not prospect.in_days:
        text = ngettext("{share} of {n} card expected", "{share} of {n} cards expected", cards)
        yield lay(Prose(text.format(share=expected(prospect.share(prospect.outlook.now)), n=cards)), measure)
        return
    about = ngettext("Of {n} card, recalled on the day:", "Of {n} cards, recalled on the day:", cards)
    yield [*lay(Prose(about.format(n=cards), "quiet"), measure), *_expected(prospect, measure)]
    yield from ledger([_time(prospect)], measure)
    yield _weeks(prospect, measure)
    yield _missed(prospect, measure)


def _expected(prospect: Prospect, measure: int) -> list[Line]:
    """Return a bar for what is recalled without further study, by the ordinary schedule and by the plan."""
    outlook = prospect.outlook
    rows = [
        (_("without more study"), outlook.now),
        (_("by the ordinary schedule"), outlook.ordinary),
        (_("by the plan"), outlook.planned),
    ]
    label = max(cell_len(name) for name, _cards in rows) + 2
    space = min(measure - label - 6, BAR_WIDTH)
    lines = []
    for name, recalled in rows:
        share = prospect.share(recalled)
        bar = ("" if look.is_plain() else BAR * round(max(space, 0) * (share or 0.0)), "accent")
        said = expected(share) if look.is_plain() else f"{expected(share):>4}"
        lines += hanging(Text(name), Text.assemble(said, "  ", bar), measure, label)
    return lines


def _time(prospect: Prospect) -> Iterator[Row]:
    """Yield what the plan takes a day and today, and from which minutes on more would hardly help."""
    most, needed = prospect.row.minutes, max(math.ceil(prospect.outlook.needed), 1)
    taken = _("{taken} of {most} minutes").format(taken=_minutes(prospect.outlook.minutes), most=f"{most:g}")
    text = _("{n} min a day would do nearly as well") if needed < most else _("up to {n} min a day would help")
    yield row(_("a day"), taken, Text(text.format(n=needed) if needed != most else "", "quiet"))
    if prospect.studied:
        reviews, new = prospect.today
        asked = ngettext("{n} review", "{n} reviews", reviews).format(n=reviews)
        left = _("{left} of {most} minutes left").format(left=_minutes(prospect.minutes_left), most=f"{most:g}")
        yield row(_("today"), left, asked, _("{n} new").format(n=new))
    if others := [slug for slug in prospect.row.decks if slug not in {*prospect.studied, *prospect.missing}]:
        text = _("{decks}: an earlier exam comes first")
        yield row(_("for later"), text.format(decks=visible(commas(others))))
    if prospect.missing:
        text = _("gone or with faults: {decks}")
        yield row(_("left out"), text.format(decks=visible(commas(prospect.missing))))


def _minutes(value: float) -> str:
    """Return minutes with two digits that count."""
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")


def _weeks(prospect: Prospect, measure: int) -> list[Line]:
    """Return a table of the weeks; of many, the first ones and the last."""
    weeks = list(prospect.outlook.weeks)
    if not weeks:
        return []
    long = measure >= WIDE
    heads = [_("week from"), _("minutes a day") if long else _("min/day"), _("reviews"), _("new"), _("recalled")]
    rows = [
        (
            date_of(week.day).isoformat()[0 if long else 5 :],
            _minutes(week.minutes),
            str(week.reviews),
            str(week.new),
            expected(prospect.share(week.recalled)),
        )
        for week in weeks
    ]
    if len(rows) > WEEKS_SHOWN:
        rows = [*rows[: WEEKS_SHOWN - 1], ("…", "", "", "", ""), rows[-1]]
    note = _("Recalled: on the day of the exam, if study ended with that week.")
    return [*lay(table(heads, rows), measure), *lay(Prose(note, "quiet"), measure)]


def _missed(prospect: Prospect, measure: int) -> list[Line]:
    """Return the cards that there is no time for: how many, and some by name."""
    n = len(prospect.outlook.dropped)
    if not n:
        return []
    text = ngettext("There is no time for {n} card:", "There is no time for {n} cards:", n)
    lines = lay(Prose(text.format(n=n)), measure)
    for card, front in prospect.missed:
        lines += lay(Prose.assemble(card, ("   " + first_line(front), "quiet")), measure, 2)
    rest = n - len(prospect.missed)
    more = _("and {n} more; `drill exam --json` names them all").format(n=rest)
    return [*lines, *(lay(Prose(more, "quiet"), measure, 2) if rest else [])]
