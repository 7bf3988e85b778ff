"""The candidates for a deck one by one: each is kept, dropped, edited or split into gaps before anything is written."""

from collections.abc import Callable
from contextlib import suppress
from random import Random

from drillcli.config import Environment
from drillcli.deckfile.write import Entry
from drillcli.errors import DrillError
from drillcli.extract import draft_notes
from drillcli.extract.draft import Candidate, Draft
from drillcli.extract.draft_cloze import bold_terms, split
from drillcli.kinds import cards, kind
from drillcli.kinds.base import How, Verdict, said
from drillcli.kinds.compare import fold, plain
from drillcli.locale import _, commas, ngettext
from drillcli.model import Note
from drillcli.ui import layers, reports_extract, terminal
from drillcli.ui.candidates_draft import Decisions
from drillcli.ui.console import console, drawn
from drillcli.ui.editor import chosen_variable, open_at
from drillcli.ui.lines import Lines, column
from drillcli.ui.screens import LEAST_PAGE, SCROLLS
from drillcli.ui.sitting import Page, View, compose
from drillcli.workplace import workplace

FIRST_FIELD = 4
"""The line of a note on which its texts begin, in the file that the editor gets."""
SPLITTERS = str.maketrans("，、；;\n", ",,,,,")


def choose(env: Environment, made: Draft) -> list[Entry]:
    """Let the user choose in the terminal; return the notes that were kept, none of them when the user quit."""
    color = console(env.variables, env.stdout).color_system is not None
    screen = Candidates(env, made, color=color)
    try:
        with terminal.screen_of_its_own(env):
            terminal.drive(screen, env, terminal.paint(screen, env))
    except EOFError:  # the terminal has gone
        return []
    return screen.chosen()


