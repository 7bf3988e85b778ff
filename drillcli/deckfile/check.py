"""Looks over deck files: every fault of each, and what only a look at a whole deck shows."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeAlias
from unicodedata import normalize

from drillcli.deckfile.build import load
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.find import SUFFIXES, slug_fault
from drillcli.deckfile.suggest import nearest
from drillcli.kinds import cards, kind
from drillcli.kinds.base import Level, Shape
from drillcli.locale import _, commas, language_name
from drillcli.model import Card, Deck, Note

Asked: TypeAlias = tuple[str, ...]
"""What a card asks in a language, in a form in which two that ask the same are equal."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: the faults in the order of files and lines, and how much was found sound."""

    faults: tuple[Fault, ...]
    decks: int
    notes: int
    cards: int

    @property
    def errors(self) -> int:
        """How many of the faults are errors."""
        return sum(fault.level is Level.ERROR for fault in self.faults)


def check(
    paths: Iterable[Path], exercises: Collection[str] | None = None, lost: Callable[[Note], Iterable[str]] | None = None
) -> Report:
    """Check deck files, and the decks directly in folders. Counts are those of the decks without error.

    `exercises` are those that a note may name, `lost` returns the files that it names and that are not there; None
    leaves that unchecked.
    """
    faults: list[Fault] = []
    decks: list[Deck] = []
    for path in paths:
        files = deck_files(path)
        if not files:
            message = _("no deck in this folder: a deck is a .yaml or .yml file")
            faults.append(Fault(str(path), 1, 1, message))
        for file in files:
            deck, found = _checked(file, exercises, lost)
            faults += found
            decks += [deck] if deck else []
    notes = [note for deck in decks for note in deck.notes]
    return Report(tuple(faults), len(decks), len(notes), sum(len(kind(note).parts(note)) for note in notes))


def deck_files(path: Path) -> list[Path]:
    """Return the deck files in a folder, or the path itself when it is none."""
    if not path.is_dir() or path.suffix.lower() in SUFFIXES:
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.name[0] != ".")


def _checked(
    file: Path, exercises: Collection[str] | None, lost: Callable[[Note], Iterable[str]] | None
) -> tuple[Deck | None, list[Fault]]:
    slug = normalize("NFC", file.stem)
    loaded = load(file, slug)
    faults = [*loaded.faults]
    if wrong := slug_fault(slug):
        faults.insert(0, Fault(str(file), 1, 1, wrong))
    if loaded.deck:
        faults += [*_alike(loaded.deck), *_untranslated(loaded.deck)]
        faults += [] if exercises is None else _unlinked(loaded.deck, exercises)
        faults += [] if lost is None else _without_files(loaded.deck, lost)
    return loaded.deck, sorted(faults, key=lambda fault: (fault.line, fault.column))


def _warning(note: Note, message: str) -> Fault:
    return Fault(note.path, note.line, note.column, message, Level.WARNING, note.id)


def _alike(deck: Deck) -> Iterator[Fault]:
    """Warn of cards that ask the same, so that the learner cannot know which answer is wanted."""
    first: dict[Asked, Card] = {}
    for note in deck.notes:
        yield from (_warning(note, message) for message in same_questions(note, first))


def same_questions(note: Note, first: MutableMapping[Asked, Card]) -> Iterator[str]:
    """Yield what is to be said of a note whose cards ask what others ask already.

    `first` has the first card that asks each question, and takes those of this note.
    """
    for card in cards(note):
        for lang in languages(note) or ("",):
            other = first.setdefault((lang, *_asked(card, lang)), card)
            if other is not card:
                message = _("asks the same as the card {id} at line {line}: reword one of them")
                yield message.format(id=other.id.partition("/")[2], line=other.note.line)
                break


def _asked(card: Card, lang: str) -> Asked:
    """Return what a front asks and offers, apart from case, width, spacing and order of options."""
    front = kind(card.note).front(card, lang, Random(0))  # noqa: S311 the order of options does not count here
    return _plain(front.ask), *sorted(map(_plain, front.options))


def _plain(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())


def languages(note: Note) -> tuple[str, ...]:
    """Return the languages that a note is written in; none when it is written once for all of them."""
    shapes = kind(note).FIELDS
    spoken = [note.fields[field] for field in shapes if field in note.fields and shapes[field] in _BY_LANGUAGE]
    return tuple(dict.fromkeys(lang for text in spoken for lang in text if lang))


_BY_LANGUAGE = (Shape.TEXT, Shape.LINES)


def usual_languages(deck: Deck) -> list[str]:
    """Return the languages that more than half of a deck's notes are written in, the most usual first."""
    counts = Counter(lang for note in deck.notes for lang in languages(note))
    return [lang for lang, count in counts.most_common() if count * 2 > len(deck.notes)]


def _untranslated(deck: Deck) -> Iterator[Fault]:
    """Warn of notes without a language that more than half of the deck's notes have."""
    usual = usual_languages(deck)
    for note in deck.notes:
        langs = languages(note)
        missing = [lang for lang in usual if langs and lang not in langs]
        if missing:
            message = _("not written in {languages}, as most notes of this deck are: translate it")
            yield _warning(note, message.format(languages=commas(map(language_name, missing))))


def _unlinked(deck: Deck, exercises: Collection[str]) -> Iterator[Fault]:
    """Warn of notes that name an exercise which is none of those there are."""
    for note in deck.notes:
        name = note.fields.get("exercise")
        if name is None or name in exercises:
            continue
        meant = nearest(name, exercises)
        text = _("no exercise `{name}`: did you mean `{meant}`?") if meant else _("no exercise `{name}`: remove it")
        yield _warning(note, text.format(name=name, meant=meant))


def _without_files(deck: Deck, lost: Callable[[Note], Iterable[str]]) -> Iterator[Fault]:
    """Warn of pictures and sounds that are not beside the deck."""
    for note in deck.notes:
        for source in lost(note):
            text = _("no picture or sound `{source}` beside the deck: put it there, or mend its name")
            yield _warning(note, text.format(source=source))
