"""A deck file becomes a Deck: the values of every shape, ids, places, single notes, and load ∘ dump = identity."""

from pathlib import Path

import yaml
from deckfile_cases import EVERY_KIND, deck_of, decks, faults, loaded
from hypothesis import given

from drillcli.deckfile.build import load, load_block
from drillcli.deckfile.identity import content_id
from drillcli.kinds import cards

BY_LANGUAGE = {"title", "about", "why", "q", "a", "cloze", "choices", "accept", "order"}


def meant(fields: dict) -> dict:
    """Return what a note's or deck's fields stand for, by the words of the design."""
    result = {}
    for name, value in fields.items():
        if name in BY_LANGUAGE and not isinstance(value, dict):
            value = {"": value}  # noqa: PLW2901
        result[name] = {"reverse": lambda v: v == "true", "answer": int}.get(name, lambda v: v)(value)
    return result


def test_every_kind_and_field_is_read():
    """Texts by language, "" for all; lists; true; a whole number; the parts of a number as written."""
    found = loaded(EVERY_KIND)
    deck = found.deck
    assert found.faults == ()
    assert (deck.slug, deck.path, deck.order) == ("d", "d.yaml", 3)
    assert deck.title == {"en": "All kinds", "zh": "各种卡片"}
    assert deck.about == {"": "One note of each kind."}
    cost, f1, metric, recall, rope, steps, nameless = deck.notes
    assert cost.fields == {
        "id": "cost",
        "q": {"en": "What recurs?", "zh": "什么会反复发生？"},
        "a": {"en": "Inference.", "zh": "推理。"},
        "why": {"": "no"},
        "reverse": True,
        "tags": ["cost", "1:30"],
        "from": ["000-Q02"],
        "fixes": ["E013"],
        "as_of": "2026-11",
        "exercise": "cnn",
    }
    assert metric.fields["choices"] == {"en": ["a", "b", "no"], "zh": ["甲", "乙", "丙"]}
    assert metric.fields["answer"] == 2
    assert recall.fields["number"] == {"value": "0.60", "tolerance": "0.005", "unit": ""}
    assert rope.fields["accept"] == {"": ["RoPE", "rotary position embedding"]}
    assert steps.fields["order"] == {"": ["collect", "clean", "split"]}
    assert "id" not in nameless.fields
    kinds = ["basic", "cloze", "choice", "numeric", "typed", "order", "basic"]
    assert [note.kind for note in deck.notes] == kinds
    assert [card.id for card in cards(cost) + cards(f1)] == ["d/cost", "d/cost#reverse", "d/f1#p", "d/f1#r"]
    assert [(note.line, note.column) for note in deck.notes] == [(n, 5) for n in (6, 18, 20, 24, 27, 30, 36)]


def test_a_note_without_id_is_named_by_its_content():
    """The id outlives a move to another place and other words around it."""
    first = loaded(deck_of("{q: a, a: b}")).deck.notes[0]
    second = loaded(deck_of("{q: x, a: y}", "{a: b, tags: [t], q: a}")).deck.notes[1]
    assert first.id == second.id == content_id("basic", {"q": {"": "a"}, "a": {"": "b"}})


def test_a_bom_and_crlf_make_no_other_deck():
    """Windows editors write both."""
    plain = loaded(EVERY_KIND).deck
    assert loaded("\ufeff" + EVERY_KIND.replace("\n", "\r\n")).deck == plain


@given(decks())
def test_load_after_dump_is_identity(written):
    """What PyYAML writes, `load` reads as it was, whatever the texts look like."""
    for style in ({}, {"allow_unicode": True, "width": 20}, {"default_flow_style": True}):
        source = yaml.safe_dump(written, sort_keys=False, **style)
        found = loaded(source)
        assert found.deck is not None, faults(source)
        assert found.deck.title == meant(written)["title"]
        assert [note.fields for note in found.deck.notes] == [meant(note) for note in written["notes"]]
        ids = [card.id for note in found.deck.notes for card in cards(note)]
        assert len(set(ids)) == len(ids)


@given(decks())
def test_a_note_alone_is_read_as_in_its_deck(written):
    """`load_block` of a note's lines is the note that `load` finds in the file, None where it has a warning."""
    source = yaml.safe_dump(written, sort_keys=False, allow_unicode=True).replace("\n", "\n  ")
    source = source.replace("\n  notes:", "\nnotes:").rstrip(" ")
    found = loaded(source)
    assert found.deck is not None, faults(source)
    warned = {fault.note_id for fault in found.faults}
    lines = source.encode().split(b"\n")
    starts = [note.line - 1 for note in found.deck.notes] + [len(lines)]
    for note, begin, end in zip(found.deck.notes, starts, starts[1:], strict=False):
        block = b"\n".join(lines[begin:end])
        assert load_block(block, "d", "d.yaml", begin + 1) == (None if note.id in warned else note)


def test_a_block_that_is_not_one_sound_note_is_refused():
    """Then the whole file has to be read."""
    assert load_block(b"  - id: x\n    q: a\n    a: b\n", "d", "p", 9).line == 9
    for block in (
        b"  - id: x\n    q: a\n",
        b"  - id: x\n    q: a\n    a: ''\n",
        b"  - id: x\n    q: 'a\n    a: b\n",
        b"  - q: a\n    a: b\nabout: c\n",
        b"  - q: a\n    a: b\n  - q: c\n    a: d\n",
        b"  - q: &a a\n    a: b\n",
        b"  - text\n",
        b"  # nothing\n",
        b"",
        b"  - q: \xff\n    a: b\n",
    ):
        assert load_block(block, "d", "p", 9) is None


def test_load_reads_the_file_unless_its_bytes_are_given(tmp_path):
    """The index reads a file once, for its hash and for its notes."""
    path = tmp_path / "x.yaml"
    path.write_text(deck_of("{q: a, a: b}"), encoding="utf-8")
    assert load(path, "x").deck.notes[0].path == str(path)
    assert load(path, "x", deck_of("{q: c, a: d}").encode()).deck.notes[0].fields["q"] == {"": "c"}
    assert load(Path("nowhere"), "x", deck_of("{q: c, a: d}").encode()).deck is not None
