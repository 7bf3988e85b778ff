"""Texts as they stand in the document: slices of its lines without the indent and the quote marks around them."""

import re
from collections.abc import Iterator, Sequence

from drillcli.extract.items import Span
from drillcli.extract.pieces import Shape
from drillcli.extract.units import Unit


def verbatim(lines: Sequence[str], units: Sequence[Unit], *, behind_marker: bool = False) -> str:
    """Return the text of units in order; `behind_marker` leaves out the first one's number and word."""
    texts = []
    for place, run in enumerate(_runs(lines, units)):
        texts.append(_text(lines, run, behind_marker=behind_marker and place == 0))
    return "\n\n".join(text for text in texts if text)


def _runs(lines: Sequence[str], units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Yield the units in runs that have nothing but blank lines, or the rule of a table, between them."""
    run: list[Unit] = []
    for unit in units:
        if run and any(
            line.strip(_between(run[-1], unit)) for line in lines[run[-1].piece.last : unit.piece.first - 1]
        ):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _between(one: Unit, other: Unit) -> str:
    """Return the characters that lines between two units may have and still belong to them."""
    return " \t>|:-" if one.piece.shape is other.piece.shape is Shape.ROW else " \t>"


def _text(lines: Sequence[str], run: Sequence[Unit], *, behind_marker: bool) -> str:
    first, last = run[0].piece, run[-1].piece
    quotes = min(unit.piece.quotes for unit in run)
    rows = list(lines[first.first - 1 : last.last])
    if last.end is not None:
        rows[-1] = rows[-1][: last.end]
    begins = not rows[0][: first.column].strip(" \t>#") or (first.bullet and first.bullet != ":")
    rows = [_unquoted(row, quotes) for row in rows]
    if behind_marker or not begins:
        same = [unit.piece.text for unit in run[1:] if unit.piece.first == first.first]
        head = run[0].rest if behind_marker else first.text
        return "\n".join([" ".join([head, *same]), *_dedented(rows[first.last - first.first + 1 :])]).strip()
    return "\n".join(_dedented(rows)).strip()


def _unquoted(row: str, quotes: int) -> str:
    return re.sub(rf"^(?:\s{{0,3}}>\s?){{1,{quotes}}}", "", row) if quotes else row


def _dedented(rows: Sequence[str]) -> list[str]:
    """Return rows without the indent that all of them have."""
    cut = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return [row[cut:].rstrip() for row in rows]


def spans(units: Sequence[Unit]) -> tuple[Span, ...]:
    """Return the lines of units, those that follow each other joined."""
    found: list[Span] = []
    for piece in sorted((unit.piece for unit in units), key=lambda piece: piece.first):
        if found and piece.first <= found[-1].last + 1:
            found[-1] = Span(found[-1].first, max(found[-1].last, piece.last))
        else:
            found.append(Span(piece.first, piece.last))
    return tuple(found)
