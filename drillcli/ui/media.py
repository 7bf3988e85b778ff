"""The pictures and sounds that the text of a card names: files beside its deck."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.exporters.media import found, is_sound
from drillcli.locale import _
from drillcli.model import Note


class Medium(NamedTuple):
    """A file as a text calls it."""

    source: str
    is_sound: bool


def named(texts: Iterable[str]) -> list[Medium]:
    """Return the pictures and sounds that Markdown texts name, in their order, each once."""
    return list(dict.fromkeys(medium for text in texts if "](" in text for medium in _in(text)))


@lru_cache(maxsize=8)
def _in(text: str) -> tuple[Medium, ...]:
    from drillcli.ui.markdown import destinations  # noqa: PLC0415 few cards have pictures, and a parser costs 40 ms

    links = destinations(text)
    return tuple(Medium(source, not is_picture) for source, is_picture in links if is_picture or is_sound(source))


def place(medium: Medium, folder: Path) -> Path:
    """Return the file of a medium; raises DrillError unless it lies in `folder` or below, and is of a kind we know."""
    path = found(folder, medium.source)
    if path is None:
        text = _("{source}: there is no such picture or sound beside the deck, in {folder}")
        raise DrillError(text.format(source=medium.source, folder=folder))
    return path


def lost(note: Note) -> list[str]:
    """Return what a note calls a picture or a sound and is not beside its deck; the web is not looked at."""
    folder = Path(note.path).parent
    sources = [medium.source for medium in named(_texts(note)) if "://" not in medium.source]
    return [source for source in sources if found(folder, source) is None]


def _texts(note: Note) -> Iterator[str]:
    for by_language in note.fields.values():
        if isinstance(by_language, Mapping):
            for text in by_language.values():
                yield from (text,) if isinstance(text, str) else text
