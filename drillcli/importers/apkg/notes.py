"""A stored note -> the notes that it is here: one where its cards are a reversal or gaps, else one for each card."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from drillcli.importers.apkg import clozes
from drillcli.importers.apkg.clozes import Gap
from drillcli.importers.apkg.collection import StoredCard, StoredNote
from drillcli.importers.apkg.cooked import Cooked
from drillcli.importers.apkg.recipe import Recipe, Show, Sides
from drillcli.importers.apkg.schema import Layout
from drillcli.importers.markup import to_markdown
from drillcli.importers.markup.marks import GAP, GAP_CLOSE, GAP_END, without_marks
from drillcli.importers.parcel import LeftOut
from drillcli.kinds import KINDS, basic, cloze, typed
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.model import Note

HOME = ("Default",)
"""The deck of cards whose own is not in the collection: Anki's first one."""


@dataclass(slots=True)
class Making:
    """One note in the making."""

    stored: StoredNote
    recipe: Recipe
    layout: Layout
    left_out: list[LeftOut]
    texts: dict[str, str] = field(init=False)
    tags: list[str] = field(init=False)
    _written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = self.recipe.notetype.fields
        self.texts = dict.fromkeys(names, "") | dict(
            zip(names, without_marks(self.stored.fields).split("\x1f"), strict=False)
        )
        self.tags = self.stored.tags.split()

    @property
    def deck(self) -> tuple[str, ...]:
        """The deck of its first card."""
        return self._deck(self.stored.cards[0])

    def with_sides(self) -> Iterator[Cooked]:
        """Yield a note asked in both directions where two cards are just that, else a note for each card."""
        cards = [(self._sides(card), card) for card in self.stored.cards]
        faces = [(card, sides, *self._faces(sides)) for sides, card in cards if sides]
        if len(faces) == 2 and _is_reversal(faces):
            (there, _sides, question, answer), (back, *_rest) = faces
            if question and answer:
                fields = {"q": question, "a": answer, "reverse": True}
                yield self._note("", there, basic.NAME, fields, {"": there, basic.REVERSE: back})
                return
        for card, sides, question, answer in faces:
            made = self._typed(sides, question) or self._basic(card, question, answer)
            if made:
                yield self._note(_suffix(card), card, *made, {"": card})

    def with_gaps(self) -> Iterator[Cooked]:
        """Yield a note with all gaps, or one for each card where they lie in one another or give themselves away."""
        sides = self.recipe.sides[0] if self.recipe.sides else None
        if sides is None:
            self._leave(self.stored.cards, self.recipe.faults.get(0, _("its note type has no template")))
            return
        read = {name: clozes.read(self.texts.get(name, "")) for name in sides.clozes}
        numbers = set[int]().union(*map(clozes.numbers_in, read.values()))
        asked = [card for card in self.stored.cards if card.ord + 1 in numbers]
        self._leave([card for card in self.stored.cards if card.ord + 1 not in numbers], _("its text has no such gap"))
        if not asked:
            return
        why = self._markdown(sides.tell(self.texts, _WITHOUT_GAPS))
        if all(map(clozes.is_plain, read.values())):
            whole = self._gaps(sides, why, read, None)
            if whole:
                parts = {f"c{card.ord + 1}": card for card in asked}
                yield self._note("", asked[0], cloze.NAME, whole, parts)
                return
        for card in asked:
            alone = self._gaps(sides, why, read, card.ord + 1)
            if alone:
                yield self._note(f"#{card.ord}", card, cloze.NAME, alone, {f"c{card.ord + 1}": card})
                continue
            plain = self._open_gap(sides, why, read, card)
            if plain:
                yield self._note(f"#{card.ord}", card, basic.NAME, plain, {"": card})

    def _sides(self, card: StoredCard) -> Sides | None:
        for sides in self.recipe.sides:
            if sides.ord == card.ord:
                return sides
        self._leave([card], self.recipe.faults.get(card.ord, _("its note type has no such card")))
        return None

    def _faces(self, sides: Sides) -> tuple[str, str]:
        texts = self.texts | self._special(sides)
        question = self._markdown(sides.ask(texts, _UNTYPED))
        answer = self._markdown(sides.tell(texts, _FILLED))
        if sides.repeats and answer.startswith(question):
            answer = answer.removeprefix(question).lstrip("\\\n -")
        return question, answer

    def _special(self, sides: Sides) -> dict[str, str]:
        return {"Tags": self.stored.tags.strip(), "Type": self.recipe.notetype.name, "Card": sides.name}

    def _basic(self, card: StoredCard, question: str, answer: str) -> tuple[str, dict[str, Any]] | None:
        if question and answer:
            return basic.NAME, {"q": question, "a": answer}
        self._leave([card], _("its front is empty") if not question else _("its back is empty"))
        return None

    def _typed(self, sides: Sides, question: str) -> tuple[str, dict[str, Any]] | None:
        """Return a note whose answer is typed, where it is one line; what else the back says is the reason."""
        accepted = self._markdown(self.texts.get(sides.typed, "")) if sides.typed else ""
        if not accepted or "\n" in accepted or not question:
            return None
        fields: dict[str, Any] = {"q": question, "accept": [accepted]}
        rest = self._markdown(sides.tell(self.texts | self._special(sides), _UNTYPED))
        if rest not in ("", accepted, question):
            fields["why"] = rest
        return (typed.NAME, fields) if _is_sound(typed.NAME, fields) else None

    def _gaps(
        self, sides: Sides, why: str, read: Mapping[str, list[str | Gap]], number: int | None
    ) -> dict[str, Any] | None:
        """Return a note with the gaps of one number, or all; None where it would be refused here."""
        texts = self.texts | {
            name: clozes.marked(pieces, GAP, f"{GAP_CLOSE}%d{GAP_END}", number) for name, pieces in read.items()
        }
        made = self._markdown(sides.ask(texts, _PLAIN))
        fields = {"cloze": _braced(made)} | ({"why": why} if why else {})
        return fields if _is_sound(cloze.NAME, fields) else None

    def _open_gap(
        self, sides: Sides, why: str, read: Mapping[str, list[str | Gap]], card: StoredCard
    ) -> dict[str, Any] | None:
        """Return a plain question with one gap left open, as Anki shows it."""
        front = self.texts | {name: clozes.asked(pieces, card.ord + 1) for name, pieces in read.items()}
        back = self.texts | {name: clozes.told(pieces) for name, pieces in read.items()}
        question, answer = (self._markdown(sides.ask(texts, _PLAIN)) for texts in (front, back))
        made = self._basic(card, question, answer)
        return made[1] | ({"why": why} if why else {}) if made else None

    def _markdown(self, html: str) -> str:
        if html in self._written:
            return self._written[html]
        written = to_markdown(html)
        self._written[html] = written.text
        self.left_out += [LeftOut("markup", reason_of(name), self.stored.shown) for name in written.dropped]
        return written.text

    def _note(
        self, suffix: str, card: StoredCard, kind: str, fields: dict[str, Any], cards: dict[str, StoredCard]
    ) -> Cooked:
        if self.tags:
            fields["tags"] = self.tags
        identity = self.stored.guid or str(self.stored.id)
        deck = self._deck(card)
        return Cooked(f"anki:{identity}{suffix}", deck, kind, fields, cards)

    def _deck(self, card: StoredCard) -> tuple[str, ...]:
        return self.layout.decks.get(card.deck) or HOME

    def _leave(self, cards: Iterable[StoredCard], reason: str) -> None:
        self.left_out += [LeftOut("card", reason, self.stored.shown) for _card in cards]


