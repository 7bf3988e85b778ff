"""Documents in the styles of public collections of interview questions, which the parser was not written for."""

import re
from pathlib import Path

import pytest
from unseen_expected import DOCUMENTS as COLLECTIONS
from unseen_expected import Expected
from unseen_readmes import READMES

from drillcli.extract.draft import draft
from drillcli.extract.draft_notes import notes, yaml
from drillcli.extract.draft_text import decode
from drillcli.extract.items import Item, Parse, Source
from drillcli.extract.parse import parse

FOLDER = Path(__file__).parent / "unseen"
DOCUMENTS = COLLECTIONS | READMES
LEAST = 0.5
"""The confidence from which on an item is taken unless the user says otherwise."""


def read(name: str) -> Parse:
    return parse([Source(name, decode((FOLDER / name).read_bytes()).text)])


def flat(text: str) -> str:
    """Return a text without blockquote marks and with single spaces."""
    return " ".join(re.sub(r"(?m)^> ?", "", text).split())


def seen(item: Item) -> Expected:
    """Return an item in the form of what is expected; what is said beyond the right letter is its explanation."""
    said = flat(item.answer)
    if item.correct:
        said = said.removeprefix(item.correct[0]).lstrip(" .、")
    return Expected(
        item.number,
        flat(item.question),
        "" if item.correct else said,
        item.line,
        flat(item.explanation) or (said if item.correct else ""),
        tuple(point.label for point in item.points),
        tuple(code.language for code in item.code),
        item.section,
        len(item.options),
        "".join(item.correct),
    )


def taken(found: Parse) -> list[Item]:
    """Return the items that would be in a draft, and questions that lack an answer."""
    return [item for item in found.items if item.confidence >= LEAST or not (item.answer or item.explanation)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_items(name: str) -> None:
    """Exactly the questions of the document are found, each with its number, answer, explanation, code and line."""
    wanted = DOCUMENTS[name]
    found = [seen(item) for item in taken(read(name))]
    answered = [one for one in wanted if one.answer or one.explanation or one.options]
    assert [one.asks for one in found if one.answer or one.explanation or one.options] == [
        flat(one.asks) for one in answered
    ]
    by_question = {one.asks: one for one in found}
    for one in answered:
        other = by_question[flat(one.asks)]
        expected = one._replace(
            asks=flat(one.asks),
            answer=flat(one.answer),
            labels=other.labels if one.labels is None else one.labels,
            section=other.section if one.section is None else one.section,
        )
        assert other == expected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_line_is_lost(name: str) -> None:
    """Each line of the document that says something is in an item or in what was left out."""
    found = read(name)
    lines = decode((FOLDER / name).read_bytes()).text.split("\n")
    covered = {n for item in found.items for span in item.spans for n in range(span.first, span.last + 1)}
    for part in found.left_out:
        covered |= set(range(part.line, part.line + part.text.rstrip("\n").count("\n") + 1))
    assert [n for n, line in enumerate(lines, 1) if line.strip() and n not in covered] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_draft_is_a_deck(name: str) -> None:
    """The notes of the draft are what `drill check` takes, one for each question that has an answer."""
    made = draft(read(name), LEAST)
    wanted = [one for one in DOCUMENTS[name] if one.answer or one.explanation or one.correct]
    assert len(made.candidates) == len(wanted)
    if wanted:
        assert len(notes(yaml(candidate.entry for candidate in made.candidates))) == len(wanted)
