"""Rows of the log as lines of a file and back: one JSON array a line. Pure, and strict about what others wrote."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from drillcli.errors import DrillError
from drillcli.locale import _, ngettext
from drillcli.model import MINUTES_PER_DAY, Mode, Rating
from drillcli.store.exchange import ActFact, Fact, ReviewFact
from drillcli.store.history import ActKind
from drillcli.sync.values import LATEST_DAY, LATEST_MS, card_id, device, refuse, whole

REVIEW, ACT, END = "r", "a", "e"
"""How lines begin, by what they tell; a letter that is not here is one of a newer drill."""

LONGEST = 256 << 10
"""No line is longer (bytes). A name comes from a field of a table that was imported: 128 KiB (`csv`)."""

NEWEST_MODE, NEWEST_ACT = int(max(Mode)), int(max(ActKind))
NUMBERED = 100
"""Modes and kinds of acts will never be so many."""

LONGEST_TOOK_MS = 10**10
"""Four months."""
LONGEST_INTERVAL = 10**8
"""In minutes; the longest that drill gives is 36,500 days."""

_MS, _OFFSET, _DAY = (0, LATEST_MS), (1 - MINUTES_PER_DAY, MINUTES_PER_DAY - 1), (-1, LATEST_DAY)
_BOUNDS = (
    _MS,
    (0, max(Rating)),
    (0, LONGEST_TOOK_MS),
    _OFFSET,
    _DAY,
    (0, NEWEST_MODE),
    (0, LONGEST_INTERVAL),
)
"""Of the numbers of a review, in their order."""
_MODE = 5
"""The place of the mode among them."""

_DECODE = json.JSONDecoder(parse_constant=refuse).decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def line(fact: Fact) -> str:
    """Return a row as a line, without its end."""
    return _ENCODE([REVIEW if isinstance(fact, ReviewFact) else ACT, *fact])


def end_line(imports: int) -> str:
    """Return the line that closes a stream with `imports` after it was sent whole."""
    return _ENCODE([END, imports])


def imports_told(text: bytes) -> int | None:
    """Return the number that a closing line tells; None for a line of another kind, or one that is not right."""
    try:
        kind, imports = _array(text)
        return whole(imports, 0, LATEST_DAY) if kind == END else None
    except ValueError:
        return None


def facts(lines: Iterable[bytes], shown: str, notices: list[str], first: int = 1) -> Iterator[Fact]:
    """Yield the rows in lines of a file that messages call `shown`; `first` is the number of the first line.

    Raises DrillError (file:line: what is wrong) at a line that is not right. Lines of a kind that a newer drill wrote
    are left unread, and `notices` gets a line that says how many; that drill reads all files again when it first runs.
    """
    unread = 0
    for number, text in enumerate(lines, first):
        try:
            fact = _fact(text)
        except ValueError as error:
            message = _("{file}:{line}: {reason}; nothing of it was taken in")
            raise DrillError(message.format(file=shown, line=number, reason=error)) from error
        if fact is not None:
            yield fact
        elif imports_told(text) is None:
            unread += 1
    if unread:
        message = ngettext(
            "{file}: {n} line of a newer drill was left unread; update drill here too",
            "{file}: {n} lines of a newer drill were left unread; update drill here too",
            unread,
        )
        notices.append(message.format(file=shown, n=unread))


def _fact(text: bytes) -> Fact | None:
    """Return what a line says, None for what a newer drill wrote; raises ValueError for what is not right."""
    kind, *values = _array(text)
    if kind == REVIEW:
        return _review(values)
    return _act(values) if kind == ACT else None


def _array(text: bytes) -> list[Any]:
    if len(text) > LONGEST:
        raise ValueError(_("the line is longer than {most} bytes").format(most=LONGEST))
    try:
        found = _DECODE(text.decode())
    except (ValueError, RecursionError) as error:
        raise ValueError(_("the line is no JSON array of a row")) from error
    if type(found) is not list or not found or type(found[0]) is not str or not found[0].isalnum():
        raise ValueError(_("the line is no JSON array of a row"))
    return found


def _review(values: Sequence[Any]) -> ReviewFact | None:
    if len(values) != len(ReviewFact._fields):
        raise ValueError(_("a review has {n} values").format(n=len(ReviewFact._fields)))
    card, *numbers = values
    if _is_newer(numbers[_MODE], NEWEST_MODE):
        return None
    for number, (low, high) in zip(numbers, _BOUNDS, strict=True):
        whole(number, low, high)
    return ReviewFact(card_id(card), *numbers)


def _act(values: Sequence[Any]) -> ActFact | None:
    if len(values) != len(ActFact._fields):
        raise ValueError(_("an act has {n} values").format(n=len(ActFact._fields)))
    at_ms, kind, card, other, whose, offset, day = values
    if _is_newer(kind, NEWEST_ACT):
        return None
    kind = whole(kind, min(ActKind), NEWEST_ACT)
    if kind == ActKind.TAKE_OVER:
        other = card_id(other)
    elif kind == ActKind.UNDO:
        other, whose = whole(other, *_MS), device(whose)
    elif other is not None:
        other = whole(other, *_DAY)
    whose = whose if kind == ActKind.UNDO else None
    return ActFact(whole(at_ms, *_MS), kind, card_id(card), other, whose, whole(offset, *_OFFSET), whole(day, *_DAY))


def _is_newer(value: Any, newest: int) -> bool:
    """Tell whether a mode or a kind may be one that a later drill has learnt."""
    return type(value) is int and newest < value < NUMBERED
