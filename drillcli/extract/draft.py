"""Makes notes of a deck of the items that were found in documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from drillcli.deckfile.write import Entry, clean
from drillcli.extract import alike, draft_ids
from drillcli.extract.alike import Alike
from drillcli.extract.draft_language import language
from drillcli.extract.items import Item, Parse, Point
from drillcli.kinds import basic, choice
from drillcli.kinds.checks import FEWEST, MOST
from drillcli.kinds.compare import normalise

DUPLICATE = "duplicate"
"""The tag of a note that says nearly the same as an earlier one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item, the note that it would be, and the earlier item that says nearly the same."""

    item: Item
    entry: Entry
    twin: Item | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A deck to be: its title, its notes, the items that say nearly the same, and those that make no note, with why."""

    title: str
    candidates: tuple[Candidate, ...]
    duplicates: tuple[tuple[Item, Item, Alike], ...]
    unsure: tuple[Item, ...]
    unanswered: tuple[Item, ...]


def draft(parse: Parse, least: float) -> Draft:
    """Return the draft of a deck, of the items with a confidence of at least `least` (0 to 1) that have an answer.

    A deck in one language has plain texts; in a deck in two, each note says its language.
    """
    whole = [item for item in parse.items if _asks(item) and _reply(item)]
    unanswered = tuple(item for item in parse.items if not (_asks(item) and _reply(item)))
    taken = [item for item in whole if item.confidence >= least]
    unsure = tuple(item for item in whole if item.confidence < least)
    twins = alike.alike([(_front(item), _reply(item)) for item in taken])
    twin_of = {found.later: taken[found.earlier] for found in twins}
    candidates = tuple(
        Candidate(item, entry, twin_of.get(place))
        for place, (item, entry) in enumerate(zip(taken, _entries(taken, twin_of), strict=True))
    )
    pairs = tuple((taken[found.earlier], taken[found.later], found) for found in twins)
    return Draft(title(parse), candidates, pairs, unsure, unanswered)


def title(parse: Parse) -> str:
    """Return the title of the deck: those of the documents, else the names of their files."""
    files = dict.fromkeys(item.file for item in parse.items)
    titles = (clean(parse.titles.get(file, "")).strip() or PurePath(file).stem for file in files)
    return " · ".join(dict.fromkeys(titles))


def _entries(items: Sequence[Item], twins: Mapping[int, Item]) -> Iterator[Entry]:
    languages = [language(item.question, _reply(item), item.explanation) for item in items]
    is_mixed = len({*languages} - {""}) > 1
    for place, (item, name) in enumerate(zip(items, draft_ids.names(items), strict=True)):
        kind, said = _said(item)
        lang = languages[place] if is_mixed else ""
        fields = {field: {lang: value} if field in _SPOKEN else value for field, value in said.items()}
        tags = {"tags": [DUPLICATE]} if place in twins else {}
        yield name, kind, {**fields, **tags, "from": [f"{item.file}:{item.line}"]}


_SPOKEN = frozenset(("q", "a", "why", "choices"))


def _said(item: Item) -> tuple[str, dict[str, Any]]:
    """Return the kind of the note that an item makes, and its texts."""
    question, answer, why = (_tidy(text) for text in (item.question, item.answer, item.explanation))
    right = _right(item)
    if right:
        more = why or _beyond_name(answer, item)
        said = {"q": question, "choices": [_tidy(option.text) for option in item.options], "answer": right}
        return choice.NAME, said | ({"why": more} if more else {})
    said = {"q": _front(item), "a": _reply(item)}
    return basic.NAME, said | ({"why": why} if answer and why else {})


def _asks(item: Item) -> bool:
    return bool(_tidy(item.question))


def _reply(item: Item) -> str:
    """Return what an item answers: its answer, else the right options, else its explanation, else its programs."""
    named = "\n".join(_option(option) for option in item.options if option.label in item.correct)
    programs = "\n\n".join(f"```{code.language}\n{code.text.rstrip()}\n```" for code in item.code)
    said = (_tidy(text) for text in (item.answer, named, item.explanation, programs))
    return next((text for text in said if text), "")


def _front(item: Item) -> str:
    """Return what an item asks, its options below it as a list."""
    options = "\n".join(f"- {_option(option)}" for option in item.options)
    return f"{_tidy(item.question)}\n\n{options}" if options else _tidy(item.question)


def _option(option: Point) -> str:
    return _tidy(f"{option.label}. {option.text}").replace("\n", "\n  ")


def _right(item: Item) -> int:
    """Return the number of the right option (from 1) of an item that can be a choice; 0 for any other."""
    labels = [option.label for option in item.options]
    texts = [normalise(_tidy(option.text)) for option in item.options]
    is_sound = FEWEST <= len(texts) <= MOST and len({*texts}) == len(texts) and all(texts)
    if not is_sound or len(item.correct) != 1 or labels.count(item.correct[0]) != 1:
        return 0
    return labels.index(item.correct[0]) + 1


def _beyond_name(answer: str, item: Item) -> str:
    """Return an answer without a first line that only says which option is right: "B", or "B. the right one"."""
    first, _break, rest = answer.partition("\n")
    names = {
        normalise(name)
        for option in item.options
        if option.label in item.correct
        for name in (option.label, option.text, _option(option))
    }
    return _tidy(rest) if normalise(first) in names else answer


def _tidy(text: str) -> str:
    """Return a text as a deck file holds it, without blank lines at its ends and spaces at line ends."""
    return "\n".join(line.rstrip() for line in clean(text).split("\n")).strip("\n")
