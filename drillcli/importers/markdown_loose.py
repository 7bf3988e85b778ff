"""Cards in the running text of a note: `question :: answer` lines, `?` between two sides, `==highlights==`.

They are those of the plugin Spaced Repetition for Obsidian ("Flashcards" in its documentation).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drillcli.importers.markdown_split import Fence, Loose, tag_of
from drillcli.kinds.cloze import VERBATIM
from drillcli.locale import _

_SIDES = re.compile(r"(?<!:):{2,3}(?!:)")
_SPACED = re.compile(r"(?<=\s):{2,3}(?=\s)")
"""Where a line has one of these, `::` without spaces is a part of a name, such as std::vector."""
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_TAGS = re.compile(r"(?:#[^\s#]+\s*)+")
_SCHEDULE = re.compile(r"<!--SR:[^>\n]{0,1000}-->")
_HEADING = re.compile(r"#{1,6}\s+\S")
_DECK_TAG = re.compile(r"flashcards?(/.*)?$", re.IGNORECASE)
_IN_A_BLOCK = re.compile(r"[\s|>]")
_MARKS = {"?": False, "??": True}
_END = "+++"
_LONGEST = 10_000
"""A line of more characters is no card, and is not searched for marks."""


class Pair(NamedTuple):
    """A question and its answer, asked in `reverse` too or not; `deck` and `tags` are those of its `#tags`."""

    question: str
    answer: str
    reverse: bool
    line: int
    deck: tuple[str, ...]
    tags: tuple[str, ...]


class Highlights(NamedTuple):
    """A paragraph with `==highlights==`."""

    text: str
    line: int
    deck: tuple[str, ...]
    tags: tuple[str, ...]


class Rest(NamedTuple):
    """Lines that are no card: what they are ("text", "heading", "schedule"), why they are none, where they stand."""

    what: str
    why: str
    line: int


class Tags(NamedTuple):
    """The deck (from `#flashcards/…`; () for none) and the other tags that stand before a text."""

    deck: tuple[str, ...]
    tags: tuple[str, ...]


class Running:
    """Reads the running text of one file, in which a line of tags holds for the cards below it."""

    def __init__(self, *, is_deck: bool) -> None:
        self._deck: tuple[str, ...] = ()
        self._is_deck = is_deck
        """Whether the file is said to hold cards, so that `::` without spaces around it can be taken for one."""

    def cards(self, loose: Loose) -> Iterator[Pair | Highlights | Rest]:
        """Yield the cards in some lines, and what is none."""
        for line, paragraph in _paragraphs(loose):
            text = "\n".join(paragraph)
            if "<!--SR:" in text:
                text = _SCHEDULE.sub("", text)
                yield Rest("schedule", _("Obsidian keeps when a card is due, and no reviews"), line)
            yield from self._paragraph(text.split("\n"), line)

    def _paragraph(self, lines: list[str], line: int) -> Iterator[Pair | Highlights | Rest]:
        found = _TAGS.match(lines[0])
        own = Tags(self._deck, ())
        if found and (found.end() == len(lines[0]) or _has_deck(found[0])):
            own = _tags(found[0])
            lines = [lines[0][found.end() :], *lines[1:]]
            self._is_deck |= _has_deck(found[0])
            if not lines[0].strip():
                self._deck = own.deck or self._deck
            own = own._replace(deck=own.deck or self._deck)
        mark = next((text.strip() for text in lines if text.strip() in _MARKS), "")
        if mark:
            yield _two_sides(lines, mark, line, own)
        else:
            yield from self._lines(lines, line, own)

    def _lines(self, lines: Sequence[str], line: int, own: Tags) -> Iterator[Pair | Highlights | Rest]:
        """Yield the one-line cards of a paragraph; else what is highlighted in it; else that it is no card."""
        rest: list[tuple[int, str]] = []
        fence = Fence()
        for number, text in enumerate(lines, line):
            sides = None if fence.holds(text) else _sides(text)
            if sides and (sides.spaced or self._is_deck):
                yield Pair(sides.question, sides.answer, sides.reverse, number, own.deck, own.tags)
            elif sides:
                yield Rest("text", _("`::` without spaces around it may be code: put spaces around it"), number)
            elif _HEADING.match(text):
                yield Rest("heading", _("a heading is no card"), number)
            elif text.strip():
                rest.append((number, text))
        whole = "\n".join(text for _number, text in rest)
        if len(whole) <= _LONGEST and "==" in re.sub(VERBATIM, "", whole):
            yield Highlights(whole, rest[0][0], own.deck, own.tags)
        elif rest:
            yield Rest("text", _("no card: neither `Q:`, `C:`, `::`, `?` nor `==`"), rest[0][0])


def pairs(lines: Sequence[str]) -> frozenset[int]:
    """Return which lines (by index) are a card of their own wherever they stand: `question :: answer`, at the margin.

    Not those in code, and not the items of a list, which may be the answer to the question above them.
    """
    fence = Fence()
    texts = [(index, text) for index, text in enumerate(lines) if not fence.holds(text) and "::" in text]
    plain = ((index, text) for index, text in texts if not _IN_A_BLOCK.match(text) and not _BULLET.match(text))
    return frozenset(index for index, text in plain if (sides := _sides(text)) and sides.spaced and not tag_of(text))


class _Sides(NamedTuple):
    question: str
    answer: str
    reverse: bool
    spaced: bool


def _sides(text: str) -> _Sides | None:
    """Return the two sides of a line with `::` or `:::` that is neither in code nor in maths."""
    if "::" not in text or len(text) > _LONGEST:
        return None
    bare = re.sub(VERBATIM, lambda span: "\0" * len(span[0]), text)
    found = _SPACED.search(bare) or _SIDES.search(bare)
    if not found:
        return None
    before, after = text[: found.start()], text[found.end() :]
    bullet = _BULLET.match(before)
    question, answer = before[bullet.end() if bullet else 0 :].strip(), after.strip()
    if not question or not answer:
        return None
    return _Sides(question, answer, len(found[0]) == 3, before[-1].isspace() or after[0].isspace())


def _two_sides(lines: Sequence[str], mark: str, line: int, own: Tags) -> Pair | Rest:
    at = next(index for index, text in enumerate(lines) if text.strip() == mark)
    question, answer = "\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip()
    if not question or not answer:
        return Rest("note", _("one side of the `{mark}` is empty").format(mark=mark), line)
    return Pair(question, answer, _MARKS[mark], line, own.deck, own.tags)


def _paragraphs(loose: Loose) -> Iterator[tuple[int, list[str]]]:
    """Yield the paragraphs and where each begins; where `+++` ends cards, one with a `?` goes on until there."""
    has_ends = any(text.strip() == _END for text in loose.lines)
    fence = Fence()
    paragraph: list[str] = []
    sided = False
    for number, text in enumerate(loose.lines, loose.line):
        inside = fence.holds(text)
        is_end = not inside and text.strip() == _END
        if is_end or (not inside and not text.strip() and not (sided and has_ends)):
            if paragraph:
                yield number - len(paragraph), paragraph
            paragraph, sided = [], False
        else:
            paragraph.append(text)
            sided |= text.strip() in _MARKS
    if paragraph:
        yield loose.line + len(loose.lines) - len(paragraph), paragraph


def _has_deck(text: str) -> bool:
    return any(_DECK_TAG.fullmatch(tag) for tag in text.replace("#", " ").split())


def _tags(text: str) -> Tags:
    tags = text.replace("#", " ").split()
    decks = [tag.split("/")[1:] for tag in tags if _DECK_TAG.fullmatch(tag)]
    others = tuple(tag for tag in tags if not _DECK_TAG.fullmatch(tag))
    return Tags(tuple(part for part in decks[0] if part) if decks else (), others)
