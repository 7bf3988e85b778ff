"""What a person writes cards at: the card in the making, its draft on the disk, and what was added to the deck."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from drillcli.config import Environment
from drillcli.deckfile.append import Added
from drillcli.deckfile.check import Asked, same_questions, usual_languages
from drillcli.deckfile.write import clean
from drillcli.errors import DrillError
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.model import Card, Deck, in_language
from drillcli.ui import adding_form
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_form import CHOICES, TAGS, Form, Slot
from drillcli.ui.shelf import Shelf

DRAFTS = "drafts"
"""The folder of unfinished cards in the data folder."""


class Left(NamedTuple):
    """How the person left: the ids of the notes added, whether by Ctrl-C, whether a card is unfinished.

    `lost` are the ids of notes that another program took out of the file again; their cards are kept as drafts.
    """

    ids: tuple[str, ...]
    interrupted: bool
    unfinished: bool
    lost: tuple[str, ...] = ()


def draft(env: Environment, shelf: Shelf) -> Draft:
    """Return where the unfinished card of a deck is kept."""
    return Draft(env.home / DRAFTS / shelf.slug)


class Desk:
    """What is being written and what was added: the state of the screen, whoever draws it.

    `form` is the card in the making, `said` tells what became of the last one, `trouble` what could not be done.
    """

    def __init__(self, shelf: Shelf, kept: Draft, lang: str, tags: Sequence[str] = ()) -> None:
        self.shelf = shelf
        self.draft = kept
        self.lang = lang
        self.said = self.trouble = ""
        self.added: list[tuple[Added, Form]] = []
        self.deck = shelf.deck()
        self.langs = tuple(languages(self.deck))
        self.asked: dict[Asked, Card] = {}
        self._look()
        left = kept.take_up()
        self.form = self._placed(left or Form(tags=", ".join(tags)))
        self.is_resumed = left is not None
        if kept.is_shared and not left:
            self.said = _("another `drill add` has an unfinished card for this deck; this is a new one")

    def _look(self) -> None:
        """Learn what the deck asks and how it is tagged; one that was broken meanwhile is told when it is added to."""
        with suppress(DrillError):
            self.deck = self.shelf.deck()
        self.asked.clear()
        for note in self.deck.notes:
            for _message in same_questions(note, self.asked):
                pass
        self.known_tags = sorted({tag for note in self.deck.notes for tag in note.fields.get("tags", ())})

    @property
    def title(self) -> str:
        """The title of the deck."""
        return str(in_language(self.deck.title, self.lang)) or self.shelf.slug

    @property
    def slots(self) -> list[Slot]:
        """The fields that are asked for now."""
        return adding_form.slots(self.form.kind_now, self.langs)

    def leave(self, *, interrupted: bool) -> Left:
        """Return what was done here, once it is seen that the file still has it; what it has lost is kept."""
        lost = []
        with suppress(DrillError):
            there = {note.id for note in self.shelf.deck().notes}
            lost = [(added, form) for added, form in self.added if there.isdisjoint(added.ids)]
        for _added, form in lost:
            with suppress(OSError):
                self.draft.set_aside(form)
        self.draft.leave()
        ids = tuple(name for each in self.added if each not in lost for name in each[0].ids)
        return Left(ids, interrupted, not self.form.is_empty, tuple(added.ids[0] for added, _form in lost))

    def text(self, slot: Slot) -> str:
        """Return what stands in a field."""
        return self.form.tags if slot == TAGS else self.form.texts.get(slot, "")

    def put(self, slot: Slot, text: str) -> None:
        """Write a text into a field, without what no deck can hold; it is in the draft when this returns."""
        text = clean(text)
        if text != self.text(slot):
            texts = {**self.form.texts, **({} if slot == TAGS else {slot: text})}
            self.form = replace(self.form, texts=texts, tags=text if slot == TAGS else self.form.tags)
            self._changed()

    def choose(self, kind: str) -> None:
        """Make the card one of a kind."""
        self.form = replace(self.form, kind=kind)
        self._changed()

    def turn(self, step: int) -> None:
        """Go on to the next kind of card, or (-1) to the one before."""
        self.choose(CHOICES[(CHOICES.index(self.form.kind_now) + step) % len(CHOICES)])

    def fill(self, form: Form) -> None:
        """Put a card into the fields."""
        self.form = self._placed(form)
        self._changed()

    def _placed(self, form: Form) -> Form:
        """Return a card with all fields of the deck; a text in a language that it has not goes where there is one."""
        own = [slot for slot in adding_form.slots("", self.langs) if slot != TAGS]
        texts = dict.fromkeys(own, "")
        for (name, lang), text in form.texts.items():
            slot = (name, lang) if (name, lang) in texts else next(slot for slot in own if slot[0] == name)
            texts[slot] = "\n".join(filter(None, (texts[slot], text)))
        return replace(form, texts=texts)

    def problems(self) -> list[tuple[str, Level]]:
        """Return what is to be said of the card as it is."""
        return list(adding_form.problems(self.form, self.asked, self.langs))

    def save(self) -> bool:
        """Add the card to the deck and begin the next; False, and `trouble` says why, where that cannot be done."""
        form = self.form
        self.said = self.trouble = ""
        try:
            note = adding_form.note(form)
            self.trouble = next((message for message, level in self.problems() if level is Level.ERROR), "")
            if self.trouble:
                return False
            added = self.shelf.add([("", note.kind, note.fields)])
        except (ValueError, DrillError) as error:
            self.trouble = str(error)
            return False
        self.added.append((added, form))
        self._look()
        self.fill(Form(tags=form.tags))
        self.said = _("added {card}").format(card=f"{self.shelf.slug}/{added.ids[0]}")
        return True

    def take_back(self) -> None:
        """Take the card that was added last out of the deck, back into the fields."""
        added, form = self.added[-1]
        self.said = self.trouble = ""
        try:
            self.shelf.take_back(added)
        except DrillError as error:
            self.trouble = str(error)
            return
        self.added.pop()
        self._look()
        self.fill(form)
        self.said = _("taken back: {card}").format(card=f"{self.shelf.slug}/{added.ids[0]}")

    def throw_away(self) -> None:
        """Empty the fields."""
        self.fill(Form(tags=self.form.tags))
        self.said = ""

    def _changed(self) -> None:
        self.said = self.trouble = ""
        try:
            self.draft.keep(self.form)
        except OSError as error:
            self.trouble = _("what you type cannot be kept in {path} ({reason})").format(
                path=self.draft.folder, reason=reason_of(error)
            )


def languages(deck: Deck) -> list[str]:
    """Return the languages that a card of the deck is asked for; [""] in a deck that names none."""
    usual = usual_languages(deck) or ([] if deck.notes else [lang for lang in deck.title if lang])
    return sorted(usual) or [""]
