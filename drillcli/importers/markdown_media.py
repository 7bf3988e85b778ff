"""The pictures and sounds that Markdown refers to, in the folder of its file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from drillcli.importers.parcel import Medium
from drillcli.locale import _

_EMBED = re.compile(
    r"!\[\[(?P<wiki>[^\]|\n]{1,1000})(?:\|[^\]\n]{0,1000})?\]\]"
    r"|!\[(?P<alt>[^\]\n]{0,1000})\]\("
    r"(?:<(?P<angled>[^<>\n]{1,1000})>|(?P<bare>[^\s()<>]{1,500}(?:\([^\s()]{0,99}\)[^\s()<>]{0,99}){0,9}))"
    r"(?P<title>\s+\"[^\"\n]{0,1000}\")?\)"
)
"""An embedded file, as Obsidian writes it or as Markdown does (CommonMark 0.31, 6.3: link destination)."""
_UNSAFE = re.compile(r"[^\w.-]")
_AWAY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


@dataclass(slots=True)
class Media:
    """Gathers the files under `root` that texts refer to, as `files` by a name that no other has.

    `leave` is told of each that is not there: what, why, the line.
    """

    root: Path
    leave: Callable[[str, str, int], None]
    files: dict[str, Medium] = field(default_factory=dict)

    def named(self, text: str, line: int) -> str:
        """Return a text whose embedded files are called by their names in `files`; those of the web stay."""
        if "![" not in text:
            return text
        return _EMBED.sub(lambda found: self._embedded(found, line), text)

    def _embedded(self, found: re.Match[str], line: int) -> str:
        target = (found["wiki"] or found["angled"] or found["bare"]).strip()
        return f"![{found['alt'] or ''}]({self._name(target, line)}{found['title'] or ''})"

    def _name(self, target: str, line: int) -> str:
        if _AWAY.match(target):
            return target
        path = self._path(target)
        if path is None:
            self.leave("medium", _("the file is not in the folder of the text, or below it"), line)
            return target
        name, number = _UNSAFE.sub("_", path.name), 1
        while self.files.get(name, path) != path:
            number += 1
            name = _UNSAFE.sub("_", f"{path.stem}-{number}{path.suffix}")
        self.files[name] = path
        return name

    def _path(self, target: str) -> Path | None:
        """Return the file that is meant, if it lies under the root once links are followed."""
        root = self.root.resolve()
        try:
            paths = [(root / name.removeprefix("@/")).resolve() for name in (target, unquote(target))]
            return next((path for path in paths if path.is_relative_to(root) and path.is_file()), None)
        except (OSError, ValueError, RuntimeError):  # a name too long, or with a zero in it; links in a circle
            return None
