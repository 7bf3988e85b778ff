"""Which deck a note goes to: the one that it went to before, or a new one whose name nothing else has."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from drillcli.collection import Collection
from drillcli.deckfile.find import bundled
from drillcli.importers import naming
from drillcli.importers.deliver_deck import Deck, Here, NewFile, OldFile
from drillcli.importers.merge import digest
from drillcli.importers.naming import Names
from drillcli.locale import _
from drillcli.store import imported
from drillcli.store.intake_cards import names
from drillcli.store.roster import enrolled

JOINED = " / "
"""Stands between the titles of a path in the title of a deck."""


class Decks:
    """The decks of one import. New files go to `folder`, or with a `trial` nowhere.

    `only` is the title, or the slug, of the one deck that all notes are to go to; "" lets each go to its own.
    """

    def __init__(self, collection: Collection, folder: Path, only: str, *, trial: bool) -> None:
        self._collection = collection
        self._connection = collection.store.connection
        self._folder = folder
        self._only = only
        self._trial = trial
        self._by_slug: dict[str, Deck] = {}
        self._by_titles: dict[Sequence[str], Deck] = {}
        self._taken = Names([*collection.found, *enrolled(collection.store), *_stems(folder)])

    def __iter__(self) -> Iterator[Deck]:
        return iter(self._by_slug.values())

    def of(self, titles: Sequence[str], hint: str = "") -> Deck:
        """Return the deck for a path of titles; `hint` is a slug for it in case it is new."""
        titles = (self._only,) if self._only else titles
        deck = self._by_titles.get(titles)
        if deck is None:
            deck = self._by_titles[titles] = self._of_titles(titles, hint)
        return deck

    def known(self, slug: str, titles: Sequence[str]) -> Deck:
        """Return the deck that a note went to before."""
        if slug not in self._by_slug:
            self._by_slug[slug] = self._opened(slug, JOINED.join(titles))
        return self._by_slug[slug]

    def _of_titles(self, titles: Sequence[str], hint: str) -> Deck:
        key = json.dumps(list(titles), ensure_ascii=False)
        slug = imported.deck_of(self._connection, key)
        if slug is None and self._only in self._collection.found:
            slug = self._only
        if slug is None:
            slug = self._taken.claim(hint if naming.is_slug(hint) else naming.slug(titles))
        deck = self.known(slug, titles)
        imported.remember_deck(self._connection, key, slug)
        return deck

    def _opened(self, slug: str, title: str) -> Deck:
        row = imported.deck_row(self._connection, slug)
        cards = names(self._connection, row)
        ids = {name.partition("#")[0] for name in cards}
        info = self._collection.index.decks().get(slug)
        if info is None:
            new = NewFile(self._folder / f"{slug}.yaml", title, trial=self._trial)
            return Deck(slug, title, row, cards, new, {}, Names(ids))
        path = Path(info.path)
        old = OldFile(path, info.hash, trial=self._trial)
        if info.error:
            fault = _("its deck file has an error, which `drill check` explains: {path}").format(path=path)
            return Deck(slug, title, row, cards, old, None, Names(ids), fault)
        here = {note.id: Here(digest(note.fields), note.line) for note in self._collection.index.notes(slug)}
        return Deck(slug, title, row, cards, old, here, Names([*ids, *here]), _closed(path, old), len(cards))


def _closed(path: Path, file: OldFile) -> str:
    """Return why a deck takes no notes; "" when it does."""
    if path.parent == bundled():
        return _("its deck came with drill, and an update would lose what is added: {path}").format(path=path)
    if not file.can_grow():
        return _("notes can only be added where each begins with `- ` on a line of its own: {path}").format(path=path)
    return ""


def _stems(folder: Path) -> list[str]:
    return [path.stem for path in folder.iterdir()] if folder.is_dir() else []
