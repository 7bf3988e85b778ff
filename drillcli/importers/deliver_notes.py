"""Takes the notes of a parcel one by one: into their decks, and the histories of their cards into the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from drillcli.collection import Collection
from drillcli.deckfile.shapes import ID
from drillcli.importers import merge
from drillcli.importers.deliver_deck import Deck, OldFile
from drillcli.importers.deliver_decks import Decks
from drillcli.importers.deliver_history import Histories
from drillcli.importers.deliver_media import Media
from drillcli.importers.deliver_tally import Delivered
from drillcli.importers.draft import Draft, drafted
from drillcli.importers.merge import Standing, standing
from drillcli.importers.parcel import LeftOut, ParcelCard, ParcelNote
from drillcli.locale import _
from drillcli.model import Answer, Moment
from drillcli.store import imported
from drillcli.store.history import Marks, sources
from drillcli.store.imported import Arrived, Known
from drillcli.store.intake_cards import Home, NewCards, times
from drillcli.store.intake_rows import Foreign
from drillcli.store.log import moves

OWN = "drill:"
"""How the identity of a note begins that drill exported: `drill:DECK/ID`."""

_UNTOUCHED = ParcelCard()
_UNMARKED = Marks()


class Notes:
    """Takes notes, inside `store.writing()`.

    `later` are the new reviews of cards (by row) that were there before: they are not written here.
    """

    def __init__(
        self,
        collection: Collection,
        decks: Decks,
        histories: Histories,
        cards: NewCards,
        media: Media,
        tally: Delivered,
    ) -> None:
        self.later: dict[int, list[Foreign]] = {}
        self._collection = collection
        self._connection = collection.store.connection
        self._decks = decks
        self._histories = histories
        self._cards = cards
        self._media = media
        self._tally = tally
        self._seen: set[str] = set()
        self._none_before = imported.is_empty(self._connection)
        self._homes: dict[str, Home] = {}
        self._by_digest: dict[str, dict[bytes, str]] = {}
        self._moves = [move for of_card in moves(self._connection).values() for move in of_card]

    def take(self, note: ParcelNote) -> None:
        """Take one note. Raises OSError where a file cannot be written."""
        if note.guid in self._seen:
            self._leave("note", _("the file has it twice"), note.guid)
            return
        self._seen.add(note.guid)
        known = self._known(note.guid)
        if known is None:
            self._arrive(note)
        else:
            self._meet(note, known)

    def _known(self, guid: str) -> Known | None:
        """Return what a note became: by an earlier import, or because it came from a deck that is here."""
        known = None if self._none_before else imported.known(self._connection, guid)
        if known is None and guid.startswith(OWN):
            slug, name = _own(guid)
            if slug in self._collection.found and self._collection.index.note(slug, name) is not None:
                return Known(slug, name, None, None)
        return known

    # -- a note that comes for the first time ----------------------------------------------------

    def _arrive(self, note: ParcelNote) -> None:
        hint, name = _own(note.guid) if note.guid.startswith(OWN) else ("", "")
        deck = self._decks.of(note.deck, hint)
        draft = self._drafted(note, deck)
        if draft is None:
            return
        deck.new += 1
        self._tally.new += 1
        self._write(note, deck, deck.names.claim(name if ID.fullmatch(name) else draft.name), draft)

    def _drafted(self, note: ParcelNote, deck: Deck) -> Draft | None:
        """Return a note as it will stand in its deck file; None, and why, where it cannot."""
        if deck.closed:
            self._leave("note", deck.closed, note.guid)
            return None
        try:
            return note.draft or drafted(note.kind, self._fields(note, deck), note.guid)
        except ValueError as error:
            self._leave("note", str(error), note.guid)
            return None

    def _fields(self, note: ParcelNote, deck: Deck) -> Mapping[str, Any]:
        """Return the fields of a note with references to its media where they are here."""
        fields: Mapping[str, Any] = self._media.rewritten(note.fields, deck.file.path.parent)
        return fields

    def _write(self, note: ParcelNote, deck: Deck, name: str, draft: Draft) -> None:
        deck.file.add(name, note.kind, draft)
        deck.arrived.append(Arrived(note.guid, deck.row, name, draft.digest))
        self._take_cards(note, deck, name, draft.parts)

    # -- a note that is known --------------------------------------------------------------------

    def _meet(self, note: ParcelNote, known: Known) -> None:
        deck = self._decks.known(known.deck, note.deck)
        if deck.here is None:
            self._leave("note", deck.closed, note.guid)
            self._take_reviews(note, deck, known.note)
        elif isinstance(deck.file, OldFile):
            self._compare(note, known, deck, deck.file)
        elif (draft := self._drafted(note, deck)) is not None:
            deck.restored += 1
            self._tally.restored += 1
            self._write(note, deck, known.note, draft)

    def _compare(self, note: ParcelNote, known: Known, deck: Deck, file: OldFile) -> None:
        source = note.draft.digest if note.draft else merge.digest(merge.settled(note.kind, self._fields(note, deck)))
        name = self._name_now(deck, known)
        here = (deck.here or {}).get(name)
        written = known.hash if note.base is None else merge.digest(merge.settled(note.kind, note.base))
        stands = standing(source, here and here.digest, written, known.fresh)
        writes = stands in (Standing.UPDATED, Standing.UNWRITTEN)
        draft = self._drafted(note, deck) if writes else None
        if draft is None:
            self._count(stands, f"{deck.slug}/{name}")
            self._take_reviews(note, deck, name)
            if stands is Standing.SAME and (name != known.note or source not in (known.hash, known.fresh)):
                self._tally.noted += 1
                deck.arrived.append(Arrived(note.guid, deck.row, name, source))
        elif here is None:
            deck.restored += 1
            self._tally.restored += 1
            self._write(note, deck, name, draft)
        else:
            deck.updated += 1
            self._tally.updated += 1
            file.change(name, here.line, note.kind, draft.fields)
            deck.arrived.append(Arrived(note.guid, deck.row, name, source))
            self._take_cards(note, deck, name, draft.parts)

    def _name_now(self, deck: Deck, known: Known) -> str:
        """Return the id that a note goes by: another than it came with where the learner has changed nothing else."""
        if deck.here is None or known.note in deck.here or known.hash is None:
            return known.note
        if deck.slug not in self._by_digest:
            self._by_digest[deck.slug] = {here.digest: name for name, here in deck.here.items()}
        return self._by_digest[deck.slug].get(known.hash, known.note)

    def _count(self, stands: Standing, card: str) -> None:
        if stands is Standing.SAME:
            self._tally.same += 1
        elif stands is Standing.EDITED:
            self._tally.edited += 1
        elif stands is Standing.REMOVED:
            self._tally.removed += 1
            self._leave("note", _("you took it out of its deck"), card)
        elif stands is Standing.KEPT:
            self._tally.kept += 1
            self._leave("text", _("both you and the source changed it; yours stays"), card)

    # -- cards -----------------------------------------------------------------------------------

    def _take_cards(self, note: ParcelNote, deck: Deck, name: str, parts: Sequence[str]) -> None:
        """Take the cards of a note that is written: new ones, and new reviews of those that are there."""
        for part in parts:
            card = note.cards.get(part, _UNTOUCHED)
            whole = f"{name}#{part}" if part else name
            reviews = self._histories.answers(card, f"{deck.slug}/{whole}") if card.reviews else []
            row = deck.cards.get(whole)
            if row is None:
                self._add_card(deck, whole, reviews, card)
            else:
                self._add_reviews(row, reviews)
        for part in note.cards.keys() - set(parts):
            self._leave("card", _("the note makes no such card"), f"{deck.slug}/{name}#{part}")

    def _add_card(self, deck: Deck, name: str, reviews: Sequence[Answer], card: ParcelCard) -> None:
        marks = _UNMARKED
        if card.suspended or card.buried or card.flagged:
            marks = Marks(card.suspended, card.flagged, self._collection.now.day if card.buried else 0)
        self._cards.add(self._home(deck), name, deck.place, reviews, marks)
        deck.place += 1
        self._tally.arrived(reviews, card)

    def _take_reviews(self, note: ParcelNote, deck: Deck, name: str) -> None:
        """Take the new reviews of a note that stays as it is."""
        for part, card in note.cards.items():
            whole = f"{name}#{part}" if part else name
            row = deck.cards.get(whole)
            if row is not None and card.reviews:
                self._add_reviews(row, self._histories.answers(card, f"{deck.slug}/{whole}"))
            elif card.reviews:
                self._leave("card", _("its note makes no such card here"), f"{deck.slug}/{whole}")

    def _add_reviews(self, row: int, reviews: Sequence[Answer]) -> None:
        if not reviews:
            return
        there = times(self._connection, sources(row, self._moves))
        fresh = [review for review in reviews if review[0] not in there]
        self._tally.known += len(reviews) - len(fresh)
        if fresh:
            self.later[row] = [
                Foreign("", Moment(ms, day, offset), rating, took_ms, interval)
                for ms, day, offset, rating, took_ms, interval in fresh
            ]
            self._tally.reviewed(fresh)

    def _home(self, deck: Deck) -> Home:
        if deck.slug not in self._homes:
            self._homes[deck.slug] = Home(deck.row, deck.slug, self._collection.store.replayer_of(deck.row))
        return self._homes[deck.slug]

    def _leave(self, what: str, why: str, where: str) -> None:
        self._tally.leave(LeftOut(what, why, where))


def _own(guid: str) -> tuple[str, str]:
    """Return the deck and the id in the identity of a note that drill exported."""
    deck, _slash, name = guid.removeprefix(OWN).partition("/")
    return deck, name
