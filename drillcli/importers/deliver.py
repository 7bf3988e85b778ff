"""Takes a parcel into the user's world: deck files, media and histories, all of it or nothing; twice is once.

What holds at every instant, whatever ends the process: all of the database is one transaction; deck files are complete
beside their places before it ends, and are put there after. In between, a note bears the mark that its text is about to
be written (`store.imported`), so that importing the file again completes what was cut off.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from drillcli.collection import Collection
from drillcli.deckfile.reader import without_gc
from drillcli.deckfile.rewrite import LOCK, held
from drillcli.errors import DrillError
from drillcli.importers.deliver_deck import Deck, NewFile
from drillcli.importers.deliver_decks import Decks
from drillcli.importers.deliver_history import AHEAD_MS, Histories
from drillcli.importers.deliver_media import Media
from drillcli.importers.deliver_notes import Notes
from drillcli.importers.deliver_tally import DeckDone, Delivered
from drillcli.importers.parcel import LeftOut, Parcel
from drillcli.importers.place import Place
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.model import CardState, Moment, Rating
from drillcli.store import imported
from drillcli.store.intake_cards import NewCards, set_hash
from drillcli.store.intake_rows import Decide, add_reviews, device_of, keep_copy


@dataclass(frozen=True, slots=True)
class Request:
    """How a parcel is to be taken in.

    New deck files go to `folder`; `only` is the title or slug of the one deck for all notes, "" where each has its own.
    Reviews that do not say where the learner was were given at `place`. `source` is a digest of the file. On `trial`
    nothing is written, and the answer is what would be; else there is a backup of the database as it was.
    """

    folder: Path
    place: Place
    source: str
    only: str = ""
    trial: bool = False


class _NothingToKeep(Exception):  # noqa: N818 it ends a transaction without a trace
    """There was nothing to write, or nothing was to be written."""


def deliver(collection: Collection, parcel: Parcel, request: Request) -> Delivered:
    """Take a parcel in; return what came of it.

    A note that came before is known by its `guid`: its text is written anew where the source has changed it and the
    learner has not; what the learner changed or took out stays so. Reviews that are in the log are passed over.

    Raises DrillError where a file cannot be written, StoreError where the database cannot; then all is as it was, or
    the message says that the import is to be completed.
    """
    tally = Delivered()
    decks = Decks(collection, request.folder, request.only, trial=request.trial)
    media = Media(parcel, tally.leave, write=not request.trial)
    kept, was_there = False, request.folder.exists()
    try:
        with without_gc(), ExitStack() as turn:
            with suppress(_NothingToKeep), collection.store.writing():
                _take(collection, parcel, request, decks, media, tally)
                if not request.trial:  # until its decks are in their places no other drill writes into them
                    turn.enter_context(held(collection.env.home / LOCK, request.folder))
                _write(collection, decks, tally)
                if request.trial or not tally.is_change:
                    raise _NothingToKeep
                tally.backup = keep_copy(collection.store, collection.now.ms)
            kept = True
            if tally.backup:
                _place(collection, decks)
    except OSError as error:
        text = _("cannot write {path}: {reason}; nothing was imported")
        if kept:
            text = _("cannot write {path}: {reason}; make room there, and import the file again to complete it")
        raise DrillError(text.format(path=error.filename or request.folder, reason=reason_of(error))) from error
    finally:
        for deck in decks:
            deck.file.discard()
        if not kept:
            media.discard()
        if not kept and not was_there:
            with suppress(OSError):  # it is not empty, or was never made
                request.folder.rmdir()
    return tally


def _take(
    collection: Collection, parcel: Parcel, request: Request, decks: Decks, media: Media, tally: Delivered
) -> None:
    """Take everything in but for the deck files."""
    store = collection.store
    decide = _decider(collection)
    device = device_of(store.connection, request.source, 0)
    cards = NewCards(store, device, collection.now, decide)
    histories = Histories(request.place, collection.now.ms + AHEAD_MS, tally.leave)
    notes = Notes(collection, decks, histories, cards, media, tally)
    for note in parcel.notes:
        notes.take(note)
        _drain(parcel.left_out, tally)
    _drain(parcel.left_out, tally)
    cards.close()
    add_reviews(store, notes.later, (), device, decide)
    device_of(store.connection, request.source, cards.newest_ms)
    tally.media = media.count
    if unused := media.unused():
        tally.leave(LeftOut("medium", _("no note refers to it"), ""), unused)


def _write(collection: Collection, decks: Decks, tally: Delivered) -> None:
    """Write the deck files beside their places, and remember what they will say."""
    for deck in decks:
        refused = _finish(collection, deck, tally) if deck.is_touched else frozenset()
        imported.remember(collection.store.connection, (note for note in deck.arrived if note.note not in refused))


def _drain(left_out: list[LeftOut], tally: Delivered) -> None:
    for one in left_out:
        tally.leave(one)
    left_out.clear()


def _finish(collection: Collection, deck: Deck, tally: Delivered) -> frozenset[str]:
    """Write a deck file beside its place; return the ids of the notes that stay as they are."""
    refused = deck.file.finish()
    for name in sorted(refused):
        deck.updated -= 1
        tally.updated -= 1
        tally.leave(
            LeftOut("text", _("its lines in the deck file cannot be changed one by one"), f"{deck.slug}/{name}")
        )
    if isinstance(deck.file, NewFile) and not deck.cards:
        set_hash(collection.store.connection, deck.row, deck.file.hash)
    tally.decks.append(DeckDone(deck.slug, deck.title, deck.file.path, deck.new + deck.restored, deck.updated))
    return refused


def _place(collection: Collection, decks: Decks) -> None:
    for deck in decks:
        if deck.is_touched:
            deck.file.place()
    with collection.store.writing():
        imported.confirm(collection.store.connection)


def _decider(collection: Collection) -> Decide:
    """Return what gives the interval (minutes) after the last review of a card, where the source does not say it."""

    def decide(card_id: str, state: CardState | None, rating: int, at: Moment) -> int:
        return collection.scheduler_of(card_id).review(card_id, state, Rating(rating), at).interval

    return decide
