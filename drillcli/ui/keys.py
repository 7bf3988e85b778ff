"""Keys in, screens out: a sitting, and whatever else has one page and keys, in prompt_toolkit."""

import os
import signal
from asyncio import AbstractEventLoop, get_running_loop
from select import select
from typing import Any, Protocol

from prompt_toolkit.application import Application, get_app, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Float,
    FloatContainer,
    FormattedTextControl,
    Layout,
    Window,
)
from prompt_toolkit.output import Output

from drillcli.ui.asking import Asking

MIN_WIDTH, MIN_HEIGHT = 20, 6
NAMED = {
    "c-m": "enter",
    "c-j": "enter",
    "escape": "escape",
    "up": "up",
    "down": "down",
    "pageup": "pageup",
    "pagedown": "pagedown",
}
"""prompt_toolkit's names of the keys that are no characters, and ours."""

SCROLLING = ("up", "down", "pageup", "pagedown")
ESCAPE_S = 0.01
"""How long after the escape key the rest of an answer could still come."""

TICK_S = 1.0
"""How often the clock in the header is drawn anew."""


class Screen(Protocol):
    """What the keys work on."""

    is_done: bool
    typed_at: tuple[int, int]

    @property
    def is_typing(self) -> bool:
        """Whether letters go into a line of text, at `typed_at` (row, column), rather than being keys."""

    @property
    def line_of(self) -> str:
        """What the line of text answers, "" for nothing; what was typed stays for as long as it is the same."""

    @property
    def wants_terminal(self) -> bool:
        """Whether the last key asked for something that needs the terminal to itself."""

    def draw(self, width: int, height: int) -> str:
        """Return the screen as text with escape codes for colours."""

    def press(self, key: str) -> None:
        """Do what a key means."""

    def submit(self, response: str) -> None:
        """Take a line of text that was typed."""

    def use_terminal(self) -> None:
        """Do what the terminal was wanted for; it is given free for that."""


class Overlay(Protocol):
    """Pictures on a screen of text, as escape codes."""

    @property
    def is_stale(self) -> bool:
        """Whether something of it is on the screen that is to be there no more."""

    def cleared(self) -> str:
        """Return what takes away all that was drawn, on a screen that is drawn anew besides."""

    def hung(self) -> str:
        """Return what draws what is wanted and not there yet; the text is there."""


