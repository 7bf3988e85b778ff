"""Where a deck stands: how many of its cards are due, new, in steps, learned."""

from collections.abc import Mapping
from dataclasses import dataclass

from drillcli.deckfile.index import DeckInfo
from drillcli.model import in_language
from drillcli.store.queue import REVIEW, SUSPENDED, Counts


@dataclass(frozen=True, slots=True)
class Standing:
    """A deck in numbers of cards; `learned` are those in review. A deck with an `error` has no cards for now."""

    deck: str
    title: str
    path: str
    order: int | None
    cards: int
    due: int
    new: int
    learning: int
    learned: int
    suspended: int
    error: str | None


def standing(info: DeckInfo, counts: Counts, buckets: Mapping[int, int], lang: str) -> Standing:
    """Return where a deck stands on the day of the `counts`, its title in `lang`."""
    title = in_language(info.title, lang) or info.slug
    if info.error:
        return Standing(info.slug, title, info.path, info.order, 0, 0, 0, 0, 0, 0, info.error)
    learned, suspended = buckets.get(REVIEW, 0), buckets.get(SUSPENDED, 0)
    return Standing(info.slug, title, info.path, info.order, info.cards, *counts, learned, suspended, None)
