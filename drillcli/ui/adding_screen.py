"""The screen on which a person writes cards: fields above, below them the card as a sitting will show it."""

from asyncio import get_running_loop
from collections.abc import Sequence
from typing import Any, NamedTuple

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output

from drillcli.config import Environment
from drillcli.deckfile.append import Added
from drillcli.deckfile.check import Asked, same_questions, usual_languages
from drillcli.errors import DrillError
from drillcli.kinds import KINDS
from drillcli.kinds.base import Level
from drillcli.locale import _, spoken
from drillcli.model import Card, Deck, in_language
from drillcli.ui import adding_form, terminal
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_form import TAGS, Form, Slot
from drillcli.ui.adding_layout import Face
from drillcli.ui.console import console
from drillcli.ui.shelf import Shelf

DRAFTS = "drafts"
"""The folder of unfinished cards in the data folder."""


class Left(NamedTuple):
    """How the person left: the ids of the notes added, whether by Ctrl-C, whether a card is unfinished."""

    ids: tuple[str, ...]
    interrupted: bool
    unfinished: bool


def run(env: Environment, shelf: Shelf, tags: Sequence[str]) -> Left:
    """Let the person write cards until they leave; each is in the deck file when the screen says so.

    Raises DeckError, DrillError where the deck cannot be read.
    """
    draft = Draft(env.home / DRAFTS / shelf.slug)
    color = console(env.variables, env.stdout).color_system is not None
    desk = Desk(shelf, draft, spoken(), tags)
    interrupted = False
    with terminal.screen_of_its_own(env):
        try:
            show(desk, create_input(env.stdin), create_output(env.stdout), color=color)
        except KeyboardInterrupt:
            interrupted = True
        except EOFError:  # the terminal has gone; what was typed is kept
            pass
    ids = tuple(name for added, _form in desk.added for name in added.ids)
    return Left(ids, interrupted, not desk.form.is_empty)


def show(desk: "Desk", source: Input, sink: Output, *, color: bool) -> None:
    """Show the screen until the person leaves; raises KeyboardInterrupt for Ctrl-C, EOFError without a terminal."""
    face = Face(desk, sink, color=color)
    app: Application[None] = Application(
        layout=face.layout, key_bindings=face.bindings(), style=face.style, full_screen=True, erase_when_done=True,
        input=source, output=sink,
    )  # fmt: skip
    app.timeoutlen, app.ttimeoutlen = 0.2, 0.05

    def fail(_loop: Any, context: dict[str, Any]) -> None:
        if not app.is_done:
            app.exit(exception=context.get("exception") or RuntimeError(context["message"]))

    app.run(pre_run=lambda: get_running_loop().set_exception_handler(fail), handle_sigint=False)


class Desk:
    """What is being written and what was added: the state of the screen, whoever draws it.

    `said` tells what became of the last card, `trouble` what could not be done; `is_asking` is set while Ctrl-C waits
    for what is to become of an unfinished card.
    """

    def __init__(self, shelf: Shelf, draft: Draft, lang: str, tags: Sequence[str] = ()) -> None:
        self.shelf = shelf
        self.draft = draft
        self.lang = lang
        self.kind = ""
        self.said = self.trouble = ""
        self.is_asking = False
        self.added: list[tuple[Added, Form]] = []
        self.deck = shelf.deck()
        self.langs = tuple(languages(self.deck))
        self.buffers = {slot: Buffer(multiline=True) for slot in adding_form.slots("", self.langs)}
        self.fill(Form(tags=", ".join(tags)))
        for buffer in self.buffers.values():
            buffer.on_text_changed += lambda _buffer: self._changed()
        self.asked: dict[Asked, Card] = {}
        self._look()
        if form := draft.take_up():
            self.fill(form)
            self.said = _("this card was left unfinished; ^C and then d throws it away")

    def _look(self) -> None:
        """Learn what the deck asks and how it is tagged."""
        self.asked.clear()
        for note in self.deck.notes:
            for _message in same_questions(note, self.asked):
                pass
        self.known_tags = sorted({tag for note in self.deck.notes for tag in note.fields.get("tags", ())})

    @property
    def title(self) -> str:
        """The title of the deck."""
        return str(in_language(self.deck.title, self.lang)) or self.shelf.slug

    @property
    def form(self) -> Form:
        """What stands in the fields."""
        texts = {slot: buffer.text for slot, buffer in self.buffers.items() if slot != TAGS}
        return Form(self.kind, texts, self.buffers[TAGS].text)

    @property
    def slots(self) -> list[Slot]:
        """The fields that are asked for now."""
        return adding_form.slots(self.form.kind_now, self.langs)

    def fill(self, form: Form) -> None:
        """Put a card into the fields; a text in a language that the deck has not goes where there is one."""
        texts = {TAGS: form.tags}
        for (name, lang), text in form.texts.items():
            slot = (name, lang) if (name, lang) in self.buffers else next(own for own in self.buffers if own[0] == name)
            texts[slot] = "\n".join(filter(None, (texts.get(slot), text)))
        self.kind = form.kind
        for slot, buffer in self.buffers.items():
            text = texts.get(slot, "")
            buffer.document = Document(text, len(text))

    def problems(self) -> list[tuple[str, Level]]:
        """Return what is to be said of the card as it is."""
        return list(adding_form.problems(self.form, self.asked, self.langs))

    # -- what the keys do ----------------------------------------------------------------------

    def choose(self, step: int) -> None:
        """Go on to the next kind of card, or (-1) to the one before."""
        kinds = list(KINDS)
        self.kind = kinds[(kinds.index(self.form.kind_now) + step) % len(kinds)]
        self._changed()

    def save(self) -> bool:
        """Add the card to the deck and begin the next; False, and `trouble` says why, where that cannot be done."""
        form = self.form
        self.said = self.trouble = ""
        try:
            note = adding_form.note(form)
            self.trouble = next((message for message, level in self.problems() if level is Level.ERROR), "")
            if self.trouble:
                return False
            added = self.shelf.add([("", note.kind, note.fields)])
            self.added.append((added, form))
            self.deck = self.shelf.deck()
        except (ValueError, DrillError) as error:
            self.trouble = str(error)
            return False
        self._look()
        self.fill(Form(tags=form.tags))
        self.said = _("added {card}").format(card=f"{self.shelf.slug}/{added.ids[0]}")
        return True

    def take_back(self) -> None:
        """Take the card that was added last out of the deck, back into the fields."""
        added, form = self.added[-1]
        self.said = self.trouble = ""
        try:
            self.shelf.take_back(added)
            self.added.pop()
            self.deck = self.shelf.deck()
        except DrillError as error:
            self.trouble = str(error)
            return
        self._look()
        self.fill(form)
        self.said = _("taken back: {card}").format(card=f"{self.shelf.slug}/{added.ids[0]}")

    def throw_away(self) -> None:
        """Empty the fields."""
        self.fill(Form(tags=self.buffers[TAGS].text))
        self.said = ""

    def _changed(self) -> None:
        self.said = self.trouble = ""
        try:
            self.draft.keep(self.form)
        except OSError as error:
            self.trouble = _("what you type cannot be kept in {path} ({reason})").format(
                path=self.draft.folder, reason=error.strerror or error
            )


def languages(deck: Deck) -> list[str]:
    """Return the languages that a card of the deck is asked for; [""] in a deck that names none."""
    usual = usual_languages(deck) or ([] if deck.notes else [lang for lang in deck.title if lang])
    return sorted(usual) or [""]
