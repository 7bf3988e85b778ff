"""The decks that drill comes with: without fault, in two languages, whole, and right where arithmetic can tell."""

import re
from collections import Counter
from itertools import chain
from random import Random

import pytest
from conftest import ROOT
from deck_arithmetic import ARITHMETIC, STATED

from drillcli.deckfile.build import load
from drillcli.deckfile.check import check
from drillcli.harness import catalogue
from drillcli.kinds import KINDS, cards, kind
from drillcli.kinds.base import Shape
from drillcli.kinds.compare import normalise

FOLDER = ROOT / "decks"
FILES = sorted(FOLDER.glob("*.yaml"))
DECKS = [load(path, path.stem).deck for path in FILES]
NOTES = [note for deck in DECKS for note in deck.notes]
LANGUAGES = {"en", "zh"}

CURRICULUM = (
    *("foundations", "startup-challenges", "business-market", "company-building", "trust-compliance"),
    *("data-pipeline", "training", "evaluation", "serving-mlops", "applications"),
)
QUESTIONS = {"000": 20, "001": 11, "002": 30, "003": 30, "004": 30}
ITEMS = {f"{document}-Q{n:02}" for document, count in QUESTIONS.items() for n in range(1, count + 1)}
ITEMS |= {f"000-C{n:02}" for n in range(1, 6)}
"""The 126 items of the five documents: 121 questions and five programming exercises."""
AT_LEAST = {"cloze": 60, "choice": 60, "numeric": 40, "order": 15, "typed": 40}


def by_id(notes):
    return pytest.mark.parametrize("note", notes, ids=lambda note: f"{note.deck}/{note.id}")


def test_the_decks_are_the_curriculum():
    """Ten decks, in the order in which the home page suggests them."""
    assert [deck.slug for deck in sorted(DECKS, key=lambda deck: deck.order)] == list(CURRICULUM)
    assert [deck.order for deck in sorted(DECKS, key=lambda deck: deck.order)] == list(range(1, 11))


def test_the_decks_are_without_fault():
    """`drill check` finds neither errors nor warnings; every exercise that a note names exists."""
    assert [str(fault) for fault in check(FILES, catalogue.files()).faults] == []


def test_every_item_is_covered():
    """Each of the 126 items is the source of some note, and no note names another."""
    named = set(chain.from_iterable(note.fields.get("from", ()) for note in NOTES))
    assert named == ITEMS


def test_the_corrections_are_errata():
    """What a note says to correct is an entry of the list of errata, E001 to E164."""
    named = set(chain.from_iterable(note.fields.get("fixes", ()) for note in NOTES))
    assert named <= {f"E{n:03}" for n in range(1, 165)}


def test_there_are_enough_notes_of_each_kind():
    """430 notes at least; every kind is used where it fits."""
    counts = Counter(note.kind for note in NOTES)
    assert len(NOTES) >= 430
    assert all(counts[name] >= least for name, least in AT_LEAST.items()), counts
    assert any("reverse" in note.fields for note in NOTES)


@by_id(NOTES)
def test_every_text_is_in_both_languages(note):
    """Chinese and English stand side by side (or one text, such as code, for both), and lists are equally long."""
    for field, shape in {"why": Shape.TEXT, **KINDS[note.kind].FIELDS}.items():
        if field in note.fields and shape in (Shape.TEXT, Shape.LINES):
            assert set(note.fields[field]) in (LANGUAGES, {""}), field
    for field in ("choices", "order"):
        if field in note.fields:
            assert len({len(texts) for texts in note.fields[field].values()}) == 1


@by_id([note for note in NOTES if note.kind == "cloze"])
def test_a_cloze_does_not_show_its_answer(note):
    """The text of the gap stands nowhere else on the front, in either language."""
    for card in cards(note):
        for lang in sorted(LANGUAGES):
            front = kind(note).front(card, lang, Random(0)).ask
            for answer in kind(note).typed(card, lang):
                found = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", front, re.IGNORECASE)
                assert not (found and len(answer) > 1), f"{lang}: “{answer}” in “{front}”"


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_no_two_cards_ask_the_same(lang):
    """Fronts differ over the whole set, not only within a deck."""
    fronts = Counter()
    for note in NOTES:
        for card in cards(note):
            front = kind(note).front(card, lang, Random(0))
            fronts[normalise(front.ask), tuple(sorted(map(normalise, front.options)))] += 1
    assert [front for front, count in fronts.items() if count > 1] == []


@by_id([note for note in NOTES if note.kind == "numeric"])
def test_numbers_are_right(note):
    """What can be worked out is worked out anew; the rest says where it is stated."""
    card = f"{note.deck}/{note.id}"
    number = note.fields["number"]
    if card in STATED:
        return
    value, tolerance = float(number["value"]), float(number.get("tolerance", "0"))
    assert abs(ARITHMETIC[card]() - value) <= tolerance + 1e-9 * abs(value)


def test_no_arithmetic_is_left_over():
    """Every entry of the arithmetic belongs to a card."""
    assert {*ARITHMETIC, *STATED} == {f"{note.deck}/{note.id}" for note in NOTES if note.kind == "numeric"}


def test_the_index_counts_right():
    """decks/README.md lists every deck with its counts and the documents it draws from."""
    rows = [index_row(deck) for deck in sorted(DECKS, key=lambda deck: deck.order)]
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [line for line in index.splitlines() if line.startswith("| `")] == rows
    assert f"{len(NOTES)} notes" in index
    assert f"{sum(len(cards(note)) for note in NOTES)} cards" in index


def index_row(deck):
    """Return the row of a deck in the index."""
    counts = Counter(note.kind for note in deck.notes)
    kinds = ", ".join(f"{counts[name]} {name}" for name in KINDS if counts[name])
    sources = sorted({source[:3] for note in deck.notes for source in note.fields.get("from", ())})
    total = sum(len(cards(note)) for note in deck.notes)
    title = f"{deck.title['en']} · {deck.title['zh']}"
    return f"| `{deck.slug}` | {title} | {len(deck.notes)} | {total} | {kinds} | {', '.join(sources)} |"
