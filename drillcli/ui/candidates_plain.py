"""The candidates for a deck line by line, for a screen reader: each is kept, dropped, edited or split into gaps."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import RenderableType

from drillcli.config import Environment
from drillcli.deckfile.write import Entry
from drillcli.extract.draft import Draft
from drillcli.kinds.compare import fold
from drillcli.locale import _
from drillcli.model import Note
from drillcli.ui import plain_sitting, telling
from drillcli.ui.candidates import Candidates
from drillcli.ui.plain_sitting import key_of
from drillcli.ui.telling import LONG_LINE, told
from drillcli.visible import visible


class Told(NamedTuple):
    """What was told of last: it is told anew when it is another."""

    place: int
    notes: tuple[Note, ...]


def choose(env: Environment, made: Draft) -> list[Entry]:
    """Let the user choose; return the notes that were kept, none of them when the user quit or the lines ended."""
    screen = Candidates(env, made, color=False)
    before: Told | None = None
    while not screen.is_done:
        now = Told(screen.place, screen.notes)
        for part in (*notices(screen), *(() if now == before else candidate(screen)), prompt(screen)):
            env.stdout.write(telling.line(part))
        env.stdout.flush()
        before = now
        line = env.stdin.readline()
        if not line:
            env.stdout.write("\n")
            return []
        take(screen, line.strip())
    return screen.chosen()


def take(screen: Candidates, line: str) -> None:
    """Do what a line says: a key, after a slash where words are waited for; else the words become gaps."""
    key = key_of(line) or fold(line).lower() or "enter"
    if screen.is_typing and not key_of(line):
        screen.submit(line)
        return
    if screen.is_typing:
        screen.press("escape")
    elif key in screen.acts:
        screen.press(key)
    else:
        screen.trouble = _("{line!r} is no key here; ? lists them").format(line=line)
    if screen.wants_terminal:
        screen.use_terminal()


def notices(screen: Candidates) -> Iterator[str]:
    """Yield the page that a key asked for, or what could not be done."""
    if screen.over:
        yield told(screen.over(LONG_LINE)).rstrip("\n")
        screen.over = None
    if screen.trouble:
        yield visible(screen.trouble)


def candidate(screen: Candidates) -> Iterator[str | RenderableType]:
    """Yield which candidate it is and where it comes from, its question and its answer."""
    view = screen.view()
    yield ""
    yield _("{asked} of {total}").format(asked=view.asked, total=view.total)
    yield visible(screen.about()).replace(" · ", _("; "))
    yield _("This is asked:")
    yield from plain_sitting.question(view.front)
    if view.back:
        yield _("This is the answer:")
        yield from plain_sitting.answer(view, view.back)


def prompt(screen: Candidates) -> str:
    """Return what can be typed now."""
    if screen.is_typing:
        return _("Words to leave out, with commas between them; Enter alone takes what is in bold, /b goes back.")
    return _("Enter keeps it, d drops it, q quits and writes nothing; ? lists the keys.")
