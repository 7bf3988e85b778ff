"""One thing that is wrong with a deck file, and where it stands."""

from dataclasses import dataclass

from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.visible import one_line


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` says what is wrong and what to do; `line` and `column` count from 1, columns in code points."""

    path: str
    line: int
    column: int
    message: str
    level: Level = Level.ERROR
    note_id: str | None = None

    def __str__(self) -> str:
        """`file:line:column: error: what, and what to do`, as compilers write it and editors jump to it."""
        level = _("error") if self.level is Level.ERROR else _("warning")
        return one_line(f"{self.path}:{self.line}:{self.column}: {level}: {self.message}")

    def as_json(self) -> dict[str, str | int | None]:
        """Return the fault as `--json` reports it."""
        return {
            "file": self.path,
            "line": self.line,
            "column": self.column,
            "level": self.level.value,
            "message": self.message,
            "note": self.note_id,
        }
