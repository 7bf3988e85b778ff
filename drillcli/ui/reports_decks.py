"""The pages of `drill` alone and of `drill decks`."""

import math
from collections.abc import Iterator, Sequence

from rich.text import Text

from drillcli.locale import _, commas, ngettext
from drillcli.stats.home import ExamAhead, Home, Reason, Step
from drillcli.stats.standing import Standing
from drillcli.ui import intervals
from drillcli.ui.ledger import flow
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import Blocks, heading, percent, table
from drillcli.ui.text import NO_BREAK_SPACE, Prose
from drillcli.visible import one_line, visible

WIDE = 60
"""From this width on a deck is a row of a table; below, a few lines."""


def home(home: Home, measure: int) -> Blocks:
    """Return the page of `drill` alone."""
    yield heading("drill", Text("   ".join(_progress(home)), "quiet"), measure)
    yield _standings(home.decks, measure, brief=True)
    yield [line for exam in home.exams for line in lay(flow(_exam(exam, home.day), measure), measure)]
    yield lay(_advice(home, measure), measure)


def decks(rows: Sequence[Standing], measure: int) -> Blocks:
    """Return the page of `drill decks`."""
    if not rows:
        yield lay(Prose(_("There is no deck yet: put a .yaml file into ./decks.")), measure)
    yield _standings(rows, measure, brief=False)
    yield [line for row in rows if row.error for line in lay(Prose(one_line(row.error)), measure)]


def _progress(home: Home) -> Iterator[str]:
    if home.streak:
        yield ngettext("{n} day in a row", "{n} days in a row", home.streak).format(n=home.streak)
    yield ngettext("{n} answer today", "{n} answers today", home.answered_today).format(n=home.answered_today)


def _standings(rows: Sequence[Standing], measure: int, *, brief: bool) -> list[Line]:
    """Return a line for each deck; `brief` leaves out what does not call for anything."""
    if not rows:
        return []
    if measure < WIDE:
        return [line for row in rows for line in _narrow(row, measure, brief=brief)]
    is_begun = any(row.learning for row in rows)
    names = [name for name, _value in _figures(rows[0], brief=brief, learning=is_begun)]
    cells = [
        (
            Text(one_line(row.deck)),
            _title(row),
            *(Text(n, "quiet" if n == "0" else "") for n in _numbers(row, brief=brief, learning=is_begun)),
        )
        for row in rows
    ]
    return lay(table([_("deck"), _("title"), *names], cells, texts=2), measure)


def _title(row: Standing) -> Text:
    return Prose(_("✗ cannot be used"), "wrong") if row.error else Prose(visible(row.title), "quiet")


def _numbers(row: Standing, *, brief: bool, learning: bool) -> list[str]:
    return ["–" if row.error else str(value) for _name, value in _figures(row, brief=brief, learning=learning)]


def _figures(row: Standing, *, brief: bool, learning: bool) -> list[tuple[str, int]]:
    """Return the numbers of a deck by their names; of the brief ones those in `learning` only where there are some."""
    cards = [] if brief else [(_("cards"), row.cards)]
    steps = [(_("learning"), row.learning)] if learning or not brief else []
    return [*cards, (_("due"), row.due), (_("new"), row.new), *steps, (_("learned"), row.learned)]


def _narrow(row: Standing, measure: int, *, brief: bool) -> list[Line]:
    """Return a deck on a narrow screen: its name, and below it title and numbers."""
    counts = "  ".join(
        f"{value}{NO_BREAK_SPACE}{name}" for name, value in _figures(row, brief=brief, learning=bool(row.learning))
    )
    below = [] if row.error else [Prose(counts)]
    return [
        *lay(Prose(one_line(row.deck)), measure),
        *(line for text in (_title(row), *below) for line in lay(text, measure, indent=2)),
    ]


def _exam(exam: ExamAhead, today: int) -> Iterator[Text]:
    """Yield what there is to say of an exam ahead."""
    when, decks = in_days(exam.day - today), visible(commas(exam.decks))
    yield Prose(_("Exam {when}: {decks}").format(when=when, decks=decks))
    if exam.expected is not None:
        text = ngettext("{share} of {n} card expected", "{share} of {n} cards expected", exam.cards)
        yield Text(text.format(share=expected(exam.expected), n=exam.cards), "quiet")
    if exam.day > today:
        text = _("{left} of {most} min left today")
        yield Text(text.format(left=f"{exam.minutes_left:.0f}", most=f"{exam.minutes:g}"), "quiet")


def expected(share: float | None) -> str:
    """Return an expected share (0 to 1) in whole percents, rounded down: what is not certain is not 100 %."""
    return percent(share and math.floor(100 * share) / 100)


def in_days(n: int) -> str:
    """Return when a day comes that is `n` days ahead."""
    return ngettext("in {n} day", "in {n} days", n).format(n=n) if n else _("today")


def _advice(home: Home, measure: int) -> Text:
    """Return what to do next."""
    step = home.step
    if step.command is None:
        return Prose(_pause(step, home.decks))
    if step.reason is Reason.DUE:
        why = ngettext("{n} card is due", "{n} cards are due", step.count).format(n=step.count)
    elif step.reason is Reason.AGAIN:
        why = ngettext("{n} card comes again in {when}", "{n} cards come again, the next in {when}", step.count)
        why = why.format(n=step.count, when=intervals.interval(step.minutes or 0))
    else:
        why = ngettext("{n} new card for today", "{n} new cards for today", step.count).format(n=step.count)
    command = Prose.assemble((_("Next: "), "quiet"), (step.command, "default"))
    beside = command.cell_len + 3 + Text(why).cell_len <= measure
    return command.append("   " if beside else "\n").append(why, "quiet")


def _pause(step: Step, decks: Sequence[Standing]) -> str:
    """Return why there is nothing to do, and what comes."""
    if not decks:
        return _("There is no deck yet: put a .yaml file into ./decks.")
    if step.minutes == 0:
        return _("Today's limits are reached; `drill config` shows them.")
    said = [_("Nothing to study now.")]
    if step.minutes:
        said.append(_("The next card is due in {when}.").format(when=intervals.interval(step.minutes)))
    if new := sum(deck.new for deck in decks):
        more = ngettext("{n} new card waits beyond today's limit.", "{n} new cards wait beyond today's limit.", new)
        said.append(more.format(n=new))
    return "\n".join(said)
