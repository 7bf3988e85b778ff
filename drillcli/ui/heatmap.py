"""A year in cells: a column for each week, a row for each weekday, one cell for each day."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rich.cells import cell_len
from rich.text import Text

from drillcli import look
from drillcli.locale import _, labelled
from drillcli.ui import words
from drillcli.ui.ledger import flow

LEVELS = "⠂⠒⠶⠿⣿"
"""No answer, and four levels of a busy day: one cell wide in every terminal (UAX #11), and of unlike shape."""

WEEK = 7
GAP = 2


def heatmap(counts: Sequence[int], monday: date, measure: int) -> list[Text]:
    """Return counts by day, the first of which is a `monday`: as many of the last weeks as fit in `measure` cells.

    Names of months stand above, and a legend below. Plainly, it is the sum of each month.
    """
    if look.is_plain():
        return _monthly(counts, monday)
    names = words.weekdays()
    indent = max(map(cell_len, names)) + GAP
    weeks = -(-len(counts) // WEEK)
    left_out = max(weeks - max(measure - indent, 1), 0)
    shown = counts[left_out * WEEK :]
    bounds = quarters(shown)
    months = _months(monday + timedelta(days=WEEK * left_out), weeks - left_out)
    rows = [Text(" " * indent + months, "quiet")]
    for weekday, name in enumerate(names):
        mark = "" if weekday % 2 else name
        cells = (_cell(count, bounds) for count in shown[weekday::WEEK])
        rows.append(Text.assemble((mark + " " * (indent - cell_len(mark)), "quiet"), *cells))
    return [*rows, flow(_legend(bounds, max(shown, default=0)), measure)]


def _monthly(counts: Sequence[int], monday: date) -> list[Text]:
    """Return a line for each month with answers."""
    sums: Counter[str] = Counter()
    for day, count in enumerate(counts):
        sums[f"{monday + timedelta(days=day):%Y-%m}"] += count
    return [Text(labelled(month, f"{total:,}")) for month, total in sums.items() if total]


def quarters(counts: Sequence[int]) -> list[int]:
    """Return from which counts on the quarters of the days with answers begin; fewer where such days are alike."""
    busy = sorted(count for count in counts if count)
    return sorted({busy[len(busy) * quarter // 4] for quarter in range(4)}) if busy else []


def month_names() -> tuple[str, ...]:
    """Return the short names of the months."""
    return (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )


def _cell(count: int, bounds: Sequence[int]) -> tuple[str, str]:
    return (_mark(bisect_right(bounds, count) - 1, bounds), "accent") if count else (LEVELS[0], "quiet")


def _mark(level: int, bounds: Sequence[int]) -> str:
    """Return the character of a level; the highest one is full however few there are."""
    return LEVELS[level - len(bounds)]


def _months(monday: date, weeks: int) -> str:
    """Return the names of the months, each above the week that its first day is in, where there is room."""
    names, line = month_names(), ""
    for week in range(weeks):
        sunday = monday + timedelta(days=WEEK * week + WEEK - 1)
        name = names[sunday.month - 1]
        if sunday.day <= WEEK and week >= cell_len(line) + bool(line) and week + cell_len(name) <= weeks:
            line += " " * (week - cell_len(line)) + name
    return line


def _legend(bounds: Sequence[int], most: int) -> Iterator[Text]:
    """Yield each character with the numbers of answers that it stands for."""
    yield Text(f"{LEVELS[0]} 0", "quiet")
    for level, least in enumerate(bounds):
        last = bounds[level + 1] - 1 if level + 1 < len(bounds) else most
        counts = f"{least:,}" if last == least else f"{least:,}-{last:,}"
        yield Text.assemble((_mark(level, bounds), "accent"), (f" {counts}", "quiet"))
