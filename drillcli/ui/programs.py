"""The system's programs that show a picture, play a sound, or speak; none of them is run by a shell."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drillcli.errors import DrillError
from drillcli.locale import _

if TYPE_CHECKING:
    from subprocess import Popen

VIEWERS = (("xdg-open",), ("open",))
PLAYERS = (
    ("afplay",),
    ("mpv", "--no-video", "--really-quiet", "--"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    *VIEWERS,
)
VOICES = (
    ("say", {"zh": ("-v", "Tingting")}),
    ("spd-say", {"zh": ("--wait", "-l", "zh"), "en": ("--wait", "-l", "en")}),
    ("espeak-ng", {"zh": ("-v", "cmn"), "en": ("-v", "en")}),
)
"""By preference: a program, and what tells it the language; the words come last. `open` is that of macOS."""

PATIENCE_S = 1.0
"""How long a program has to end when it is asked to."""


class Programs:
    """What runs beside a sitting. A viewer stays when the card goes; what plays or speaks is ended by `hush`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.heard: Popen[bytes] | None = None
        self.viewers: list[Popen[bytes]] = []

    def view(self, path: Path) -> None:
        """Show a file in the system's viewer; raises DrillError where there is none."""
        command = self._first(VIEWERS)
        if command is None:
            raise DrillError(_("no program opens {path}: xdg-open is not installed").format(path=path))
        self.viewers = [one for one in self.viewers if one.poll() is None]
        self.viewers.append(self._start([*command, str(path)]))

    def play(self, path: Path) -> None:
        """Play a sound; raises DrillError where nothing can."""
        command = self._first(PLAYERS)
        if command is None:
            raise DrillError(_("no program plays {path}: install mpv, ffplay or xdg-open").format(path=path))
        self.hush()
        self.heard = self._start([*command, str(path)])

    def speak(self, text: str, lang: str) -> None:
        """Say a text in "zh" or "en"; raises DrillError where no voice is installed."""
        self.hush()
        for name, languages in VOICES:
            if self._found(name):
                self.heard = self._start([name, *languages.get(lang, ()), "--", text])
                return
        raise DrillError(_("no voice is installed: drill speaks by say, spd-say or espeak-ng"))

    def hush(self) -> None:
        """End what plays or speaks."""
        from subprocess import TimeoutExpired  # noqa: PLC0415 as `_start`

        process, self.heard = self.heard, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except TimeoutExpired:
            process.kill()
            process.wait()
        if Path(str(process.args[0])).name == "spd-say":  # type: ignore[index]  # its words are said by a server
            self._start(["spd-say", "--cancel"]).wait()

    def _first(self, commands: Sequence[Sequence[str]]) -> Sequence[str] | None:
        return next((command for command in commands if self._found(command[0])), None)

    def _found(self, name: str) -> str | None:
        return shutil.which(name, path=self.variables.get("PATH"))

    def _start(self, words: Sequence[str]) -> "Popen[bytes]":
        from subprocess import DEVNULL, Popen  # noqa: PLC0415 few sittings have pictures or sounds

        found = self._found(words[0]) or words[0]
        try:
            return Popen(  # noqa: S603 a program of the list above, a file of the deck or a text as its last word
                [found, *words[1:]], env=dict(self.variables), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            text = _("{program} cannot be started ({reason})")
            raise DrillError(text.format(program=words[0], reason=error.strerror or error)) from None
