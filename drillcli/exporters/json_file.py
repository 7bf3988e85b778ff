"""Decks as JSON, without loss: what a deck file says, and with a history every review that counts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from drillcli.exporters.outgoing import Outgoing, Past, Wish
from drillcli.kinds import cards

VERSION = 1
_MARKS = ("suspended", "flagged", "buried")

_encode = json.JSONEncoder(ensure_ascii=False).encode


def json_file(decks: Sequence[Outgoing], wish: Wish) -> Iterator[str]:
    """Yield the file in pieces: of one deck {drill: 1, deck, title, about, order, notes}, else {drill: 1, decks: […]}.

    A note is {id, kind, and its fields as in a deck file}. With a history there are also reviews: [{card, ms, rating,
    took_ms, offset, interval}], in time order for each card, and suspended, flagged, buried: [card]. A card is `note`
    or `note#part`; rating 0 makes it new again; `offset` (from UTC) and `interval` are minutes; `buried` is for today.
    The language wished for does not matter: all of them are in the file.
    """
    head = f'{{"drill": {VERSION}, '
    if len(decks) == 1:
        yield from chain([head], _deck(decks[0], wish.past), ["}\n"])
        return
    yield head + '"decks": ['
    for number, deck in enumerate(decks):
        yield ",\n{" if number else "\n{"
        yield from _deck(deck, wish.past)
        yield "}"
    yield "\n]}\n"


def _deck(deck: Outgoing, past: Past | None) -> Iterator[str]:
    """Yield the members of a deck's object."""
    about = {"deck": deck.slug, "title": _short(deck.title), "about": _short(deck.about), "order": deck.order}
    yield "".join(
        f"{_encode(name)}: {_encode(value)}, " for name, value in about.items() if value not in ("", {}, None)
    )
    yield from _list("notes", ({"id": note.id, "kind": note.kind, **_said(note.fields)} for note in deck.notes()))
    if past is not None:
        marked: dict[str, list[str]] = {mark: [] for mark in _MARKS}
        yield ", "
        yield from _list("reviews", _reviews(deck, past, marked))
        yield from (f', "{mark}": {_encode(names)}' for mark, names in marked.items())


def _list(name: str, entries: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a member that is a list, one entry a line."""
    yield f'"{name}": ['
    for number, entry in enumerate(entries):
        yield (",\n" if number else "\n") + _encode(entry)
    yield "\n]"


def _reviews(deck: Outgoing, past: Past, marked: Mapping[str, list[str]]) -> Iterator[Mapping[str, Any]]:
    """Yield the reviews of all cards; what marks a card has is noted in `marked`."""
    for card in (card for note in deck.notes() for card in cards(note)):
        name = card.id.partition("/")[2]
        learned = past.learned(card.id)
        for mark, names in marked.items():
            names.extend([name] * getattr(learned, mark))
        for review in learned.reviews:
            yield {
                "card": name,
                "ms": review.key[0],
                "rating": review.rating,
                "took_ms": review.took_ms,
                "offset": review.at.offset,
                "interval": review.interval,
            }


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _short(value) for name, value in fields.items() if name != "id"}


def _short(value: Any) -> Any:
    """Return a value by language as one that was written once for all languages, where it was."""
    return value[""] if isinstance(value, Mapping) and set(value) == {""} else value
