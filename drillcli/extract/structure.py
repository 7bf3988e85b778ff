"""Which structure explains a document best: where its items begin and end, and which lines are headings over them.

Every group of candidates that look alike (headings of one level and numbering, bold numbers, `Q:` lines, list entries)
is scored. The best begins items first; what lies in its items is their text, what holds its items is a section.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drillcli.extract import candidates
from drillcli.extract.candidates import Key, Traits
from drillcli.extract.extents import ends
from drillcli.extract.pieces import Shape
from drillcli.extract.prose import leads_on
from drillcli.extract.units import Unit
from drillcli.extract.words import NOT_ITEMS, Field
from drillcli.extract.zones import Zone, zones

SURE_OF_ALL = 0.6
"""The share of a level's headings that must ask before the others of that level are taken for questions, too."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an item begins: the index of its unit, the index it ends before, and what speaks for it.

    `alike` counts its group, `asking` is the share of it that asks; `zone` is the part with answers that it lies in, if
    it is a reply.
    """

    index: int
    end: int
    key: Key
    traits: Traits
    alike: int
    zone: Zone | None
    asking: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """The starts of items in order, the index and text of each heading over them, the units in parts with answers."""

    starts: tuple[Start, ...]
    sections: dict[int, str]
    zoned: frozenset[int]


def outline(units: Sequence[Unit]) -> Outline:
    """Return the structure that explains the document best."""
    contest = _Contest(units)
    contest.run()
    return contest.result()


class _Contest:
    """The groups, from the best to the least, each taking what the better ones left."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        keys = candidates.keys(units)
        self.zones = zones(units, keys)
        self.zone_of: dict[int, Zone] = {at: zone for zone in self.zones for at in range(zone.index, zone.end)}
        self.keys = [(*key, "zone") if key and at in self.zone_of else key for at, key in enumerate(keys)]
        repeated = self._repeated()
        self.keys = [None if at in repeated else key for at, key in enumerate(self.keys)]
        self.bounds = {zone.index for zone in self.zones} | {zone.end for zone in self.zones}
        self.over = _headings_over(units)
        self.owner = [-1] * len(units)
        self.starts: dict[int, Start] = {}
        headings = {at for at, unit in enumerate(units) if unit.piece.shape is Shape.HEADING}
        self.sections = {at: _words(units[at]) for at in sorted(headings | repeated)}

    def _repeated(self) -> set[int]:
        """Return the numbered lines among the answers that stand among the questions, too: 一、填空题."""
        lines = [at for at, key in enumerate(self.keys) if key and key[0] == "line"]
        asked = {self.units[at].piece.text for at in lines if at not in self.zone_of}
        return {at for at in lines if at in self.zone_of and self.units[at].piece.text in asked}

    def run(self) -> None:
        """Let the groups begin items, best score first."""
        groups = [self._starts(key, members) for key, members in candidates.grouped(self.keys).items()]
        for starts in sorted(groups, key=self._score, reverse=True):
            self._accept(starts)
        for level in range(1, 7):
            self._take_siblings(level)

    def _starts(self, key: Key, members: Sequence[int]) -> list[Start]:
        found, before = [], None
        for at, end in zip(members, ends(self.units, self.keys, members, self.bounds), strict=True):
            found.append(Start(at, end, key, self._traits(at, end, before), len(members), self.zone_of.get(at)))
            before = self.units[at].mark.number
        asking = sum(start.traits.asks for start in found) / len(found)
        return [replace(start, asking=asking) for start in found]

    def _traits(self, at: int, end: int, before: int | None) -> Traits:
        traits = candidates.traits(self.units, at, end, before, self.over[at])
        if at in self.zone_of:
            return traits._replace(labelled=True, body=True)
        awaited = any(zone.index > at and zone.asked == self.keys[at] for zone in self.zones)
        return traits._replace(body=True, promised=True) if awaited else traits

    def _score(self, starts: Sequence[Start]) -> float:
        return candidates.score([start.traits for start in starts])

    def _accept(self, starts: list[Start]) -> None:
        if self._are_sections(starts):
            self.sections |= {start.index: _words(self.units[start.index]) for start in starts}
            return
        others = self._in_another_style(starts)
        free = [start for start in starts if start.index in others or self._is_free(start)]
        is_sure = any(self._taken(start) is None for start in free)
        kept = [left for start in free if (left := self._left(start, is_sure=is_sure))]
        if kept and self._score(kept) >= candidates.ENOUGH:
            for start in kept:
                self._take(start)

    def _is_free(self, start: Start) -> bool:
        """Tell whether a start is in no item yet; below a heading that asks, another that asks is a new question."""
        owner = self.starts.get(self.owner[start.index])
        if owner is None:
            return True
        headings = owner.key[0] == start.key[0] == "heading" and owner.key[2] != "Q"
        asked = start.key[2:] == owner.key[2:] == ("?",) or (owner.traits.asks and start.asking == 1)
        return headings and asked and owner.traits.answers == 0

    def _in_another_style(self, starts: Sequence[Start]) -> set[int]:
        """Return the starts that end the text of the last item of a group and are questions in a style of their own."""
        owners = [self.starts[at] for at in {self.owner[start.index] for start in starts} - {-1}]
        return {
            start.index
            for owner in owners
            if not (owner.zone or self._goes_on(owner))
            for inside in [[start for start in starts if self.owner[start.index] == owner.index]]
            if self._are_questions(owner, inside)
            for start in inside
        }

    def _are_questions(self, owner: Start, inside: Sequence[Start]) -> bool:
        """Tell whether all of these in an item's text ask and have paragraphs below them, and no words lead to them."""
        units, first = self.units, inside[0].index
        above, opening = units[first - 1].piece, units[first].piece
        apart = opening.first > above.last + 1 and not opening.path[1:] and not leads_on(above.text)
        said = self._traits(owner.index, first, None).body
        numbers = [units[start.index].mark.number for start in inside]
        counted = None in numbers or numbers == list(range(1, len(numbers) + 1))
        asked = all(start.traits.asks and start.traits.body and self._has_lines(start) for start in inside)
        return len(inside) > 1 and apart and said and counted and asked

    def _has_lines(self, start: Start) -> bool:
        """Tell whether the text of a start begins on a line below it."""
        return self.units[start.index + 1].piece.first > self.units[start.index].piece.last

    def _goes_on(self, start: Start) -> bool:
        """Tell whether another of its group follows a start."""
        return start.end < len(self.units) and self.keys[start.end] == start.key

    def _take(self, start: Start) -> None:
        self.starts[start.index] = start
        self.owner[start.index : start.end] = [start.index] * (start.end - start.index)

    def _taken(self, start: Start) -> int | None:
        """Return where better groups begin items in a start's extent, None where they do not."""
        own = self.owner[start.index]
        return next((at for at in range(start.index + 1, start.end) if self.owner[at] not in (-1, own)), None)

    def _left(self, start: Start, *, is_sure: bool = False) -> Start | None:
        """Return what better groups left of a start's extent, None where it is a heading over their items.

        It `is_sure` that a heading asks where another of its group is a question as a whole; then the last of them may
        have items of another style below its text.
        """
        if not start.traits.body and start.traits.answers > 1:
            return None
        taken = self._taken(start)
        if taken is None:
            return start
        heading, item, above = (self.units[at].piece for at in (start.index, taken, taken - 1))
        is_last = is_sure and not self._goes_on(start) and item.shape is not Shape.HEADING
        if heading.shape is Shape.HEADING and (not is_last or leads_on(above.text)):
            return None
        traits = self._traits(start.index, taken, None)
        alone = traits.body and (traits.asks or traits.labelled or traits.answers == 1)
        return replace(start, end=taken, traits=traits) if alone else None

    def _are_sections(self, starts: Sequence[Start]) -> bool:
        """Tell whether numbered lines (一、选择题) are headings: the first stands over items and none asks."""
        first = starts[0]
        if self.owner[first.index] >= 0 or first.key[0] not in ("line", "bold", "ol") or self._left(first):
            return False
        numbers = [self.units[start.index].mark.number for start in starts]
        return numbers == list(range(1, len(numbers) + 1)) and not any(start.traits.asks for start in starts)

    def _take_siblings(self, level: int) -> None:
        """Begin items at headings that do not ask, where nearly all headings of their level do."""
        headings = [at for at, u in enumerate(self.units) if u.piece.shape is Shape.HEADING and u.piece.level == level]
        taken = [at for at in headings if at in self.starts and self.keys[at] == ("heading", level, "?")]
        headings = [at for at in headings if self.units[at].rest.lower().strip(" :：") not in NOT_ITEMS]
        if len(taken) < 3 or len(taken) < SURE_OF_ALL * len(headings):
            return
        others = [at for at in headings if self.owner[at] < 0 and self.units[at].mark.field is None]
        keys: list[Key | None] = [
            ("heading", level, "?") if at in (*others, *taken) else None for at in range(len(self.units))
        ]
        for at, end in zip(others, ends(self.units, keys, others, self.bounds), strict=True) if others else ():
            start = Start(at, end, ("heading", level, "?"), self._traits(at, end, None), len(taken), None)
            if start.traits.body and all(owner < 0 for owner in self.owner[at:end]):
                self._take(start)

    def result(self) -> Outline:
        """Return the starts in order, each cut off where the next heading over items or the next start comes."""
        sections = {at: text for at, text in self.sections.items() if at not in self.starts and self._is_over(at)}
        limits = sorted({*map(self._top, self.starts), *sections, *self.bounds, len(self.units)})
        found, place = [], 0
        for at in sorted(self.starts):
            while limits[place] <= at:
                place += 1
            start = self.starts[at]
            end = min(start.end, limits[place])
            found.append(replace(start, end=end))
        return Outline(tuple(found), sections, frozenset(self.zone_of))

    def _top(self, at: int) -> int:
        """Return where a start is seen to begin: the first row of a table at the table's head."""
        if self.units[at].piece.shape is Shape.ROW:
            while at and self.units[at - 1].piece.shape in (Shape.MARKUP, Shape.ROW) and at - 1 not in self.starts:
                at -= 1
        return at

    def _is_over(self, at: int) -> bool:
        """Tell whether a heading stands outside all items; numbered lines were judged as a group."""
        return self.owner[at] < 0 or self.units[at].piece.shape is not Shape.HEADING


def _words(heading: Unit) -> str:
    """Return the words of a heading without its number; `Answers` is a marker and a heading in one."""
    return heading.rest or heading.piece.text


def _headings_over(units: Sequence[Unit]) -> list[str]:
    """Return for each unit the words of the headings it stands under, the document's first one included."""
    title, above, found = "", [""] * 7, []
    for unit in units:
        level = unit.piece.level if unit.piece.shape is Shape.HEADING else 6
        found.append(" ".join([title, *above[:level]]))
        if unit.piece.shape is Shape.HEADING and not unit.opens_field(*Field):
            title = title or unit.rest
            above[level:] = [unit.rest] + [""] * (6 - level)
    return found
