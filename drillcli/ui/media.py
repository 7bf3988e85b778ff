"""The pictures and sounds that the text of a card names: files beside its deck."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.exporters.media import Media, is_sound
from drillcli.locale import _


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

    found = destinations(text)
    return tuple(Medium(source, not is_picture) for source, is_picture in found if is_picture or is_sound(source))


def place(medium: Medium, folder: Path) -> Path:
    """Return the file of a medium; raises DrillError unless it lies in `folder` or below, and is of a kind we know."""
    media = Media()
    media.within(folder)
    name = media.picture(medium.source)
    if name is None:
        text = _("{source}: there is no such picture or sound beside the deck, in {folder}")
        raise DrillError(text.format(source=medium.source, folder=folder))
    return media.files[name]
