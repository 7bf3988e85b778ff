"""Cards as they are named on the command line: `deck/note#part`, or `deck/note` for all that a note makes."""

from collections.abc import Sequence
from pathlib import Path

from drillcli.collection import Collection
from drillcli.deckfile.suggest import nearest
from drillcli.errors import DrillError
from drillcli.kinds import cards
from drillcli.locale import _
from drillcli.model import Card


def named(collection: Collection, word: str) -> tuple[Card, ...]:
    """Return the card that `word` names, or all cards of the note that it names.

    Raises DrillError with the nearest id when no deck has it, and with the fault when its deck cannot be used.
    """
    card = collection.index.card(word)
    if card:
        return (card,)
    slug, _slash, name = word.partition("/")
    note = None if "#" in name else collection.index.note(slug, name)
    if note:
        return cards(note)
    raise DrillError(unknown(collection, word))


def ids_of(collection: Collection, words: Sequence[str]) -> list[str]:
    """Return the ids that words stand for: those of all cards of a note, else the word itself; each once."""
    ids: dict[str, None] = {}
    for word in words:
        slug, _slash, name = word.partition("/")
        note = None if "#" in name else collection.index.note(slug, name)
        ids |= dict.fromkeys([card.id for card in cards(note)] if note else [word])
    return list(ids)


def unknown(collection: Collection, word: str) -> str:
    """Say that there is no card `word`, and what comes near."""
    slug = word.partition("/")[0]
    decks = collection.index.decks()
    if slug in decks:
        if error := decks[slug].error:
            return error
        cards_there = [f"{slug}/{name}" for name in collection.index.card_names(slug)]
        if cards_there and word == slug:
            return _("{deck} is a deck; name one of its cards, such as {card}").format(deck=slug, card=cards_there[0])
        near = nearest(word, cards_there)
    else:
        notes = (f"{deck}/{word}" for deck in decks if word in collection.index.card_names(deck))
        near = next(notes, None) or next(iter(collection.index.complete(word)), None) or nearest(slug, decks)
    text = _("no card {card} in any deck").format(card=word)
    return text + (_("; did you mean {near}?").format(near=near) if near else _("; `drill search` finds cards"))


def shown(path: str | Path, cwd: Path) -> str:
    """Return a path as it is shown: relative to the current folder when it lies in there."""
    whole = Path(path)
    return str(whole.relative_to(cwd) if whole.is_relative_to(cwd) else whole)
