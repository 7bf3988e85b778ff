"""The kinds of cards: which there are, which one a note is, and the cards it is made into."""

from collections.abc import Iterable, Mapping

from drillcli.kinds import basic, choice, cloze, numeric, order, typed
from drillcli.kinds.base import Kind, Shape
from drillcli.locale import _, commas
from drillcli.model import Card, Note

KINDS: dict[str, Kind] = {
    basic.NAME: basic,
    cloze.NAME: cloze,
    choice.NAME: choice,
    typed.NAME: typed,
    order.NAME: order,
    numeric.NAME: numeric,
}

COMMON: Mapping[str, Shape] = {
    "id": Shape.STRING,
    "why": Shape.TEXT,
    "tags": Shape.STRINGS,
    "from": Shape.STRINGS,
    "fixes": Shape.STRINGS,
    "as_of": Shape.DATE,
    "exercise": Shape.STRING,
}
"""The fields that a note of any kind may have."""

MARKS: Mapping[str, str] = {next(iter(kind.FIELDS)): name for name, kind in KINDS.items() if name != basic.NAME}
"""The name of the kind by the field that marks it; a note without such a field is basic."""


def kind_of(fields: Iterable[str]) -> str:
    """Return the name of the kind that a note with these fields is.

    Raises:
        ValueError: the fields mark more than one kind; the message names them.
    """
    marks = [field for field in fields if field in MARKS]
    if len(marks) > 1:
        message = _("{fields} cannot stand in one note: each makes it another kind; keep one of them")
        raise ValueError(message.format(fields=commas(marks)))
    return MARKS[marks[0]] if marks else basic.NAME


def kind_names() -> dict[str, str]:
    """Return what each kind of card is called."""
    return {
        basic.NAME: _("basic"),
        cloze.NAME: _("cloze"),
        choice.NAME: _("choice"),
        typed.NAME: _("typed"),
        order.NAME: _("order"),
        numeric.NAME: _("number"),
    }


def kind(note: Note) -> Kind:
    """Return the kind of a note."""
    return KINDS[note.kind]


def cards(note: Note) -> tuple[Card, ...]:
    """Return the cards that a note is made into, in the author's order."""
    return tuple(Card(note, part) for part in kind(note).parts(note))
