"""The pictures that hang on the screen of a sitting: which are wanted, what draws them, what takes them away."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from drillcli.errors import DrillError
from drillcli.sitting import Sitting
from drillcli.ui import images
from drillcli.ui.beside import texts
from drillcli.ui.graphics import CELL, Frame, Graphics, cell_now, questions, understood
from drillcli.ui.insets import Inset, Insets, Spot
from drillcli.ui.media import Medium, named, place


class Wall:
    """What hangs, and what is to hang. A picture is sent when it is hung, not each time the screen is drawn.

    `terminal` is its file descriptor; `graphics` is what it can: what the setting `images` says, or once it is heard
    the terminal itself. Kitty's protocol has a way to take a picture away; in the others the screen has to be cleared.
    """

    def __init__(self, sitting: Sitting, terminal: int) -> None:
        self.sitting = sitting
        self.terminal = terminal
        self.setting = sitting.collection.settings.images
        self.graphics = Graphics("" if self.setting in ("auto", "off") else self.setting, CELL)
        self.wanted: tuple[Spot, ...] = ()
        self.hanging: dict[Spot, int] = {}
        self.count = 0
        self._found: dict[tuple[Path, Medium], Inset | None] = {}

    def questions(self, variables: Mapping[str, str]) -> str:
        """Return what to ask the terminal."""
        return "" if self.setting == "off" else questions(variables)

    def hear(self, said: Mapping[str, str]) -> None:
        """Take the terminal's answers."""
        graphics = understood(said)
        self.graphics = graphics if self.setting == "auto" else self.graphics._replace(cell=graphics.cell)

    @property
    def cell(self) -> tuple[int, int]:
        """The size of a cell in pixels."""
        return cell_now(self.terminal) or self.graphics.cell

    def insets(self) -> Insets | None:
        """Return the pictures of what is shown of the card on the table; None where the terminal shows none."""
        table = self.sitting.table
        if table is None or not self.graphics.protocol:
            return None
        folder = Path(table.card.note.path).parent
        asked, answered = (named(side) for side in texts(self.sitting))
        others = [medium for medium in answered if medium not in asked]
        return Insets(tuple(self._insets(asked, folder)), tuple(self._insets(others, folder)), self.cell)

    def _insets(self, media: Iterable[Medium], folder: Path) -> Iterable[Inset]:
        for medium in media:
            if (folder, medium) not in self._found:
                self._found[folder, medium] = self._inset(medium, folder)
            if inset := self._found[folder, medium]:
                yield inset

    def _inset(self, medium: Medium, folder: Path) -> Inset | None:
        if medium.is_sound:
            return None
        try:
            path = place(medium, folder)
            size = images.measured(path, self.graphics.protocol)
        except DrillError:  # the key that opens it says what is wrong
            return None
        return Inset(path, size) if size else None

    @property
    def is_stale(self) -> bool:
        """Whether a picture hangs that is not wanted any more."""
        return not set(self.hanging) <= set(self.wanted)

    def cleared(self) -> str:
        """Return what takes all pictures away, on a screen that is drawn anew besides.

        Files are looked at anew from then on: a card may have been edited meanwhile.
        """
        numbers, self.hanging = self.hanging.values(), {}
        self._found.clear()
        if self.graphics.protocol == "kitty":
            return "".join(map(images.forgotten, numbers))
        return images.CLEAR if numbers else ""

    def hung(self) -> str:
        """Return what draws the pictures that are wanted and do not hang yet, after the text is drawn."""
        return "".join(self._hung(spot) for spot in self.wanted if spot not in self.hanging)

    def _hung(self, spot: Spot) -> str:
        self.count += 1
        self.hanging[spot] = self.count
        frame = Frame(spot.columns, spot.rows, self.cell)
        try:
            drawn = images.picture(spot.path, self.graphics.protocol, frame, self.count)
        except DrillError:  # it was measured a moment ago, and has gone or changed since
            return ""
        return images.at(spot.row, spot.column, drawn)