def _is_reversal(faces: list[tuple[StoredCard, Sides, str, str]]) -> bool:
    """Tell whether the second of two cards asks the first one the other way round, in the same deck."""
    (there, sides, question, answer), (back, others, asked, told) = faces
    is_typed = sides.typed or others.typed
    return not is_typed and there.deck == back.deck and there.ord == 0 and (question, answer) == (told, asked)


def _is_sound(kind: str, fields: Mapping[str, Any]) -> bool:
    """Tell whether a deck file with this note is accepted."""
    spoken = {name: {"": value} for name, value in fields.items()}
    problems = KINDS[kind].problems(Note("", "", kind, spoken))
    return not any(problem.level is Level.ERROR for problem in problems)


def _suffix(card: StoredCard) -> str:
    """Return what tells a card's note from that of the first card, which bears the name of the note alone."""
    return f"#{card.ord}" if card.ord else ""


def _braced(text: str) -> str:
    """Return text with the marks of gaps as braces; braces that stand in pairs otherwise are set apart."""
    text = text.replace("{{", "{ {").replace("}}", "} }")
    return text.replace(GAP, "{{").replace(GAP_CLOSE, "::c").replace(GAP_END, "}}")


def _filled(text: str) -> str:
    return clozes.told(clozes.read(text))


def _nothing(_text: str) -> str:
    return ""


def _same(text: str) -> str:
    return text


_PLAIN, _FILLED = Show(_same, _same), Show(_same, _filled)
_UNTYPED, _WITHOUT_GAPS = Show(_nothing, _filled), Show(_same, _nothing)


def reason_of(name: str) -> str:
    """Return why a tag was dropped."""
    if name == "script":
        return _("scripts are not run")
    if name == "data:":
        return _("an image within the text is not taken over: put it into a file")
    return _("<{tag}> cannot be shown in a terminal").format(tag=name)
