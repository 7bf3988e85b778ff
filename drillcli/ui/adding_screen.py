"""The screen on which a person writes cards: fields above, below them the card as a sitting will show it."""

from asyncio import get_running_loop
from collections.abc import Sequence
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output

from drillcli.config import Environment
from drillcli.locale import _, spoken
from drillcli.ui import adding_desk, adding_form, terminal
from drillcli.ui.adding_desk import Desk, Left
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_form import Form, Slot
from drillcli.ui.adding_layout import Face
from drillcli.ui.console import console
from drillcli.ui.shelf import Shelf


def run(env: Environment, shelf: Shelf, tags: Sequence[str]) -> Left:
    """Let the person write cards until they leave; each is in the deck file when the screen says so.

    Raises DeckError, DrillError where the deck cannot be read.
    """
    color = console(env.variables, env.stdout).color_system is not None
    sheet = Sheet(shelf, adding_desk.draft(env, shelf), spoken(), tags)
    interrupted = False
    with terminal.screen_of_its_own(env):
        try:
            show(sheet, create_input(env.stdin), create_output(env.stdout), color=color)
        except KeyboardInterrupt:
            interrupted = True
        except EOFError:  # the terminal has gone; what was typed is kept
            pass
    return sheet.leave(interrupted=interrupted)


def show(sheet: "Sheet", source: Input, sink: Output, *, color: bool) -> None:
    """Show the screen until the person leaves; raises KeyboardInterrupt for Ctrl-C, EOFError without a terminal."""
    face = Face(sheet, sink, color=color)
    app: Application[None] = Application(
        layout=face.layout, key_bindings=face.bindings(), style=face.style, full_screen=True, erase_when_done=True,
        input=source, output=sink,
    )  # fmt: skip
    app.timeoutlen, app.ttimeoutlen = 0.2, 0.05

    def fail(_loop: Any, context: dict[str, Any]) -> None:
        if not app.is_done:
            app.exit(exception=context.get("exception") or RuntimeError(context["message"]))

    app.run(pre_run=lambda: get_running_loop().set_exception_handler(fail), handle_sigint=False)


class Sheet(Desk):
    """A desk whose fields can be typed into; `is_asking` is set while Ctrl-C waits for what becomes of the card."""

    def __init__(self, shelf: Shelf, kept: Draft, lang: str, tags: Sequence[str] = ()) -> None:
        super().__init__(shelf, kept, lang, tags)
        self.is_asking = False
        self.buffers = {slot: self._buffer(slot) for slot in adding_form.slots("", self.langs)}
        if self.is_resumed:
            self.said = _("this card was left unfinished; ^C and then d throws it away")

    def _buffer(self, slot: Slot) -> Buffer:
        text = self.text(slot)
        return Buffer(
            multiline=True,
            document=Document(text, len(text)),
            on_text_changed=lambda buffer: self.put(slot, buffer.text),
        )

    def fill(self, form: Form) -> None:
        """Put a card into the fields."""
        super().fill(form)
        for slot, buffer in self.buffers.items():
            text = self.text(slot)
            buffer.document = Document(text, len(text))
