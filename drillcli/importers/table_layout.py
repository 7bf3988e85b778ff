"""How a table of cards is laid out: its delimiter, its columns, and what Anki's text exports say above it."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from drillcli.errors import UsageError
from drillcli.importers.columns import DELIMITERS
from drillcli.importers.options import Options
from drillcli.importers.table_names import SKIPPED, Column, column
from drillcli.locale import _

_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
"""The names that Anki has for delimiters (`Delimiter` in rslib/src/import_export/text/csv/metadata.rs)."""
_HEADER = re.compile(
    r"#(separator|html|tags|columns|notetype|deck|if matches|(?:notetype|deck|tags|guid) column):(.*)", re.IGNORECASE
)
_NAMED = re.compile(r"\ufeff?\"?sep=(.)\"?", re.IGNORECASE)
"""The line above a table by which spreadsheets know the delimiter."""
_SAMPLE = 50
_LONGEST_PLACE = 4
"""No column has a number of more digits: as many columns would be made as the number says."""
_ASKING = ("q", "cloze")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows of a table mean.

    `columns` are by index; `above` lines of Anki's header stand first, or `skipped` ones that only name the delimiter,
    and one row of `heads` may follow. `html`, `tags`, `deck` and `notetype` are what Anki's header says of all notes.
    """

    delimiter: str
    columns: tuple[Column, ...]
    above: int = 0
    heads: bool = False
    html: bool = False
    tags: str = ""
    deck: str = ""
    notetype: str = ""
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Anki:
    """The lines that Anki writes above a table, by key; `count` of them."""

    count: int = 0
    said: Mapping[str, str] = field(default_factory=dict)


def layout_of(sample: Sequence[str], path: Path, options: Options) -> Layout:
    """Return the layout of a table that begins with the lines of `sample`; `options` win over what it says.

    Raises UsageError where neither the file nor the options say which column is the question.
    """
    named = _NAMED.fullmatch(sample[0].rstrip("\r\n")) if sample else None
    sample = sample[1:] if named else sample
    anki = _anki(sample)
    rows = sample[anki.count :]
    said = named[1] if named else anki.said.get("separator", "")
    delimiter = _delimiter(options.delimiter) or _delimiter(said) or _guess(rows, path)
    first: list[str] = next(_cells(rows, delimiter), [])
    columns, heads = _columns(anki, first, delimiter, path, options)
    return Layout(
        delimiter,
        columns,
        anki.count,
        heads,
        options.html or anki.said.get("html", "").casefold() == "true",
        anki.said.get("tags", ""),
        anki.said.get("deck", ""),
        anki.said.get("notetype", ""),
        int(bool(named)),
    )


def is_anki(line: str) -> bool:
    """Return whether a line is one of those that Anki's text exports begin with."""
    return bool(_HEADER.fullmatch(line.strip()))


def _anki(sample: Sequence[str]) -> _Anki:
    said: dict[str, str] = {}
    for count, line in enumerate(sample):
        found = _HEADER.fullmatch(line.strip())
        if not found:
            return _Anki(count, said)
        said[found[1].casefold()] = found[2].strip(" ") or found[2]
    return _Anki(len(sample), said)


def _delimiter(said: str) -> str:
    named = _SEPARATORS.get(said.strip().casefold(), said.replace("\\t", "\t"))
    if len(named) > 1:
        text = _("--delimiter {text}: write one character, or tab, comma, semicolon, pipe, colon or space")
        raise UsageError(text.format(text=said))
    return named


def _cells(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter)


def _guess(rows: Sequence[str], path: Path) -> str:
    """Return the delimiter whose heads are known, or else the one that parts most rows into equally many cells."""

    def fitness(delimiter: str) -> tuple[int, bool, float]:
        try:
            found = [cells for cells in islice(_cells(rows, delimiter), _SAMPLE) if cells]
        except csv.Error:
            return 0, False, 0.0
        known = sum(bool(column(name).field) for name in found[0]) if found else 0
        widths = Counter(len(cells) for cells in found)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        alike = times / len(found) if width > 1 else 0.0
        return known, alike > 0 and (delimiter == "\t") == (path.suffix.casefold() == ".tsv"), alike

    return max(DELIMITERS, key=fitness)


def _columns(
    anki: _Anki, first: Sequence[str], delimiter: str, path: Path, options: Options
) -> tuple[tuple[Column, ...], bool]:
    """Return the columns, and whether a row of heads stands above the others."""
    heads = tuple(column(name) for name in first)
    has_heads = any(head.field in _ASKING for head in heads)
    if options.columns:
        return _wanted(options.columns), has_heads and not anki.count
    if anki.count:
        names = anki.said.get("columns", "")
        named = next(_cells([names], delimiter)) if names else []
        return _placed(anki, [column(name) for name in named], len(first)), False
    if has_heads:
        return heads, True
    if len(first) == 2:
        return (Column("q"), Column("a")), False
    shown = " | ".join(cell.strip()[:30] for cell in first[:6])
    text = _("{path}:1: no column is called question or answer (first line: {shown}); name them: --columns q,a,-,tags")
    raise UsageError(text.format(path=path, shown=shown))


def _wanted(names: Sequence[str]) -> tuple[Column, ...]:
    columns = tuple(column(name) for name in names)
    for known in columns:
        if not known.field and known.name.strip() != SKIPPED:
            text = _("--columns: no field is called {name}; write q, a, tags, why, cloze, deck, id or - for none")
            raise UsageError(text.format(name=known.name))
    if not any(known.field in _ASKING for known in columns):
        raise UsageError(_("--columns: one of them must be q or cloze"))
    return columns


def _placed(anki: _Anki, named: Sequence[Column], width: int) -> tuple[Column, ...]:
    """Return the columns of an Anki export: those with a place in its header, the named ones, the fields in order.

    Without names the first field is asked, the second answers, and the others are shown under the answer.
    """
    places: dict[int, Column] = {}
    for key, name in (("guid", "id"), ("notetype", "kind"), ("deck", "deck"), ("tags", "tags")):
        place = anki.said.get(f"{key} column", "")
        if place.isdecimal() and len(place) <= _LONGEST_PLACE:
            places[int(place) - 1] = Column(name)
    fields = iter((Column("q"), Column("a")))
    known = any(name.field in _ASKING for name in named)
    columns = []
    for index in range(max(width, len(named), *(place + 1 for place in places), 0)):
        if index in places:
            columns.append(places[index])
        elif known and index < len(named):
            columns.append(named[index])
        else:
            columns.append(next(fields, Column("why")))
    return tuple(columns)
