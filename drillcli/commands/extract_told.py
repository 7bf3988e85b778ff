"""What `drill extract` says of the documents: duplicates, what was left out, and the whole parse as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from drillcli.extract.draft import Draft
from drillcli.extract.items import Item, Left, LeftOut, Parse
from drillcli.locale import _, ngettext

MOST_TOLD = 10
"""How many of the parts that were left out are told of one by one."""

_MUNDANE = (Left.TITLE, Left.SECTION, Left.CONTENTS, Left.FRONT_MATTER, Left.COMMENT, Left.MARKUP)
"""Parts that nobody would miss: they are told of only in the JSON."""
_CUT = 60


def nothing(read: Parse, made: Draft) -> str:
    """Say why there is nothing to make a deck of, and what was looked for."""
    if made.unsure:
        best = max(item.confidence for item in made.unsure)
        text = ngettext(
            "{n} question was found, but it is not sure enough; --min-confidence {best:.2f} takes it",
            "{n} questions were found, but none is sure enough; --min-confidence {best:.2f} takes the surest",
            len(made.unsure),
        )
        return text.format(n=len(made.unsure), best=int(best * 100) / 100)
    lonely = unanswered(read, made)
    if lonely:
        text = ngettext(
            "{n} question was found, but no answer to it; the first is at {place}",
            "{n} questions were found, but no answer to any; the first is at {place}",
            len(lonely),
        ).format(n=len(lonely), place=_place(lonely[0]))
        apart = _("; answers from a file of their own go below the questions, under a heading Answers")
        return text + (apart if len({part.file for part in read.left_out}) > 1 else "")
    return _(
        "no question was found; looked for numbered or asking headings and lines, Q: and A:, 题目 and 答案, 问 and 答,"
        " tables with a column of questions, folded answers and definition lists"
    )


def unanswered(read: Parse, made: Draft) -> list[Item | LeftOut]:
    """Return the questions that have no answer: those found as items, then those in lists of questions."""
    return [*made.unanswered, *(part for part in read.left_out if part.kind is Left.UNANSWERED)]


def told(read: Parse, made: Draft) -> Iterator[str]:
    """Yield a line for each duplicate, for the first of what was left out, and for how much more there is."""
    for earlier, later, found in made.duplicates:
        text = _("{place}: nearly the same {on} as {other}; kept, with the tag duplicate")
        yield text.format(
            place=_place(later), on=_(" and ").join(_sides()[part] for part in found.on), other=_place(earlier)
        )
    lines = [*_left(read, made)]
    yield from lines[:MOST_TOLD]
    more = len(lines) - MOST_TOLD
    if more > 0:
        text = ngettext(
            "{n} more part was left out; --json lists it", "{n} more parts were left out; --json lists them", more
        )
        yield text.format(n=more)


def _left(read: Parse, made: Draft) -> Iterator[str]:
    """Yield a line for each part that was left out, questions first; titles, sections and markup are not missed."""
    for item in made.unanswered:
        yield _("{place}: left out, it has no answer: {text}").format(
            place=_place(item), text=_cut(item.question or item.heading)
        )
    for item in made.unsure:
        text = _("{place}: left out, its confidence is {confidence:.2f}: {text}")
        yield text.format(place=_place(item), confidence=item.confidence, text=_cut(item.question))
    for part in read.left_out:
        if part.kind not in _MUNDANE:
            yield _("{place}: left out ({kind}): {text}").format(
                place=_place(part), kind=_kinds()[part.kind], text=_cut(part.text)
            )


def _kinds() -> dict[Left, str]:
    return {
        Left.INTRODUCTION: _("introduction"),
        Left.LEAD_IN: _("lead-in"),
        Left.CLOSING: _("closing words"),
        Left.TEXT: _("text of no question"),
        Left.REPLY: _("answer without a question"),
        Left.UNANSWERED: _("question without an answer"),
    }


def _sides() -> dict[str, str]:
    return {"question": _("question"), "answer": _("answer")}


def _place(part: Item | LeftOut) -> str:
    return f"{part.file}:{part.line}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CUT else line[: _CUT - 1] + "…"


def to_json(read: Parse, made: Draft) -> dict[str, Any]:
    """Return the whole parse as plain values."""
    ids = {
        (candidate.item.file, candidate.item.line, candidate.item.heading): candidate.entry[0]
        for candidate in made.candidates
    }
    return {
        "titles": read.titles,
        "items": [item_json(item, ids.get((item.file, item.line, item.heading))) for item in read.items],
        "left_out": [part._asdict() for part in read.left_out],
        "duplicates": [
            {
                "file": later.file,
                "line": later.line,
                "same_as": {"file": earlier.file, "line": earlier.line},
                "on": list(found.on),
                "score": found.score,
            }
            for earlier, later, found in made.duplicates
        ],
    }


def item_json(item: Item, name: str | None) -> dict[str, Any]:
    """Return an item as plain values, its parts by name."""
    parts = ("points", "explanation_points", "code", "options", "notes", "spans")
    return {"id": name, **asdict(item), **{part: [one._asdict() for one in getattr(item, part)] for part in parts}}
