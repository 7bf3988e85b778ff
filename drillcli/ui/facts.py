"""The page that says what is known of the card on the table."""

from collections.abc import Callable, Iterator

from rich.cells import cell_len
from rich.text import Text

from drillcli.clock import date_of
from drillcli.locale import _, commas
from drillcli.model import MINUTES_PER_DAY, CardState, Phase
from drillcli.sitting import Sitting
from drillcli.ui import intervals
from drillcli.ui.lines import Line, Lines, column, ends, hanging, placed, rule
from drillcli.ui.text import Prose
from drillcli.visible import visible


def page(sitting: Sitting) -> Callable[[int], Lines]:
    """Return what draws the page for the card on the table at a width in cells."""
    rows = list(_rows(sitting))

    def render(width: int) -> Lines:
        margin, measure = column(width)
        indent = max(cell_len(label) for label, _value in rows) + 3
        lines: list[Line] = [ends(Text(_("Card"), "title"), Text(), measure), rule(measure), []]
        for label, value in rows:
            lines += hanging(Text(label, "quiet"), Prose(visible(value)), measure, indent)
        return Lines(tuple(placed(lines, margin)))

    return render


def _rows(sitting: Sitting) -> Iterator[tuple[str, str]]:
    table = sitting.table
    if table is None:
        return
    note = table.card.note
    yield _("card"), table.card.id
    yield _("file"), f"{note.path}:{note.line}"
    tags = note.fields.get("tags")
    if tags:
        yield _("tags"), commas(tags)
    yield _("state"), phase_names()[table.item.state.phase if table.item.state else Phase.NEW]
    if table.item.state:
        yield from _memory(sitting, table.card.id, table.item.state)


def _memory(sitting: Sitting, card_id: str, state: CardState) -> Iterator[tuple[str, str]]:
    scheduler = sitting.collection.scheduler_of(card_id)
    model = scheduler.model
    recall = scheduler.retrievability(state, sitting.collection.read_clock())
    yield _("due"), date_of(state.due_day).isoformat()
    yield _("interval"), intervals.interval(state.interval)
    yield _("stability"), intervals.interval(max(round(model.stability(state.memory) * MINUTES_PER_DAY), 1))
    yield _("difficulty"), f"{model.difficulty(state.memory):.1f} / 10"
    yield _("recall now"), f"{100 * recall:.0f}%"
    yield _("reviews"), str(state.reps)
    yield _("lapses"), str(state.lapses)


def phase_names() -> dict[Phase, str]:
    """Return the name of each phase."""
    return {
        Phase.NEW: _("new"),
        Phase.LEARNING: _("learning"),
        Phase.REVIEW: _("review"),
        Phase.RELEARNING: _("relearning"),
    }
