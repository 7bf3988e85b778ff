"""The Markdown files to which a database of reviews belongs, card by card."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import UsageError
from drillcli.importers.found import Found
from drillcli.importers.markdown import Text, cloze_of, load, tagged
from drillcli.importers.markdown_media import Media
from drillcli.importers.markdown_split import Fault, Tagged, split
from drillcli.importers.parcel import LeftOut, Medium, ParcelCard, ParcelNote
from drillcli.kinds.basic import REVERSE
from drillcli.locale import _, commas

SUFFIX = ".md"


class Written(NamedTuple):
    """A card where it stands, and what its note needs."""

    card: Tagged
    deck: tuple[str, ...]
    tags: tuple[str, ...]
    found: Found
    media: Media

    def note(self, cards: dict[str, ParcelCard]) -> ParcelNote | None:
        """Return its note with these cards by part; None, and why, where it is none."""
        note = tagged(self.card, self.deck, self.tags, self.found, self.media)
        return ParcelNote(note.guid, note.deck, note.kind, note.fields, cards) if note else None

    def parts(self) -> tuple[str, ...]:
        """Return the parts that its note is made into; () for a cloze that cannot be read."""
        if self.card.tag != "C":
            return ("", REVERSE) if self.card.tag == "T" else ("",)
        try:
            return cloze_of(self.card)[1]
        except ValueError:
            return ()


@dataclass(slots=True)
class Folder:
    """The Markdown files in `paths` and the folders below them; `left_out` and `media` grow as they are read."""

    paths: Sequence[Path]
    encoding: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    media: dict[str, Medium] = field(default_factory=dict)

    def cards(self) -> Iterator[Written]:
        """Yield the tagged cards of all files, by path. Raises UsageError where there is no file."""
        seen: Counter[str] = Counter()
        count = 0
        for root, path in self._files():
            count += 1
            found = Found("md", path, self.left_out, seen)
            media = Media(root, found.leave, self.media)
            text = load(path, self.encoding)
            deck = text.deck or tuple(path.relative_to(root).with_suffix("").parts)
            yield from _cards(text, deck, found, media)
        if not count:
            shown = commas(str(path) for path in self.paths)
            message = _("no Markdown files in {folder}: name the folder of the cards: --cards FOLDER")
            raise UsageError(message.format(folder=shown))

    def _files(self) -> Iterator[tuple[Path, Path]]:
        """Yield each file after the folder that its links start from."""
        for path in self.paths:
            if path.is_dir():
                yield from ((path, file) for file in sorted(path.rglob(f"*{SUFFIX}")) if file.is_file())
            else:
                yield path.parent, path


def _cards(text: Text, deck: tuple[str, ...], found: Found, media: Media) -> Iterator[Written]:
    above = text.head.lines
    for piece in split(text.lines[above:], above + 1):
        if isinstance(piece, Tagged):
            yield Written(piece, deck, text.tags, found, media)
        elif isinstance(piece, Fault):
            found.leave("note", piece.why, piece.line)
        elif any(map(str.strip, piece.lines)):
            found.leave("text", _("no card: neither `Q:` nor `C:`"), piece.line)
