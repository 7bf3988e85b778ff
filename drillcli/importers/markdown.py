"""Markdown files of cards, as hashcards, repeater and Obsidian's Spaced Repetition write them -> notes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.importers.encoding import lines, opened
from drillcli.importers.found import Found, titles
from drillcli.importers.markdown_gaps import bracketed, highlighted, written
from drillcli.importers.markdown_head import Head, read_head
from drillcli.importers.markdown_loose import Highlights, Pair, Rest, Running, pairs
from drillcli.importers.markdown_media import Media
from drillcli.importers.markdown_split import Fault, Loose, Tagged, split
from drillcli.importers.options import Options
from drillcli.importers.parcel import Parcel, ParcelNote
from drillcli.locale import _

SUFFIXES = (".md", ".markdown", ".mdown", ".txt")
LARGEST = 64 << 20
"""No file of cards that people wrote has more bytes."""

_SIGN = re.compile(
    rb"^(?:[QC]:|\xe9\x97\xae(?:\xe9\xa2\x98)?(?::|\xef\xbc\x9a)|\?\??\s*$|#flashcards?\b)", re.MULTILINE
)
_DECK_TAG = re.compile(r"flashcards?(?:/(.*))?", re.IGNORECASE)


class Text(NamedTuple):
    """A Markdown file: its lines without breaks, and what stands above its cards."""

    lines: list[str]
    head: Head

    @property
    def deck(self) -> tuple[str, ...]:
        """The path of deck titles that the file names, () when it names none."""
        tagged = (found[1] or "" for tag in self.head.tags if (found := _DECK_TAG.fullmatch(tag)))
        return titles(self.head.title) or titles(next(tagged, ""), "/")

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all its cards."""
        return tuple(tag for tag in self.head.tags if not _DECK_TAG.fullmatch(tag))


def looks_like(head: bytes, name: str) -> bool:
    """Return whether a file that begins with `head` is Markdown with cards, by its name or by its tags."""
    folded = name.casefold()
    return folded.endswith(SUFFIXES) and (not folded.endswith(".txt") or bool(_SIGN.search(head)) or b" :: " in head)


def read(path: Path, options: Options) -> Parcel:
    """Return the notes in a Markdown file, which are made as they are asked for; `media` grows with them.

    A text between the cards is left out and told. Raises DrillError where the file cannot be read, and at its end
    where there is no card in it.
    """
    found = Found("md", path)
    media = Media(path.parent, found.leave)
    return Parcel(_notes(path, options, found, media), media.files, found.left_out)


def load(path: Path, encoding: str = "") -> Text:
    """Return what a Markdown file says; raises DrillError where it cannot be read or is too large to be one."""
    if path.is_file() and path.stat().st_size > LARGEST:
        text = _("{path} has more than {n} MB: it is no file of cards")
        raise DrillError(text.format(path=path, n=LARGEST >> 20))
    with opened(path, encoding) as file:
        text_lines = [line.rstrip("\r\n") for line in lines(file, path)]
    return Text(text_lines, read_head(text_lines))


def _notes(path: Path, options: Options, found: Found, media: Media) -> Iterator[ParcelNote]:
    text = load(path, options.encoding)
    deck = text.deck or titles(options.deck) or (path.stem,)
    above = text.head.lines
    running = Running(is_deck=any(_DECK_TAG.fullmatch(tag) for tag in text.head.tags))
    count = 0
    below = text.lines[above:]
    for piece in split(below, above + 1, pairs(below)):
        if isinstance(piece, Fault):
            found.leave("note", piece.why, piece.line)
            continue
        for note in _cards(piece, running, deck, text.tags, found, media):
            if note:
                count += 1
                yield note
    if not count:
        raise DrillError(_nothing(path, found))


def _cards(
    piece: Tagged | Loose, running: Running, deck: tuple[str, ...], tags: tuple[str, ...], found: Found, media: Media
) -> Iterator[ParcelNote | None]:
    if isinstance(piece, Tagged):
        yield tagged(piece, deck, tags, found, media)
    else:
        yield from (_loose(card, deck, tags, found, media) for card in running.cards(piece))


def tagged(card: Tagged, deck: tuple[str, ...], tags: tuple[str, ...], found: Found, media: Media) -> ParcelNote | None:
    """Return the note that a `Q:`, `C:` or `T:` card is; None, and why, where it is none."""
    if card.closing:
        found.leave(
            "heading",
            _("a heading is no card"),
            card.line + card.source[: card.source.rindex(card.closing)].count("\n"),
        )
    fields: dict[str, object] = {"tags": list(tags)}
    if card.tag == "C":
        try:
            fields["cloze"] = media.named(cloze_of(card)[0], card.line)
        except ValueError as error:
            found.leave("note", str(error), card.line)
            return None
    else:
        fields |= {"q": media.named(card.first, card.line), "a": media.named(card.second, card.line)}
        fields |= {"reverse": "true"} if card.tag == "T" else {}
    return found.note(fields, deck, card.line)


def cloze_of(card: Tagged) -> tuple[str, tuple[str, ...]]:
    """Return the text of a `C:` card as a deck file has it, and the part of each of its gaps in their order.

    A text that has gaps in double braces and none in brackets is one of a deck file already. Raises ValueError.
    """
    marked = bracketed(card.first)
    if not marked.spans and "{{" in card.first:
        return card.first, ()
    return written(marked)


def _loose(
    card: Pair | Highlights | Rest, deck: tuple[str, ...], tags: tuple[str, ...], found: Found, media: Media
) -> ParcelNote | None:
    if isinstance(card, Rest):
        found.leave(card.what, card.why, card.line)
        return None
    fields: dict[str, object] = {"tags": [*tags, *card.tags]}
    if isinstance(card, Pair):
        fields |= {"q": media.named(card.question, card.line), "a": media.named(card.answer, card.line)}
        fields |= {"reverse": "true"} if card.reverse else {}
        return found.note(fields, card.deck or deck, card.line)
    marked = highlighted(card.text)
    try:
        fields["cloze"] = media.named(written(marked)[0], card.line)
    except ValueError as error:
        found.leave("note", str(error), card.line)
        return None
    return found.note(fields, card.deck or deck, card.line)


def _nothing(path: Path, found: Found) -> str:
    first = next((left for left in found.left_out if left.what == "note"), None)
    if first:
        return _("{where}: {why}; there is no other card in the file").format(where=first.where, why=first.why)
    text = _("{path}: no cards in it (`Q:` and `A:`, `C:`, `question :: answer`); for a document: drill extract {path}")
    return text.format(path=path)
