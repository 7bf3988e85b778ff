"""Question-and-answer documents read into items.

A document becomes pieces (blocks), pieces get marks (units), groups of like-looking units compete for explaining the
document (structure), each start's units are sorted into fields (fields) and made into an item (building), answers from
other parts are joined (join), and what is left gets a name (leftovers).
"""

from collections.abc import Iterable

from drillcli.extract import blocks
from drillcli.extract.building import Built, Document, build, reply
from drillcli.extract.candidates import tables
from drillcli.extract.contents import set_apart
from drillcli.extract.items import Item, LeftOut, Parse
from drillcli.extract.join import answered, stated
from drillcli.extract.leftovers import closing, left_out, title_of
from drillcli.extract.replies import key_line, key_name
from drillcli.extract.speech import cast
from drillcli.extract.structure import Outline, Start, outline
from drillcli.extract.units import units
from drillcli.extract.words import NOT_ITEMS, PARTS


def parse(sources: Iterable[tuple[str, str]]) -> Parse:
    """Return the items of documents given as (name, text), in order, and all that no item took.

    Line ends may be of any system; a byte order mark is ignored. No text raises an error.
    """
    items: list[Item] = []
    left: list[LeftOut] = []
    titles: dict[str, str] = {}
    for name, text in sources:
        found, out, title = _document(name, text)
        items += found
        left += out
        if title:
            titles[name] = title
    return Parse(tuple(items), tuple(left), titles)


def _document(name: str, text: str) -> tuple[list[Item], list[LeftOut], str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = text.split("\n")
    read = cast(set_apart(units(blocks.read(lines))))
    document = Document(name, lines, read, tables(read))
    shape = outline(document.units)
    title = title_of(document.units, [start.index for start in shape.starts], shape.sections)
    stems, replies = _build(document, shape, title)
    stems, unused = answered(stems, replies)
    free = set(range(len(document.units))).difference(*(built.taken for built in (*stems, *replies)))
    stems = stated(document, stems, sorted(free))
    taken = {at for built in stems for at in built.taken}
    orphans = {at for built in unused for at in built.taken}
    left = left_out(document, taken, shape.sections, title, orphans)
    return [built.item for built in stems], left, document.units[title].rest if title is not None else ""


def _build(document: Document, shape: Outline, title: int | None) -> tuple[list[Built], list[Built]]:
    """Return the questions and the replies that stand apart from theirs."""
    over = _sections(document, shape, title)
    stems: list[Built] = []
    replies: list[Built] = []
    begins = {start.index for start in shape.starts}
    for start in shape.starts:
        end = start.end if start.end in begins else closing(document.units, start.index, start.end)
        if start.zone:
            keyed = _keyed(document, start, end, over[start.index])
            replies += keyed or build(document, start, end, over[start.index])
        else:
            built = build(document, start, end, over[start.index])
            stems.append(built[0])
            replies += built[1:]
    covered = {at for start in shape.starts for at in range(start.index, start.end)}
    for at in range(len(document.units)):
        if at in shape.zoned and at not in covered:
            replies += _key(document, at, over[at])
    return stems, replies


def _keyed(document: Document, start: Start, end: int, section: str) -> list[Built]:
    """Return the replies of lines such as `1. B 2. C`, [] where the first line is not such a key."""
    found = _key(document, start.index, section)
    return found + [each for at in range(start.index + 1, end) for each in _key(document, at, section)] if found else []


def _key(document: Document, at: int, section: str) -> list[Built]:
    piece = document.units[at].piece
    line = f"{piece.bullet} {piece.text}" if piece.bullet[:1].isdigit() else piece.text
    section = key_name(line) or section
    return [reply(document, number, text, (at,), section) for number, text in key_line(line)]


def _sections(document: Document, shape: Outline, title: int | None) -> list[str]:
    """Return for each unit the heading it stands under: not the title, and no bare `Questions` or `Answers`."""
    found, above = [], [""] * 9
    for at, unit in enumerate(document.units):
        if at in shape.sections:
            level = unit.piece.level or 8
            says = at != title and shape.sections[at].lower().strip(" :：") not in PARTS | NOT_ITEMS
            above[level:] = [shape.sections[at] if says else ""] + [""] * (8 - level)
        found.append(next((text for text in reversed(above) if text), ""))
    return found