def run(screen: Screen, source: Input, sink: Output, overlay: Overlay | None = None) -> None:
    """Show the screen and hand it the keys until it is done; Ctrl-C and Ctrl-D quit.

    `overlay` is what lies on the cells that the screen leaves empty.

    Raises KeyboardInterrupt for Ctrl-C, EOFError when the terminal has gone. What fails while a key is
    handled or the screen is drawn is raised here, the terminal restored.
    """
    desk = Desk(screen, sink, overlay)
    app: Application[None] = Application(
        layout=desk.layout,
        key_bindings=desk.bindings(),
        full_screen=True,
        erase_when_done=True,
        input=source,
        output=sink,
        refresh_interval=TICK_S,
    )
    app.before_render += desk.prepare
    app.after_render += desk.lay
    app.timeoutlen = 0.2
    app.ttimeoutlen = 0.05

    def fail(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        if not app.is_done:
            app.exit(exception=context.get("exception") or RuntimeError(context["message"]))

    def begin() -> None:
        get_running_loop().set_exception_handler(fail)
        desk.heed_stops()

    app.run(pre_run=begin, handle_sigint=False)


def heed(source: Input, asking: Asking) -> None:
    """Hand over the keys that were pressed so far, and let no later answer of the terminal pass for keys."""
    if not isinstance(source, Vt100Input):
        return
    pressed: list[KeyPress] = []
    parser = Vt100Parser(pressed.append)
    parser.feed(asking.keys)
    parser.flush()
    store_typeahead(source, pressed)
    read = source.stdin_reader.read

    def keys_only(count: int = 1024) -> str:
        text = read(count)
        if asking.is_open and text.endswith("\x1b") and select([source.fileno()], [], [], ESCAPE_S)[0]:
            text += read(count)  # no key, but an answer that came in two pieces
        pressed = asking.hear(text)
        if pressed != text:
            get_app().invalidate()
        return pressed

    source.stdin_reader.read = keys_only  # type: ignore[method-assign]  # the only door through which keys come


class Desk:
    """The screen in the terminal, the line that is being typed on it, and what the keys do to both."""

    def __init__(self, screen: Screen, sink: Output, overlay: Overlay | None) -> None:
        self.screen = screen
        self.sink = sink
        self.overlay = overlay
        self.text = ""
        self.typed = Buffer(multiline=False)
        self.line_of = ""
        self.typing = Condition(lambda: screen.is_typing)
        page = FormattedTextControl(lambda: ANSI(self.text), focusable=True, show_cursor=False)
        self.page = Window(page, always_hide_cursor=True)
        line = ConditionalContainer(Window(BufferControl(self.typed), height=1), self.typing)
        self.place = Float(line, left=0, right=1, top=0, height=1)
        self.layout = Layout(FloatContainer(self.page, [self.place]))
        self.settle()

    def prepare(self, app: Application[None]) -> None:
        """Draw the page in the terminal's size, and put the line to type in where it belongs.

        Where something of the overlay has to go, all is drawn anew: not in each terminal does text cover a picture.
        """
        if not app.is_done:
            size = self.sink.get_size()
            text = self.screen.draw(max(size.columns, MIN_WIDTH), max(size.rows, MIN_HEIGHT))
            self.text = "\n".join(text.split("\n")[: size.rows])
            row, self.place.left = self.screen.typed_at
            self.place.top = min(row, size.rows - 1)
            if self.overlay and self.overlay.is_stale:
                app.renderer.reset(leave_alternate_screen=False)
                self.sink.cursor_goto(0, 0)
        if app.is_done or app.renderer.last_rendered_screen is None:
            self.leave()

    def lay(self, app: Application[None]) -> None:
        """Draw of the overlay what is not there yet."""
        if self.overlay and not app.is_done and (drawn := self.overlay.hung()):
            self.sink.write_raw(drawn)
            self.sink.flush()

    def leave(self) -> None:
        """Let the overlay be gone: the screen is cleared, or will be somebody else's."""
        if self.overlay:
            self.sink.write_raw(self.overlay.cleared())

    def settle(self) -> None:
        """Give the letters to whom they belong now."""
        if self.screen.line_of != self.line_of:
            self.line_of = self.screen.line_of
            self.typed.reset()
        self.layout.focus(self.typed if self.screen.is_typing else self.page)

    def press(self, event: KeyPressEvent) -> None:
        """Hand a key to the screen by its name, a character by itself; those before the terminal is lent are lost."""
        if self.screen.wants_terminal:
            return
        key = event.key_sequence[0].key
        self.screen.press(NAMED.get(key.value if isinstance(key, Keys) else key, event.data))
        if self.screen.wants_terminal:
            self.leave()
            run_in_terminal(self.lend)
        self.settle()
        if self.screen.is_done:
            event.app.exit()

    def submit(self, _event: KeyPressEvent) -> None:
        """Hand over the line that was typed."""
        self.screen.submit(self.typed.text)
        self.settle()

    def lend(self) -> None:
        """Let the screen have the terminal; a Ctrl-C meanwhile is for whatever runs there, a Ctrl-Z stops both."""
        before = signal.signal(signal.SIGINT, lambda *_: None)
        get_running_loop().remove_signal_handler(signal.SIGTSTP)
        try:
            self.screen.use_terminal()
        finally:
            self.heed_stops()
            signal.signal(signal.SIGINT, before)
        self.settle()

    def suspend(self, *_event: KeyPressEvent) -> None:
        """Give the terminal back and stop the program, until the shell lets it go on."""
        self.leave()
        run_in_terminal(self.stop)

    def heed_stops(self) -> None:
        """Suspend the program, too, when another one stops it."""
        get_running_loop().add_signal_handler(signal.SIGTSTP, self.suspend)

    def stop(self) -> None:
        """Stop this program and those beside it, as the terminal's own Ctrl-Z does."""
        get_running_loop().remove_signal_handler(signal.SIGTSTP)
        os.kill(0, signal.SIGTSTP)
        self.heed_stops()

    def paste(self, event: KeyPressEvent) -> None:
        """Put pasted text on the line, as one line; where nothing is typed it is no key and does nothing."""
        if self.screen.is_typing:
            self.typed.insert_text(" ".join(event.data.split()))

    def bindings(self) -> KeyBindings:
        """Return what each key calls."""
        made, is_bare = KeyBindings(), Condition(lambda: not self.typed.text)
        for name in NAMED:
            made.add(name, filter=~self.typing)(self.press)
        for name in (*SCROLLING, "escape"):
            made.add(name, filter=self.typing)(self.press)
        made.add("<any>", filter=~self.typing)(self.press)
        made.add("enter", filter=self.typing)(self.submit)
        made.add("<bracketed-paste>")(self.paste)
        made.add("c-c")(lambda event: event.app.exit(exception=KeyboardInterrupt()))
        made.add("c-d", filter=is_bare)(lambda event: event.app.exit())
        made.add("c-z")(self.suspend)
        return made
