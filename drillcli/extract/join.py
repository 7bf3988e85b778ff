"""Questions and answers from different parts of a document, joined by section and number."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drillcli.extract.building import Built, Document
from drillcli.extract.choices import correct
from drillcli.extract.items import Item, Reason
from drillcli.extract.points import labelled
from drillcli.extract.source import spans
from drillcli.extract.trust import graded
from drillcli.extract.units import Unit


def answered(stems: Sequence[Built], replies: Sequence[Built]) -> tuple[list[Built], list[Built]]:
    """Return the items with the replies that have their numbers, and the replies that found none.

    A number that occurs several times (each section counts from 1) goes to the section of the same name, or else in
    order: the second 3 answers the second 3.
    """
    named = {(_plain(reply.item.section), reply.item.number): reply for reply in replies}
    turned = {(reply.item.number, turn): reply for reply, turn in zip(replies, _turns(replies), strict=True)}
    waiting = [stem for stem in stems if not stem.item.answer and stem.item.number is not None]
    turns = {id(stem): turn for stem, turn in zip(waiting, _turns(waiting), strict=True)}
    found, used = [], set()
    for stem in stems:
        number = stem.item.number
        reply = named.get((_plain(stem.item.section), number)) or turned.get((number, turns.get(id(stem), -1)))
        if id(stem) in turns and reply and id(reply) not in used:
            used.add(id(reply))
            found.append(Built(joined(stem.item, reply.item), (*stem.taken, *reply.taken)))
        else:
            found.append(stem)
    return found, [reply for reply in replies if id(reply) not in used]


def _turns(items: Sequence[Built]) -> Iterator[int]:
    """Yield for each item how many before it have its number."""
    seen: Counter[int | None] = Counter()
    for built in items:
        yield seen[built.item.number]
        seen[built.item.number] += 1


def _plain(section: str) -> str:
    return "".join(character for character in section.lower() if character.isalnum())


def joined(stem: Item, reply: Item) -> Item:
    """Return a question with the answer that another part of the document gives."""
    reasons = [reason for reason in stem.reasons if reason not in (Reason.NO_ANSWER, Reason.UNMARKED_ANSWER)]
    merged = replace(
        stem,
        kind=reply.kind,
        answer=reply.answer,
        points=reply.points,
        explanation=reply.explanation,
        explanation_points=reply.explanation_points,
        code=stem.code + reply.code,
        correct=correct(stem.question, reply.answer, stem.options),
        notes=stem.notes + reply.notes,
        spans=stem.spans + reply.spans,
    )
    return graded(merged, (*reasons, Reason.MARKED_ANSWER))


def stated(document: Document, items: Sequence[Built], free: Sequence[int]) -> list[Built]:
    """Return the items, their question from a list elsewhere (`free` units) where number and label are the same.

    `3. **Speech:** Build …` in a list is the question of the item `#### 3. Speech` that only holds the answer.
    """
    entries = {}
    for at in free:
        unit = document.units[at]
        if unit.mark.number is not None and unit.is_text:
            label, text = _entry(unit)
            entries[unit.mark.number, _plain(label)] = at, text
    return [_stated(document, built, entries) for built in items] if entries else list(items)


def _entry(unit: Unit) -> tuple[str, str]:
    return labelled(unit.piece.text[0 if unit.mark.style == "ol" else unit.mark.start :])


def _stated(document: Document, built: Built, entries: Mapping[tuple[int, str], tuple[int, str]]) -> Built:
    item = built.item
    at, text = entries.get((item.number or 0, _plain(item.heading)), (None, ""))
    if at is None or item.question != item.heading or Reason.MARKED_QUESTION in item.reasons:
        return built
    reasons = [reason for reason in item.reasons if reason is not Reason.DOES_NOT_ASK]
    lines = tuple(sorted((*spans([document.units[at]]), *item.spans)))
    return Built(graded(replace(item, question=text, spans=lines), tuple(reasons)), (at, *built.taken))
