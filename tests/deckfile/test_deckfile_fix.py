"""`drill check --fix`: ids are written in, and nothing else of the author's file is touched."""

import re
from pathlib import Path

import pytest
import yaml
from deckfile_cases import EVERY_KIND, decks, loaded
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.build import load
from drillcli.deckfile.fix import write_ids
from drillcli.deckfile.identity import content_id
from drillcli.errors import DeckError

AB = content_id("basic", {"q": "a", "a": "b"})
CD = content_id("basic", {"q": "c", "a": "d"})


def fixed(source: str | bytes) -> str:
    data = source if isinstance(source, bytes) else source.encode()
    return write_ids(data, loaded(data)).decode()


def test_block_notes_get_the_id_as_their_first_key():
    """Comments, order, quotes and odd spacing stay; notes with an id are left alone."""
    source = """\
# my deck
title:  'T'   # keep

notes:
# first
- q: a   # why not
  a:   "b"

-   # an empty place
    q: |
      c
    a: d
- {id: named, q: e, a: f}
"""
    assert fixed(source) == source.replace("- q: a", f"- id: {AB}\n  q: a").replace(
        "    q: |", f"    id: {CD}\n    q: |"
    )


def test_flow_notes_get_the_id_inside_the_brace():
    """On one line or on several."""
    source = "title: T\nnotes: [{q: a, a: b}, {\n  q: c,\n  a: d }]\n"
    assert fixed(source) == f"title: T\nnotes: [{{id: {AB}, q: a, a: b}}, {{id: {CD}, \n  q: c,\n  a: d }}]\n"


def test_line_endings_and_bom_stay():
    """CRLF is written in a file of CRLF; a missing last line break stays missing."""
    source = "\ufefftitle: 题\r\nnotes:\r\n  - q: a\r\n    a: b"
    assert fixed(source) == f"\ufefftitle: 题\r\nnotes:\r\n  - id: {AB}\r\n    q: a\r\n    a: b"


def test_a_bom_does_not_shift_the_first_line():
    """All on one line after a byte order mark."""
    assert fixed("\ufeff{title: T, notes: [{q: a, a: b}]}") == f"\ufeff{{title: T, notes: [{{id: {AB}, q: a, a: b}}]}}"


@pytest.mark.parametrize(
    "note", ["- ? q\n    : a\n    a: b", "- 'q': a\n    a: b", "-\tq: a\n   \ta: b", '- "q": 𠀀\n    a: b']
)
def test_rare_forms_of_a_block_note_are_fixed_or_refused(note):
    """A key in quotes, or after a question mark; whatever YAML refuses is no deck."""
    source = f"title: T\nnotes:\n  {note}\n"
    if loaded(source).deck is None:
        assert fixed(source) == source
    else:
        assert loaded(fixed(source)).deck.notes[0].fields["id"] == loaded(source).deck.notes[0].id


def test_a_form_that_has_no_room_for_an_id_is_refused_with_the_remedy():
    """A bare pair in a flow list is a note of one field, which cannot take another."""
    with pytest.raises(DeckError) as refusal:
        fixed("title: T\nnotes: [cloze: 'a {{b}}']\n")
    assert str(refusal.value) == (
        "d.yaml:1:1: ids cannot be written into notes of this form: begin each note on a line of its own with `- `"
    )


@pytest.mark.parametrize("source", [EVERY_KIND.replace("- q: Nameless", "- id: n\n    q: Nameless"), "titel: T\n", ""])
def test_nothing_to_do_is_nothing_done(source):
    """Every note has an id, or the file has errors."""
    assert fixed(source) == source


@given(decks(), st.sampled_from([{}, {"default_flow_style": True}, {"indent": 6}]), st.booleans(), st.booleans())
def test_only_ids_are_inserted_and_only_ids_change(written, style, crlf, bom):
    """The fixed file has the same notes by the same ids; without what was inserted it is the old one to the byte."""
    source = yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=30, **style)
    data = ("\ufeff" * bom + (source.replace("\n", "\r\n") if crlf else source)).encode()
    before = load(Path("d.yaml"), "d", data)
    after_data = write_ids(data, before)
    after = load(Path("d.yaml"), "d", after_data)
    assert [note.id for note in after.deck.notes] == [note.id for note in before.deck.notes]
    assert [note.fields for note in after.deck.notes] == [{**n.fields, "id": n.id} for n in before.deck.notes]
    inserted = "|".join(n.id for n in before.deck.notes if "id" not in n.fields)
    if inserted:
        pattern = rf"(?<=\{{)id: (?:{inserted}), |id: (?:{inserted})\r?\n *".encode()
        assert re.sub(pattern, b"", after_data) == data
    assert write_ids(after_data, after) == after_data
