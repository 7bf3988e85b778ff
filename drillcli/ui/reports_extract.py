"""The list of what was found in documents, and the keys to choose among it."""

from rich.cells import cell_len
from rich.text import Text

from drillcli import look
from drillcli.extract.draft import Candidate, Draft
from drillcli.locale import _, ngettext
from drillcli.ui.lines import Line, Lines, column, hanging, lay, placed, rule
from drillcli.ui.reports import heading
from drillcli.ui.reports_cards import first_line
from drillcli.ui.text import Prose
from drillcli.visible import visible

GAP = 2
LEAST_QUESTION = 10
"""Where a question has less room than this many cells, the place in the document goes."""


def preview(made: Draft, width: int) -> Lines:
    """Return a line for each candidate: number, confidence, question as far as there is room, file and line."""
    margin, measure = column(width)
    n = len(made.candidates)
    total = Text(ngettext("{n} question", "{n} questions", n).format(n=n), "quiet")
    lines: list[Line] = heading(made.title, total, measure)
    rows = [(_number(candidate), candidate, _place(candidate, made)) for candidate in made.candidates]
    first = max(cell_len(number) for number, _candidate, _place_ in rows)
    last = max(cell_len(place) for _number_, _candidate, place in rows)
    for number, candidate, place in rows:
        lines += lay(_row(number.rjust(first), candidate, place.rjust(last), measure), measure)
    return Lines(tuple(placed(lines, margin)))


def _row(number: str, candidate: Candidate, place: str, measure: int) -> Text:
    mark = "≈" if candidate.twin else " "
    head = Text.assemble((number, "quiet"), f"  {candidate.item.confidence:.2f} ", (mark, "accent"), " ")
    room = measure - head.cell_len - cell_len(place) - GAP
    if room < LEAST_QUESTION:
        place, room = "", measure - head.cell_len
    question = Text(first_line(candidate.item.question))
    question.truncate(max(room, 1), overflow="ellipsis", pad=bool(place))
    return Text.assemble(head, question, " " * GAP if place else "", (place, "quiet"))


def _number(candidate: Candidate) -> str:
    return "" if candidate.item.number is None else str(candidate.item.number)


def _place(candidate: Candidate, made: Draft) -> str:
    item = candidate.item
    is_one = len({other.item.file for other in made.candidates}) == 1
    return str(item.line) if is_one else visible(f"{item.file}:{item.line}")


def keys() -> dict[str, str]:
    """Return the keys worth naming below a candidate."""
    return {
        _("space"): _("keep"),
        "d": _("drop"),
        "e": _("edit"),
        "c": _("split into gaps"),
        "?": _("keys"),
        "q": _("quit"),
        "a": _("keep all from here"),
        "u": _("undo"),
    }


def key_page(width: int) -> Lines:
    """Return the page that says what each key does."""
    margin, measure = column(width)
    plainly = look.is_plain()
    rows = (
        (_("Enter") if plainly else _("space") + " ↵ k", _("keep the note")),
        ("d", _("drop it")),
        ("e", _("edit it in your editor, as it stands in the deck; make several of it, if you like")),
        ("c", _("leave out words of the answer: a card for each")),
        ("u", _("undo, any number of times")),
        ("a", _("keep this one and all that follow")),
        ("t", _("the list of all questions")),
        *(() if plainly else (("↑ ↓", _("scroll")),)),
        ("q", _("quit; nothing is written")),
    )
    indent = max(cell_len(key) for key, _does in rows) + 3
    lines: list[Line] = [*lay(Text(_("Keys"), "title"), measure), rule(measure), []]
    for key, does in rows:
        lines += hanging(Text(key, "key"), Prose(does), measure, indent)
    return Lines(tuple(placed(lines, margin)))
