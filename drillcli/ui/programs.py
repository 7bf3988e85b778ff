"""The system's programs that show a picture, play a sound, or speak; none of them is run by a shell."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import quoted, reason_of
from drillcli.ui.voices import VOICES
from drillcli.visible import visible

if TYPE_CHECKING:
    from subprocess import Popen

VIEWERS = (("xdg-open",), ("open",))
PLAYERS = (
    ("afplay",),
    ("mpv", "--no-video", "--msg-level=all=error", "--"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    *VIEWERS,
)
"""By preference; `afplay` and `open` are those of macOS."""

NOT_BY_AFPLAY = frozenset((".oga", ".ogg", ".opus", ".webm"))

PATIENCE_S = 1.0
"""How long a program has to end when it is asked to."""

START_S = 3.0
"""How long the system's voice may take to start; it is first asked to speak when the first card is there."""

TRIES = 20
"""How many times in that time the system's voice is asked to be silent."""

FAILED = re.compile(r"error\b|failed to\b", re.IGNORECASE)
"""How the last line of a program begins that failed and yet ends with 0: ffplay 5.1 and espeak-ng 1.51 do."""

TAIL = 4096
"""The bytes in which the last line of a program is looked for."""


class Heard(NamedTuple):
    """A program that plays or speaks, what it wrote, and which file it plays, "" for none."""

    process: "Popen[bytes]"
    wrote: IO[bytes]
    path: str


class Programs:
    """What runs beside a sitting. A viewer stays when the card goes; what plays or speaks is ended by `hush`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.heard: Heard | None = None
        self.viewers: list[Popen[bytes]] = []
        self.given_up = ""

    def view(self, path: Path) -> None:
        """Show a file in the system's viewer; raises DrillError where there is none."""
        command = self._first(VIEWERS)
        if command is None:
            raise DrillError(_("no program opens {path}: xdg-open is not installed").format(path=path))
        self.viewers.append(self._start([*command, str(path)]))

    def play(self, path: Path) -> None:
        """Play a sound; raises DrillError where nothing can."""
        unfit = "afplay" if path.suffix.lower() in NOT_BY_AFPLAY else ""
        command = self._first([player for player in PLAYERS if player[0] != unfit])
        if command is None:
            raise DrillError(_("no program plays {path}: install mpv, ffplay or xdg-open").format(path=path))
        self._hear([*command, str(path)], str(path))

    def speak(self, text: str, lang: str) -> None:
        """Say a text in "zh" or "en"; raises DrillError where no voice is installed, or it does not answer."""
        for voice in VOICES:
            if voice.program != self.given_up and self._found(voice.program):
                self._hear([voice.program, *voice.options[lang], voice.written(text)])
                return
        if self.given_up:
            raise DrillError(_("{program} does not answer").format(program=self.given_up))
        raise DrillError(_("no voice is installed: drill speaks by say, spd-say or espeak-ng"))

    def fault(self) -> str:
        """Return why what was to be heard was not, once that is known; "" where all is well, or it was told.

        What has ended is let go.
        """
        self.viewers = [viewer for viewer in self.viewers if viewer.poll() is None]
        if self.heard is None or (status := self.heard.process.poll()) is None:
            return ""
        heard, self.heard = self.heard, None
        last = _last_line(heard.wrote)
        if not status and not FAILED.match(last) and not (heard.path and last.startswith(heard.path)):
            return ""
        reason = quoted(last.rstrip(".")) if last else _("exit code {code}").format(code=status)
        return _("{program} failed ({reason})").format(program=_name(heard.process), reason=reason)

    def hush(self) -> None:
        """End what plays or speaks."""
        heard, self.heard = self.heard, None
        if heard is None:
            return
        heard.wrote.close()
        if heard.process.poll() is not None:
            return
        if _name(heard.process) == "spd-say":
            self._cancel(heard.process)
        else:
            heard.process.terminate()
            _end(heard.process, PATIENCE_S)

    def _cancel(self, client: "Popen[bytes]") -> None:
        """Let the server of the system's voice be silent, which ends its client.

        A client that is killed leaves speech-dispatcher 0.11 speaking, and what comes next is not said. One that
        has only just begun is not known to the server yet, and has to be cancelled once more. A server that does
        not answer is asked no more.
        """
        for _again in range(TRIES):
            with suppress(DrillError):
                asked = self._start(["spd-say", "--cancel"])
                if not _has_ended(asked, START_S):
                    _end(asked, 0)
                    break
            if _has_ended(client, PATIENCE_S / TRIES):
                return
        _end(client, 0)
        self.given_up = "spd-say"

    def _hear(self, words: Sequence[str], path: str = "") -> None:
        from tempfile import TemporaryFile  # noqa: PLC0415 as `_start`

        self.hush()
        try:
            wrote = TemporaryFile()  # noqa: SIM115 it is closed by `hush` and `fault`
        except OSError as error:
            raise _unstarted(words[0], error) from None
        try:
            self.heard = Heard(self._start(words, wrote), wrote, path)
        except DrillError:
            wrote.close()
            raise

    def _first(self, commands: Sequence[Sequence[str]]) -> Sequence[str] | None:
        return next((command for command in commands if self._found(command[0])), None)

    def _found(self, name: str) -> str | None:
        return shutil.which(name, path=self.variables.get("PATH"))

    def _start(self, words: Sequence[str], wrote: IO[bytes] | None = None) -> "Popen[bytes]":
        from subprocess import DEVNULL, STDOUT, Popen  # noqa: PLC0415 few sittings have pictures or sounds

        found = self._found(words[0]) or words[0]
        try:
            return Popen(  # noqa: S603 a program of the lists above, a file of the deck or a text as its last word
                [found, *words[1:]], env=dict(self.variables), stdin=DEVNULL, stdout=wrote or DEVNULL, stderr=STDOUT,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise _unstarted(words[0], error) from None


def _unstarted(program: str, error: OSError) -> DrillError:
    text = _("{program} cannot be started ({reason})")
    return DrillError(text.format(program=program, reason=reason_of(error)))


def _name(process: "Popen[bytes]") -> str:
    return Path(str(process.args[0])).name  # type: ignore[index]  # a list, as `_start` gave it


def _last_line(wrote: IO[bytes]) -> str:
    with wrote:
        wrote.seek(max(wrote.seek(0, os.SEEK_END) - TAIL, 0))
        lines = wrote.read().decode("utf-8", "replace").split("\n")
    return visible(next((line.strip() for line in reversed(lines) if line.strip()), ""))


def _has_ended(process: "Popen[bytes]", seconds: float) -> bool:
    """Wait for the end of a program; tell whether it came within so many seconds."""
    from subprocess import TimeoutExpired  # noqa: PLC0415 as `_start`

    try:
        process.wait(seconds)
    except TimeoutExpired:
        return False
    return True


def _end(process: "Popen[bytes]", seconds: float) -> None:
    """Wait for the end of a program, and kill one that takes longer."""
    if not _has_ended(process, seconds):
        process.kill()
        process.wait()
