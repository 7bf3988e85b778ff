"""A sitting on screens: what each key does, and what is shown after it."""

from collections.abc import Callable
from typing import TypeVar

from rich.cells import cell_len

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.kinds.base import How
from drillcli.kinds.compare import fold
from drillcli.locale import _
from drillcli.model import Rating
from drillcli.sitting import Sitting
from drillcli.store.history import ActKind
from drillcli.ui import facts, keypage, layers
from drillcli.ui.beside import Beside
from drillcli.ui.console import drawn
from drillcli.ui.insets import spots
from drillcli.ui.lines import Lines, column
from drillcli.ui.mending import mend
from drillcli.ui.programs import Programs
from drillcli.ui.seen import Typing, outcome, view
from drillcli.ui.sitting import Page, View, compose
from drillcli.ui.wall import Wall

Result = TypeVar("Result")

SCROLLS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
"""The rows that a key scrolls by."""

LEAST_PAGE = 6
"""The rows that a message below the page leaves to it."""


class Screens:
    """The screen's own state: what was just said, what lies over the card, how far it is scrolled.

    What was said goes with the next key that does something; typing a line does when the line is handed over.
    `typed_at` is the row and the column (from 0) where a typed response begins on the screen drawn last;
    `errand` is what a key asked for that needs the terminal to itself: an editor, or an exercise, which `launch`
    runs by its name.
    """

    def __init__(
        self,
        sitting: Sitting,
        env: Environment,
        launch: Callable[[str], None],
        *,
        color: bool,
        wall: Wall | None = None,
    ) -> None:
        self.sitting = sitting
        self.env = env
        self.launch = launch
        self.color = color
        self.wall = wall
        self.said = ""
        self.trouble = ""
        self.scroll = 0
        self.last_scroll = 0
        self.over: Callable[[int], Lines] | None = None
        self.has_left_line = False
        self.errand: Callable[[], None] | None = None
        self.is_flagged = False
        self.typed_at = (0, 0)
        self.is_done = False
        self.beside = Beside(sitting, Programs(env.variables), wall)
        self._next()
        self.trouble = self.beside.turned()
        self.acts: dict[str, Callable[[], None]] = {
            " ": self._go_on,
            "enter": self._go_on,
            "escape": self._switch_line,
            "u": self._undo,
            "e": lambda: self._ask_for_terminal(self._edit),
            "x": self._ask_for_exercise,
            "b": lambda: self._put_away(ActKind.BURY, _("buried until tomorrow")),
            "!": lambda: self._put_away(ActKind.SUSPEND, _("suspended")),
            "f": self._flag,
            "i": lambda: self._lay_over(facts.page(sitting)),
            "?": lambda: self._lay_over(keypage.render),
            "l": self._switch_language,
            "o": lambda: self.beside.open_next(self._ask_for_terminal),
            "s": self.beside.say,
            "q": self._quit,
        }

    @property
    def takes_line(self) -> bool:
        """Whether the card on the table waits for a line of text."""
        table = self.sitting.table
        if self.is_done or table is None or table.preview is not None:
            return False
        return self.sitting.takes_response and table.front.how is not How.CHOOSE

    @property
    def line_of(self) -> str:
        """The card that waits for a line of text, "" for none; while it is the same, what was typed stays."""
        table = self.sitting.table
        return table.card.id if table and self.takes_line else ""

    @property
    def is_typing(self) -> bool:
        """Whether letters go into a line of text rather than being keys."""
        return self.takes_line and not self.has_left_line and self.over is None

    @property
    def wants_terminal(self) -> bool:
        """Whether a key asked for something that needs the terminal to itself."""
        return self.errand is not None

    # -- drawing -------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> str:
        """Return the screen of `width` x `height` cells as text with escape codes for colours."""
        if self.is_done:
            return ""
        if self.over:
            page = layers.over(self.over(width), width, height, self.scroll)
        else:
            page = self._page(width, height)
        self.scroll, self.last_scroll = page.scroll, page.last_scroll
        if self.wall:
            self.wall.wanted = spots(page.lines[:height], width)
        return drawn(Lines(page.lines[:height]), width, color=self.color).removesuffix("\n")

    def _page(self, width: int, height: int) -> Page:
        """Return the page of the card, the line to type in, and below them what does not fit into the page."""
        margin, measure = column(width)
        beside = self.said if self.is_asking and cell_len(self.said) <= measure else ""
        below = layers.message("" if beside else self.said, width, bad=False)
        below += layers.message(self.trouble or self.beside.failed(), width, bad=True)
        below = below[: max(height - LEAST_PAGE, 1)]
        height -= len(below)
        page = compose(self._view(beside), width, height, self.scroll)
        lines = page.lines
        if self.is_typing:
            row = layers.gap(lines)
            if row is None:
                page = compose(self._view(beside), width, height - 1, self.scroll)
                lines, row = page.lines, len(page.lines)
            lines = layers.with_prompt(lines, row, width)
            self.typed_at = (row, margin + layers.PROMPT_WIDTH)
        return Page((*lines, *below), page.scroll, page.last_scroll)

    def _view(self, said: str) -> View:
        typing = Typing.NONE if not self.takes_line else Typing.LEFT if self.has_left_line else Typing.OPEN
        insets = self.wall.insets() if self.wall else None
        return view(self.sitting, said, typing, is_flagged=self.is_flagged, insets=insets)

    @property
    def is_asking(self) -> bool:
        """Whether the question is up, not yet its answer."""
        return self.sitting.table is not None and self.sitting.table.preview is None

    # -- keys ----------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """Do what a key means now; a key that means nothing now does nothing.

        Full-width characters, which a Chinese input method sends, and capitals mean the same key.
        """
        key = fold(key).lower()
        if self.is_done:
            return
        if key in SCROLLS:
            self._scroll(SCROLLS[key])
        elif self.over:
            self.over, self.scroll = None, 0
        elif key in self.acts:
            self._attempt(self.acts[key])
        elif key.isdecimal() and len(key) == 1:
            self._attempt(lambda: self._number(int(key)))

    def _scroll(self, rows: int) -> None:
        scroll = min(max(self.scroll + rows, 0), self.last_scroll)
        if scroll != self.scroll:
            self.scroll, self.said, self.trouble = scroll, "", ""

    def submit(self, response: str) -> None:
        """Judge a typed response and turn the card over."""
        self._attempt(lambda: self._respond(response))

    def use_terminal(self) -> None:
        """Do what the terminal was wanted for, and show what became of it."""
        errand, self.errand = self.errand, None
        if errand:
            self._attempt(errand)

    def _attempt(self, act: Callable[[], None]) -> None:
        """Do something, or say why not; raises DrillError where it was done, but no card can be read after it."""
        self.said = self.trouble = ""
        try:
            act()
        except DrillError as error:
            if self.sitting.table is None:
                raise
            self.trouble = str(error)
        self.trouble = self.beside.turned() or self.trouble

    def _number(self, number: int) -> None:
        table = self.sitting.table
        if table is None:
            return
        if table.preview is not None:
            if number in list(Rating):
                self._rate(Rating(number))
        elif table.front.how is not How.CHOOSE:
            self.said = _("first show the answer")
        elif 1 <= number <= len(table.front.options):
            self._respond(str(number))

    def _respond(self, response: str) -> None:
        self.sitting.respond(response)
        self.scroll = 0

    def _go_on(self) -> None:
        table = self.sitting.table
        if table is None:
            return
        if table.preview is not None:
            self._rate(self.sitting.suggested)
        elif self.sitting.takes_response:
            self._respond("")
        else:
            self.sitting.reveal()

    def _rate(self, rating: Rating) -> None:
        recorded = self.sitting.rate(rating)
        self.said = outcome(self.sitting, recorded)
        self._next()

    def _next(self) -> None:
        self.is_done = self.sitting.turn() is None
        self._look()

    def _look(self) -> None:
        """Look at the card on the table afresh."""
        self.scroll, self.has_left_line = 0, False
        self.is_flagged = not self.is_done and self.sitting.is_flagged

    def _undo(self) -> None:
        if not self.sitting.undo():
            self.said = _("nothing to take back in this sitting; `drill undo` goes back further")
            return
        is_here = self.sitting.table is not None
        self.said = _("taken back") if is_here else _("taken back; its card is not asked here any more")
        self._next()

    def _ask_for_terminal(self, errand: Callable[[], None]) -> None:
        self.errand = errand

    def _ask_for_exercise(self) -> None:
        if self.is_asking:  # its name may give the answer away
            self.said = _("first show the answer")
        elif slug := self.sitting.exercise:
            self._ask_for_terminal(lambda: self._away(lambda: self.launch(slug)))
        else:
            self.said = _("no exercise belongs to this card")

    def _edit(self) -> None:
        self.said, self.trouble = mend(self.sitting, self.env, self._away)
        self._next()

    def _away(self, errand: Callable[[], Result]) -> Result:
        """Do something elsewhere; the card stays as it is, and the time is not counted as thinking about it."""
        left = self.env.tick()
        try:
            return errand()
        finally:
            self.sitting.was_away(self.env.tick() - left)

    def _put_away(self, act: ActKind, said: str) -> None:
        self.sitting.put_away(act)
        self.said = said
        self._next()

    def _flag(self) -> None:
        self.is_flagged = self.sitting.toggle_flag()
        self.said = _("flagged") if self.is_flagged else _("flag taken off")

    def _lay_over(self, page: Callable[[int], Lines]) -> None:
        self.over, self.scroll = page, 0

    def _switch_line(self) -> None:
        """Leave the line to type in, so that letters are keys; or go back to it."""
        self.has_left_line = self.takes_line and not self.has_left_line

    def _switch_language(self) -> None:
        self.sitting.switch_language()
        table = self.sitting.table
        if table and table.verdict:
            self.sitting.respond(table.verdict.given)  # what was right is named in the other language, too

    def _quit(self) -> None:
        self.is_done = True
