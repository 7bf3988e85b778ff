"""What of a sitting is to be seen: the page of the card on the table, and what became of the one before."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from drillcli.kinds.base import How
from drillcli.locale import _
from drillcli.model import CardState
from drillcli.sitting import Sitting, Table
from drillcli.store.store import Recorded
from drillcli.ui import intervals, words
from drillcli.ui.beside import hint
from drillcli.ui.insets import Insets
from drillcli.ui.sitting import View
from drillcli.visible import visible

if TYPE_CHECKING:
    from drillcli.kinds.diff import Piece


class Typing(Enum):
    """Whether the card waits for a line of text, and whether letters go into it or are keys meanwhile."""

    NONE = auto()
    OPEN = auto()
    LEFT = auto()


def view(sitting: Sitting, said: str, typing: Typing, *, is_flagged: bool, insets: Insets | None = None) -> View:
    """Return the page of the card on the table, with `said` beside it; raises ValueError when there is no card."""
    table = sitting.table
    if table is None:
        raise ValueError("no card to show")
    session, state = sitting.session, table.item.state
    leech_at = sitting.collection.settings.leech_lapses
    grades = {} if table.preview is None else table.preview.grades
    return View(
        deck=sitting.deck_title(table.card.note.deck),
        front=table.front,
        asked=max(session.position, 1),
        total=max(len(session.queue), session.position, 1),
        coming_again=len(session.again),
        elapsed_s=sitting.spent_ms / 1000,
        back=sitting.back if table.preview else None,
        verdict=table.verdict,
        pieces=_pieces(table),
        grades={rating: _when(sitting, after) for rating, after in grades.items()},
        chosen=sitting.suggested,
        flash=said,
        flagged=is_flagged,
        leech=bool(state and leech_at and state.lapses >= leech_at),
        hints=_hints(sitting, table, typing),
        insets=insets,
    )


def outcome(sitting: Sitting, recorded: Recorded) -> str:
    """Return what became of a card that was rated: when it comes again, or that it is a leech; "" for practice."""
    if recorded.after is None or not recorded.entry.interval:
        return ""
    if sitting.collection.is_leech(recorded):
        return _("a leech: forgotten {n} times; rewrite it (u, then e) or suspend it").format(n=recorded.after.lapses)
    return intervals.again_in(recorded.entry.interval)


def _when(sitting: Sitting, after: CardState) -> str:
    """Return what stands under a grade: cramming leaves the schedule alone, so there it is nothing."""
    return "" if sitting.options.cram else intervals.interval(after.interval)


def _hints(sitting: Sitting, table: Table, typing: Typing) -> tuple[tuple[str, str], ...]:
    """Return the keys worth naming while a line is, or could be, typed, or with an exercise; else () for the usual."""
    if table.preview is not None and sitting.exercise:
        first, *others = words.hints(table.front, revealed=True)
        run = ("x", _("run {exercise}").format(exercise=visible(sitting.exercise)))
        return (first, run, *hint(sitting), *others)
    if typing is Typing.NONE:
        first, *others = words.hints(table.front, revealed=table.preview is not None)
        beside = hint(sitting)
        return (first, *beside, *others) if beside else ()
    if typing is Typing.LEFT:
        shown = (_("space"), _("show the answer"))
        return (shown, ("esc", _("type")), ("?", _("keys")), ("q", _("quit")), ("u", _("undo")), ("e", _("edit")))
    what, *_others = words.hints(table.front, revealed=False)
    if table.front.how is How.RATE:  # --type
        what = (_("type"), _("your answer"))
    return (what, ("esc", _("keys")), ("↵", _("check")))


def _pieces(table: Table) -> "tuple[Piece, ...]":
    """Return the differences between a wrong response and the right one, where they are shown."""
    if table.verdict is None or table.verdict.right or table.front.how is How.CHOOSE:
        return ()
    from drillcli.kinds.diff import diff  # noqa: PLC0415 rapidfuzz is loaded for the first wrong answer

    return diff(table.verdict.given, table.verdict.expected)
