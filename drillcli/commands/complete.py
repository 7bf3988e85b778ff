"""What completes a word of the command line; it changes nothing and stays silent where there is trouble.

What only one kind of word asks for is loaded when one is asked for: somebody waits with a finger on TAB.
"""
# ruff: noqa: PLC0415 as told above

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from drillcli.config import INDEX, SETTINGS, Environment, Word
from drillcli.deckfile.find import Found, find_decks, is_path
from drillcli.locale import LANGUAGES

if TYPE_CHECKING:
    from drillcli.deckfile.index import DeckIndex


class Line(NamedTuple):
    """What is known while a word is typed: the world, the word so far, and the values `given` before it, by name."""

    env: Environment
    word: str
    given: Mapping[str, Any]


Offer = str | tuple[str, str]
"""A word, or a word and what it is."""

FILES = "files"
"""What is said of a word in whose place the names of files fit, too."""


def decks(line: Line) -> Iterable[Offer]:
    """Return the decks, sorted; a word that looks like a path may also be a file."""
    if is_path(line.word) or line.word.startswith((".", "~")):
        return [(line.word, FILES)]
    return sorted(find_decks(line.env.cwd, line.env.home))


def cards(line: Line) -> Iterable[Offer]:
    """Return the decks, each with a slash; after the slash the ids of one deck's cards, in the deck's order."""
    found = find_decks(line.env.cwd, line.env.home)
    slug, slash, _name = line.word.partition("/")
    if not slash:
        return [f"{deck}/" for deck in sorted(found)]
    if slug not in found:
        return []
    return [card for index in _glanced(line, [found[slug]]) for card in index.complete(line.word)]


def tags(line: Line) -> Iterable[Offer]:
    """Return the tags of all decks, sorted."""
    found = find_decks(line.env.cwd, line.env.home).values()
    return sorted({tag for index in _glanced(line, found) for tag in index.tags()})


def _glanced(line: Line, decks: Collection[Found]) -> Iterator["DeckIndex"]:
    """Yield indexes that together hold some decks."""
    from drillcli.deckfile.glance import glanced

    with glanced(line.env.home / INDEX, decks, line.env.read_clock(0).ms) as indexes:
        yield from indexes


def exercises(_line: Line) -> Iterable[Offer]:
    """Return the training programs, sorted."""
    from drillcli.harness import catalogue

    return sorted(catalogue.files())


def settings(_line: Line) -> Iterable[Offer]:
    """Return the settings, each with what it is for."""
    return [(name, setting.about()) for name, setting in SETTINGS.items()]


def setting_values(line: Line) -> Iterable[Offer]:
    """Return what the setting that the line names can be; nothing when it takes more than some words."""
    setting = SETTINGS.get(line.given.get("name") or "")
    return [word for word in setting.read.allowed if word] if setting and isinstance(setting.read, Word) else []


def backups(line: Line) -> Iterable[Offer]:
    """Return the backups, the newest first, each with why it was made; any other file may be one, too."""
    from drillcli.store.backup import FOLDER, listed

    return [(line.word, FILES), *((b.path.stem, b.reason) for b in listed(line.env.home / FOLDER))]


def files(line: Line) -> Iterable[Offer]:
    """Return that a file fits."""
    return [(line.word, FILES)]


def parts(_line: Line) -> Iterable[Offer]:
    """Return the parts of the page of `drill stats`."""
    from drillcli.stats.report import BLOCKS

    return BLOCKS


def languages(_line: Line) -> Sequence[str]:
    """Return the languages of cards and messages."""
    return LANGUAGES


def beginnings(_line: Line) -> Sequence[str]:
    """Return the word by which sharing begins."""
    return ("init",)


def precisions(_line: Line) -> Sequence[str]:
    """Return the precisions in which an exercise can compute."""
    from drillcli.harness.options import PRECISIONS

    return PRECISIONS


def devices(_line: Line) -> Sequence[str]:
    """Return the kinds of devices on which an exercise can run."""
    return ("auto", "cpu", "cuda", "mps", "xpu")