class Candidates:
    """The screen's state: the candidate that is shown (`place`), what became of those before it, and their notes.

    `typed_at`, `is_typing`, `wants_terminal`: see `drillcli.ui.keys.Screen`.
    """

    def __init__(self, env: Environment, made: Draft, *, color: bool) -> None:
        self.env = env
        self.made = made
        self.color = color
        self.began = env.tick()
        self.decisions = Decisions(env, made)
        self.kept, self.changed = self.decisions.take_up()
        self.kept = self.kept[: len(made.candidates) - 1]
        self.edited = set(self.changed)
        """The candidates of which the user made other notes."""
        self.unread: dict[int, str] = {}
        """What was written in the editor and could not be read, so that it need not be written again."""
        self.over: Callable[[int], Lines] | None = lambda width: reports_extract.preview(made, width)
        self.scroll = self.last_scroll = 0
        self.trouble = self._resumed()
        self.is_leaving = self.is_typing = self.is_done = self.wants_terminal = False
        self.typed_at = (0, 0)
        self.acts: dict[str, Callable[[], None]] = {
            " ": lambda: self._decide(keep=True),
            "enter": lambda: self._decide(keep=True),
            "k": lambda: self._decide(keep=True),
            "d": lambda: self._decide(keep=False),
            "e": self._ask_for_editor,
            "c": self._ask_for_words,
            "u": self._undo,
            "a": self._keep_all,
            "t": lambda: self._lay_over(lambda width: reports_extract.preview(made, width)),
            "?": lambda: self._lay_over(reports_extract.key_page),
            "q": self._leave,
        }

    @property
    def place(self) -> int:
        """Which candidate is shown, from 0."""
        return len(self.kept)

    @property
    def line_of(self) -> str:
        """What a line of words is typed for: see `drillcli.ui.keys.Screen`."""
        return self.candidate.entry[0] if self.is_typing else ""

    @property
    def candidate(self) -> Candidate:
        """The candidate that is shown."""
        return self.made.candidates[self.place]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that the candidate would be: one, unless the user made several of it."""
        if self.place not in self.changed:
            self.changed[self.place] = (draft_notes.note(self.candidate.entry),)
        return self.changed[self.place]

    def chosen(self) -> list[Entry]:
        """Return the notes that were kept; none unless all candidates were decided on."""
        if len(self.kept) < len(self.made.candidates):
            return []
        entries = []
        for place, (candidate, keep) in enumerate(zip(self.made.candidates, self.kept, strict=True)):
            if keep:
                changed = self.changed.get(place)
                entries += [draft_notes.entry(note) for note in changed] if changed else [candidate.entry]
        if not entries:
            self.decisions.forget()
        return draft_notes.distinct(entries)

    # -- drawing -------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> str:
        """Return the screen of `width` x `height` cells as text with escape codes for colours."""
        if self.is_done:
            return ""
        page = layers.over(self.over(width), width, height, self.scroll) if self.over else self._page(width, height)
        self.scroll, self.last_scroll = page.scroll, page.last_scroll
        return drawn(Lines(page.lines[:height]), width, color=self.color).removesuffix("\n")

    def _page(self, width: int, height: int) -> Page:
        margin, _measure = column(width)
        below = layers.message(self.about(), width, bad=False) + layers.message(self.trouble, width, bad=True)
        below = below[: max(height - LEAST_PAGE, 1)]
        room = height - len(below)
        page = compose(self.view(), width, room, self.scroll)
        lines = page.lines
        if self.is_typing:
            row = layers.gap(lines)
            if row is None:
                page = compose(self.view(), width, room - 1, self.scroll)
                lines, row = page.lines, len(page.lines)
            lines = layers.with_prompt(lines, row, width)
            self.typed_at = (row, margin + layers.PROMPT_WIDTH)
        return Page((*lines, *below), page.scroll, page.last_scroll)

    def view(self) -> View:
        """Return how a sitting would show the candidate, turned over."""
        card = cards(self.notes[0])[0]
        lang = next((lang for value in card.note.fields.values() if isinstance(value, dict) for lang in value), "")
        front, back = kind(card.note).front(card, lang, Random(0)), kind(card.note).back(card, lang)  # noqa: S311 only a look at it
        right = plain(back.answer)
        return View(
            self.made.title,
            front,
            asked=self.place + 1,
            total=len(self.made.candidates),
            elapsed_s=(self.env.tick() - self.began) / 1000,
            back=back,
            verdict=Verdict(right=True, given=right, expected=right) if front.how is How.CHOOSE else None,
            hints=self._hints(),
        )

    def _hints(self) -> tuple[tuple[str, str], ...]:
        if self.is_typing:
            return (("↵", _("words to leave out, with commas")), ("esc", _("back")))
        return tuple(reports_extract.keys().items())

    def about(self) -> str:
        """Return where the candidate comes from, how sure it is, and what is the same as it."""
        item, twin = self.candidate.item, self.candidate.twin
        if self.is_typing:
            bold = commas(bold_terms(said(self.notes[0], "a", "")))
            return _("without words, what is in bold: {terms}").format(terms=bold) if bold else ""
        parts = [f"{item.file}:{item.line}", _("confidence {share:.2f}").format(share=item.confidence)]
        if twin:
            parts.append(_("nearly the same as {place}").format(place=f"{twin.file}:{twin.line}"))
        if len(self.notes) > 1:
            parts.append(ngettext("{n} note", "{n} notes", len(self.notes)).format(n=len(self.notes)))
        made = sum(len(cards(note)) for note in self.notes)
        if made > len(self.notes):
            parts.append(ngettext("{n} card", "{n} cards", made).format(n=made))
        return " · ".join(parts)

    # -- keys ----------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """Do what a key means now; a key that means nothing now does nothing."""
        key = fold(key).lower()
        if self.is_done:
            return
        if key in SCROLLS:
            self.scroll = min(max(self.scroll + SCROLLS[key], 0), self.last_scroll)
        elif self.is_typing:
            self.is_typing = key != "escape"
        elif self.over:
            self.over, self.scroll = None, 0
        elif key in self.acts:
            self.trouble = ""
            self.is_leaving = self.is_leaving and key == "q"
            self.acts[key]()
            self._note_down()

    def submit(self, response: str) -> None:
        """Split the note: the words that were typed become gaps, or what is in bold."""
        words = [word.strip() for word in response.translate(SPLITTERS).split(",")]
        self.is_typing, self.trouble = False, ""
        try:
            made = split(self.notes[0], [word for word in dict.fromkeys(words) if word])
            self._change((draft_notes.note(made), *self.notes[1:]))
        except ValueError as error:
            self.trouble = str(error)

    def use_terminal(self) -> None:
        """Open the note in the user's editor, and take what was made of it."""
        self.wants_terminal = False
        try:
            self._edit()
        except (DrillError, OSError) as error:
            self.trouble = str(error)

    def _edit(self) -> None:
        item = self.candidate.item
        chosen_variable(self.env, f"{item.file}:{item.line}")  # not that of a file nobody knows
        before = self.unread.get(self.place) or draft_notes.yaml(map(draft_notes.entry, self.notes))
        with workplace() as folder:
            path = folder / f"{self.notes[0].id}.yaml"
            path.write_text(before, encoding="utf-8")
            open_at(self.env, path, FIRST_FIELD)
            after = path.read_text(encoding="utf-8", errors="replace")
        try:
            self._change(draft_notes.notes(after))
            self.unread.pop(self.place, None)
        except ValueError as error:
            self.unread[self.place] = after
            self.trouble = _("{fault}; e opens it again").format(fault=error)

    def _resumed(self) -> str:
        """Return that this run goes on where another one ended, "" for a fresh one."""
        n = len(self.kept)
        text = ngettext(
            "you had decided on {n} of them: this goes on there; u takes it back",
            "you had decided on {n} of them: this goes on there; u takes one back after the other",
            n,
        )
        return text.format(n=n) if n else ""

    def _change(self, notes: tuple[Note, ...]) -> None:
        """Make other notes of the candidate."""
        self.changed[self.place] = notes
        self.edited.add(self.place)
        self._note_down()

    def _note_down(self) -> None:
        """Write down what is decided; where that cannot be, it is decided all the same."""
        with suppress(OSError):
            self.decisions.keep(self.kept, {place: self.changed[place] for place in sorted(self.edited)})

    def _decide(self, *, keep: bool) -> None:
        self.kept.append(keep)
        self.scroll = 0
        self.is_done = len(self.kept) == len(self.made.candidates)

    def _keep_all(self) -> None:
        self.kept += [True] * (len(self.made.candidates) - len(self.kept))
        self.is_done = True

    def _undo(self) -> None:
        if self.kept:
            self.kept.pop()
            self.scroll = 0

    def _ask_for_editor(self) -> None:
        self.wants_terminal = True

    def _ask_for_words(self) -> None:
        self.is_typing = True

    def _lay_over(self, page: Callable[[int], Lines]) -> None:
        self.over, self.scroll = page, 0

    def _leave(self) -> None:
        """Leave, at the second time of asking where there is something to lose."""
        self.is_done = self.is_leaving or not self.kept
        self.is_leaving = True
        self.trouble = _("q again leaves; nothing is written, and your choices are kept")
