"""A note of a collection as it is here, before its cards are given their reviews."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from drillcli.importers.apkg.collection import StoredCard


class Cooked(NamedTuple):
    """A note as `ParcelNote` has it, but for the reviews; `media` are names by which its texts call those of others."""

    guid: str
    deck: tuple[str, ...]
    kind: str
    fields: Mapping[str, Any]
    cards: Mapping[str, StoredCard]
    base: Mapping[str, Any] | None = None
    media: Mapping[str, str] = {}
