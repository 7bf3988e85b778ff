"""Anki's gaps, `{{c1::text::hint}}`, which may lie in one another or count for several cards at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 8
"""Gaps in gaps that lie deeper are text."""

_MARK = re.compile(r"\{\{[cC](\d{1,3}(?:,\d{1,3})*+)::|\}\}")


@dataclass(slots=True)
class Gap:
    """A gap with the numbers of its cards; `inside` are texts and gaps in it, `hint` is "" without one."""

    numbers: tuple[int, ...]
    inside: list["str | Gap"] = field(default_factory=list)
    hint: str = ""


def read(html: str) -> list[str | Gap]:
    """Return the texts and gaps of a field from left to right; a gap that is not closed is text."""
    here: list[str | Gap] = []
    around: list[tuple[list[str | Gap], Gap, str]] = []
    at = 0
    for mark in _MARK.finditer(html):
        here.append(html[at : mark.start()])
        at = mark.end()
        numbers = mark[1]
        if numbers and len(around) < DEEPEST:
            gap = Gap(_numbers(numbers))
            around.append((here, gap, mark[0]))
            here = gap.inside
        elif numbers or not around:
            here.append(mark[0])
        else:
            here, gap, _opened = around.pop()
            _split_hint(gap)
            here.append(gap)
    here.append(html[at:])
    while around:
        inside = here
        here, _gap, opened = around.pop()
        here += [opened, *inside]
    return [piece for piece in here if piece]


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a gap's cards in order, each once; there is no card 0."""
    return tuple(sorted({int(number) for number in text.split(",")} - {0}))


def numbers_in(pieces: list[str | Gap]) -> set[int]:
    """Return the numbers of all gaps: each makes a card."""
    found: set[int] = set()
    for piece in pieces:
        if isinstance(piece, Gap):
            found.update(piece.numbers, numbers_in(piece.inside))
    return found


def is_plain(pieces: list[str | Gap]) -> bool:
    """Tell whether each gap has one number and none lies in another."""
    gaps = [piece for piece in pieces if isinstance(piece, Gap)]
    return all(len(gap.numbers) == 1 and all(isinstance(inner, str) for inner in gap.inside) for gap in gaps)


def asked(pieces: list[str | Gap], number: int) -> str:
    """Return the HTML in which the gaps of a number are left open, or show their hints."""
    return "".join(
        piece if isinstance(piece, str)
        else f"[{piece.hint or '…'}]" if number in piece.numbers
        else asked(piece.inside, number)
        for piece in pieces
    )  # fmt: skip


def told(pieces: list[str | Gap]) -> str:
    """Return the HTML with all gaps filled in."""
    return "".join(piece if isinstance(piece, str) else told(piece.inside) for piece in pieces)


def marked(pieces: list[str | Gap], opening: str, closing: str, number: int | None = None) -> str:
    """Return the HTML with a mark before and after each gap; the closing one tells its number by a `%d`.

    The hint stands after the gap in brackets. With a `number` only its gaps are marked.
    """
    return "".join(_marked(pieces, opening, closing, number))


def _marked(pieces: list[str | Gap], opening: str, closing: str, number: int | None) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif number is None or number in piece.numbers:
            hint = f" ({piece.hint})" if piece.hint else ""
            yield opening + told(piece.inside) + closing % (number or piece.numbers[0]) + hint
        else:
            yield from _marked(piece.inside, opening, closing, number)


def _split_hint(gap: Gap) -> None:
    """Take what follows `::` in the last text of a gap as its hint."""
    last = gap.inside[-1]
    if isinstance(last, str) and "::" in last:
        gap.inside[-1], _mark, gap.hint = last.partition("::")
