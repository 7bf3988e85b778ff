"""Conversations: who asks and who replies, told from the names that their turns begin with."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from drillcli.extract.marks import Mark
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import ends_as_question
from drillcli.extract.units import Unit
from drillcli.extract.words import SPEAKERS, Field

TURNS = 2
"""Turns that someone must have before a name is taken for a speaker's."""
SURE = 0.7
"""The share of a speaker's turns that must ask, and of these that must be followed by a reply."""

_NAME = re.compile(
    r"(?P<open>\*\*|__|<b>|<strong>)?(?P<name>[^\W\d_][\w .’'-]{0,30}?)\s*"
    r"(?(open)(?:[:：]\s*(?:\*\*|__|</b>|</strong>)|(?:\*\*|__|</b>|</strong>)\s*[:：])|[:：])\s*(?=\S)"
)


def cast(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, the turns of a conversation marked as questions and answers; others are as they were."""
    turns = {at: turn for at, unit in enumerate(units) if (turn := _turn(unit))}
    if any(unit.opens_field(Field.ANSWER) for unit in units):
        return list(units)
    asking = _asking(units, turns)
    replying = _replying(turns, asking) if asking else frozenset[str]()
    if not replying:
        return list(units)
    return [_marked(unit, *turns[at], asking, replying) if at in turns else unit for at, unit in enumerate(units)]


def _turn(unit: Unit) -> tuple[str, int] | None:
    """Return who speaks in a line and where the words begin, None for a line without a name."""
    piece, mark = unit.piece, unit.mark
    if piece.shape is not Shape.LINE or piece.path or (mark.field and mark.word not in SPEAKERS):
        return None
    found = _NAME.match(piece.text)
    return (found["name"].lower(), found.end()) if found else None


def _asking(units: Sequence[Unit], turns: dict[int, tuple[str, int]]) -> frozenset[str]:
    """Return those who ask: the known ones, else those whose turns are nearly all questions."""
    all_turns = Counter(name for name, _start in turns.values())
    known = frozenset(all_turns).intersection(SPEAKERS)
    if known:
        return known
    asked = Counter(name for at, (name, _start) in turns.items() if ends_as_question(units[at].piece.text))
    return frozenset(name for name, n in asked.items() if n >= TURNS and n >= SURE * all_turns[name])


def _replying(turns: dict[int, tuple[str, int]], asking: frozenset[str]) -> frozenset[str]:
    """Return those whose turns follow a question, none where most questions are followed by another."""
    names = [name for name, _start in turns.values()]
    after = Counter(second for first, second in pairwise(names) if first in asking)
    replies = {name: n for name, n in after.items() if name not in asking and n >= TURNS}
    asked = sum(name in asking for name in names)
    return frozenset(replies) if sum(replies.values()) >= SURE * asked else frozenset()


def _marked(unit: Unit, name: str, start: int, asking: frozenset[str], replying: frozenset[str]) -> Unit:
    if name not in asking and name not in replying:
        return unit
    field, word = (Field.QUESTION, SPEAKERS[0]) if name in asking else (Field.ANSWER, name)
    return Unit(unit.piece, Mark(None, "", field, word, start, len(unit.piece.text)))
