"""A note as Anki has it: the fields of its note type, each in HTML."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import Any, NamedTuple

from drillcli.carried import FIELD, Carried, Shown, digest, pack
from drillcli.exporters.anki_types import CLOZE_FIELDS, CLOZE_TYPE, NOTE_FIELDS, NOTE_TYPE
from drillcli.exporters.html import Picture, cloze, render
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import Wish, key_of, spoken_by
from drillcli.kinds import cards, kind
from drillcli.kinds import cloze as gap_kind
from drillcli.kinds.base import Front, How
from drillcli.kinds.basic import REVERSE
from drillcli.model import Card, Note


class AnkiNote(NamedTuple):
    """A note type, the fields in its order, tags as Anki has them (no spaces), and the parts by card number."""

    type: int
    fields: Sequence[str]
    tags: Sequence[str]
    parts: Sequence[str]


def anki_note(note: Note, wish: Wish, media: Media) -> AnkiNote:
    """Return a note as Anki has it, with itself in the hidden field."""
    langs = wish.languages(*spoken_by(note))
    is_cloze = note.kind == gap_kind.NAME
    made = dict(_gaps(note, langs, media.picture) if is_cloze else _sides(note, langs, media.picture))
    html = {name: text for name, (text, _place) in made.items()}
    parts = [card.part for card in cards(note)]
    shown = {name: Shown(digest(text), *place) for name, (text, place) in made.items() if text}
    own = {name: value for name, value in note.fields.items() if name != "id"}
    carried = Carried(note.deck, note.id, note.kind, own, parts, shown, media.renamed())
    html |= {"Source": _source(note), "Id": f"{note.deck}/{note.id}", FIELD: pack(carried)}
    names = CLOZE_FIELDS if is_cloze else NOTE_FIELDS
    tags = ["_".join(tag.split()) for tag in note.fields.get("tags", ())]
    return AnkiNote(CLOZE_TYPE if is_cloze else NOTE_TYPE, [html.get(name, "") for name in names], tags, parts)


def guid(note: Note) -> str:
    """Return by what Anki knows the note again: it depends on deck and id alone."""
    return blake2b(f"drill:{note.deck}/{note.id}".encode(), digest_size=10).hexdigest()


_Place = tuple[str, str]
_NOWHERE: _Place = ("", "")
_Made = tuple[str, tuple[str, _Place]]
"""The name of a field, its HTML, and the field and language of the one text that it shows."""


def _gaps(note: Note, langs: Sequence[str], picture: Picture) -> Iterator[_Made]:
    numbers = {part: number for number, part in enumerate(gap_kind.parts(note), 1)}
    text: Mapping[str, str] = note.fields["cloze"]
    for suffix, lang in zip(("", " 2"), langs, strict=False):
        key = key_of(text, lang)
        yield f"Text{suffix}", (cloze(text[key], numbers, picture), ("cloze", key))
    yield from _second_dropped(_why(note, langs, picture))


def _sides(note: Note, langs: Sequence[str], picture: Picture) -> Iterator[_Made]:
    card = Card(note)
    made = [entry for at, lang in enumerate(langs[:2]) for entry in _side(card, lang, " 2" * at, picture)]
    yield from _second_dropped([*made, *_why(note, langs, picture)])
    typed = kind(note).typed(card, langs[0])
    front = kind(note).front(card, langs[0], Random(0))  # noqa: S311 no options are shown of this one
    if front.how in (How.TYPE, How.NUMBER) and typed:
        yield "Typed", (render(typed[0]), _NOWHERE)
    if note.fields.get(REVERSE):
        yield "Reverse", ("1", _NOWHERE)


def _side(card: Card, lang: str, suffix: str, picture: Picture) -> Iterator[_Made]:
    """Yield question, options and answer in one language; options stand alike in each, whenever they are written."""
    note = card.note
    front = kind(note).front(card, lang, Random(card.id))  # noqa: S311 shuffles options
    answer = render(kind(note).back(card, lang).answer, picture)
    yield f"Front{suffix}", (render(front.ask, picture), ("q", key_of(note.fields["q"], lang)))
    if front.options:
        yield f"Options{suffix}", (_options(front, picture), _NOWHERE)
    if front.how is How.CHOOSE:
        letter = chr(ord("A") + front.places.index(note.fields["answer"] - 1))
        answer = f"<b>{letter}.</b> {answer}"
    place = ("a", key_of(note.fields["a"], lang)) if front.how is How.RATE else _NOWHERE
    yield f"Back{suffix}", (answer, place)


def _options(front: Front, picture: Picture) -> str:
    tag = "ol" if front.how is How.CHOOSE else "ul"
    items = "".join(f"<li>{render(option, picture)}</li>" for option in front.options)
    return f'<{tag} class="options">{items}</{tag}>'


def _why(note: Note, langs: Sequence[str], picture: Picture) -> Iterator[_Made]:
    text: Mapping[str, Any] = note.fields.get("why", {})
    for suffix, lang in zip(("", " 2"), langs if text else (), strict=False):
        key = key_of(text, lang)
        yield f"Why{suffix}", (render(text[key], picture), ("why", key))


def _second_dropped(made: Sequence[_Made] | Iterator[_Made]) -> Iterator[_Made]:
    """Yield the fields but those in the second language that say what the first says."""
    said: dict[str, str] = {}
    for name, (html, place) in made:
        said[name] = html
        if not name.endswith(" 2") or html != said.get(name.removesuffix(" 2")):
            yield name, (html, place)


def _source(note: Note) -> str:
    texts = [*note.fields.get("from", ()), *([note.fields["as_of"]] if "as_of" in note.fields else ())]
    return render(" · ".join(texts)) if texts else ""
