"""Where decks are: files given by path, `./decks`, the data folder, what it shares with other machines, the package.

The nearer shadows the farther.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, normalize

from drillcli.deckfile.suggest import most_alike, nearest
from drillcli.errors import DrillError
from drillcli.locale import _, commas

SUFFIXES = (".yaml", ".yml")
NAMED = 5
"""How many decks are named where one is unknown."""


class Found(NamedTuple):
    """A deck file: its absolute path, and the slug that card ids begin with (the file's stem, NFC)."""

    slug: str
    path: Path


def find_decks(cwd: Path, home: Path, paths: Sequence[str] = ()) -> dict[str, Found]:
    """Return the decks by slug: of `paths` (files or folders, relative to `cwd`), `cwd`, `home` and its sync, bundled.

    Raises DrillError for one of `paths` that is no deck, or when two of them have the same slug.
    Folders that are not there or cannot be read hold no decks.
    """
    found = _unique(deck for path in paths for deck in _given(path, cwd))
    for folder in _folders(cwd, home):
        for deck in _inside(folder):
            found.setdefault(deck.slug, deck)
    return found


def _folders(cwd: Path, home: Path) -> tuple[Path, ...]:
    return cwd / "decks", home / "decks", home / "sync" / "decks", bundled()


def bundled() -> Path:
    """Return the folder of the decks that come with the package, installed or in a working copy."""
    package = Path(__file__).parent.parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"


def pick(found: Mapping[str, Found], words: Sequence[str], cwd: Path, home: Path) -> list[Found]:
    """Return the decks that `words` name (slugs, deck files, folders of them); all when there are no words.

    A word with a path separator or a deck's suffix is a path, relative to `cwd`. Raises DrillError
    for an unknown deck, with the nearest slug or else the folders, and for a path that holds no deck.
    """
    if not words:
        return list(found.values())
    return list(_unique(deck for word in words for deck in _named(word, found, cwd, home)).values())


def is_path(word: str) -> bool:
    """Tell whether a word of the command line names a deck by its path rather than by its slug."""
    return os.sep in word or "/" in word or word.lower().endswith(SUFFIXES)


def slug_fault(slug: str) -> str:
    """Return what keeps `slug` from being part of a card id, "" when nothing does."""
    wrong = next((c for c in slug if category(c)[0] not in "LMN" and c not in "-_."), "")
    if not wrong:
        return ""
    return _('a deck\'s file name may hold letters, digits, "-", "_" and ".", not "{wrong}"; rename it').format(
        wrong=wrong
    )


def _named(word: str, found: Mapping[str, Found], cwd: Path, home: Path) -> Iterable[Found]:
    if is_path(word):
        return _given(word, cwd)
    slug = normalize("NFC", word)
    if slug not in found:
        raise DrillError(
            _unknown(word, found, commas(str(folder) for folder in _folders(cwd, home) if folder.is_dir()))
        )
    return (found[slug],)


def _unknown(word: str, found: Mapping[str, Found], folders: str) -> str:
    near = nearest(word, found)
    if near:
        return _('unknown deck "{word}"; did you mean "{near}"?').format(word=word, near=near)
    if not found:
        return _('unknown deck "{word}"; there is no deck yet').format(word=word)
    decks = commas(most_alike(word, found, NAMED))
    if len(found) > NAMED:
        text = _('unknown deck "{word}"; of the {n} in {folders} these come nearest: {decks}')
    else:
        text = _('unknown deck "{word}"; in {folders} there are: {decks}')
    return text.format(word=word, n=len(found), folders=folders, decks=decks)


def _given(word: str, cwd: Path) -> list[Found]:
    """Return the deck or decks at a path that the user wrote; raise DrillError when there is none."""
    path = Path(os.path.normpath(cwd / word))
    if path.is_dir() and not word.lower().endswith(SUFFIXES):
        decks = list(_inside(path))
        if not decks:
            raise DrillError(_("{path}: no deck in this folder; a deck is a .yaml or .yml file").format(path=word))
        return decks
    if not path.exists():
        raise DrillError(_("{path}: no such file or folder").format(path=word))
    deck = _deck(str(path))
    fault = slug_fault(deck.slug) if word.lower().endswith(SUFFIXES) else _("a deck is a .yaml or .yml file")
    if fault:
        raise DrillError(f"{word}: {fault}")
    return [deck]


def _inside(folder: Path) -> Iterator[Found]:
    """Yield the decks directly in a folder, by name; hidden files are none."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.path for entry in entries if _is_deck_name(entry.name))
    except OSError:
        return
    yield from map(_deck, names)


def _is_deck_name(name: str) -> bool:
    """Tell whether a file may be a deck; a name that is not text in the file system's encoding never is."""
    if any("\udc80" <= char <= "\udcff" for char in name):
        return False
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _deck(path: str) -> Found:
    whole = Path(path)
    return Found(normalize("NFC", whole.stem), whole)


def _unique(decks: Iterable[Found]) -> dict[str, Found]:
    """Return the decks by slug; raise DrillError when two files that the user named have the same slug."""
    found: dict[str, Found] = {}
    for deck in decks:
        other = found.setdefault(deck.slug, deck)
        if other.path != deck.path:
            text = _('two decks are called "{slug}": {one} and {two}; name one of them')
            raise DrillError(text.format(slug=deck.slug, one=other.path, two=deck.path))
    return found
