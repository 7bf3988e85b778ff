"""Keys in, screens out: a sitting, and whatever else has one page and keys, in prompt_toolkit."""

import signal
from asyncio import AbstractEventLoop, get_running_loop
from select import select
from typing import Any, Protocol

from prompt_toolkit.application import Application, run_in_terminal
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


def run(screen: Screen, source: Input, sink: Output) -> None:
    """Show the screen and hand it the keys until it is done; Ctrl-C and Ctrl-D quit.

    Raises KeyboardInterrupt for Ctrl-C, EOFError when the terminal has gone. What fails while a key is
    handled or the screen is drawn is raised here, the terminal restored.
    """
    desk = Desk(screen, sink)
    app: Application[None] = Application(
        layout=desk.layout,
        key_bindings=desk.bindings(),
        full_screen=True,
        erase_when_done=True,
        input=source,
        output=sink,
        refresh_interval=TICK_S,
    )
    app.timeoutlen = 0.2
    app.ttimeoutlen = 0.05

    def fail(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        if not app.is_done:
            app.exit(exception=context.get("exception") or RuntimeError(context["message"]))

    app.run(pre_run=lambda: get_running_loop().set_exception_handler(fail), handle_sigint=False)


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
        return asking.hear(text)

    source.stdin_reader.read = keys_only  # type: ignore[method-assign]  # the only door through which keys come


class Desk:
    """The screen in the terminal, the line that is being typed on it, and what the keys do to both."""

    def __init__(self, screen: Screen, sink: Output) -> None:
        self.screen = screen
        self.sink = sink
        self.typed = Buffer(multiline=False)
        self.line_of = ""
        self.typing = Condition(lambda: screen.is_typing)
        self.page = Window(FormattedTextControl(self.drawn, focusable=True, show_cursor=False), always_hide_cursor=True)
        line = ConditionalContainer(Window(BufferControl(self.typed), height=1), self.typing)
        self.place = Float(line, left=0, right=1, top=0, height=1)
        self.layout = Layout(FloatContainer(self.page, [self.place]))
        self.settle()

    def drawn(self) -> ANSI:
        """Return the screen in the terminal's size, and put the line to type in where it belongs."""
        size = self.sink.get_size()
        text = self.screen.draw(max(size.columns, MIN_WIDTH), max(size.rows, MIN_HEIGHT))
        row, self.place.left = self.screen.typed_at
        self.place.top = min(row, size.rows - 1)
        return ANSI("\n".join(text.split("\n")[: size.rows]))

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
            run_in_terminal(self.lend)
        self.settle()
        if self.screen.is_done:
            event.app.exit()

    def submit(self, _event: KeyPressEvent) -> None:
        """Hand over the line that was typed."""
        self.screen.submit(self.typed.text)
        self.settle()

    def lend(self) -> None:
        """Let the screen have the terminal; a Ctrl-C meanwhile is for whatever runs there."""
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            self.screen.use_terminal()
        finally:
            signal.signal(signal.SIGINT, before)
        self.settle()

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
        made.add("c-z")(lambda event: event.app.suspend_to_background())
        return made
