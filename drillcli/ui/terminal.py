"""A sitting in a terminal from the first card to the closing page."""

import os
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING

from drillcli import look
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.sitting import Sitting
from drillcli.ui import themes
from drillcli.ui.asking import BACKGROUND, Asking
from drillcli.ui.console import console
from drillcli.ui.screens import Screens
from drillcli.ui.signals import exiting
from drillcli.ui.wall import Wall

if TYPE_CHECKING:
    from drillcli.ui.keys import Screen

ALTERNATE = "\x1b[?1049h\x1b[H\x1b[?25l"
NORMAL = "\x1b[?1049l\r\x1b[K\x1b[?25h"
"""Back to the first screen, without the echo of keys that were pressed before the second one was there."""

SMALLEST = (20, 6)
ASKED_FOR = ("auto", "high-contrast", "colour-blind")
"""The themes that go by the background."""


def run(sitting: Sitting, env: Environment, launch: Callable[[str], None]) -> None:
    """Ask the cards of a sitting on a screen of its own; the closing page goes to the screen that was there before.

    `launch` runs an exercise, by its name, in the terminal.
    """
    color = console(env.variables, env.stdout).color_system is not None
    wall = Wall(sitting, env.stdout.fileno())
    screens = Screens(sitting, env, lambda slug: visit(slug, env, launch), color=color, wall=wall)
    if screens.is_done:
        env.stdout.write(closing().nothing(sitting, env))
        return
    try:
        with screen_of_its_own(env):
            drive(screens, env, paint(screens, env, wall), wall)
    except KeyboardInterrupt:
        env.stdout.write(closing().page(sitting, env))
        raise
    except EOFError:  # the terminal has gone, and nobody reads a closing page
        return
    finally:
        screens.beside.programs.hush()
    env.stdout.write(closing().page(sitting, env))


def closing() -> ModuleType:
    """Return the module of the closing page, for which the first card does not wait."""
    from drillcli.ui import closing as module  # noqa: PLC0415

    return module


def paint(screens: "Screen", env: Environment, wall: Wall | None = None) -> Asking:
    """Put the first card on the screen: it is read while prompt_toolkit, which takes longest, is being loaded.

    Returns what was asked of the terminal; the keys that were pressed until now are in it. Raises EOFError when the
    terminal has gone.
    """
    asking = asked(env, wall)
    width, height = os.get_terminal_size(env.stdout.fileno())
    if width >= SMALLEST[0] and height >= SMALLEST[1]:
        page = screens.draw(width, height)
        asking.look(env.stdin.fileno())
        env.stdout.write(screens.draw(width, height) if asking.said else page)
        env.stdout.flush()
    return asking


def asked(env: Environment, wall: Wall | None) -> Asking:
    """Ask the terminal for its background, where the theme goes by it, and dress for the answer when it comes.

    Where there is a wall for pictures, ask for what hangs there, too.
    """

    def heard() -> None:
        themes.told(asking.background)
        console(env.variables, env.stdout)
        if wall and not asking.is_open:
            wall.hear(asking.said)

    asking = Asking(heard)
    themes.told(None)
    has_colours = console(env.variables, env.stdout).color_system is not None
    questions = BACKGROUND if has_colours and look.theme() in ASKED_FOR else ""
    questions += wall.questions(env.variables) if wall else ""
    if questions:
        asking.ask(questions, env.stdout)
    return asking


def drive(screens: "Screen", env: Environment, asking: Asking, wall: Wall | None = None) -> None:
    """Hand the keys to the screens until they are done."""
    from prompt_toolkit.input import create_input  # noqa: PLC0415 the first card does not wait for it
    from prompt_toolkit.output import create_output  # noqa: PLC0415

    from drillcli.ui import keys  # noqa: PLC0415

    source = create_input(env.stdin)
    asking.look(env.stdin.fileno())
    keys.heed(source, asking)
    try:
        keys.run(screens, source, create_output(env.stdout), wall)
    finally:
        asking.close(env.stdin.fileno())


def visit(slug: str, env: Environment, launch: Callable[[str], None]) -> None:
    """Run an exercise on the terminal's first screen, and leave its report there until a key is pressed."""
    launch(slug)
    with suppress(OSError, termios.error), raw(env.stdin.fileno()) as source:  # the terminal may have gone
        env.stdout.write("\r\n" + _("Press any key to go back to the card.") + "\r\n")
        env.stdout.flush()
        os.read(source, 1)


@contextmanager
def raw(source: int) -> Iterator[int]:
    """Let every key be one, Ctrl-C too; those before do not count, nor what is left of the last (some send more)."""
    before = termios.tcgetattr(source)
    try:
        tty.setraw(source, termios.TCSAFLUSH)
        yield source
    finally:
        termios.tcsetattr(source, termios.TCSAFLUSH, before)


@contextmanager
def screen_of_its_own(env: Environment) -> Iterator[None]:
    """Switch to the terminal's second screen, keys unechoed and kept, and back whatever happens, signals included."""
    source = env.stdin.fileno()
    before = termios.tcgetattr(source)
    with exiting():
        try:
            tty.setcbreak(source, termios.TCSADRAIN)
            env.stdout.write(ALTERNATE)
            yield
        finally:
            with suppress(OSError, termios.error):  # the terminal may have gone
                env.stdout.write(NORMAL)
                env.stdout.flush()
                termios.tcsetattr(source, termios.TCSADRAIN, before)
