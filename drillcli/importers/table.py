"""CSV, TSV and Anki's text exports -> notes, a row each."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path

from drillcli.importers.encoding import encoding_of, lines, opened
from drillcli.importers.found import Found, titles
from drillcli.importers.markdown_media import Media
from drillcli.importers.markup import to_markdown
from drillcli.importers.options import Options
from drillcli.importers.parcel import Parcel, ParcelNote
from drillcli.importers.table_layout import Layout, is_anki, layout_of
from drillcli.importers.table_names import SKIPPED
from drillcli.importers.table_row import read_row, split_words
from drillcli.locale import _

SUFFIXES = (".csv", ".tsv", ".tab")
SAMPLE = 1 << 16
"""So many characters tell how a table is laid out."""
_MANY = 3
"""So many lines with a tab in each are a table."""


def looks_like(head: bytes, name: str) -> bool:
    """Return whether a file that begins with `head` is a table: by its name, by Anki's header, by its tabs."""
    if name.casefold().endswith(SUFFIXES):
        return True
    begin = [line for line in head.replace(b"\0", b"").splitlines() if line.strip()]
    if begin and is_anki(begin[0].decode("utf-8-sig", "replace")):
        return True
    return len(begin) >= _MANY and all(b"\t" in line.strip() for line in begin[:-1])


def read(path: Path, options: Options) -> Parcel:
    """Return the notes in a table of cards, which are read as they are asked for.

    The heads or `options.columns` say what its columns hold; cells are Markdown, and HTML where the file or
    `options.html` says so. A formula is text. Rows that make no note are left out, each with its line.

    Raises UsageError where nothing says which column is the question, DrillError where the file cannot be read.
    """
    encoding = encoding_of(path, options.encoding)
    with opened(path, encoding) as file:
        layout = layout_of(StringIO(file.read(SAMPLE), newline="").readlines(), path, options)
    has_guids = layout.above and any(column.field == "id" for column in layout.columns)
    found = Found("anki" if has_guids else "csv", path)
    if encoding == "gb18030" and not options.encoding:
        found.leave("remark", _("read as GB18030: name another encoding with --encoding if its text looks wrong"))
    table = _Table(layout, encoding, options.deck or path.stem, found, Media(path.parent, found.leave))
    return Parcel(table.notes(), table.media.files, found.left_out)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table whose layout is known; `title` is the deck of rows that name none."""

    layout: Layout
    encoding: str
    title: str
    found: Found
    media: Media

    def notes(self) -> Iterator[ParcelNote]:
        unknown = {at: column for at, column in enumerate(self.layout.columns) if column.name and not column.field}
        with opened(self.found.path, self.encoding) as file:
            for line, cells in self._rows(lines(file, self.found.path)):
                for at in [at for at in unknown if at < len(cells) and cells[at].strip()]:
                    self._skip(unknown.pop(at).name, line)
                if any(cell.strip() for cell in cells[len(self.layout.columns) :]):
                    why = _("the row has more cells than there are columns: quote texts with delimiters")
                    self.found.leave("note", why, line)
                elif note := self._note(cells, line):
                    yield note

    def _rows(self, text: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not blank, each with the line that it begins on."""
        heads, above = self.layout.heads, self.layout.above + self.layout.skipped
        reader = csv.reader(islice(text, above, None), delimiter=self.layout.delimiter, strict=True)
        while True:
            line = above + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                why = _("no row: a quote is not closed, has text behind it, or the cell is longer than {n} characters")
                self.found.leave("note", why.format(n=csv.field_size_limit()), line)
                continue
            if heads:
                heads = False
            elif any(cells):
                yield line, cells

    def _note(self, cells: Sequence[str], line: int) -> ParcelNote | None:
        layout = self.layout
        try:
            row = read_row(
                cells, layout.columns, partial(self._markdown, line) if layout.html else str, layout.notetype
            )
        except ValueError as error:
            self.found.leave("note", str(error), line)
            return None
        if layout.tags:
            row.fields["tags"] = list(dict.fromkeys([*row.fields.get("tags", []), *split_words(layout.tags)]))
        title = row.deck or layout.deck or self.title
        guid = row.id if layout.above or not row.id else f"{title}/{row.id}"
        return self.found.note(row.fields, titles(title), line, guid)

    def _markdown(self, line: int, html: str) -> str:
        written = to_markdown(html)
        for tag in written.dropped:
            self.found.leave("tag", _("a card cannot have <{tag}> here").format(tag=tag), line)
        return self.media.named(written.text, line)

    def _skip(self, name: str, line: int) -> None:
        if name.strip() != SKIPPED:
            self.found.leave("column", _("no field of a note is called so: {name}").format(name=name), line)
