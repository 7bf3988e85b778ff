"""Changing notes in a deck file that its author has laid out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.deckfile.build import load
from drillcli.deckfile.replace import can_grow, edited
from drillcli.deckfile.write import clean, dump

DECK = """\
title: x  # mine
notes:
  # first
  - q: What?   # odd
    id: a
    # about the answer
    a: Old
    tags: [x]

  # second chapter

  - {id: b, q: Q, a: A}
  - id: c
    q: |-
      several
      # no comment

    a: z  # kept
"""
TEXT = st.text(st.sampled_from("ab:#- \n'\"中{\\"), min_size=1, max_size=10).map(clean).filter(str.strip)


def text(**fields):
    return {name: {"": value} for name, value in fields.items()}


def test_only_the_lines_of_a_changed_field_change():
    """Comments, order and blank lines stay where they are."""
    done = edited(DECK.encode(), {"a": (4, "basic", {**text(q="What?", a="New\nlines", why="so"), "tags": ["x"]})}, [])
    assert done.data.decode() == DECK.replace(
        "    a: Old\n    tags: [x]\n", "    a: |-\n      New\n      lines\n    tags: [x]\n    why: so\n"
    )
    assert done.refused == frozenset()


def test_a_field_may_go_and_a_kind_change():
    """The first field's dash stays; what looks like a comment within a text goes with it."""
    changes = {"a": (4, "basic", text(q="Why?", a="Old")), "c": (13, "cloze", text(cloze="{{x}} y"))}
    done = edited(DECK.encode(), changes, [])
    assert "  - q: Why?\n    id: a\n    # about the answer\n    a: Old\n\n  # second" in done.data.decode()
    assert done.data.decode().endswith('  - id: c\n\n    cloze: "{{x}} y"\n')


def test_notes_are_added_at_the_end():
    """As deeply indented as the others, with the line breaks of the file."""
    new = [("d", "basic", {"q": "Q", "a": "A"})]
    flat = DECK.replace("\n  ", "\n").replace("\n", "\r\n")
    assert edited(DECK.encode(), {}, new).data.decode() == DECK + "\n  - id: d\n    q: Q\n    a: A\n"
    assert edited(flat.encode(), {}, new).data.decode() == flat + "\r\n- id: d\r\n  q: Q\r\n  a: A\r\n"
    assert edited(DECK.rstrip().encode(), {}, new).data.decode().endswith("# kept\n\n  - id: d\n    q: Q\n    a: A\n")


def test_a_note_in_braces_is_refused():
    """Its fields share a line; nothing is changed."""
    done = edited(DECK.encode(), {"b": (12, "basic", text(q="Q", a="B"))}, [])
    assert done == (DECK.encode(), {"b"})


@pytest.mark.parametrize("tail", ["title: x\n", "...\n", "\u2028: x\n"])
def test_a_file_that_goes_on_after_its_notes_is_refused(tail):
    """What is added there would not be a note."""
    data = f"notes:\n  - id: a\n    q: Q\n    a: A\n{tail}".encode()
    assert not can_grow(data)
    assert edited(data, {"a": (2, "basic", text(q="Q", a="B"))}, [("n", "basic", {})]) == (data, {"a", "n"})


@settings(max_examples=150)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), st.data())
def test_the_changed_file_reads_as_wanted(notes, data):
    """The changed notes have their new fields, all others the old ones."""
    start = dump("t", None, [(f"n{at}", "basic", {"q": q, "a": a}) for at, (q, a) in enumerate(notes)])
    read = load(Path("x"), "x", start.encode()).deck.notes
    chosen = data.draw(st.lists(st.integers(0, len(notes) - 1), unique=True))
    wanted = {f"n{at}": text(q=data.draw(TEXT), a=data.draw(TEXT), why="w") for at in chosen}
    added = [("new", "basic", text(q=data.draw(TEXT), a=data.draw(TEXT)))]
    changes = {name: (note.line, "basic", wanted[name]) for note in read if (name := note.id) in wanted}
    done = edited(start.encode(), changes, added)
    after = load(Path("x"), "x", done.data).deck.notes
    assert done.refused == frozenset()
    expected = [wanted.get(note.id) or {k: v for k, v in note.fields.items() if k != "id"} for note in read]
    assert [{k: v for k, v in note.fields.items() if k != "id"} for note in after] == [*expected, added[0][2]]
