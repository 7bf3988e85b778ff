"""JSON: the files that `drill export` writes, and plain lists of questions and answers -> notes."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from drillcli.deckfile.document import Map
from drillcli.errors import DrillError
from drillcli.importers.encoding import opened
from drillcli.importers.found import Found, titles
from drillcli.importers.options import Options
from drillcli.importers.parcel import LeftOut, Parcel, ParcelCard, ParcelNote, Sent
from drillcli.importers.place import Place
from drillcli.importers.table_names import column
from drillcli.importers.table_row import split_words
from drillcli.locale import _
from drillcli.locale.reasons import quoted
from drillcli.model import in_language

SUFFIXES = (".json", ".jsonl", ".ndjson")
LARGEST = 256 << 20
"""A file is read as a whole: one of more bytes would fill the memory."""
VERSION = 1
MARKS = ("suspended", "buried", "flagged")

_LISTS = ("notes", "cards", "items", "questions", "flashcards", "data")
_WORDS = ("tags", "from", "fixes")


def looks_like(head: bytes, name: str) -> bool:
    """Return whether a file that begins with `head` is JSON, by its name or by its first character."""
    return name.casefold().endswith(SUFFIXES) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def read(path: Path, options: Options) -> Parcel:
    """Return the notes in a JSON file: one that `drill export` wrote, or a list (also a line each) of objects.

    The names of their members may be those of columns in a table (`front`, `答案`). Of our own files the histories
    and marks come, too; times and offsets stay as they are. Raises DrillError where it is no JSON, or has no notes.
    """
    found = Found("json", path)
    said = _load(path, options.encoding)
    if isinstance(said, Map) and "drill" in said:
        _check_version(said["drill"], path)
        decks = said.get("decks", [said])
        notes = (note for deck in _maps(decks, "deck", found) for note in _ours(deck, found, options.place))
        return Parcel(notes, {}, found.left_out)
    entries = said if isinstance(said, list) else _listed(said, path)
    return Parcel(_plain(entries, options, found), {}, found.left_out)


def _load(path: Path, encoding: str) -> Any:
    """Return what the file says, with every number as the text that stands there."""
    if path.is_file() and path.stat().st_size > LARGEST:
        text = _("{path} has more than {n} MB: part it into several files")
        raise DrillError(text.format(path=path, n=LARGEST >> 20))
    with opened(path, encoding) as file:
        text = file.read()
    try:
        return _parsed(path, text)
    except RecursionError as error:
        raise DrillError(_("{path}: brackets within brackets, too deep to be read").format(path=path)) from error


def _parsed(path: Path, text: str) -> Any:
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        rows = [line for line in text.splitlines() if line.strip()]
        if error.msg == "Extra data" and len(rows) > 1:
            return [_line(path, number, row) for number, row in enumerate(text.split("\n"), 1) if row.strip()]
        raise DrillError(_no_json(path, error.lineno, error.colno, error.msg)) from error


def _line(path: Path, number: int, line: str) -> Any:
    try:
        return _decode(line)
    except json.JSONDecodeError as error:
        raise DrillError(_no_json(path, number, error.colno, error.msg)) from error


def _decode(text: str) -> Any:
    return json.loads(text, object_hook=_map, parse_int=str, parse_float=str, parse_constant=str)


def _map(members: Mapping[str, Any]) -> Map:
    """Return an object as a deck file would have it: true and false as words, nothing where null stands."""
    told = ((name, value) for name, value in members.items() if value is not None)
    return Map((name, _words(value) if isinstance(value, list) else _word(value)) for name, value in told)


def _words(values: Sequence[Any]) -> list[Any]:
    return [_word(value) for value in values if value is not None]


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _no_json(path: Path, line: int, column: int, reason: str) -> str:
    text = _("{path}:{line}:{column}: no JSON: {reason}")
    return text.format(path=path, line=line, column=column, reason=quoted(reason))


def _check_version(version: Any, path: Path) -> None:
    if not (isinstance(version, str) and version.isdecimal() and int(version[:9]) <= VERSION):
        text = _("{path} was written by a later drill (format {version}): update drill to read it")
        raise DrillError(text.format(path=path, version=version))


def _listed(said: Any, path: Path) -> Sequence[Any]:
    lists = [said[name] for name in _LISTS if isinstance(said.get(name), list)] if isinstance(said, Map) else []
    if not lists:
        text = _('{path}: no list of notes in it, such as [{{"question": …, "answer": …}}]')
        raise DrillError(text.format(path=path))
    return list(lists[0])


def _maps(entries: Any, what: str, found: Found) -> Iterator[Map]:
    """Yield the objects of a list; what is none is left out."""
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        if isinstance(entry, Map):
            yield entry
        else:
            _leave(found, what, _("it is no object with members"), number)


def _plain(entries: Sequence[Any], options: Options, found: Found) -> Iterator[ParcelNote]:
    """Yield the notes of a plain list, whose members are named like columns."""
    unknown: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Map):
            _leave(found, "note", _("it is no object with members"), number)
            continue
        fields: dict[str, Any] = {}
        about: dict[str, str] = {}
        for name, value in entry.items():
            field, lang, _head = column(name)
            if field in ("deck", "id", "kind"):
                about[field] = str(value)
            elif field:
                _put(fields, field, lang, value)
            elif name not in unknown:
                unknown.add(name)
                found.leave("column", _("no field of a note is called so: {name}").format(name=name))
        if "choices" in fields and "a" in fields:
            fields["answer"] = _chosen(fields["choices"], fields.pop("a"))
        title = about.get("deck") or options.deck or found.path.stem
        guid = f"{title}/{about['id']}" if about.get("id") else ""
        if note := _numbered(found, fields, titles(title), number, guid):
            yield note


def _put(fields: dict[str, Any], field: str, lang: str, value: Any) -> None:
    if field in _WORDS and isinstance(value, str):
        fields[field] = split_words(value)
    elif lang and isinstance(fields.setdefault(field, Map()), dict):
        fields[field][lang] = value
    else:
        fields[field] = value


def _chosen(choices: Any, answer: Any) -> Any:
    """Return the number of the choice that is meant by its text, or else what stands there."""
    if isinstance(choices, list) and answer in choices:
        return str(choices.index(answer) + 1)
    return answer


def _ours(deck: Map, found: Found, place: Place) -> Iterator[ParcelNote]:
    """Yield the notes of a deck that `drill export` wrote."""
    slug = str(deck.get("deck", ""))
    title = deck.get("title", slug)
    path = (str(in_language(title, "en") if isinstance(title, Mapping) else title) or found.path.stem,)
    learned = _learned(deck, found, place)
    for number, entry in enumerate(_maps(deck.get("notes", []), "note", found), 1):
        name = str(entry.get("id", ""))
        fields = {field: value for field, value in entry.items() if field not in ("id", "kind")}
        cards = learned.pop(name, {})
        if note := _numbered(found, fields, path, number, f"{slug}/{name}" if name else "", cards):
            yield note
        elif cards:
            found.left_out.append(LeftOut("history", _("its note is left out"), f"{found.path}: {name}"))
    for name in learned:
        found.left_out.append(LeftOut("history", _("the file has no such note"), f"{found.path}: {name}"))


def _learned(deck: Map, found: Found, place: Place) -> dict[str, dict[str, ParcelCard]]:
    """Return what was learned by note and part."""
    reviews: dict[str, list[Sent]] = defaultdict(list)
    for number, entry in enumerate(_maps(deck.get("reviews", []), "review", found), 1):
        try:
            reviews[str(entry["card"])].append(_sent(entry, place))
        except (KeyError, ValueError, TypeError):
            _leave(found, "review", _("its card, time or rating is missing or makes no sense"), number)
    marks = {mark: {str(card) for card in deck.get(mark, []) if isinstance(card, str)} for mark in MARKS}
    learned: dict[str, dict[str, ParcelCard]] = defaultdict(dict)
    for card in dict.fromkeys([*reviews, *(card for cards in marks.values() for card in sorted(cards))]):
        note, _mark, part = card.partition("#")
        marked = {mark: card in cards for mark, cards in marks.items()}
        learned[note][part] = ParcelCard(tuple(reviews.get(card, ())), **marked)
    return learned


def _sent(entry: Map, place: Place) -> Sent:
    ms, rating = int(entry["ms"]), int(entry["rating"])
    if not 0 <= rating <= 4:
        raise ValueError(rating)
    offset = int(entry["offset"]) if "offset" in entry else place.moment(ms).offset
    interval = int(entry["interval"]) if "interval" in entry else None
    return Sent(ms, rating, int(entry.get("took_ms", 0)), offset, interval)


def _numbered(
    found: Found,
    fields: Mapping[str, Any],
    deck: tuple[str, ...],
    number: int,
    guid: str,
    cards: Mapping[str, ParcelCard] | None = None,
) -> ParcelNote | None:
    """Return a note; where it is left out its number in the list is told, for its line is not known."""
    before = len(found.left_out)
    note = found.note(fields, deck, 0, guid, cards)
    for index in range(before, len(found.left_out)):
        found.left_out[index] = found.left_out[index]._replace(where=_where(found.path, number))
    return note


def _leave(found: Found, what: str, why: str, number: int) -> None:
    found.left_out.append(LeftOut(what, why, _where(found.path, number)))


def _where(path: Path, number: int) -> str:
    return _("{path}: entry {number}").format(path=path, number=number)
