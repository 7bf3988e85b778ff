"""What a note becomes before its deck file is known."""

import pytest

from drillcli.deckfile import write
from drillcli.importers.draft import drafted


def test_a_draft_is_the_note_in_its_file():
    """The lines are those that `write` writes below the id; the name says what is asked; blank extras are gone."""
    draft = drafted("basic", {"q": "What is it?", "a": "x\ny", "reverse": True, "why": " "}, "t:1")
    assert draft.fields == {"q": {"": "What is it?"}, "a": {"": "x\ny"}, "reverse": True}
    assert f"  - id: it\n{draft.lines}" == write.note("it", "basic", draft.fields)
    assert (draft.name, draft.parts, draft.may_refer) == ("what-is-it", ("", "reverse"), False)


def test_who_may_refer_to_a_medium():
    """Links and pictures of Markdown."""
    assert drafted("basic", {"q": "![a](b.png)", "a": "x"}, "t:1").may_refer


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        ("basic", {"q": "x"}, "there is no `a`"),
        ("basic", {"q": "x", "a": " "}, "`a` is empty"),
        ("basic", {"q": "x", "a": "y", "cloze": "z"}, "a basic note has no `cloze`"),
        ("cloze", {"cloze": "no gap"}, "there is no gap"),
    ],
)
def test_what_is_no_note(kind, fields, fault):
    """Why is told."""
    with pytest.raises(ValueError, match=fault):
        drafted(kind, fields, "t:1")
