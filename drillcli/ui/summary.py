"""The page at the end of a sitting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.text import Text

from drillcli import look
from drillcli.locale import _, commas, labelled, ngettext
from drillcli.model import Rating
from drillcli.ui import intervals, words
from drillcli.ui.console import drawn
from drillcli.ui.lines import Line, Lines, bars, beside, column, ends, lay, placed, rule
from drillcli.ui.text import Prose
from drillcli.visible import one_line, visible

LEVELS = "⢀⣀⣤⣶⣿"
"""No answers, and four shares of the busiest day: one cell wide everywhere, and of unlike shape without colour."""

WEEK = 7
SIDE_BY_SIDE = 56
GAP = 6
MOST = 4
"""The most exercises that are offered by name."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting came to.

    `first_try` is the share (0 to 1) of the review cards recalled at the first asking, None without any.
    `days` counts answers by study day, the last one being `today`; `forecast` counts cards due on
    each of the days after today. `next_due` is in minutes from now, None when nothing is scheduled.
    `exercises` are those that the cards name; `unasked` counts the cards that the sitting had and did not come to.
    """

    deck: str
    answers: int
    took_s: float
    first_try: float | None
    grades: Mapping[Rating, int]
    days: Sequence[int]
    today: date
    next_due: int | None
    forecast: Sequence[int]
    exercises: Sequence[str] = ()
    unasked: int = 0


def render(summary: Summary, width: int) -> Lines:
    """Return the page as a renderable `width` cells wide (at least 20)."""
    margin, measure = column(width)
    blocks = list(_blocks(summary, measure))
    lines = [line for block in blocks for line in ([], *block)][1:]
    return Lines(tuple(placed(lines, margin)))


def to_ansi(summary: Summary, width: int, *, color: bool) -> str:
    """Return the page as text, without escape codes unless `color`; no newline follows the last line."""
    return drawn(render(summary, width), width, color=color).removesuffix("\n")


def _blocks(summary: Summary, measure: int) -> Iterator[list[Line]]:
    title = Text(one_line(summary.deck), "title")
    yield [ends(title, Text(intervals.elapsed(summary.took_s), "quiet"), measure), rule(measure, 1.0)]
    yield lay(Prose().append_text(Text(_("; ") if look.is_plain() else "   ").join(_figures(summary))), measure)
    if not summary.answers:
        yield _due(summary, measure)
        return
    grades = [(name, summary.grades.get(rating, 0)) for rating, name in words.grade_names().items()]
    names = words.weekdays()
    forecast = [(names[(summary.today.weekday() + i) % WEEK], n) for i, n in enumerate(summary.forecast, 1)]
    left, right = (_("Grades"), grades), (_("Coming"), forecast)
    if measure >= SIDE_BY_SIDE:
        half = (measure - GAP) // 2
        yield beside(_chart(*left, half), _chart(*right, half), half + GAP)
    else:
        yield _chart(*left, measure)
        yield _chart(*right, measure)
    yield _heatmap(summary.days, measure)
    yield _due(summary, measure)
    if summary.exercises:
        yield offered(summary.exercises, measure)


def offered(exercises: Sequence[str], measure: int) -> list[Line]:
    """Return the commands that run the exercises which belong to some cards; the catalogue's where they are many."""
    if not exercises:
        return []
    commands = [f"drill exercise {slug}" for slug in exercises] if len(exercises) <= MOST else ["drill exercise"]
    lines = lay(Prose(_("Exercises that belong to these cards:")), measure)
    return [*lines, *(line for command in commands for line in lay(Prose(visible(command), "accent"), measure, 2))]


def _figures(summary: Summary) -> Iterator[Text]:
    count = ngettext("{n} answer", "{n} answers", summary.answers).format(n=summary.answers)
    yield Text(count, "default")
    if summary.answers:
        yield Text(_("{n} s each").format(n=f"{summary.took_s / summary.answers:.1f}"))
    if summary.first_try is not None:
        yield Text(_("{n}% recalled at once").format(n=round(100 * summary.first_try)))


def _chart(title: str, rows: Sequence[tuple[str, int]], width: int) -> list[Line]:
    return lay(Text("\n").join([Text(title, "quiet"), *bars(rows, width)]), width)


def _heatmap(days: Sequence[int], measure: int) -> list[Line]:
    """Return a row with a cell for each day, as many whole weeks as fit, and a legend above it."""
    if look.is_plain():
        return _weekly(list(days), measure)
    shown = list(days)[-(measure // WEEK) * WEEK :]
    most = max(shown, default=0)
    levels = [-(-count * (len(LEVELS) - 1) // most) if most else 0 for count in shown]
    cells = Text.assemble(*((LEVELS[level], "accent" if level else "quiet") for level in levels))
    weeks = -(-len(shown) // WEEK)
    legend = ngettext("The last week", "The last {n} weeks", weeks).format(n=weeks)
    return [ends(Text(legend, "quiet"), Text(), measure), *lay(cells, measure)]


def _weekly(days: Sequence[int], measure: int) -> list[Line]:
    """Return the answers of each week, the last one last."""
    sums = [sum(days[max(end - WEEK, 0) : end]) for end in range(len(days), 0, -WEEK)][::-1]
    legend = ngettext("Answers in the last week", "Answers in each of the last {n} weeks", len(sums))
    return lay(Text(labelled(legend.format(n=len(sums)), commas(map(str, sums)))), measure)


def _due(summary: Summary, measure: int) -> list[Line]:
    text = ngettext(
        "{n} card was not asked; it waits for the next sitting.",
        "{n} cards were not asked; they wait for the next sitting.",
        summary.unasked,
    )
    waiting = lay(Prose(text.format(n=summary.unasked)), measure) if summary.unasked else []
    if summary.next_due is None:
        return [*waiting, *lay(Prose(_("Nothing is scheduled."), "quiet"), measure)]
    when = intervals.interval(summary.next_due)
    return [*waiting, *lay(Prose(_("The next card is due in {when}.").format(when=when)), measure)]
