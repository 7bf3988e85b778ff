"""The screens of a sitting: a card asked, a card answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.text import Text

from drillcli import look
from drillcli.kinds.base import Back, Front, How, Verdict, untold
from drillcli.kinds.compare import plain
from drillcli.locale import _, ngettext, spoken
from drillcli.model import Rating
from drillcli.ui import intervals, text, words
from drillcli.ui.console import drawn
from drillcli.ui.insets import AIR, Insets, bands
from drillcli.ui.lines import Line, Lines, column, columns, ends, hanging, lay, placed, rule
from drillcli.ui.themes import worn
from drillcli.visible import one_line, visible

if TYPE_CHECKING:
    from drillcli.kinds.diff import Piece

FULL = 24
"""Rows up to which a page fills the terminal, so that the grades stay where they are; beyond, text decides."""

ROOM = 6
"""Where fewer rows are left for the card, the air and the hints go."""

MARK = 8
"""The width of the short rule between question and answer."""

SHORTEST_TITLE = 8
WIDEST_GRADE = 18
RIGHT, WRONG = "✓", "✗"


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows of a sitting: a question, and once `back` is there its answer.

    `asked` of `total` is the position, from 1; `coming_again` counts cards that come back in this
    sitting; `grades` has the next interval in words for each rating on offer, `chosen` the one that
    space gives. `pieces` is the difference between a typed response and the right one
    (`drillcli.kinds.diff`). `insets` are pictures, shown where the text leaves room for them.
    `flash` says what became of the card before, and is shown with the question only.
    """

    deck: str
    front: Front
    asked: int = 0
    total: int = 0
    coming_again: int = 0
    elapsed_s: float = 0.0
    back: Back | None = None
    verdict: Verdict | None = None
    pieces: "tuple[Piece, ...]" = ()
    grades: Mapping[Rating, str] = field(default_factory=dict)
    chosen: Rating | None = Rating.GOOD
    flash: str = ""
    flagged: bool = False
    leech: bool = False
    hints: tuple[tuple[str, str], ...] = ()
    insets: Insets | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A screenful: its lines, the first row of the card that it shows, and the last one that makes sense."""

    lines: tuple[Line, ...]
    scroll: int
    last_scroll: int


def compose(view: View, width: int, height: int, scroll: int = 0) -> Page:
    """Return the page on `width` x `height` cells (at least 20 x 6), with the card scrolled by `scroll` rows.

    Header and grades always stay; a card that is taller than what is left is cut, and a mark says how
    many rows are below. There are never more than `height` lines, nor one wider than `width`.
    """
    margin, measure = column(width)
    head, body, foot = _parts(view, measure, roomy=True)
    if height - len(head) - len(foot) - 1 < min(ROOM, len(body)):
        head, body, foot = _parts(view, measure, roomy=False)
    room = max(height - len(head) - len(foot) - 1, 1)
    pictures = bands(view.insets, measure, room - len(body)) if view.insets else ([], [])
    if any(pictures):
        body = card(view, measure, pictures)
    last = max(len(body) - room, 0)
    scroll = min(max(scroll, 0), last)
    shown = body[scroll : scroll + room]
    least = min(AIR, room - len(shown)) if any(pictures) else 0
    air = max(min(height, FULL) - len(head) - len(foot) - 1 - len(shown), least)
    lines = [*head, *shown, *([[]] * air), _between(view, last - scroll, measure), *foot]
    return Page(tuple(placed(lines[:height], margin)), scroll, last)


def render(view: View, width: int) -> Lines:
    """Return the whole page as a renderable, however tall the card: for a pipe, or a terminal that scrolls."""
    margin, measure = column(width)
    head, body, foot = _parts(view, measure, roomy=True)
    return Lines(tuple(placed([*head, *body, _between(view, 0, measure), *foot], margin)))


def to_ansi(view: View, width: int, height: int, *, color: bool, scroll: int = 0) -> str:
    """Return the page as text for prompt_toolkit's ANSI or a raw terminal; without escape codes unless `color`.

    No newline follows the last line.
    """
    return drawn(Lines(compose(view, width, height, scroll).lines), width, color=color).removesuffix("\n")


def _parts(view: View, measure: int, *, roomy: bool) -> tuple[list[Line], list[Line], list[Line]]:
    """Return the lines of header, card and footer; with air and hints only where it is `roomy`."""
    head, body, foot = _header(view, measure), card(view, measure), _grades(view, measure)
    if not roomy:
        return head, body, foot
    air: list[Line] = [[]] if foot else []
    return [*head, []], body, [*foot, *air, _hints(view, measure)]


def _header(view: View, measure: int) -> list[Line]:
    """Return the line of deck, marks, position, cards to come again and time, as much as fits, and the rule."""
    title = Text(one_line(view.deck), "title")
    marks = Text(" ".join(["⚑"] * view.flagged + [_("leech")] * view.leech), "accent")
    position = Text(_("{asked} of {total}").format(asked=view.asked, total=view.total) if view.total else "", "quiet")
    again = Text(_("{n} coming again").format(n=view.coming_again) if view.coming_again else "", "quiet")
    clock = Text(intervals.elapsed(view.elapsed_s), "quiet")
    choices = [[marks, position, again, clock], [marks, position, clock], [marks, position], [position]]
    rights = [Text("   ").join(part for part in choice if part) for choice in choices]
    whole = (right for right in rights[:-1] if title.cell_len + right.cell_len + 2 <= measure)
    cut = (right for right in rights[-2:] if SHORTEST_TITLE + right.cell_len + 2 <= measure)
    share = (view.asked - (view.back is None)) / view.total if view.total else 0.0
    return [ends(title, next(whole, next(cut, Text())), measure), rule(measure, share)]


def card(view: View, measure: int, pictures: tuple[list[Line], list[Line]] = ([], [])) -> list[Line]:
    """Return the lines of the card itself: question, options, and once revealed verdict, answer and reason.

    `pictures` are lines for those of the question, and for those of the answer.
    """
    blocks = [_told(view.front.ask, "ask", measure)]
    blocks += [pictures[0]] if pictures[0] else []
    if view.front.options:
        blocks.append(_options(view, measure))
    if view.back:
        answer = list(_answer(view, view.back, measure))
        blocks += [[rule(min(measure, MARK))], *answer] if answer else []
    blocks += [pictures[1]] if pictures[1] else []
    return [line for block in blocks for line in ([], *block)][1:]


def _answer(view: View, back: Back, measure: int) -> Iterator[list[Line]]:
    if view.verdict and view.front.how is not How.CHOOSE:
        yield _verdict(view.verdict, view.pieces, measure)
    if more := untold(view.front, back, view.verdict):
        yield _told(more, "", measure)
    if back.why:
        yield _told(back.why, "quiet", measure)


def _told(source: str, style: str, measure: int) -> list[Line]:
    return _laid(source, style, measure, worn(), spoken(), look.is_plain())


@lru_cache(maxsize=4)
def _laid(source: str, style: str, measure: int, *_how: object) -> list[Line]:
    """Return the lines of a Markdown text; kept, since a page is drawn anew each second, and a long one takes 50 ms."""
    return lay(text.render(source, style), measure)


def _options(view: View, measure: int) -> list[Line]:
    """Return the numbered options; after the answer the right one is marked, and a wrong one that was chosen."""
    indent = len(str(len(view.front.options))) + 4
    lines: list[Line] = []
    for number, option in enumerate(view.front.options, 1):
        mark, style = _mark(view, plain(option))
        label = Text.assemble((mark + " ", style), (f"{number:>{indent - 4}}", style or "key"))
        lines += hanging(label, text.render(option, style), measure, indent)
    return lines


def _mark(view: View, option: str) -> tuple[str, str]:
    """Return the mark of an option and its style."""
    if view.verdict is None or view.front.how is not How.CHOOSE:
        return " ", ""
    if option == view.verdict.expected:
        return RIGHT, "right"
    return (WRONG, "wrong") if option == view.verdict.given else (" ", "quiet")


def _verdict(verdict: Verdict, pieces: "tuple[Piece, ...]", measure: int) -> list[Line]:
    """Return what was given, and unless it was right what was expected, with the differences marked."""
    if verdict.right:
        return hanging(Text(RIGHT, "right"), text.Prose(visible(verdict.given), "right"), measure, 2)
    given, expected = text.Prose(), text.Prose()
    for piece in pieces:
        if piece.kind != "missing":
            given.append(visible(piece.text), "extra" if piece.kind == "extra" else "")
        if piece.kind != "extra":
            expected.append(visible(piece.text), "missing" if piece.kind == "missing" else "")
    if not pieces:
        given.append(visible(verdict.given) or "…", "quiet")
        expected.append(visible(verdict.expected))
    wrong = hanging(Text(WRONG, "wrong"), given or text.Prose("…"), measure, 2)
    return wrong + hanging(Text(RIGHT, "right"), expected, measure, 2)


def _grades(view: View, measure: int) -> list[Line]:
    """Return the grades with the next interval under each, in four columns, or two, or one a line."""
    names = words.grade_names()
    cells = []
    for rating, when in view.grades.items():
        chosen = rating is view.chosen
        mark, style = ("▸", "default") if chosen else (" ", "")
        name = Text.assemble((mark, style), (str(int(rating)), style or "key"), " ", (names[rating], style))
        cells.append((name, Text("   " + when, "" if chosen else "quiet")))
    size = max((max(name.cell_len, when.cell_len) for name, when in cells), default=0) + 2
    across = next((n for n in (4, 2) if n * size - 2 <= measure), 1)
    rows: list[Text] = []
    for row in range(0, len(cells), across):
        part = cells[row : row + across]
        if across == 1:
            rows += [columns((name, when), measure // 2) for name, when in part]
        else:
            rows += [columns(texts, min(measure // across, WIDEST_GRADE)) for texts in zip(*part, strict=True)]
    return [line for text_row in rows for line in lay(text_row, measure)]


def _hints(view: View, measure: int) -> Line:
    """Return the keys worth naming, as many as fit."""
    named = view.hints or words.hints(view.front, revealed=view.back is not None)
    shown = Text()
    for key, does in named:
        hint = Text.assemble("   " if shown else "", (key, "key"), " ", (does, "quiet"))
        if shown.cell_len + hint.cell_len > measure:
            break
        shown.append_text(hint)
    return ends(shown, Text(), measure)


def _between(view: View, rows: int, measure: int) -> Line:
    """Return the line above the footer: how many rows of the card are below the page, and the flash."""
    more = ngettext("↓ {n} more line", "↓ {n} more lines", rows).format(n=rows) if rows else ""
    return ends(Text(more, "accent"), Text("" if view.back else view.flash, "quiet"), measure)
