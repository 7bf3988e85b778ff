"""What goes with the card on the table: pictures that it names, sounds, and a voice that says it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.sitting import Sitting
from drillcli.ui.media import Medium, named, place
from drillcli.ui.programs import Programs
from drillcli.ui.telling import aloud

if TYPE_CHECKING:
    from drillcli.ui.wall import Wall


class Beside:
    """Shows, plays and says what is on the table; `wall` is where pictures hang, None without a screen."""

    def __init__(self, sitting: Sitting, programs: Programs, wall: "Wall | None") -> None:
        self.sitting = sitting
        self.programs = programs
        self.wall = wall
        self.side: tuple[str, bool, str] | None = None
        self.opened = 0
        self.fault = ""
        self.is_spoken = False
        self.is_mute = False

    def failed(self) -> str:
        """Return why what was to be heard was not, until the next key; a voice that failed is asked no more."""
        if fault := self.programs.fault():
            self.fault = fault
            self.is_mute = self.is_mute or self.is_spoken
        return self.fault

    def turned(self) -> str:
        """Be silent about what was shown before; say what is shown now, where it is another card, side or language.

        Returns what is or was in the way, once only: that no voice is installed, that a program failed.
        """
        table, wanted = self.sitting.table, self.sitting.collection.settings.speech
        side = (table.card.id, table.preview is not None, self.sitting.lang) if table else None
        told, self.fault = self.fault, ""
        fault = "" if told else self.failed()
        if side == self.side:
            return fault
        self.side, self.opened = side, 0
        self.programs.hush()
        if table is None or self.is_mute or wanted not in ("both", "answer" if table.preview else "question"):
            return fault
        try:
            self.say()
        except DrillError as error:
            self.is_mute = True
            return str(error)
        return fault

    def say(self) -> None:
        """Say the question, or once the card is turned over the answer; raises DrillError without a voice."""
        table = self.sitting.table
        if table:
            options = [f"{number}: {option}" for number, option in enumerate(table.front.options, 1)]
            texts = [self.sitting.back.answer] if table.preview else [table.front.ask, *options]
            self.is_spoken = True
            self.programs.speak(aloud(texts), self.sitting.lang)

    def open_next(self, lend: Callable[[Callable[[], None]], None]) -> None:
        """Play a sound or show a picture: of several the next one each time, those of the answer first.

        What needs the terminal to itself is handed to `lend`. Raises DrillError where there is nothing to open.
        """
        found = shown(self.sitting)
        if not found:
            raise DrillError(_("no picture or sound belongs to what is shown"))
        medium = found[self.opened % len(found)]
        self.opened += 1
        if medium.is_sound or not (self.wall and self.wall.graphics.protocol):
            self.open(medium)
        else:
            lend(lambda: self.open(medium))

    def open(self, medium: Medium) -> None:
        """Play a sound, or show a picture; raises DrillError where there is no such file, or nothing that can."""
        if self.sitting.table is None:
            return
        path = place(medium, Path(self.sitting.table.card.note.path).parent)
        if medium.is_sound:
            self.is_spoken = False
            self.programs.play(path)
        elif not self._seen(path):
            self.programs.view(path)

    def _seen(self, path: Path) -> bool:
        """Tell whether the terminal showed a picture; that time is not counted as thinking about the card."""
        tick = self.sitting.collection.env.tick
        left = tick()
        if self.wall is None:
            return False
        from drillcli.ui.picture_page import visit  # noqa: PLC0415 it leads back here, and few cards have pictures

        try:
            return visit(path, self.sitting.collection.env, self.wall.graphics)
        finally:
            self.sitting.was_away(tick() - left)


def shown(sitting: Sitting) -> list[Medium]:
    """Return the pictures and sounds of what is shown of the card on the table."""
    asked, answered = texts(sitting)
    return named((*answered, *asked))


def texts(sitting: Sitting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts that are shown of the card on the table: of the question, and of the answer."""
    table = sitting.table
    if table is None:
        return (), ()
    asked = (table.front.ask, *table.front.options)
    return asked, (sitting.back.answer, sitting.back.why) if table.preview else ()


def hint(sitting: Sitting) -> list[tuple[str, str]]:
    """Return the key that shows or plays what the card names, where it names something."""
    found = shown(sitting)
    if not found:
        return []
    return [("o", _("sound") if found[0].is_sound else _("picture"))]
