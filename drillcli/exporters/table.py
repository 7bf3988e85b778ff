"""Decks as a table, CSV or TSV: one row a note, for spreadsheets and for programs that read such tables.

A text that stands in several languages has a column for each (`question_en`, `question_zh`). Lists have one entry a
line. The answer of a choice is the text of the right one. Cells are the texts as they are: one that begins with `=`,
`+`, `-` or `@` may be taken for a formula by a spreadsheet, so look before you let it compute; an apostrophe before it
would change the text for whoever reads the table back. The files begin with the mark by which Excel knows UTF-8.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from drillcli.exporters.outgoing import BOTH, Outgoing, Wish
from drillcli.kinds.base import lines
from drillcli.model import Note, in_language

HEADS = {"q": "question", "a": "answer"}
_ASKED = ("question", "cloze", "answer", "choices", "accept", "order", "number", "tolerance", "unit", "reverse")
ORDER = (*_ASKED, "why", "tags", "from", "fixes", "as_of", "exercise")
MARK = "\ufeff"


def table(decks: Sequence[Outgoing], wish: Wish, delimiter: str) -> Iterator[str]:
    """Yield the lines of the table, its head first; columns that would be empty are left out."""
    found = {column for deck in decks for note in deck.notes() for column in _cells(note, wish)}
    columns = sorted(found, key=lambda column: (ORDER.index(column.partition(":")[0]), column.partition(":")[2]))
    fixed = ["id", "kind"] + ["deck"] * (len(decks) > 1)
    yield MARK + _line([*fixed, *(column.replace(":", "_") for column in columns)], delimiter)
    for deck in decks:
        title = in_language(deck.title, wish.languages(deck.title)[0])
        for note in deck.notes():
            cells = _cells(note, wish)
            about = [note.id, note.kind] + [title] * (len(decks) > 1)
            yield _line([*about, *(cells.get(column, "") for column in columns)], delimiter)


def _line(cells: Sequence[str], delimiter: str) -> str:
    line = StringIO()
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue()


def _cells(note: Note, wish: Wish) -> dict[str, str]:
    """Return what a note says by column; the column of a text in one of several languages is `name:lang`."""
    fields = {name: value for name, value in note.fields.items() if name not in ("id", "answer", "number", "reverse")}
    cells = dict(cell for name, value in fields.items() for cell in _field(name, value, wish))
    if "choices" in note.fields:
        right = {lang: lines(note, "choices", lang)[note.fields["answer"] - 1] for lang in note.fields["choices"]}
        cells |= _field("a", right, wish)
    if "number" in note.fields:
        names = {"value": "number", "tolerance": "tolerance", "unit": "unit"}
        cells |= {names[part]: text for part, text in note.fields["number"].items() if text}
    return cells | ({"reverse": "true"} if note.fields.get("reverse") else {})


def _field(name: str, value: Any, wish: Wish) -> Iterator[tuple[str, str]]:
    head = HEADS.get(name, name)
    if not isinstance(value, Mapping):
        yield head, value if isinstance(value, str) else ", ".join(value)
    elif wish.lang != BOTH:
        yield head, _text(in_language(value, wish.lang))
    else:
        for lang, text in value.items():
            yield (f"{head}:{lang}" if lang else head), _text(text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(" ".join(entry.split("\n")) for entry in value)
