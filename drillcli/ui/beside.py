"""What goes with the card on the table: pictures that it names, sounds, and a voice that says it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.sitting import Sitting
from drillcli.ui.media import Medium, named, place
from drillcli.ui.programs import Programs
from drillcli.ui.telling import aloud

See: TypeAlias = Callable[[Path], bool]
"""Shows a picture in the terminal; False where that cannot be."""


class Beside:
    """Shows, plays and says what is on the table; `see` is None where there is no screen to lend."""

    def __init__(self, sitting: Sitting, programs: Programs, see: See | None) -> None:
        self.sitting = sitting
        self.programs = programs
        self.see = see
        self.side: tuple[str, bool] | None = None
        self.opened = 0
        self.is_mute = False

    def turned(self) -> str:
        """Be silent about what was shown before, and say what is shown now, where it is another side or card.

        Returns what is in the way, once only: that no voice is installed.
        """
        table, wanted = self.sitting.table, self.sitting.collection.settings.speech
        side = (table.card.id, table.preview is not None) if table else None
        if side == self.side:
            return ""
        self.side, self.opened = side, 0
        self.programs.hush()
        if table is None or self.is_mute or wanted not in ("both", "answer" if table.preview else "question"):
            return ""
        try:
            self.say()
        except DrillError as error:
            self.is_mute = True
            return str(error)
        return ""

    def say(self) -> None:
        """Say the question, or once the card is turned over the answer; raises DrillError without a voice."""
        table = self.sitting.table
        if table:
            texts = [self.sitting.back.answer] if table.preview else [table.front.ask, *table.front.options]
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
        if medium.is_sound or not self.see:
            self.open(medium)
        else:
            lend(lambda: self.open(medium))

    def open(self, medium: Medium) -> None:
        """Play a sound, or show a picture; raises DrillError where there is no such file, or nothing that can."""
        if self.sitting.table is None:
            return
        path = place(medium, Path(self.sitting.table.card.note.path).parent)
        if medium.is_sound:
            self.programs.play(path)
        elif not self._seen(path):
            self.programs.view(path)

    def _seen(self, path: Path) -> bool:
        """Tell whether the terminal showed a picture; that time is not counted as thinking about the card."""
        tick = self.sitting.collection.env.tick
        left = tick()
        try:
            return self.see is not None and self.see(path)
        finally:
            self.sitting.was_away(tick() - left)


def shown(sitting: Sitting) -> list[Medium]:
    """Return the pictures and sounds of what is shown of the card on the table."""
    table = sitting.table
    if table is None:
        return []
    back = (sitting.back.answer, sitting.back.why) if table.preview else ()
    return named((*back, table.front.ask, *table.front.options))


def hint(sitting: Sitting) -> list[tuple[str, str]]:
    """Return the key that shows or plays what the card names, where it names something."""
    found = shown(sitting)
    if not found:
        return []
    return [("o", _("sound") if found[0].is_sound else _("picture"))]
