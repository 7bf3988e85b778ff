"""A terminal is given back as it was found, whatever ends a sitting."""

import os
import pty
import re
import signal
import termios
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fcntl import ioctl
from pathlib import Path
from struct import pack

import pytest
from at_work import at_work, only, write_deck

from drillcli.collection import open_collection
from drillcli.config import Environment
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.ui import keys, terminal
from drillcli.ui.asking import BACKGROUND, CLEAR, LAST


@dataclass
class Terminal:
    """A pseudo-terminal: the environment of a program in it, and the end that a person sees."""

    env: Environment
    person: int

    def modes(self) -> list[object]:
        return termios.tcgetattr(self.person)

    def resize(self, width: int, height: int) -> None:
        ioctl(self.person, termios.TIOCSWINSZ, pack("HHHH", height, width, 0, 0))

    def read(self) -> str:
        """Return what came out so far."""
        self.env.stdout.flush()
        os.set_blocking(self.person, False)
        found = b""
        with suppress(BlockingIOError):
            while True:
                found += os.read(self.person, 1_000_000)
        return found.decode()


@pytest.fixture
def tty(env: Environment) -> Iterator[Terminal]:
    person, program = pty.openpty()
    variables = {name: value for name, value in env.variables.items() if name != "COLUMNS"}
    with open(program, closefd=False) as source, open(program, "w", closefd=False) as sink:
        made = Terminal(
            replace(env, stdin=source, stdout=sink, variables={**variables, "TERM": "xterm-256color"}), person
        )
        made.resize(80, 24)
        yield made
    os.close(person)
    os.close(program)


def test_the_second_screen_is_left_and_keys_are_as_before(tty: Terminal):
    """Within, keys come at once and unechoed; afterwards all is as it was."""
    before = tty.modes()
    with terminal.screen_of_its_own(tty.env):
        within = tty.modes()
    echo, line_by_line = termios.ECHO, termios.ICANON
    assert not within[3] & (echo | line_by_line)
    assert tty.modes() == before
    assert tty.read() == terminal.ALTERNATE + terminal.NORMAL


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), KeyboardInterrupt()])
def test_a_crash_gives_the_terminal_back(tty: Terminal, fault: BaseException):
    """The fault itself is not hidden."""
    before = tty.modes()
    with pytest.raises(type(fault)), terminal.screen_of_its_own(tty.env):
        raise fault
    assert tty.modes() == before
    assert tty.read().endswith(terminal.NORMAL)


def test_sigterm_gives_the_terminal_back(tty: Terminal):
    """It ends the program with the exit code that shells give to it; afterwards it is no concern of ours."""
    before, handler = tty.modes(), signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, terminal.screen_of_its_own(tty.env):
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.code == 143
    assert tty.modes() == before
    assert signal.getsignal(signal.SIGTERM) == handler


def test_a_terminal_that_has_gone_is_no_second_fault(env: Environment):
    """There is nothing to restore, and nobody to tell."""
    person, program = pty.openpty()

    def hang_up(world: Environment) -> None:
        with terminal.screen_of_its_own(world):
            os.close(person)
            raise EOFError

    with suppress(OSError), open(program, closefd=False) as source, open(program, "w", closefd=False) as sink:
        world = replace(env, stdin=source, stdout=sink)
        with pytest.raises(EOFError):
            hang_up(world)
    os.close(program)


@pytest.mark.parametrize("size", [(0, 0), (19, 24), (80, 5), (20, 6), (80, 24), (200, 60)])
def test_the_first_card_fits_or_waits(tty: Terminal, size: tuple[int, int]):
    """It is painted before prompt_toolkit is there, without moving the screen; where it has no room, not at all."""
    with at_work(tty.env) as screens:
        tty.resize(*size)
        terminal.paint(screens, tty.env)
        text = tty.read().removeprefix(BACKGROUND + LAST + CLEAR)
    if size < (20, 6) or size[1] < 6:
        assert text == ""
    else:
        assert "What is paid once?" in text
        assert text.count("\n") < size[1]


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1", "DRILL_IMAGES": "off"}, {"TERM": "dumb"}])
def test_without_colours_the_first_card_is_plain(tty: Terminal, variables: dict[str, str], monkeypatch):
    """No escape code but those that switch the screens."""
    env = replace(tty.env, variables={**tty.env.variables, **variables})
    monkeypatch.setattr(terminal, "drive", lambda *_seated: None)
    write_deck(env)
    with open_collection(env, ["mixed"]) as collection:
        terminal.run(Sitting(collection, collection.decks(["mixed"]), StudyOptions()), env, print)
    text = tty.read()
    assert text.startswith(terminal.ALTERNATE)
    assert text.endswith(terminal.NORMAL)
    assert "\x1b" not in text.removeprefix(terminal.ALTERNATE).removesuffix(terminal.NORMAL)


def test_an_empty_sitting_needs_no_screen(tty: Terminal):
    """It says why on the screen that is there."""
    write_deck(tty.env, only("basic"))
    with open_collection(tty.env, ["mixed"]) as collection:
        terminal.run(Sitting(collection, collection.decks(["mixed"]), StudyOptions(new=0)), tty.env, print)
    text = tty.read()
    assert text.startswith("Nothing to study now.")
    assert "1049" not in text


def test_prompt_toolkit_has_two_homes():
    """The keys of a sitting and the form of a new card; no other module names it, so no first card waits for it."""
    home = Path(keys.__file__)
    naming = {
        path
        for path in home.parents[1].rglob("*.py")
        if re.search(r"(from|import) prompt_toolkit", path.read_text("utf-8"))
    }
    homes = ("keys.py", "terminal.py", "adding_layout.py", "adding_screen.py", "adding_wrap.py")
    assert naming == {home.with_name(name) for name in homes}
